/** A step as the benches take it: one evaluation of the whole objective on noise, and what this machine could do at best. */
import { GUIDED_TERMS } from '../src/engine/guidance/guide.js';
import { featureShape, layersUpTo, type Network } from '../src/engine/networks/networks.js';
import { ModelBuilder } from '../src/engine/runtimes/onnx/model.js';
import { Session } from '../src/engine/runtimes/onnx/onnx-session.js';
import type { Planes, Runtime, Targets } from '../src/engine/runtimes/runtime.js';
import { gaussian } from '../src/lib/random.js';

export interface Step {
  run(): Promise<unknown>;
  dispose(): Promise<void>;
}

/** Targets that a picture's own features miss by a tenth, and total variation: nothing is zero. */
export async function targetsFor(runtime: Runtime, picture: Planes, layers = GUIDED_TERMS): Promise<Targets> {
  const { features, grams } = await runtime.describe(picture, layers);
  const term = (layer: string, of: Float32Array) => ({
    layer,
    target: of.map((value) => 0.9 * value),
    weight: 1,
  });
  return {
    features: features.map((of, i) => term(layers.features[i]!, of)),
    grams: grams.map((of, i) => term(layers.grams[i]!, of)),
    tvWeight: 1,
  };
}

/** A step of a guided painting at `side` x `side` px. */
export async function prepareStep(runtime: Runtime, side: number): Promise<Step> {
  const picture = { width: side, height: side, data: gaussian(1, 3 * side * side) };
  const objective = await runtime.prepare(side, side, await targetsFor(runtime, picture));
  return { run: () => objective.evaluate(picture.data), dispose: () => objective.dispose() };
}

/** Floating-point operations of one step: every convolution forward and backward, every Gram matrix and its gradient. */
export function flopsPerStep(network: Network, side: number): number {
  let flops = 0;
  for (const layer of layersUpTo(network, [...GUIDED_TERMS.features, ...GUIDED_TERMS.grams])) {
    if (layer.kind === 'pool') continue;
    const [channels, h, w] = featureShape(network, layer.name, side, side);
    flops += 2 * (2 * 9 * layer.input * layer.output * h * w);
    if (GUIDED_TERMS.grams.includes(layer.name)) flops += 2 * (2 * channels ** 2 * h * w);
  }
  return flops;
}

/** GFLOP/s of a 1024 x 1024 x 1024 product in ONNX Runtime: what this machine can do now. */
export async function sgemm(repeats: number): Promise<number> {
  const n = 1024;
  const m = new ModelBuilder();
  m.output('c', m.node('MatMul', [m.input('a', [n, n]), m.input('b', [n, n])], [n, n]));
  const session = await Session.create(m.serialise());
  const matrix = { data: gaussian(1, n * n), shape: [n, n] };
  const [seconds] = await medianSeconds(repeats, () => session.run({ a: matrix, b: matrix }));
  await session.release();
  return (2 * n ** 3) / seconds! / 1e9;
}

/**
 * Median time of each work, s, after a first time that does not count. They take turns, so that a machine whose speed changes from
 * minute to minute changes it for all; the median, since a shared machine is sometimes slow and never too fast.
 */
export async function medianSeconds(
  repeats: number,
  ...works: (() => Promise<unknown>)[]
): Promise<number[]> {
  const times: number[][] = works.map(() => []);
  for (let turn = 0; turn <= repeats; turn += 1) {
    for (const [i, work] of works.entries()) {
      const start = performance.now();
      await work();
      if (turn > 0) times[i]!.push((performance.now() - start) / 1000);
    }
  }
  return times.map((of) => of.sort((a, b) => a - b)[Math.floor(of.length / 2)]!);
}
