/** What is refused for want of memory, and with which words; the estimates themselves are measured by `npm run bench -- memory`. */
import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { AtelierError } from '../../../src/domain/errors.js';
import { defaultsOf } from '../../../src/domain/field.js';
import { SETTINGS, type Settings } from '../../../src/domain/request.js';
import {
  assertFits,
  memoryLimitAt,
  memoryOfProcess,
  type Run,
} from '../../../src/engine/pipeline/memory-estimate.js';
import { planRun } from '../../../src/engine/pipeline/plan.js';
import { createProcessPool } from '../../../src/engine/pool/process-pool.js';
import { createOnnxRuntime } from '../../../src/engine/runtimes/onnx/onnx-runtime.js';
import type { Runtime } from '../../../src/engine/runtimes/runtime.js';
import type { Face } from '../../../src/engine/vision/faces.js';
import { REFERENCES } from '../../support/reference.js';

const MB = 2 ** 20;

let runtime: Runtime;
beforeAll(async () => {
  const { network, weights } = REFERENCES[0];
  runtime = createOnnxRuntime(network, await weights());
});

/** A run on a photo of 1000 x 600; only sizes matter. */
function runOf(
  settings: Partial<Settings>,
  styles = [{ width: 800, height: 800 }],
  faces: readonly Face[] = [],
): Run {
  const photo = { width: 1000, height: 600 };
  const inputs = {
    content: photo,
    styles: styles.map((picture) => ({ picture, weight: 1 })),
    isGrey: false,
    faces,
  };
  return {
    plan: planRun({ ...defaultsOf(SETTINGS), ...settings }, photo, runtime.network),
    runtime,
    inputs: inputs as Run['inputs'],
  };
}

function refusal(run: Run, memory: number): AtelierError | undefined {
  try {
    assertFits(run, memory);
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(AtelierError);
    return error as AtelierError;
  }
}

describe('a picture that does not fit', () => {
  it('is refused with the largest size that does, to tens of px', () => {
    const size = fc.integer({ min: SETTINGS.size.min, max: SETTINGS.size.max });
    fc.assert(
      fc.property(size, fc.integer({ min: 300, max: 4000 }), (asked, mb) => {
        const error = refusal(runOf({ size: asked }), mb * MB);
        if (!error) return;
        expect(error).toMatchObject({ code: 'picture_too_large', fault: 'user' });
        const named = Number(/enough for up to (\d+) px; ask with size=\1 or less/.exec(error.message)?.[1]);
        expect(named).toBeLessThan(asked);
        expect(refusal(runOf({ size: named }), mb * MB)).toBeUndefined();
        expect(refusal(runOf({ size: Math.min(asked, named + 10) }), mb * MB)).toBeDefined();
      }),
      { numRuns: 30 },
    );
  });

  it('is refused as the machine’s fault where no size fits', () => {
    expect(refusal(runOf({ size: 64 }), 100 * MB)).toMatchObject({ code: 'out_of_memory' });
  });

  it('may be too large by its style alone', () => {
    const [large, small] = [
      { width: 2048, height: 2048 },
      { width: 64, height: 64 },
    ];
    const settings: Partial<Settings> = { size: 512, styleScale: 4 };
    expect(refusal(runOf(settings, [small]), 450 * MB)).toBeUndefined();
    expect(refusal(runOf(settings, [large]), 450 * MB)).toMatchObject({ code: 'picture_too_large' });
  });
});

describe('the memory limit of a scale', () => {
  it('fits 2048 px into 1.5 GB, and 4096 px into 4 GB', () => {
    // With a style picture as large as any is looked at.
    const style = { width: 1536, height: 1536 };
    expect(refusal(runOf({ size: 2048 }, [style]), 1500 * MB)).toBeUndefined();
    expect(refusal(runOf({ size: 4096 }, [style]), 4096 * MB)).toBeUndefined();
  });

  it.each(['describe', 'evaluate'] as const)(
    'is what the pictures, targets and the optimiser leave, less at every scale: to %s',
    (phase) => {
      const run = runOf({ size: 2048 });
      const limits = run.plan.scales.map((_, scale) => memoryLimitAt(run, scale, phase, 2000 * MB));
      expect(limits.length).toBeGreaterThan(2);
      expect(limits).toEqual([...limits].sort((a, b) => b - a));
      expect(limits[0]).toBeLessThan(2000 * MB);
      expect(limits.at(-1)).toBeGreaterThan(0);
    },
  );

  it('counts each style picture that is laid out from', () => {
    const style = { width: 1500, height: 1500 };
    const limitWith = (count: number) =>
      memoryLimitAt(
        runOf(
          { size: 1500 },
          Array.from({ length: count }, () => style),
        ),
        3,
        'describe',
        4000 * MB,
      );
    expect(limitWith(2)).toBeLessThan(limitWith(1) - 100 * MB);
  });

  it('counts what is kept of the photo where there are faces', () => {
    const face = { x: 500, y: 300, width: 60, height: 60, score: 2 };
    const limit = (faces: Face[]) =>
      memoryLimitAt(runOf({ size: 1500 }, undefined, faces), 3, 'evaluate', 4000 * MB);
    expect(limit([face])).toBeLessThan(limit([]) - MB);
    expect(limit([{ ...face, width: 500 }])).toBe(limit([]));
  });

  it('of a process is what was set, else its share of what is free', () => {
    expect(memoryOfProcess(1200, 3)).toBe(1200 * MB);
    const alone = memoryOfProcess(0, 1);
    expect(alone).toBeGreaterThan(process.memoryUsage.rss() / 2);
    expect(memoryOfProcess(0, 4)).toBeLessThan(alone / 2);
  });
});

it('an engine process obeys the limit that its host was given', async () => {
  const { pathname } = new URL('../../../models', import.meta.url);
  const engine = createProcessPool({
    processes: 1,
    modelsDir: pathname,
    runtime: 'onnx-cpu',
    memoryLimit: 400,
  });
  try {
    const content = await readFile(new URL('../../photos/cat-chelsea.jpg', import.meta.url));
    const settings = { ...defaultsOf(SETTINGS), size: 2048 };
    const run = engine.stylize({ content, styles: [{ picture: content, weight: 1 }], settings });
    await expect(run).rejects.toMatchObject({
      code: 'picture_too_large',
      message: expect.stringMatching(/size=\d{3,4} or less/),
    });
  } finally {
    await engine.close();
  }
}, 30_000);
