/** The tfjs runtime on TensorFlow.js's own backend in plain JavaScript: the code that runs on a GPU where there is one. */
import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import '@tensorflow/tfjs-backend-cpu';
import { expect, it } from 'vitest';
import { GRAM_LAYERS, GUIDED_LAYERS } from '../../../../src/engine/guidance/guide.js';
import { CONTENT_LAYER } from '../../../../src/engine/networks/networks.js';
import { createTfjsRuntime } from '../../../../src/engine/runtimes/tfjs/tfjs-runtime.js';
import { gaussian } from '../../../../src/lib/random.js';
import { targetsOf } from '../../../contract/objectives.js';
import { runtimeContract } from '../../../contract/runtime.js';
import { tensorContract } from '../../../contract/tensors.js';
import { REFERENCES } from '../../../support/reference.js';

runtimeContract(
  'tfjs',
  async (network, weights) => {
    await tf.ready();
    return createTfjsRuntime(tf, network, weights);
  },
  // In plain JavaScript a step takes seconds: one reference case of each network.
  { cases: 1, memory: { side: 16, objectiveMb: 60 }, searchMb: 8 },
);

tensorContract('tfjs', tf);

it('tfjs keeps its tensors within the memory that it is estimated to need', async () => {
  await tf.ready();
  const { network, weights } = REFERENCES[0]!;
  const runtime = createTfjsRuntime(tf, network, await weights());
  const [side, meter] = [96, meterOf(tf.backend() as MathBackendCPU)];
  const picture = { width: side, height: side, data: gaussian(1, 3 * side * side) };
  const layers = { features: [...GUIDED_LAYERS, CONTENT_LAYER], grams: GRAM_LAYERS };
  const [needs, library] = [runtime.needs(side, side, layers, 0), runtime.needs(0, 0, layers, 0)];
  const described = await meter.peakOf(() => runtime.describe(picture, layers));
  const objective = await runtime.prepare(side, side, targetsOf(layers, described.result));
  const evaluated = await meter.peakOf(() => objective.evaluate(picture.data));
  await objective.dispose();
  await runtime.dispose();
  for (const [estimate, { bytes }] of [
    [needs.describe - library.describe, described],
    [needs.evaluate - library.evaluate, evaluated],
  ] as const) {
    // The estimate was measured on libtensorflow, which needs room for its convolutions besides the tensors.
    expect(bytes).toBeLessThan(estimate);
    expect(bytes).toBeGreaterThan(0.5 * estimate);
  }
});

/** Counts the bytes that tensors share among them. (tf.memory() counts one that is another's in a new shape once more.) */
function meterOf({ data }: MathBackendCPU) {
  const sizes = new Map<object, number>();
  let [now, peak] = [0, 0];
  const count = (id: object, bytes: number) => {
    now += bytes - (sizes.get(id) ?? 0);
    sizes.set(id, bytes);
    peak = Math.max(peak, now);
  };
  const { set, delete: remove } = data;
  data.set = function (id, value) {
    count(id, (value.values as Float32Array | undefined)?.byteLength ?? 0);
    set.call(this, id, value);
  };
  data.delete = function (id) {
    count(id, 0);
    return remove.call(this, id);
  };
  return {
    async peakOf<T>(work: () => Promise<T>): Promise<{ result: T; bytes: number }> {
      const before = now;
      peak = now;
      const result = await work();
      return { result, bytes: peak - before };
    },
  };
}
