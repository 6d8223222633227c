/**
 * Which style picture each cell is taken from, so that each gets its share: a price is added to the similarities of each style and
 * moved until the shares are right (an auction: Bertsekas 1988, "The auction algorithm"; here the prices of a few styles against
 * many cells, found by small steps).
 */
import type { Size } from '../images/pixels.js';
import { gaussianBlur } from '../images/resample.js';

/** Similarities are blurred before styles are compared, deviation in cells, so that each gets areas rather than specks (empirical). */
const SOFTENING = 1.5;
/** Steps of the prices, from `FIRST_STEP` down to a thousandth of it. */
const STEPS = 200;
const FIRST_STEP = 0.2;

export interface Choice {
  /** To be added to each style's similarities. */
  prices: number[];
  /** Index of the style for each cell. */
  choice: Uint8Array;
}

/**
 * @param similarities of each style's best match, [cells] of a grid
 * @param shares sum to 1
 * @param margin cells along the border that are cut off at the end: they do not count
 */
export function pricesFor(
  similarities: readonly Float32Array[],
  grid: Size,
  shares: readonly number[],
  margin = 0,
): Choice {
  const fields = similarities.map((field) =>
    shares.length > 1 ? gaussianBlur(field, grid, SOFTENING) : field,
  );
  const prices = shares.map(() => 0);
  const seen = cellsInside(grid, margin);
  let choice = choose(fields, prices);
  for (let step = 0; step < STEPS && shares.length > 1; step += 1) {
    const counts = shares.map(() => 0);
    for (const cell of seen) counts[choice[cell]] += 1;
    const size = FIRST_STEP * 0.001 ** (step / STEPS);
    shares.forEach((share, i) => {
      prices[i] += size * (share - counts[i] / seen.length);
    });
    choice = choose(fields, prices);
  }
  return { prices, choice };
}

function cellsInside({ width, height }: Size, margin: number): number[] {
  const cells: number[] = [];
  for (let y = margin; y < height - margin; y += 1) {
    for (let x = margin; x < width - margin; x += 1) cells.push(y * width + x);
  }
  return cells;
}

function choose(fields: readonly Float32Array[], prices: readonly number[]): Uint8Array {
  return Uint8Array.from(fields[0], (first, cell) => {
    let best = 0;
    let most = first + prices[0];
    for (let i = 1; i < fields.length; i += 1) {
      const value = fields[i][cell] + prices[i];
      if (value > most) {
        best = i;
        most = value;
      }
    }
    return best;
  });
}
