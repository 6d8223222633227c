import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  blendStatistics,
  type ColourStatistics,
  colourStatistics,
  recolour,
} from '../../../src/engine/guidance/recolour.js';
import { gaussian } from '../../../src/lib/random.js';

const COUNT = 2000;

/** Colours about `mean`, mixed from three independent ones; far from 0 and 1, so that nothing is clipped. */
function picture(seed: number, mean: readonly number[], mixing: readonly number[]): Float32Array {
  const noise = gaussian(seed, 3 * COUNT).map((value) => Math.min(2.5, Math.max(-2.5, value)));
  return Float32Array.from(noise, (_, i) => {
    const [c, p] = [Math.floor(i / COUNT), i % COUNT];
    return mean[c] + [0, 1, 2].reduce((sum, k) => sum + mixing[3 * c + k] * noise[k * COUNT + p], 0);
  });
}

const warm = picture(1, [0.6, 0.5, 0.4], [0.05, 0.01, 0, 0.02, 0.03, 0, 0.01, 0.01, 0.02]);
const cold = picture(2, [0.4, 0.45, 0.6], [0.03, 0, 0.02, -0.02, 0.03, 0, 0, 0.02, 0.06]);

function expectStatistics(actual: ColourStatistics, expected: ColourStatistics, within: number): void {
  actual.mean.forEach((value, i) => {
    expect(Math.abs(value - expected.mean[i])).toBeLessThan(within);
  });
  actual.covariance.forEach((value, i) => {
    expect(Math.abs(value - expected.covariance[i])).toBeLessThan(within);
  });
}

/** The linear map of a recolouring, 3x3: by Cramer's rule from three colours and what became of them, less a fourth. */
function mapOf(before: Float32Array, after: Float32Array): number[][] {
  const difference = (of: Float32Array, p: number) => [0, 1, 2].map((c) => of[c * COUNT + p] - of[c * COUNT]);
  const determinant = ([a, b, c]: number[][]) =>
    a[0] * (b[1] * c[2] - b[2] * c[1]) -
    a[1] * (b[0] * c[2] - b[2] * c[0]) +
    a[2] * (b[0] * c[1] - b[1] * c[0]);
  // Of many triples the one that spans the largest volume: the best conditioned.
  const triples = Array.from({ length: 400 }, (_, i) => [1 + 3 * i, 2 + 3 * i, 3 + 3 * i]);
  const size = (triple: number[]) => Math.abs(determinant(triple.map((p) => difference(before, p))));
  const best = triples.reduce((a, b) => (size(b) > size(a) ? b : a));
  const rows = best.map((p) => difference(before, p));
  const values = best.map((p) => difference(after, p));
  return [0, 1, 2].map((row) =>
    [0, 1, 2].map((column) => {
      const replaced = rows.map((of, i) => of.map((value, c) => (c === column ? values[i][row] : value)));
      return determinant(replaced) / determinant(rows);
    }),
  );
}

describe('statistics', () => {
  it('are mean and covariance of the colours', () => {
    const planes = Float32Array.of(0, 1, 0.5, 0.5, 1, 0);
    expectStatistics(
      colourStatistics(planes),
      { mean: [0.5, 0.5, 0.5], covariance: [0.25, 0, -0.25, 0, 0, 0, -0.25, 0, 0.25] },
      1e-9,
    );
  });

  it('blended are those of all pixels together, each picture counted by its weight', () => {
    // Three copies of one and one of the other are weights of 3 to 1.
    const together = new Float32Array(4 * 3 * COUNT);
    for (let c = 0; c < 3; c += 1) {
      const plane = (of: Float32Array) => of.subarray(c * COUNT, (c + 1) * COUNT);
      for (let copy = 0; copy < 3; copy += 1) together.set(plane(warm), (4 * c + copy) * COUNT);
      together.set(plane(cold), (4 * c + 3) * COUNT);
    }
    const blended = blendStatistics([
      { ...colourStatistics(warm), weight: 0.75 },
      { ...colourStatistics(cold), weight: 0.25 },
    ]);
    expectStatistics(blended, colourStatistics(together), 1e-6);
  });
});

describe('a recoloured picture', () => {
  it('has mean and covariance of the other one', () => {
    const to = colourStatistics(cold);
    expectStatistics(colourStatistics(recolour(warm, to)), to, 1e-3);
    // The covariances are of that size themselves: nearer by their own measure. What is left is LEAST_VARIANCE.
    const [is, was] = [recolour(warm, to), warm].map((planes) => colourStatistics(planes).covariance);
    const error = (of: readonly number[]) => Math.hypot(...of.map((value, i) => value - to.covariance[i]));
    expect(error(is)).toBeLessThan(error(was) / 5);
  });

  it('was moved by a symmetric positive map, the least that does it', () => {
    const map = mapOf(warm, recolour(warm, colourStatistics(cold)));
    const largest = Math.max(...map.flat().map(Math.abs));
    for (const [row, column] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ]) {
      expect(Math.abs(map[row][column] - map[column][row]) / largest).toBeLessThan(1e-3);
    }
    // Sylvester's criterion.
    const [a, b, c] = map;
    expect(a[0]).toBeGreaterThan(0);
    expect(a[0] * b[1] - a[1] * b[0]).toBeGreaterThan(0);
    const whole =
      a[0] * (b[1] * c[2] - b[2] * c[1]) -
      a[1] * (b[0] * c[2] - b[2] * c[0]) +
      a[2] * (b[0] * c[1] - b[1] * c[0]);
    expect(whole).toBeGreaterThan(0);
  });

  it('by its own statistics stays what it is', () => {
    const same = recolour(warm, colourStatistics(warm));
    expect(Math.max(...same.map((value, i) => Math.abs(value - warm[i])))).toBeLessThan(1e-4);
  });

  it('by share 0 stays what it is, and by a half is in the middle', () => {
    const to = colourStatistics(cold);
    expect(recolour(warm, to, 0)).toEqual(warm);
    const [half, all] = [recolour(warm, to, 0.5), recolour(warm, to)];
    half.forEach((value, i) => {
      expect(Math.abs(value - (warm[i] + all[i]) / 2)).toBeLessThan(1e-6);
    });
  });

  it('is clipped to what can be shown', () => {
    const bright = { mean: [0.95, 0.05, 0.5], covariance: [0.1, 0, 0, 0, 0.1, 0, 0, 0, 0.1] };
    const planes = recolour(warm, bright);
    expect(Math.min(...planes)).toBe(0);
    expect(Math.max(...planes)).toBe(1);
  });

  it('is finite, whatever is grey or flat', () => {
    const level = fc.double({ min: 0, max: 1, noNaN: true });
    const contrast = fc.constantFrom(0, 0.01, 0.3);
    const grey = ([seed, mean, deviation]: [number, number, number]) => {
      const plane = gaussian(seed, 200).map((value) => Math.min(1, Math.max(0, mean + deviation * value)));
      return Float32Array.from([...plane, ...plane, ...plane]);
    };
    const pictures = fc.tuple(fc.integer({ min: 0, max: 99 }), level, contrast).map(grey);
    fc.assert(
      fc.property(pictures, pictures, (photo, style) => {
        const planes = recolour(photo, colourStatistics(style));
        expect(planes.every((value) => value >= 0 && value <= 1)).toBe(true);
        // Grey by grey is grey.
        const [r, g, b] = [0, 1, 2].map((c) => planes.subarray(200 * c, 200 * (c + 1)));
        r.forEach((value, i) => {
          expect(Math.max(Math.abs(value - g[i]), Math.abs(value - b[i]))).toBeLessThan(1e-3);
        });
      }),
    );
  });
});
