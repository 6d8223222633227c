/** The tfjs runtime on TensorFlow itself: what every runtime must do, and what it keeps between steps. */
import { expect, it } from 'vitest';
import { loadTf } from '../../src/engine/runtimes/tfjs/load.js';
import { createTfjsRuntime } from '../../src/engine/runtimes/tfjs/tfjs-runtime.js';
import { runtimeContract } from '../../test/contract/runtime.js';
import { tensorContract } from '../../test/contract/tensors.js';

const loaded = await loadTf();
const { tf } = loaded;

it('is tfjs-node with its own backend', () => {
  expect(loaded.package).toBe('@tensorflow/tfjs-node');
  expect(tf.getBackend()).toBe('tensorflow');
});

runtimeContract('tfjs on libtensorflow', (network, weights) => createTfjsRuntime(tf, network, weights));

tensorContract('tfjs on libtensorflow', tf);
