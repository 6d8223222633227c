import { describe, expect, it } from 'vitest';
import type { Matches } from '../../../src/engine/guidance/assembly.js';
import type { Cells } from '../../../src/engine/guidance/cells.js';
import { improveMatches, type Search } from '../../../src/engine/guidance/patch-match.js';
import { gaussianBlur } from '../../../src/engine/images/resample.js';
import { gaussian, uniform } from '../../../src/lib/random.js';

const DIMENSIONS = 24;

/** Unit vectors that are alike for cells that lie together, as those of pictures are. */
function cellsOf(seed: number, width: number, height: number): Cells {
  const planes = gaussianBlur(gaussian(seed, DIMENSIONS * width * height), { width, height }, 1.5);
  const data = new Float32Array(planes.length);
  const count = width * height;
  for (let i = 0; i < count; i += 1) {
    const row = Array.from({ length: DIMENSIONS }, (_, d) => planes[d * count + i]);
    data.set(
      row.map((value) => value / Math.hypot(...row)),
      i * DIMENSIONS,
    );
  }
  return { width, height, dimensions: DIMENSIONS, data };
}

/** A piece of a grid. */
function cut(from: Cells, left: number, top: number, width: number, height: number): Cells {
  const data = new Float32Array(width * height * DIMENSIONS);
  for (let y = 0; y < height; y += 1) {
    const start = ((top + y) * from.width + left) * DIMENSIONS;
    data.set(from.data.subarray(start, start + width * DIMENSIONS), y * width * DIMENSIONS);
  }
  return { width, height, dimensions: DIMENSIONS, data };
}

function randomMatches(seed: number, { width, height }: Cells, keys: Cells): Matches {
  const random = uniform(seed);
  const count = keys.width * keys.height;
  return {
    width,
    height,
    cells: Int32Array.from({ length: width * height }, () => Math.floor(random() * count)),
  };
}

function similarity({ queries, keys, bias }: Search, query: number, key: number): number {
  let sum = bias[key];
  for (let d = 0; d < DIMENSIONS; d += 1)
    sum += queries.data[query * DIMENSIONS + d] * keys.data[key * DIMENSIONS + d];
  return sum;
}

function searchOf(queries: Cells, keys: Cells, rest: Partial<Search> = {}): Search {
  return { queries, keys, bias: new Float32Array(keys.width * keys.height), coherence: 0, ...rest };
}

describe('improving matches', () => {
  it('never lowers the similarity of a cell', () => {
    const search = searchOf(cellsOf(1, 20, 16), cellsOf(2, 25, 18));
    const matches = randomMatches(3, search.queries, search.keys);
    for (let round = 0; round < 4; round += 1) {
      const before = Array.from(matches.cells, (key, query) => similarity(search, query, key));
      improveMatches(search, matches, { rounds: 1, seed: round });
      const after = Array.from(matches.cells, (key, query) => similarity(search, query, key));
      after.forEach((value, query) => {
        expect(value).toBeGreaterThanOrEqual(before[query] - 1e-6);
      });
      expect(after.reduce((a, b) => a + b)).toBeGreaterThan(before.reduce((a, b) => a + b));
    }
  });

  it('finds a piece that lies somewhere in the style, from matches at random', () => {
    const keys = cellsOf(4, 48, 40);
    const search = searchOf(cut(keys, 17, 9, 24, 20), keys);
    const matches = randomMatches(5, search.queries, keys);
    improveMatches(search, matches, { rounds: 6, seed: 1 });
    const found = matches.cells.filter((key, i) => key === (Math.floor(i / 24) + 9) * 48 + (i % 24) + 17);
    expect(found.length / matches.cells.length).toBeGreaterThan(0.97);
  });

  it('spreads what one cell knows to all others, with nothing tried at random', () => {
    const keys = cellsOf(6, 40, 40);
    const search = searchOf(cut(keys, 5, 7, 20, 20), keys);
    const matches: Matches = { width: 20, height: 20, cells: new Int32Array(400) };
    matches.cells[10 * 20 + 10] = 17 * 40 + 15;
    improveMatches(search, matches, { rounds: 4 });
    const found = matches.cells.filter((key, i) => key === (Math.floor(i / 20) + 7) * 40 + (i % 20) + 5);
    expect(found.length).toBe(400);
  });

  it('gives the same for the same seed, and something else for another', () => {
    const search = searchOf(cellsOf(7, 20, 20), cellsOf(8, 30, 30));
    const run = (seed: number) => {
      const matches = randomMatches(9, search.queries, search.keys);
      improveMatches(search, matches, { rounds: 1, seed });
      return matches.cells;
    };
    expect(run(1)).toEqual(run(1));
    expect(run(1)).not.toEqual(run(2));
  });

  it('never takes a cell that is barred', () => {
    const [queries, keys] = [cellsOf(10, 16, 16), cellsOf(11, 20, 20)];
    const bias = new Float32Array(400).map((_, key) => (key % 2 === 0 ? Number.NEGATIVE_INFINITY : 0));
    const matches = randomMatches(12, queries, keys);
    improveMatches(searchOf(queries, keys, { bias }), matches, { rounds: 3, seed: 1 });
    expect([...matches.cells].filter((key) => key % 2 === 0)).toEqual([]);
  });

  it('takes over whole pieces where coherence counts', () => {
    const coherent = (coherence: number) => {
      const search = searchOf(cellsOf(13, 30, 30), cellsOf(14, 40, 40), { coherence });
      const matches = randomMatches(15, search.queries, search.keys);
      improveMatches(search, matches, { rounds: 4, seed: 1 });
      let agreeing = 0;
      for (let i = 0; i < 900; i += 1)
        if (i % 30 < 29 && matches.cells[i + 1] === matches.cells[i] + 1) agreeing += 1;
      return agreeing / (30 * 29);
    };
    expect(coherent(0.3)).toBeGreaterThan(coherent(0) + 0.1);
  });

  it('costs as much for each cell, however many there are, and hardly more in a larger style', () => {
    const evaluations = (queries: Cells, keys: Cells) => {
      let count = 0;
      const search = searchOf(queries, keys);
      const counted: Search = {
        ...search,
        get bias() {
          count += 1;
          return search.bias;
        },
      };
      improveMatches(counted, randomMatches(1, queries, keys), { rounds: 2, seed: 1 });
      return count / (queries.width * queries.height);
    };
    const few = evaluations(cellsOf(16, 16, 16), cellsOf(17, 32, 32));
    expect(evaluations(cellsOf(18, 32, 32), cellsOf(17, 32, 32)) / few).toBeLessThan(1.05);
    expect(evaluations(cellsOf(16, 16, 16), cellsOf(19, 64, 64)) / few).toBeLessThan(1.3);
  });
});
