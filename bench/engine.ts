/** Speed of the engine: a step at several sizes, set against this machine's own matrix product in the same run, and a whole job. */
import { readFile } from 'node:fs/promises';
import { defaultsOf } from '../src/domain/field.js';
import { SETTINGS } from '../src/domain/request.js';
import { featureShape, NETWORKS, type Network, STYLE_LAYERS } from '../src/engine/networks/networks.js';
import { loadNetwork } from '../src/engine/networks/weights.js';
import { gaussian } from '../src/engine/pipeline/random.js';
import { createStylizer } from '../src/engine/pipeline/stylizer.js';
import { ModelBuilder } from '../src/engine/runtimes/onnx/model.js';
import { createOnnxRuntime } from '../src/engine/runtimes/onnx/onnx-runtime.js';
import { Session } from '../src/engine/runtimes/onnx/onnx-session.js';

const MODELS_DIR = new URL('../models', import.meta.url).pathname;
const SIDES = [128, 256, 512];
/** Repetitions; the median counts, since a shared machine is sometimes slow and never too fast. */
const REPEATS = 25;

const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

async function medianSeconds(work: () => Promise<unknown>): Promise<number> {
  await work();
  const times: number[] = [];
  for (let i = 0; i < REPEATS; i += 1) {
    const start = performance.now();
    await work();
    times.push((performance.now() - start) / 1000);
  }
  return median(times);
}

/** GFLOP/s of a 1024 x 1024 x 1024 product in ONNX Runtime: what this machine can do now. */
async function sgemm(): Promise<number> {
  const n = 1024;
  const m = new ModelBuilder();
  m.output('c', m.node('MatMul', [m.input('a', [n, n]), m.input('b', [n, n])], [n, n]));
  const session = await Session.create(m.serialise());
  const matrix = { data: gaussian(1, n * n), shape: [n, n] };
  const seconds = await medianSeconds(() => session.run({ a: matrix, b: matrix }));
  await session.release();
  return (2 * n ** 3) / seconds / 1e9;
}

/** Floating-point operations of one step: every convolution forward and backward, every Gram matrix and its gradient. */
function flopsPerStep(network: Network, side: number): number {
  let flops = 0;
  for (const layer of network.layers) {
    if (layer.kind === 'pool') continue;
    const [channels, h, w] = featureShape(network, layer.name, side, side);
    flops += 2 * (2 * 9 * layer.input * layer.output * h * w);
    if ((STYLE_LAYERS as readonly string[]).includes(layer.name)) flops += 2 * (2 * channels ** 2 * h * w);
  }
  return flops;
}

async function step(side: number): Promise<number> {
  const { network, weights } = await loadNetwork(NETWORKS.compact, MODELS_DIR);
  const runtime = createOnnxRuntime(network, weights);
  const picture = { width: side, height: side, data: gaussian(1, 3 * side * side) };
  const { content, grams } = await runtime.describe(picture);
  const objective = await runtime.prepare(side, side, {
    content: { target: content, weight: 1 },
    style: grams.map((target) => ({ target, weight: 1 })),
    tvWeight: 1,
  });
  const seconds = await medianSeconds(() => objective.evaluate(picture.data));
  await objective.dispose();
  return seconds;
}

export async function benchEngine(): Promise<void> {
  for (const side of SIDES) {
    // Measured anew for each size: the machine's own speed changes from minute to minute.
    const peak = await sgemm();
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
