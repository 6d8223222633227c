/**
 * The terms of the objective (runtime.ts) on host arrays, for runtimes that see a picture only piece by piece. Sums are taken in
 * double precision and always in the same order.
 */

import type { Term } from '../runtime.js';
import type { FeatureMap } from './feature-map.js';
import type { Rect } from './grid.js';

/**
 * A style term from F F^T summed over all positions, [C, C]: the weighted loss, and what F is to be multiplied by to give its
 * gradient, 4 weight (G - A) / positions with G = F F^T / positions.
 */
export function gramTerm(
  sum: Float64Array,
  positions: number,
  { target, weight }: Term,
): { loss: number; pull: Float32Array } {
  const pull = new Float32Array(sum.length);
  let squares = 0;
  for (let i = 0; i < sum.length; i += 1) {
    const difference = sum[i] / positions - target[i];
    squares += difference * difference;
    pull[i] = (4 * weight * difference) / positions;
  }
  return { loss: weight * squares, pull };
}

/** Sum over a rectangle of a map, [height, width] of one channel. */
export function sumOver({ data, width }: Pick<FeatureMap, 'data' | 'width'>, rect: Rect): number {
  let sum = 0;
  for (let row = rect.y; row < rect.y + rect.height; row += 1) {
    const start = row * width + rect.x;
    for (let i = start; i < start + rect.width; i += 1) sum += data[i];
  }
  return sum;
}

/** Adds the gradient of the total variation, weighted, to `gradient`, [3, H*W], and returns the weighted loss. */
export function addTotalVariation(
  { data, channels, width, height }: FeatureMap,
  weight: number,
  gradient: Float32Array,
): number {
  let sum = 0;
  const rows = channels * height;
  for (let row = 0; row < rows; row += 1) {
    const hasBelow = row % height < height - 1;
    const end = (row + 1) * width;
    for (let i = row * width; i < end; i += 1) {
      const across = i + 1 < end ? data[i + 1] - data[i] : 0;
      const down = hasBelow ? data[i + width] - data[i] : 0;
      sum += across * across + down * down;
      gradient[i] -= 2 * weight * (across + down);
      if (i + 1 < end) gradient[i + 1] += 2 * weight * across;
      if (hasBelow) gradient[i + width] += 2 * weight * down;
    }
  }
  return weight * sum;
}
