/**
 * A painting warped along a flow. Catmull-Rom, as everywhere (images/resample.ts): a painting is warped once for each frame, and
 * bilinear weights would wash its strokes out after a few.
 */
import { clampIndex } from '../images/pixels.js';
import type { Flow } from './optical-flow.js';

/** [C, H*W] at the places that the flow points to; borders repeat their last pixel. A pixel that has not moved stays what it is. */
export function warp(planes: Float32Array, flow: Flow): Float32Array {
  const { width, height, u, v } = flow;
  const count = width * height;
  const out = new Float32Array(planes.length);
  for (let y = 0, i = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, i += 1) {
      const [atX, atY] = [x + u[i], y + v[i]];
      const [x0, y0] = [Math.floor(atX), Math.floor(atY)];
      const [wx, wy] = [weights(atX - x0), weights(atY - y0)];
      for (let from = 0; from < planes.length; from += count) {
        let sum = 0;
        for (let row = 0; row < 4; row += 1) {
          if (wy[row] === 0) continue;
          const start = from + clampIndex(y0 + row - 1, height) * width;
          let across = 0;
          for (let column = 0; column < 4; column += 1)
            across += wx[column] * planes[start + clampIndex(x0 + column - 1, width)];
          sum += wy[row] * across;
        }
        out[from + i] = sum;
      }
    }
  }
  return out;
}

/** Of the four pixels around a place, `t` in [0,1) beyond the second (Keys 1981, a = -1/2). */
function weights(t: number): [number, number, number, number] {
  const [t2, t3] = [t * t, t * t * t];
  return [
    -0.5 * t3 + t2 - 0.5 * t,
    1.5 * t3 - 2.5 * t2 + 1,
    -1.5 * t3 + 2 * t2 + 0.5 * t,
    0.5 * t3 - 0.5 * t2,
  ];
}
