import { describe, expect, it } from 'vitest';
import { describeCells, mixFeatures, onGrid } from '../../../src/engine/guidance/cells.js';
import { gaussian } from '../../../src/lib/random.js';

const GRID = { width: 5, height: 4 };
const COUNT = 20;
/** Two layers of 3 and 7 channels, of unlike size of numbers. */
const LAYERS = [gaussian(1, 3 * COUNT).map((value) => 5 + 40 * value), gaussian(2, 7 * COUNT)];

/** In double precision, from the definition. */
function bruteForce(layers: readonly Float32Array[], weights = [1, 1]): number[][] {
  const rows: number[][] = Array.from({ length: COUNT }, () => []);
  for (const [l, layer] of layers.entries()) {
    const channels = layer.length / COUNT;
    const centred = Array.from({ length: channels }, (_, c) => {
      const plane = [...layer.subarray(c * COUNT, (c + 1) * COUNT)];
      const mean = plane.reduce((a, b) => a + b) / COUNT;
      return plane.map((value) => value - mean);
    });
    const variance = centred.flat().reduce((sum, value) => sum + value ** 2, 0) / COUNT;
    rows.forEach((row, i) => {
      for (const plane of centred) row.push((weights[l] * plane[i]) / Math.sqrt(variance));
    });
  }
  return rows.map((row) => row.map((value) => value / Math.hypot(...row)));
}

describe('cells', () => {
  it.each([[[1, 1]], [[1, 0.6]], [[2, 0]]])(
    'are what the definition says, with layers of weight %j',
    (weights) => {
      const cells = describeCells(LAYERS, GRID, weights);
      expect(cells).toMatchObject({ ...GRID, dimensions: 10 });
      const expected = bruteForce(LAYERS, weights).flat();
      expect(cells.data.length).toBe(expected.length);
      expected.forEach((value, i) => {
        expect(Math.abs(cells.data[i] - value)).toBeLessThan(1e-6);
      });
    },
  );

  it('have length 1', () => {
    const { data, dimensions } = describeCells(LAYERS, GRID);
    for (let cell = 0; cell < COUNT; cell += 1) {
      expect(Math.hypot(...data.subarray(cell * dimensions, (cell + 1) * dimensions))).toBeCloseTo(1, 6);
    }
  });

  it('do not depend on the mean of a channel, or on the size of the numbers of a layer', () => {
    const [first, second] = LAYERS;
    const moved = first.map((value, i) => 3 * value + 10 * Math.floor(i / COUNT));
    const [before, after] = [describeCells([first, second], GRID), describeCells([moved, second], GRID)];
    before.data.forEach((value, i) => {
      expect(Math.abs(after.data[i] - value)).toBeLessThan(1e-5);
    });
  });

  it('of a flat picture are nothing, not what is no number', () => {
    const flat = describeCells([new Float32Array(3 * COUNT).fill(0.5)], GRID);
    expect(flat.data.every((value) => value === 0)).toBe(true);
  });

  it('leave the features as they were', () => {
    const copy = LAYERS.map((layer) => Float32Array.from(layer));
    describeCells(LAYERS, GRID);
    expect(LAYERS).toEqual(copy);
  });
});

describe('features on a grid', () => {
  it('are themselves where they lie on it already, and keep their mean where they are finer', () => {
    const map = { channels: 2, width: 5, height: 4, data: gaussian(3, 40) };
    const [same] = onGrid([map], GRID);
    map.data.forEach((value, i) => {
      expect(same[i]).toBeCloseTo(value, 5);
    });
    const fine = { channels: 1, width: 20, height: 16, data: new Float32Array(320).fill(0.7) };
    const [coarse] = onGrid([fine], GRID);
    expect(coarse.length).toBe(COUNT);
    for (const value of coarse) expect(value).toBeCloseTo(0.7, 5);
  });

  it('are mixed by share', () => {
    const [a, b] = [[Float32Array.of(0, 2)], [Float32Array.of(4, 6)]];
    expect(mixFeatures(a, b, 0)).toEqual(a);
    expect(mixFeatures(a, b, 1)).toEqual(b);
    expect(mixFeatures(a, b, 0.25)).toEqual([Float32Array.of(1, 3)]);
  });
});
