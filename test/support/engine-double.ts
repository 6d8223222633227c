/**
 * An engine process that misbehaves on request: the real child's side (`worker-server.ts`) around an engine that does what the task
 * says. The task's photo carries the script as JSON.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { AtelierError, type ErrorCode } from '../../src/domain/errors.js';
import type { EngineEvent, EngineResult, Losses } from '../../src/domain/event.js';
import { defaultsOf } from '../../src/domain/field.js';
import { SETTINGS } from '../../src/domain/request.js';
import type { Engine, EngineTask, RunOptions } from '../../src/engine/engine.js';
import { serveEngine } from '../../src/engine/pool/worker-server.js';

export interface Script {
  steps: number;
  /** Length of a step, during which the event loop is blocked, ms. */
  stepMs?: number;
  /** Bytes of the preview that each step sends. */
  previewBytes?: number;
  /** Paints on when it is cancelled. */
  deaf?: boolean;
  /** What goes wrong after the first step. */
  fault?: 'abort' | 'segfault' | 'kill' | 'exit' | 'bad_alloc' | 'heap' | 'throw' | 'allocation' | ErrorCode;
  /** A file that is written when it goes wrong; while it exists nothing goes wrong any more. */
  once?: string;
  /** What it paints on. Default 'double'. */
  runtime?: string;
  /** It makes a checkpoint of this text after each step. */
  checkpoint?: string;
  /** A checkpoint that it makes when it is interrupted. */
  keeps?: string;
  /** The runtime that it changes to after the first step. */
  changesTo?: string;
}

/** The engine task that carries a script. */
export function scripted(script: Script): EngineTask {
  return { content: Buffer.from(JSON.stringify(script)), styles: [], settings: defaultsOf(SETTINGS) };
}

/** The finished picture's bytes. */
export const PAINTED = Uint8Array.of(1, 2, 3);

async function stylize(
  task: EngineTask,
  { signal, onEvent = () => {} }: RunOptions = {},
): Promise<EngineResult> {
  const script = JSON.parse(decode(task.content)) as Script;
  const { steps, stepMs = 0, previewBytes = 1, deaf, fault, runtime = 'double' } = script;
  console.log(`pid ${process.pid}`);
  console.log(
    `begins ${JSON.stringify([task.checkpoint ? decode(task.checkpoint) : null, task.without ?? []])}`,
  );
  const started = { type: 'started', width: 1, height: 1, steps, network: 'double' } as const;
  onEvent({ ...started, runtime });
  for (let step = 1; step <= steps; step++) {
    block(stepMs);
    onEvent(stepEvent(step, steps));
    onEvent({ type: 'preview', step, picture: picture(new Uint8Array(previewBytes).fill(step)) });
    if (script.checkpoint) onEvent({ type: 'checkpoint', step, state: Buffer.from(script.checkpoint) });
    if (script.changesTo && step === 1) {
      onEvent({ ...started, runtime: script.changesTo, note: { key: 'refusals.note.cpu' } });
    }
    if (fault && !(script.once && existsSync(script.once))) {
      if (script.once) writeFileSync(script.once, '');
      await goWrong(fault);
    }
    await new Promise(setImmediate);
    if (script.keeps && (signal?.reason as AtelierError | undefined)?.code === 'shutting_down')
      onEvent({ type: 'checkpoint', step, state: Buffer.from(script.keeps) });
    if (signal?.aborted && !deaf) throw new AtelierError('cancelled', 'the painting was cancelled');
  }
  const measured = { seconds: 0, firstPreviewSeconds: 0, peakMemoryMb: 0 };
  return {
    picture: picture(PAINTED),
    steps,
    losses,
    network: 'double',
    runtime: 'double',
    seed: 0,
    ...measured,
  };
}

const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

const losses: Losses = { content: 1, style: 2, tv: 3, total: 6 };

function stepEvent(step: number, steps: number): EngineEvent {
  return { type: 'step', step, steps, progress: step / steps, secondsLeft: 0, losses };
}

function picture(bytes: Uint8Array) {
  return { bytes, mime: 'image/png', width: 1, height: 1 };
}

function block(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

async function goWrong(fault: NonNullable<Script['fault']>): Promise<void> {
  switch (fault) {
    case 'abort':
      return process.abort();
    case 'segfault':
      return die('SIGSEGV');
    case 'kill':
      return die('SIGKILL');
    case 'exit':
      return process.exit(1);
    case 'bad_alloc':
      process.stderr.write("terminate called after throwing an instance of 'std::bad_alloc'\n");
      return process.abort();
    case 'heap': {
      const hoard: object[] = [];
      for (;;) hoard.push(new Array(10_000).fill(hoard.length));
    }
    case 'throw':
      throw new TypeError('a defect');
    case 'allocation':
      throw new Error('std::bad_alloc'); // how onnxruntime-node reports it
    default:
      throw new AtelierError(fault, `thrown by the engine: ${fault}`);
  }
}

async function die(signal: NodeJS.Signals): Promise<void> {
  process.kill(process.pid, signal);
  await new Promise(() => {}); // until it arrives
}

const warmUp = () => console.log(`warm ${process.pid}`);

const engine: Engine = { stylize, warmUp, close: async () => {} };

// The tests import `scripted` from here as well: only a forked process has a channel and an argument.
if (process.send && process.argv[1] === new URL(import.meta.url).pathname) serveEngine(() => engine);
