/**
 * A runtime that fails in the middle of a painting: real ones on the CPU, wrapped so that they fail as a GPU does, in the words
 * that ONNX Runtime 1.30 was seen to use (on SwiftShader, by filling its memory) or that its sources have.
 */
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import type { EngineEvent, EngineResult, StartedEvent } from '../../../src/domain/event.js';
import { defaultsOf } from '../../../src/domain/field.js';
import { SETTINGS } from '../../../src/domain/request.js';
import type { EngineTask } from '../../../src/engine/engine.js';
import { createStylizer } from '../../../src/engine/pipeline/stylizer.js';
import { NOTES } from '../../../src/engine/runtimes/fallback.js';
import { type OpenedRuntime, openRuntime } from '../../../src/engine/runtimes/open.js';
import type { Evaluation, Runtime } from '../../../src/engine/runtimes/runtime.js';
import { CPU, type RuntimeCandidate } from '../../../src/engine/runtimes/variants.js';
import { MODELS_DIR } from '../../support/reference.js';

const DEVICE_LOST = 'Failed to download data from buffer. wgpu::MapAsyncStatus value: 3';
const NO_DEVICE_MEMORY =
  'WebGPU validation failed. [Invalid Buffer (unlabeled)] is invalid due to a previous error.\n - While calling [Device].CreateBindGroup.';
const NO_CUDA_MEMORY =
  'Non-zero status code returned while running Conv node. Status Message: BFCArena::AllocateRawInternal(size_t, bool) Failed to allocate memory for requested buffer of size 2830172160';

const WEBGPU: RuntimeCandidate = { runtime: 'onnx-webgpu', precision: 'fp32', device: 'gpu' };
const CUDA: RuntimeCandidate = { runtime: 'onnx-cuda', precision: 'fp32', device: 'gpu' };

/** What a GPU does, by the number of the evaluation (over all objectives): fail, or answer with something else. */
type Fault = (evaluation: number, memoryLimit: number) => Error | Partial<Evaluation> | undefined;

let task: EngineTask;
let undisturbed: EngineResult;

beforeAll(() => prepare(64));

/** The task at this size, and what comes of it undisturbed. */
async function prepare(size: number): Promise<void> {
  const root = new URL('../../../', import.meta.url);
  const mosaic = new URL('config/presets/mosaic.jpg', root).pathname;
  task = {
    content: await readFile(new URL('test/photos/cat-chelsea.jpg', root)),
    styles: [{ picture: await sharp(mosaic).resize(256).png().toBuffer(), weight: 1 }],
    // Two passes of 6 steps.
    settings: { ...defaultsOf(SETTINGS), size, quality: 'standard' },
  };
  undisturbed = (await run([CPU], {})).result;
}

/** Paints on these runtimes, those of GPUs with their faults, and tells what happened. */
async function run(
  runtimes: RuntimeCandidate[],
  faults: Partial<Record<RuntimeCandidate['runtime'], Fault>>,
  wrap: (gpu: Runtime) => Runtime = (gpu) => gpu,
) {
  const events: EngineEvent[] = [];
  const log: string[] = [];
  const opened: string[] = [];
  const engine = createStylizer({
    modelsDir: MODELS_DIR,
    threads: 1,
    runtimes,
    onLog: (line) => log.push(line),
    async open({ runtime }, ...rest): Promise<OpenedRuntime> {
      opened.push(runtime);
      const real = await openRuntime(CPU, ...rest);
      const fault = faults[runtime];
      return fault ? { ...real, runtime: wrap(faulty(real.runtime, runtime, fault)) } : real;
    },
  });
  const outcome = await engine.stylize(task, { onEvent: (event) => events.push(event) }).then(
    (result) => ({ result }),
    (error: unknown) => ({ error }),
  );
  await engine.close();
  const steps = events.filter((event) => event.type === 'step').map(({ step }) => step);
  const starts = events.filter((event): event is StartedEvent => event.type === 'started');
  const { result, error } = outcome as { result: EngineResult; error: unknown };
  return { result, error, steps, starts, log, opened };
}

function faulty(real: Runtime, name: string, fault: Fault): Runtime {
  let count = 0;
  return {
    ...real,
    name,
    async prepare(width, height, targets, memoryLimit = Number.POSITIVE_INFINITY) {
      const objective = await real.prepare(width, height, targets, memoryLimit);
      return {
        async evaluate(image, signal) {
          count += 1;
          const found = fault(count, memoryLimit);
          if (found instanceof Error) throw found;
          return { ...(await objective.evaluate(image, signal)), ...found };
        },
        dispose: () => objective.dispose(),
      };
    },
  };
}

const from1To = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

/** Mean absolute difference of the pixels, 0..255. */
async function distance(a: EngineResult, b: EngineResult): Promise<number> {
  const [x, y] = await Promise.all([a, b].map(({ picture }) => sharp(picture.bytes).raw().toBuffer()));
  return x.reduce((sum, value, i) => sum + Math.abs(value - y[i]), 0) / x.length;
}

describe('a device that is lost', () => {
  it('costs no step and nothing of the picture: the CPU goes on where it was', async () => {
    const { result, steps, starts, log } = await run([WEBGPU, CPU], {
      'onnx-webgpu': (evaluation) => (evaluation === 8 ? new Error(DEVICE_LOST) : undefined),
    });
    expect(steps).toEqual(from1To(undisturbed.steps));
    expect(starts.map(({ runtime, note }) => [runtime, note])).toEqual([
      ['onnx-webgpu', undefined],
      ['onnx-cpu', NOTES.cpu],
    ]);
    expect(result.runtime).toBe('onnx-cpu');
    // The same arithmetic before and after: the very same picture.
    expect(Buffer.from(result.picture.bytes).equals(Buffer.from(undisturbed.picture.bytes))).toBe(true);
    expect(log).toEqual([`onnx-webgpu failed: ${DEVICE_LOST}`]);
  });

  it('is followed by the next one, and that by the CPU', async () => {
    const { result, steps, starts } = await run([CUDA, WEBGPU, CPU], {
      'onnx-cuda': (evaluation) =>
        evaluation === 3 ? new Error('CUDA failure 719: unspecified launch failure') : undefined,
      'onnx-webgpu': (evaluation) => (evaluation === 5 ? new Error(DEVICE_LOST) : undefined),
    });
    expect(steps).toEqual(from1To(undisturbed.steps));
    expect(starts.map(({ note }) => note)).toEqual([undefined, NOTES.gpu, NOTES.cpu]);
    expect(Buffer.from(result.picture.bytes).equals(Buffer.from(undisturbed.picture.bytes))).toBe(true);
  });

  it.each<[string, Partial<Evaluation>]>([
    ['zeros', { features: [0, 0, 0, 0], grams: [0, 0, 0, 0] }],
    ['what is no number', { tv: Number.NaN }],
  ])('is noticed when it answers with %s', async (_, nonsense) => {
    const { result, starts } = await run([WEBGPU, CPU], {
      'onnx-webgpu': (evaluation) => (evaluation > 4 ? nonsense : undefined),
    });
    expect(starts.at(-1)).toMatchObject({ runtime: 'onnx-cpu', note: NOTES.cpu });
    expect(Buffer.from(result.picture.bytes).equals(Buffer.from(undisturbed.picture.bytes))).toBe(true);
  });

  it.each(['describe', 'nearest'] as const)(
    'while it finds the targets of the second pass costs nothing either: %s',
    async (work) => {
      let count = 0;
      const lost = () => {
        throw new Error(DEVICE_LOST);
      };
      const { result, steps, starts } = await run(
        [WEBGPU, CPU],
        { 'onnx-webgpu': () => undefined },
        (gpu) => ({
          ...gpu,
          async prepare(...of) {
            count += 1;
            return gpu.prepare(...of);
          },
          // Once there was a first objective.
          describe: (...of) => (work === 'describe' && count > 0 ? lost() : gpu.describe(...of)),
          nearest: (...of) => (work === 'nearest' && count > 0 ? lost() : gpu.nearest(...of)),
        }),
      );
      expect(steps).toEqual(from1To(undisturbed.steps));
      expect(starts.map(({ note }) => note)).toEqual([undefined, NOTES.cpu]);
      expect(Buffer.from(result.picture.bytes).equals(Buffer.from(undisturbed.picture.bytes))).toBe(true);
    },
  );

  it('that never was there costs a line of the log', async () => {
    const engine = createStylizer({
      modelsDir: MODELS_DIR,
      threads: 1,
      runtimes: [{ runtime: 'tfjs', precision: 'fp32', device: 'gpu' }, CPU],
      onLog: (line) => expect(line).toMatch(/^tfjs cannot be opened: @tensorflow\/tfjs-node-gpu/),
    });
    const { runtime } = await engine.stylize(task);
    await engine.close();
    expect(runtime).toBe('onnx-cpu');
    expect.assertions(2);
  });
});

it('a failure of the last runtime is the failure of the run', async () => {
  const { error, starts } = await run([CPU], {
    'onnx-cpu': (evaluation) => (evaluation === 3 ? new Error('a defect') : undefined),
  });
  expect(error).toMatchObject({ message: 'a defect' });
  expect(starts).toHaveLength(1);
});

it('a task whose earlier process died on a runtime is painted without it, and says so', async () => {
  const engine = createStylizer({ modelsDir: MODELS_DIR, threads: 1, runtimes: [WEBGPU, CPU] });
  const events: EngineEvent[] = [];
  const { runtime } = await engine.stylize(
    { ...task, without: ['onnx-webgpu'] },
    { onEvent: (event) => events.push(event) },
  );
  await engine.close();
  expect(runtime).toBe('onnx-cpu');
  expect(events[0]).toMatchObject({ type: 'started', runtime: 'onnx-cpu', note: NOTES.cpu });
});

describe('a device without memory', () => {
  // A smaller picture has no smaller tiles.
  beforeAll(() => prepare(128));

  it.each([
    ['WebGPU', NO_DEVICE_MEMORY, WEBGPU],
    ['CUDA', NO_CUDA_MEMORY, CUDA],
  ])('continues in smaller tiles: %s', async (_, words, candidate) => {
    let least = 0;
    const { result, steps, starts, opened } = await run([candidate, CPU], {
      [candidate.runtime]: (evaluation: number, memoryLimit: number) => {
        if (evaluation === 8) least = memoryLimit;
        return evaluation === 8 ? new Error(words) : undefined;
      },
    });
    expect(least).toBeGreaterThan(2 ** 20);
    expect(steps).toEqual(from1To(undisturbed.steps));
    expect(starts.map(({ runtime, note }) => [runtime, note])).toEqual([
      [candidate.runtime, undefined],
      [candidate.runtime, NOTES.tiles],
    ]);
    expect(opened).toEqual([candidate.runtime]);
    expect(await distance(result, undisturbed)).toBeLessThan(3);
  });

  it('for the smallest tiles is followed by the next runtime', async () => {
    const limits: number[] = [];
    const { result, steps, starts } = await run([WEBGPU, CPU], {
      'onnx-webgpu': (evaluation, memoryLimit) => {
        if (evaluation < 8) return undefined;
        limits.push(memoryLimit);
        return new Error(NO_DEVICE_MEMORY);
      },
    });
    expect(limits).toHaveLength(2);
    expect(limits[1]).toBeLessThan(limits[0]! / 10);
    expect(steps).toEqual(from1To(undisturbed.steps));
    expect(starts.map(({ note }) => note)).toEqual([undefined, NOTES.tiles, NOTES.cpu]);
    expect(result.runtime).toBe('onnx-cpu');
  });
});
