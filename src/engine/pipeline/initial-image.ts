/** What a run starts from, on the canvas of its first scale: planar RGB in [0,1], [3, H*W]. */
import type { Settings } from '../../domain/request.js';
import { gaussian } from '../../lib/random.js';
import { clip } from '../images/pixels.js';
import { pictureOfOnes } from './first-implementation.js';

/** `ones` is what the first implementation of the paper starts from (first-implementation.ts). */
export type Init = Exclude<Settings['init'], 'auto'> | 'ones';

/** What `auto` means: the paper's white, noise for mode style, else the photo (which needs the fewest steps). */
export function resolveInit({ init, quality, mode }: Settings): Init {
  if (init !== 'auto') return init;
  if (quality === 'paper') return 'white';
  return mode === 'style' ? 'noise' : 'content';
}

/** Standard deviation of the noise start around middle grey: fills [0,1] and is rarely clipped. */
const NOISE_DEVIATION = 0.2;

/**
 * @param photo the content photo on the canvas
 * @param given the picture to start from on the canvas, for init 'picture'
 * @param variation standard deviation of the seeded noise that is laid over a photo or a picture, so that seeds differ
 */
export function initialImage(
  init: Init,
  photo: Float32Array,
  given: Float32Array | undefined,
  { seed, variation }: { seed: number; variation: number },
): Float32Array {
  switch (init) {
    case 'white':
      return new Float32Array(photo.length).fill(1);
    case 'ones':
      return pictureOfOnes(photo.length / 3);
    case 'noise':
      return withNoise(new Float32Array(photo.length).fill(0.5), NOISE_DEVIATION, seed);
    case 'content':
      return withNoise(photo, variation, seed);
    case 'picture':
      return withNoise(given ?? photo, variation, seed);
  }
}

function withNoise(image: Float32Array, deviation: number, seed: number): Float32Array {
  if (deviation === 0) return Float32Array.from(image);
  const noise = gaussian(seed, image.length);
  return image.map((value, i) => clip(value + deviation * noise[i]));
}
