/**
 * The canvas is larger than the picture: zero padding makes a network blind near its border, so that pictures get frayed edges.
 * We paint `margin` px beyond each edge, over the photo's mirror image, and cut the margin off at the end - as a painter's
 * canvas goes around its stretcher.
 */
import type { Size } from '../images/pixels.js';
import { resizePlanes } from '../images/resample.js';

/** A picture's size, how far its canvas goes beyond each edge, px, and what the canvas' sides are multiples of. */
export interface Framed extends Size {
  margin: number;
  /** Beyond the right and lower edge the margin is as much wider as this asks for. 1 asks for nothing. */
  unit: number;
}

/** Margins grow by this, px, with each 192 px of the longer side (empirical: 16 px leave noise along the edge from 512 px on). */
const MARGIN_STEP = 8;
const SIDE_STEP = 192;

/** The margin for a picture of this size, within the least and the most. */
export function marginOf({ width, height }: Size, [least, most]: readonly [number, number]): number {
  const wanted = MARGIN_STEP * Math.round(Math.max(width, height) / SIDE_STEP);
  return Math.min(most, Math.max(least, wanted));
}

/** [C, height, width] -> [C, height', width'] of canvasSize(), the border mirrored. */
export function mirrorPad(planes: Float32Array, framed: Framed): Float32Array {
  const { width, height, margin } = framed;
  const canvas = canvasSize(framed);
  if (canvas.width === width && canvas.height === height) return planes;
  const columns = mirrored(width, margin, canvas.width);
  const rows = mirrored(height, margin, canvas.height);
  const channels = planes.length / (width * height);
  const out = new Float32Array(channels * rows.length * columns.length);
  let to = 0;
  for (let c = 0; c < channels; c += 1) {
    for (const row of rows) {
      const from = (c * height + row) * width;
      for (const column of columns) out[to++] = planes[from + column];
    }
  }
  return out;
}

/** The inverse of `mirrorPad`: [3, height, width] of the canvas without its margin. */
export function unpad(canvas: Float32Array, framed: Framed): Float32Array {
  const { width, height, margin } = framed;
  const { width: stride, height: rows } = canvasSize(framed);
  if (stride === width && rows === height) return canvas;
  const out = new Float32Array(3 * height * width);
  for (let row = 0; row < 3 * height; row += 1) {
    const plane = Math.floor(row / height);
    const y = plane * rows + margin + (row % height);
    out.set(canvas.subarray(y * stride + margin, y * stride + margin + width), row * width);
  }
  return out;
}

/**
 * The picture of a canvas at another size, with a border mirrored again. (Resized as a whole, the margin, which does not grow as the
 * picture does, would come into it, and move everything off its place.)
 */
export function rescale(canvas: Float32Array, from: Framed, to: Framed): Float32Array {
  return mirrorPad(resizePlanes(unpad(canvas, from), from, to), to);
}

/** Size of the canvas of a picture. */
export function canvasSize({ width, height, margin, unit }: Framed): Size {
  const side = (length: number) => unit * Math.ceil((length + 2 * margin) / unit);
  return { width: side(width), height: side(height) };
}

/** Source index of each canvas index along one axis: ... 1 0 | 0 1 2 ... n-1 | n-1 n-2 ... */
function mirrored(length: number, margin: number, total: number): number[] {
  return Array.from({ length: total }, (_, index) => {
    const period = 2 * length;
    const folded = (((index - margin) % period) + period) % period;
    return folded < length ? folded : period - 1 - folded;
  });
}
