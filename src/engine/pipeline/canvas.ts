/**
 * The canvas is larger than the picture: zero padding makes a network blind near its border, so that pictures get frayed edges.
 * We paint `margin` px beyond each edge, over the photo's mirror image, and cut the margin off at the end - as a painter's
 * canvas goes around its stretcher.
 */
import { resizePlanes, type Size } from '../images/pixels.js';

/** A picture's size, and how far its canvas goes beyond each edge, px. */
export interface Framed extends Size {
  margin: number;
}

/** From about this far, px, a network sees that it is near the border: conv4's convolutions reach 42 px in compact. */
export const WIDEST_MARGIN = 48;
/**
 * Share of the longer side, and least margin, px (empirical): 16 px left frayed edges from 1024 px on, and much wider ones would make
 * the small scales more margin than picture.
 */
const MARGIN_SHARE = 1 / 24;
const LEAST_MARGIN = 16;

/** The margin for a picture of this size: at most `widest`. */
export function marginOf({ width, height }: Size, widest: number): number {
  const wanted = Math.max(LEAST_MARGIN, Math.round(MARGIN_SHARE * Math.max(width, height)));
  return Math.min(widest, wanted);
}

/** [3, height, width] -> [3, height + 2 margin, width + 2 margin], the border mirrored. */
export function stretch(planes: Float32Array, { width, height, margin }: Framed): Float32Array {
  if (margin === 0) return planes;
  const columns = mirrored(width, margin);
  const rows = mirrored(height, margin);
  const out = new Float32Array(3 * rows.length * columns.length);
  let to = 0;
  for (let c = 0; c < 3; c += 1) {
    for (const row of rows) {
      const from = (c * height + row) * width;
      for (const column of columns) out[to++] = planes[from + column];
    }
  }
  return out;
}

/** The inverse of `stretch`: [3, height, width] of the canvas without its margin. */
export function trim(canvas: Float32Array, { width, height, margin }: Framed): Float32Array {
  if (margin === 0) return canvas;
  const stride = width + 2 * margin;
  const out = new Float32Array(3 * height * width);
  for (let row = 0; row < 3 * height; row += 1) {
    const plane = Math.floor(row / height);
    const y = plane * (height + 2 * margin) + margin + (row % height);
    out.set(canvas.subarray(y * stride + margin, y * stride + margin + width), row * width);
  }
  return out;
}

/**
 * The picture of a canvas at another size, with a border mirrored anew. (Resized as a whole, the margin, which does not grow as the
 * picture does, would come into it, and move all that is painted off its place.)
 */
export function rescale(canvas: Float32Array, from: Framed, to: Framed): Float32Array {
  return stretch(resizePlanes(trim(canvas, from), from, to), to);
}

/** Size of the canvas of a picture. */
export function canvasSize({ width, height, margin }: Framed): Size {
  return { width: width + 2 * margin, height: height + 2 * margin };
}

/** Source index of each canvas index along one axis: ... 1 0 | 0 1 2 ... n-1 | n-1 n-2 ... */
function mirrored(length: number, margin: number): number[] {
  return Array.from({ length: length + 2 * margin }, (_, index) => {
    const period = 2 * length;
    const folded = (((index - margin) % period) + period) % period;
    return folded < length ? folded : period - 1 - folded;
  });
}
