/** The process pool, against real child processes that crash, hang and hurry on request (test/support/engine-double.ts). */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AtelierError } from '../../../src/domain/errors.js';
import type { EngineEvent } from '../../../src/domain/event.js';
import type { Engine } from '../../../src/engine/engine.js';
import { createProcessPool, type ProcessPoolOptions } from '../../../src/engine/pool/process-pool.js';
import { describeLinux } from '../../support/describe-where.js';
import { PAINTED, scripted } from '../../support/engine-double.js';
import { isRunning } from '../../support/processes.js';
import { until } from '../../support/until.js';

vi.setConfig({ testTimeout: 60_000 });

/** The built programs of test/support. */
const PROGRAMS = new URL('../../../out/test-programs/', import.meta.url);

let log: string[];
let folder: string;
const engines: Engine[] = [];

function host(options: Partial<ProcessPoolOptions> = {}): Engine {
  const entry = new URL('engine-double.js', PROGRAMS);
  const engine = createProcessPool({
    processes: 1,
    modelsDir: 'models',
    entry,
    onLog: (line) => log.push(line),
    ...options,
  });
  engines.push(engine);
  return engine;
}

/** The process of each run so far: the double says it when it begins. */
const pids = () => log.filter((line) => line.startsWith('pid ')).map((line) => Number(line.slice(4)));

/** What each run began with: its checkpoint, and the runtimes that it may not use. */
const beginnings = () =>
  log.filter((line) => line.startsWith('begins ')).map((line) => JSON.parse(line.slice(7)));

beforeEach(async () => {
  log = [];
  folder = await mkdtemp(join(tmpdir(), 'atelier-host-'));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all(engines.splice(0).map((engine) => engine.close()));
  await rm(folder, { recursive: true });
});

describeLinux('the process of a run', () => {
  it('is in a process that gives freed pictures back', async () => {
    const engine = host();
    await engine.stylize(scripted({ steps: 1 }));
    const environment = await readFile(`/proc/${pids()[0]}/environ`, 'utf8');
    expect(environment.split('\0')).toContain('MALLOC_MMAP_THRESHOLD_=4194304');
  });
});

describe('a run', () => {
  it('gives its events in order and the picture, byte for byte', async () => {
    const events: EngineEvent[] = [];
    const result = await host().stylize(scripted({ steps: 3, previewBytes: 1_000_000 }), {
      onEvent: (event) => events.push(event),
    });
    const steps = events.map((event) =>
      event.type === 'started' ? 'started' : `${event.type} ${event.step}`,
    );
    expect(steps).toEqual(['started', 'step 1', 'preview 1', 'step 2', 'preview 2', 'step 3', 'preview 3']);
    const preview = events.at(-1)!;
    expect(preview.type === 'preview' && Buffer.alloc(1_000_000, 3).equals(preview.picture.bytes)).toBe(true);
    expect(result.picture.bytes).toBeInstanceOf(Uint8Array);
    expect(new Uint8Array(result.picture.bytes)).toEqual(PAINTED);
  });

  it('reuses a warm process, and starts no more than it may', async () => {
    const engine = host({ processes: 2 });
    const task = scripted({ steps: 2, stepMs: 20 });
    await Promise.all(Array.from({ length: 6 }, () => engine.stylize(task)));
    expect(pids()).toHaveLength(6);
    expect(new Set(pids()).size).toBe(2);
  });

  it('takes waiting tasks in the order of asking, one at a time', async () => {
    const engine = host();
    const order: string[] = [];
    await Promise.all(
      [1, 2, 3].map((task) =>
        engine.stylize(scripted({ steps: 2, stepMs: 5 }), {
          onEvent: (event) => event.type === 'step' && order.push(`${task}.${event.step}`),
        }),
      ),
    );
    expect(order).toEqual(['1.1', '1.2', '2.1', '2.2', '3.1', '3.2']);
  });

  it('ends with the failure of a listener that throws, and goes on with the next task', async () => {
    const engine = host();
    const failing = engine.stylize(scripted({ steps: 1000, stepMs: 5 }), {
      onEvent: () => {
        throw new RangeError('the listener broke');
      },
    });
    await expect(failing).rejects.toThrow('the listener broke');
    await engine.stylize(scripted({ steps: 1 }));
    expect(new Set(pids()).size).toBe(1);
  });
});

describe('warming up', () => {
  const warm = () => log.filter((line) => line.startsWith('warm ')).map((line) => Number(line.slice(5)));

  it('starts one process, which the next task gets', async () => {
    const engine = host({ processes: 2 });
    engine.warmUp?.();
    engine.warmUp?.();
    await until(() => warm().length > 0);
    await engine.stylize(scripted({ steps: 1 }));
    engine.warmUp?.();
    await engine.stylize(scripted({ steps: 1 }));
    expect(warm()).toEqual([pids()[0]]);
    expect(new Set(pids()).size).toBe(1);
  });

  it('is left while a task runs, and after the end', async () => {
    const engine = host();
    const run = engine.stylize(scripted({ steps: 1 }));
    engine.warmUp?.();
    await run;
    await engine.close();
    engine.warmUp?.();
    expect(warm()).toEqual([]);
  });
});

describe('cancel', () => {
  it('rejects once the engine has stopped, and keeps the process', async () => {
    const engine = host();
    const controller = new AbortController();
    const events: EngineEvent[] = [];
    const run = engine.stylize(scripted({ steps: 1000, stepMs: 20 }), {
      signal: controller.signal,
      onEvent: (event) => {
        events.push(event);
        if (event.type === 'preview') controller.abort();
      },
    });
    await expect(run).rejects.toMatchObject({ code: 'cancelled' });
    expect(events.map(({ type }) => type)).toEqual(['started', 'step', 'preview']);
    await engine.stylize(scripted({ steps: 1 }));
    expect(new Set(pids()).size).toBe(1);
  });

  it('that is an interruption brings a checkpoint of where it stopped', async () => {
    const controller = new AbortController();
    const events: EngineEvent[] = [];
    const run = host().stylize(scripted({ steps: 1000, stepMs: 5, keeps: 'where it stopped' }), {
      signal: controller.signal,
      onEvent: (event) => {
        events.push(event);
        if (event.type === 'preview')
          controller.abort(new AtelierError('shutting_down', 'goes on elsewhere'));
      },
    });
    await expect(run).rejects.toMatchObject({ code: 'cancelled' });
    expect(events.at(-1)).toMatchObject({ type: 'checkpoint', state: Buffer.from('where it stopped') });
  });

  it('kills an engine that does not stop', async () => {
    const engine = host({ graceMs: 100 });
    const controller = new AbortController();
    const run = engine.stylize(scripted({ steps: 1_000_000, stepMs: 20, deaf: true }), {
      signal: controller.signal,
      onEvent: (event) => event.type === 'step' && controller.abort(),
    });
    await expect(run).rejects.toMatchObject({ code: 'cancelled' });
    expect(isRunning(pids()[0]!)).toBe(false);
    await engine.stylize(scripted({ steps: 1 }));
  });

  it('takes a waiting task out of the line, and refuses a task whose signal has fired', async () => {
    const engine = host();
    const controller = new AbortController();
    const running = engine.stylize(scripted({ steps: 10, stepMs: 20 }));
    const waiting = engine.stylize(scripted({ steps: 1 }), { signal: controller.signal });
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    const late = engine.stylize(scripted({ steps: 1 }), { signal: controller.signal });
    await expect(late).rejects.toMatchObject({ code: 'cancelled' });
    await running;
    expect(pids()).toHaveLength(1);
  });
});

describe('a crash', () => {
  it.each([
    ['abort', 'engine_crashed', /SIGABRT/],
    ['segfault', 'engine_crashed', /SIGSEGV/],
    ['exit', 'engine_crashed', /exit code 1/],
    // Nothing says that the system's out-of-memory killer was it.
    ['kill', 'engine_crashed', /SIGKILL/],
    ['bad_alloc', 'out_of_memory', /smaller size/],
    ['allocation', 'out_of_memory', /smaller size/],
  ] as const)('by %s is retried once, then fails with %s', async (fault, code, message) => {
    const started = vi.fn();
    const run = host().stylize(scripted({ steps: 2, fault }), {
      onEvent: ({ type }) => type === 'started' && started(),
    });
    await expect(run).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
    expect(started).toHaveBeenCalledTimes(2);
    expect(new Set(pids()).size).toBe(2);
  });

  it('by a full heap is out_of_memory', async () => {
    vi.stubEnv('NODE_OPTIONS', '--max-old-space-size=64');
    const run = host().stylize(scripted({ steps: 1, fault: 'heap' }));
    await expect(run).rejects.toMatchObject({ code: 'out_of_memory' });
  });

  it('that does not happen again gives the picture', async () => {
    const engine = host();
    const once = join(folder, 'crashed');
    const result = await engine.stylize(scripted({ steps: 2, fault: 'segfault', once }));
    expect(result.steps).toBe(2);
    await engine.stylize(scripted({ steps: 1 }));
    expect(new Set(pids()).size).toBe(2);
  });

  it('on a GPU is followed by a run from the last checkpoint, without that runtime', async () => {
    const engine = host();
    const once = join(folder, 'crashed');
    const script = { steps: 2, runtime: 'onnx-webgpu', checkpoint: 'half a picture', once };
    await engine.stylize(scripted({ ...script, fault: 'segfault' }));
    expect(beginnings()).toEqual([
      [null, []],
      ['half a picture', ['onnx-webgpu']],
    ]);
  });

  it('on the CPU is followed by a run from the last checkpoint, on the CPU again', async () => {
    const engine = host();
    const once = join(folder, 'crashed');
    const script = { steps: 2, runtime: 'onnx-cpu', checkpoint: 'half a picture', once };
    await engine.stylize(scripted({ ...script, fault: 'kill' }));
    expect(beginnings()).toEqual([
      [null, []],
      ['half a picture', []],
    ]);
  });

  it('of an idle process costs the next task nothing', async () => {
    const engine = host();
    await engine.stylize(scripted({ steps: 1 }));
    process.kill(pids()[0]!, 'SIGKILL');
    await until(() => !isRunning(pids()[0]!));
    await engine.stylize(scripted({ steps: 1 }));
    expect(new Set(pids()).size).toBe(2);
  });

  it('at the start keeps what the process said', async () => {
    const entry = new URL('no-such-entry.js', PROGRAMS);
    const run = host({ entry }).stylize(scripted({ steps: 1 }));
    await expect(run).rejects.toMatchObject({
      code: 'engine_crashed',
      message: expect.stringContaining('no-such-entry'),
      cause: expect.objectContaining({ message: expect.stringContaining('exit code 1') }),
    });
  });

  it.each(['model_missing', 'picture_unreadable', 'internal'] as const)(
    'is not what a thrown %s is: it passes through',
    async (fault) => {
      const run = host().stylize(scripted({ steps: 1, fault: fault === 'internal' ? 'throw' : fault }));
      await expect(run).rejects.toMatchObject({ code: fault });
      expect(pids()).toHaveLength(1);
    },
  );
});

describe('the runtime', () => {
  const candidate = { runtime: 'onnx-webgpu', precision: 'fp32', device: 'gpu' } as const;

  it('is chosen once, for all processes, and told', async () => {
    const onChoice = vi.fn();
    const choice = { fallbackOrder: [candidate], line: 'runtime onnx-webgpu' };
    const select = vi.fn(async () => choice);
    const engine = host({ processes: 2, runtime: 'onnx-webgpu', threads: 3, onChoice, select });
    await Promise.all([1, 2, 3].map(() => engine.stylize(scripted({ steps: 1, stepMs: 20 }))));
    expect(select).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ setting: 'onnx-webgpu', modelsDir: 'models', threads: 3 }),
    );
    expect(onChoice).toHaveBeenCalledExactlyOnceWith(choice.line);
  });

  it('is not told where the CPU was asked for', async () => {
    const onChoice = vi.fn();
    const engine = host({ runtime: 'onnx-cpu', onChoice });
    await engine.stylize(scripted({ steps: 1 }));
    expect(onChoice).not.toHaveBeenCalled();
  });

  it('that was lost in the middle is not left to the next task: its process ends with the run', async () => {
    const engine = host();
    await engine.stylize(scripted({ steps: 2, runtime: 'onnx-webgpu', changesTo: 'onnx-cpu' }));
    await until(() => !isRunning(pids()[0]!));
    await engine.stylize(scripted({ steps: 1 }));
    expect(new Set(pids()).size).toBe(2);
  });

  it('is not waited for by close()', async () => {
    const select: NonNullable<ProcessPoolOptions['select']> = ({ signal }) =>
      new Promise((resolve) => {
        signal!.addEventListener('abort', () => resolve({ fallbackOrder: [candidate], line: 'too late' }));
      });
    const engine = host({ select });
    const waiting = engine.stylize(scripted({ steps: 1 }));
    const ended = expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    await engine.close();
    await ended;
    expect(pids()).toEqual([]);
  });
});

describe('the end', () => {
  it('close() cancels, refuses new tasks and leaves no process', async () => {
    const engine = host({ processes: 2 });
    await Promise.all([1, 2].map(() => engine.stylize(scripted({ steps: 1, stepMs: 50 }))));
    const running = engine.stylize(scripted({ steps: 10_000, stepMs: 20 }));
    const ended = expect(running).rejects.toMatchObject({ code: 'cancelled' });
    await until(() => pids().length === 3);
    await engine.close();
    await ended;
    expect(pids().filter(isRunning)).toEqual([]);
    await expect(engine.stylize(scripted({ steps: 1 }))).rejects.toMatchObject({ code: 'shutting_down' });
  });

  it('of a parent that was killed ends the engine', async () => {
    const script = fileURLToPath(new URL('engine-parent.js', PROGRAMS));
    const parent = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
    createInterface({ input: parent.stdout }).on('line', (line) => log.push(line));
    await until(() => pids().length === 1);
    expect(isRunning(pids()[0]!)).toBe(true);
    parent.kill('SIGKILL');
    await until(() => !isRunning(pids()[0]!));
  });

  it('is not brought about by a Ctrl-C meant for the parent', async () => {
    const result = await host().stylize(scripted({ steps: 3, stepMs: 20 }), {
      onEvent: (event) => event.type === 'started' && process.kill(pids()[0]!, 'SIGINT'),
    });
    expect(result.steps).toBe(3);
    expect(pids()).toHaveLength(1);
  });
});

/** Two engines block their own loops, and send a preview of 1 MB with each step; in this process they would leave a turn or two for each. */
it('keeps the event loop of the bot free', async () => {
  const engine = host({ processes: 2 });
  const task = scripted({ steps: 10, stepMs: 150, previewBytes: 1_000_000 });
  let turns = 0;
  let turning = setImmediate(function turn() {
    turns += 1;
    turning = setImmediate(turn);
  });
  const results = await Promise.all([engine.stylize(task), engine.stylize(task)]);
  clearImmediate(turning);
  const steps = results.reduce((sum, result) => sum + result.steps, 0);
  expect(turns).toBeGreaterThan(100 * steps);
});
