import { describe, expect, it } from 'vitest';
import { pricesFor } from '../../../src/engine/guidance/shares.js';
import { gaussianBlur } from '../../../src/engine/images/resample.js';
import { gaussian } from '../../../src/lib/random.js';

const GRID = { width: 64, height: 48 };

/** Similarities of a style: about `mean`, alike for cells that lie together. */
function similarities(seed: number, mean: number): Float32Array {
  const smooth = gaussianBlur(gaussian(seed, GRID.width * GRID.height), GRID, 3);
  return smooth.map((value) => mean + value);
}

function sharesOf(choice: Uint8Array, styles: number): number[] {
  return Array.from(
    { length: styles },
    (_, i) => choice.filter((style) => style === i).length / choice.length,
  );
}

describe('the shares of the styles', () => {
  it.each([[[0.3, 0.7]], [[0.5, 0.5]], [[0.7, 0.3]], [[0.05, 0.95]], [[0.2, 0.3, 0.5]]])(
    'come out as asked, however unlike the styles fit: %s',
    (shares) => {
      // The first fits far better, everywhere.
      const fields = shares.map((_, i) => similarities(i, i === 0 ? 0.8 : 0.4));
      const { choice } = pricesFor(fields, GRID, shares);
      sharesOf(choice, shares.length).forEach((share, i) => {
        expect(Math.abs(share - shares[i])).toBeLessThan(0.02);
      });
    },
  );

  it('give each cell the style that fits best at the prices', () => {
    const fields = [similarities(1, 0.5), similarities(2, 0.5)];
    const { prices, choice } = pricesFor(fields, GRID, [0.4, 0.6]);
    const [first, second] = fields.map((field) => gaussianBlur(field, GRID, 1.5));
    choice.forEach((style, cell) => {
      const better = second[cell] + prices[1] > first[cell] + prices[0];
      expect(style).toBe(better ? 1 : 0);
    });
  });

  it('of one style are all, at no price', () => {
    const { prices, choice } = pricesFor([similarities(1, 0.5)], GRID, [1]);
    expect(prices).toEqual([0]);
    expect(choice.every((style) => style === 0)).toBe(true);
  });
});
