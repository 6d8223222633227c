/** What a tfjs runtime keeps: no tensor of a step, and none at all in the end. */
import { expect, it } from 'vitest';
import { GUIDED_LAYERS } from '../../src/engine/guidance/guide.js';
import { CONTENT_LAYER, STYLE_LAYERS } from '../../src/engine/networks/networks.js';
import type { Tf } from '../../src/engine/runtimes/tfjs/tf.js';
import { createTfjsRuntime } from '../../src/engine/runtimes/tfjs/tfjs-runtime.js';
import { REFERENCES } from '../support/reference.js';
import { targetsOf } from './objectives.js';

export function tensorContract(name: string, tf: Tf): void {
  it.each(REFERENCES)(
    `${name} on $network.name keeps no tensor of a step, and none at all in the end`,
    async ({ network, weights, cases: [{ image }] }) => {
      await tf.ready();
      const before = tf.memory().numTensors;
      const runtime = createTfjsRuntime(tf, network, await weights());
      const layers = { features: [...GUIDED_LAYERS, CONTENT_LAYER], grams: STYLE_LAYERS };
      const targets = targetsOf(layers, await runtime.describe(image, layers));
      const objective = await runtime.prepare(image.width, image.height, targets);
      const prepared = tf.memory().numTensors;
      for (let step = 1; step <= 3; step += 1) {
        await objective.evaluate(image.data);
        expect(tf.memory().numTensors).toBe(prepared);
      }
      const vectors = { dimensions: 2, data: Float32Array.of(1, 0, 0, 1) };
      await runtime.nearest(vectors, vectors, new Float32Array(2));
      expect(tf.memory().numTensors).toBe(prepared);
      await objective.dispose();
      await runtime.dispose();
      expect(tf.memory().numTensors).toBe(before);
    },
  );
}
