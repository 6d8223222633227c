/** Speed of the engine: a step at several sizes, set against this machine's own matrix product in the same run, and a whole job. */
import { readFile } from 'node:fs/promises';
import { defaultsOf } from '../src/domain/field.js';
import { SETTINGS } from '../src/domain/request.js';
import { NETWORKS } from '../src/engine/networks/networks.js';
import { loadNetwork } from '../src/engine/networks/weights.js';
import { createStylizer } from '../src/engine/pipeline/stylizer.js';
import { createOnnxRuntime } from '../src/engine/runtimes/onnx/onnx-runtime.js';
import { flopsPerStep, medianSeconds, prepareStep, sgemm } from './objective.js';

const MODELS_DIR = new URL('../models', import.meta.url).pathname;
const SIDES = [128, 256, 512];
const REPEATS = 25;

async function step(side: number): Promise<number> {
  const { network, weights } = await loadNetwork(NETWORKS.compact, MODELS_DIR);
  const { run, dispose } = await prepareStep(createOnnxRuntime(network, weights), side);
  const [seconds] = await medianSeconds(REPEATS, run);
  await dispose();
  return seconds!;
}

export async function benchEngine(): Promise<void> {
  for (const side of SIDES) {
    // Measured for each size: the machine's own speed changes from minute to minute.
    const peak = await sgemm(REPEATS);
    const seconds = await step(side);
    const rate = flopsPerStep(NETWORKS.compact, side) / seconds / 1e9;
    console.log(
      `step ${side}x${side}, compact: ${(1000 * seconds).toFixed(1)} ms, ${rate.toFixed(0)} GFLOP/s; SGEMM ${peak.toFixed(0)} GFLOP/s; ratio ${(rate / peak).toFixed(2)}`,
    );
  }
  for (const quality of ['draft', 'standard', 'fine'] as const) await job(quality);
}

async function job(quality: 'draft' | 'standard' | 'fine'): Promise<void> {
  const engine = createStylizer({ modelsDir: MODELS_DIR });
  const root = new URL('../config/', import.meta.url);
  const { seconds, firstPreviewSeconds, steps, peakMemoryMb } = await engine.stylize({
    content: await readFile(new URL('demo.jpg', root)),
    styles: [{ picture: await readFile(new URL('presets/van-gogh-starry-night.jpg', root)), weight: 1 }],
    settings: { ...defaultsOf(SETTINGS), quality },
  });
  console.log(
    `job 512 px, ${quality}: ${seconds.toFixed(1)} s in ${steps} steps, first preview after ${firstPreviewSeconds.toFixed(1)} s, peak memory ${peakMemoryMb.toFixed(0)} MB`,
  );
}
