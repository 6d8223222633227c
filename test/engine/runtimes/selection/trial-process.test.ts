/** Trials in processes of their own: a real one of the CPU, and some that crash and hang (test/support/trial-double.ts). */
import { describe, expect, it } from 'vitest';
import { tryInProcess } from '../../../../src/engine/runtimes/selection/trial-process.js';
import { CPU } from '../../../../src/engine/runtimes/variants.js';
import { MODELS_DIR } from '../../../support/reference.js';

const entry = new URL('../../../support/trial-double.ts', import.meta.url);
const options = { modelsDir: MODELS_DIR, threads: 0, entry };

describe('a trial', () => {
  it('of the CPU finds that it agrees with itself, and how fast it is', async () => {
    const report = await tryInProcess(CPU, { modelsDir: MODELS_DIR, threads: 0 });
    expect(report).toMatchObject({ ok: true, device: 'cpu', software: false });
    expect(report).toMatchObject({ disagreement: { losses: 0, gradient: 0 }, step: expect.any(Number) });
  });

  it('of what is not installed says why', async () => {
    const report = await tryInProcess(
      { runtime: 'tfjs', precision: 'fp32' },
      { modelsDir: MODELS_DIR, threads: 0 },
    );
    expect(report).toMatchObject({ ok: false, reason: expect.stringContaining('@tensorflow/tfjs-node-gpu') });
  });

  it('that crashes is a report, however much it has written', async () => {
    const report = await tryInProcess({ runtime: 'onnx-cuda', precision: 'fp32' }, options);
    expect(report).toEqual({
      runtime: 'onnx-cuda',
      precision: 'fp32',
      ok: false,
      reason: 'the trial crashed (SIGSEGV)',
    });
  });

  it('that exits without a word is a report', async () => {
    const report = await tryInProcess({ runtime: 'tfjs', precision: 'fp32' }, options);
    expect(report).toMatchObject({ ok: false, reason: 'the trial crashed (3)' });
  });

  it('that hangs is killed', async () => {
    const hanging = { runtime: 'onnx-webgpu', precision: 'fp16' } as const;
    const report = await tryInProcess(hanging, { ...options, limitMs: 100 });
    expect(report).toMatchObject({ ok: false, reason: 'no answer within 0.1 s' });
  });

  it('that nobody waits for any more is killed', async () => {
    const controller = new AbortController();
    const trial = tryInProcess(
      { runtime: 'onnx-webgpu', precision: 'fp32' },
      { ...options, signal: controller.signal },
    );
    controller.abort();
    expect(await trial).toMatchObject({ ok: false });
  });
});
