/**
 * What every runtime's search must find: what a loop in double precision finds. `searchMb` of similarities are searched again and
 * again to see that their memory comes back.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Network } from '../../src/engine/networks/networks.js';
import type { Weights } from '../../src/engine/networks/weights.js';
import type { Nearest, Runtime, Vectors } from '../../src/engine/runtimes/runtime.js';
import { gaussian } from '../../src/lib/random.js';
import { REFERENCES } from '../support/reference.js';
import type { ContractOptions } from './runtime.js';

/** Of a similarity: float32's rounding, several additions of it. */
const TOLERANCE = 2e-6;

export function nearestContract(
  name: string,
  make: (network: Network, weights: Weights) => Runtime | Promise<Runtime>,
  { searchMb, provenGraphs }: Required<Pick<ContractOptions, 'searchMb' | 'provenGraphs'>>,
): void {
  describe(`${name}, nearest neighbours`, () => {
    let runtime: Runtime;
    beforeAll(async () => {
      const { network, weights } = REFERENCES[1]!;
      runtime = await make(network, await weights());
    });
    afterAll(() => runtime.dispose());

    it.each([
      { n: 1, m: 1, dimensions: 1 },
      { n: 37, m: 53, dimensions: 19 },
      { n: 200, m: 7, dimensions: 368 },
    ])('of $n queries among $m keys of $dimensions dimensions', async ({ n, m, dimensions }) => {
      const [queries, keys] = [unitVectors(1, n, dimensions), unitVectors(2, m, dimensions)];
      const bias = new Float32Array(m);
      expectNearest(await runtime.nearest(queries, keys, bias), queries, keys, bias);
    });

    it('count the bias of each key, and never take one that is barred', async () => {
      const [queries, keys] = [unitVectors(3, 60, 12), unitVectors(4, 90, 12)];
      const bias = gaussian(5, 90).map((value, key) =>
        key % 3 === 0 ? Number.NEGATIVE_INFINITY : 0.3 * value,
      );
      const found = await runtime.nearest(queries, keys, bias);
      expectNearest(found, queries, keys, bias);
      expect([...found.keys].filter((key) => key % 3 === 0)).toEqual([]);
    });

    it('are the only key that is left', async () => {
      const [queries, keys] = [unitVectors(6, 10, 8), unitVectors(7, 40, 8)];
      const bias = new Float32Array(40).fill(Number.NEGATIVE_INFINITY);
      bias[23] = 0;
      const found = await runtime.nearest(queries, keys, bias);
      expect([...found.keys]).toEqual(Array.from({ length: 10 }, () => 23));
      expectNearest(found, queries, keys, bias);
    });

    it('are the first of equal ones', async () => {
      const few = unitVectors(8, 10, 16);
      const [queries, keys] = [unitVectors(9, 50, 16), repeated(few, 6)];
      const found = await runtime.nearest(queries, keys, new Float32Array(60));
      expect(Math.max(...found.keys)).toBeLessThan(10);
      expectNearest(found, queries, keys, new Float32Array(60));
    });

    it('leave no memory behind', async () => {
      // Each MB of similarities is 32 queries against 8192 keys.
      const [queries, keys] = [unitVectors(13, 32 * searchMb, 4), unitVectors(14, 8192, 4)];
      const round = () => runtime.nearest(queries, keys, new Float32Array(8192));
      for (let i = 0; i < 2; i += 1) await round();
      const before = process.memoryUsage().rss;
      for (let i = 0; i < 8; i += 1) await round();
      expect((process.memoryUsage().rss - before) / 2 ** 20).toBeLessThan(4 * searchMb);
    });

    if (provenGraphs) return;

    it('are the same in several chunks, the last of them smaller', async () => {
      // 8 M similarities at a time are 2048 queries.
      const [queries, keys] = [unitVectors(10, 2500, 8), unitVectors(11, 4096, 8)];
      const bias = gaussian(12, 4096).map((value) => 0.01 * value);
      expectNearest(await runtime.nearest(queries, keys, bias), queries, keys, bias);
    });
  });
}

function unitVectors(seed: number, count: number, dimensions: number): Vectors {
  const data = gaussian(seed, count * dimensions);
  for (let i = 0; i < count; i += 1) {
    const row = data.subarray(i * dimensions, (i + 1) * dimensions);
    const norm = Math.hypot(...row);
    row.forEach((value, d) => {
      row[d] = value / norm;
    });
  }
  return { dimensions, data };
}

function repeated({ dimensions, data }: Vectors, times: number): Vectors {
  const all = new Float32Array(times * data.length);
  for (let i = 0; i < times; i += 1) all.set(data, i * data.length);
  return { dimensions, data: all };
}

/** Of two keys whose similarities differ by less than rounding, either is right. */
function expectNearest(found: Nearest, queries: Vectors, keys: Vectors, bias: Float32Array): void {
  const { dimensions } = keys;
  const count = queries.data.length / dimensions;
  expect(found.keys.length).toBe(count);
  expect(found.similarities.length).toBe(count);
  let [worstKey, worstSimilarity] = [0, 0];
  for (let query = 0; query < count; query += 1) {
    let most = Number.NEGATIVE_INFINITY;
    let taken = Number.NEGATIVE_INFINITY;
    for (let key = 0; key < bias.length; key += 1) {
      let similarity = bias[key];
      for (let d = 0; d < dimensions; d += 1) {
        similarity += queries.data[query * dimensions + d] * keys.data[key * dimensions + d];
      }
      most = Math.max(most, similarity);
      if (key === found.keys[query]) taken = similarity;
    }
    worstKey = Math.max(worstKey, most - taken);
    worstSimilarity = Math.max(worstSimilarity, Math.abs(found.similarities[query] - taken));
  }
  expect(worstKey).toBeLessThan(TOLERANCE);
  expect(worstSimilarity).toBeLessThan(TOLERANCE);
}
