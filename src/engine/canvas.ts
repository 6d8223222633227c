/**
 * The canvas is larger than the picture: zero padding makes a network blind near its border, so that pictures get frayed edges.
 * We paint `margin` px beyond each edge, over the photo's mirror image, and cut the margin off at the end - as a painter's
 * canvas goes around its stretcher.
 */
import type { Size } from './pixels.js';

/** [3, height, width] -> [3, height + 2 margin, width + 2 margin], the border mirrored. */
export function stretch(planes: Float32Array, { width, height }: Size, margin: number): Float32Array {
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

/** The inverse of `stretch`: [3, height, width] of the canvas without its margin; `size` is the picture's. */
export function trim(canvas: Float32Array, { width, height }: Size, margin: number): Float32Array {
  const stride = width + 2 * margin;
  const out = new Float32Array(3 * height * width);
  for (let row = 0; row < 3 * height; row += 1) {
    const plane = Math.floor(row / height);
    const y = plane * (height + 2 * margin) + margin + (row % height);
    out.set(canvas.subarray(y * stride + margin, y * stride + margin + width), row * width);
  }
  return out;
}

/** Size of the canvas of a picture. */
export function canvasSize({ width, height }: Size, margin: number): Size {
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
