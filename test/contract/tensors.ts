/** What a tfjs runtime keeps: no tensor of a step, and none at all in the end. */
import { expect, it } from 'vitest';
import type { Tf } from '../../src/engine/runtimes/tfjs/tf.js';
import { createTfjsRuntime } from '../../src/engine/runtimes/tfjs/tfjs-runtime.js';
import { REFERENCES } from '../support/reference.js';

export function tensorContract(name: string, tf: Tf): void {
  it.each(REFERENCES)(
    `${name} on $network.name keeps no tensor of a step, and none at all in the end`,
    async ({ network, weights, cases: [{ image }] }) => {
      await tf.ready();
      const before = tf.memory().numTensors;
      const runtime = createTfjsRuntime(tf, network, await weights());
      const { content, grams } = await runtime.describe(image);
      const objective = await runtime.prepare(image.width, image.height, {
        content: { target: content, weight: 1 },
        style: grams.map((target) => ({ target, weight: 1 })),
        tvWeight: 1,
      });
      const prepared = tf.memory().numTensors;
      for (let step = 1; step <= 3; step += 1) {
        await objective.evaluate(image.data);
        expect(tf.memory().numTensors).toBe(prepared);
      }
      await objective.dispose();
      await runtime.dispose();
      expect(tf.memory().numTensors).toBe(before);
    },
  );
}
