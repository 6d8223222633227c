/**
 * A procedural style is a function of the place: it gives the colour at any point of the unit square, so that it can be
 * painted at every size. Samples are plain RGB bytes; for clean edges, paint larger and reduce.
 */
import type { Colour } from './colour.js';

/** Colour at (x, y), both 0..1, y downwards. */
export type Painter = (x: number, y: number) => Colour;

/** Paints a square of `size` x `size` samples: [size, size, 3], sRGB bytes. */
export function paint(painter: Painter, size: number): Uint8Array {
  const pixels = new Uint8ClampedArray(size * size * 3);
  for (let row = 0, at = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const [r, g, b] = painter((column + 0.5) / size, (row + 0.5) / size);
      pixels[at++] = r * 255;
      pixels[at++] = g * 255;
      pixels[at++] = b * 255;
    }
  }
  return new Uint8Array(pixels.buffer);
}
