/**
 * The paper's first implementation, in Keras: what it did besides its losses (`publishedTargets` in losses.ts). VGG with the maxima
 * it was trained with, plain gradient descent of a fixed step, 4000 of them, from a picture of ones in the network's own input.
 *
 *     image = tf.Variable(tf.ones((1, rows, cols, 3)))              BGR minus the mean colour: not white, but grey
 *     optimizer = tf.keras.optimizers.SGD(learning_rate=1e-5)
 *     optimizer.apply_gradients([(gradient of 1e-2 * content + style, image)])
 *
 * test/reference/first_implementation.py is that step in TensorFlow, and its losses are what ours must be.
 */
import type { Settings } from '../../domain/request.js';
import { KERAS_INPUT, type Network } from '../networks/networks.js';

/**
 * Whether a run is to be that. Only with a network of Keras' weights: its step belongs to the size of their features, and would not
 * move a picture that `compact` looks at, whose features are some hundred times smaller.
 */
export function isFirstImplementation(
  { quality, normalisation }: Pick<Settings, 'quality' | 'normalisation'>,
  { input }: Network,
): boolean {
  return quality === 'paper' && normalisation === 'keras' && input === KERAS_INPUT;
}

/** How the network pools in such a run, and in every other one as its table says. */
export function poolingFor(settings: Settings, network: Network): Network['pool'] {
  return isFirstImplementation(settings, network) ? 'max' : network.pool;
}

/** Epochs of its notebook, one step each. */
export const STEPS = 4000;

/** Its step size, in units of the network's input, which is `scale` times ours: picture and gradient change with it. */
export const LEARNING_RATE = 1e-5 / KERAS_INPUT.scale ** 2;

/** A picture that is 1 everywhere in the network's input: planar RGB in [0,1], [3, pixels]. */
export function pictureOfOnes(pixels: number): Float32Array {
  const { mean, scale } = KERAS_INPUT;
  const planes = new Float32Array(3 * pixels);
  // The network's order is BGR.
  for (const [i, value] of [...mean].reverse().entries()) {
    planes.fill((1 + value) / scale, i * pixels, (i + 1) * pixels);
  }
  return planes;
}
