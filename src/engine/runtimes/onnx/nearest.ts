/**
 * Nearest neighbours by exhaustive search, as a product of matrices with an ArgMax, in chunks of queries: similarities
 * Q K^T + bias, [chunk, m], and the largest of each row.
 */
import { searchRows } from '../footprint.js';
import type { Nearest, Vectors } from '../runtime.js';
import type { Device } from './device.js';
import { ModelBuilder } from './model.js';

export async function nearestOn(
  device: Device,
  queries: Vectors,
  keys: Vectors,
  bias: Float32Array,
): Promise<Nearest> {
  const { dimensions } = keys;
  const count = queries.data.length / dimensions;
  const rows = searchRows(count, bias.length);
  const session = await device.open(nearestGraph(rows, bias.length, dimensions), {
    keys: { data: keys.data, shape: [bias.length, dimensions] },
    bias: { data: bias, shape: [bias.length] },
  });
  try {
    const found: Nearest = { keys: new Int32Array(count), similarities: new Float32Array(count) };
    for (let done = 0; done < count; done += rows) {
      // The last chunk reaches back over rows that are done.
      const start = Math.min(done, count - rows);
      const data = queries.data.subarray(start * dimensions, (start + rows) * dimensions);
      const { key, similarity } = await session.run({ queries: { data, shape: [rows, dimensions] } });
      found.keys.set(key!, start);
      found.similarities.set(similarity!, start);
    }
    return found;
  } finally {
    await session.release();
  }
}

/** Inputs `queries` [n,D], `keys` [m,D], `bias` [m]; outputs `key` [n,1], whole numbers (exact below 2^24), `similarity` [n,1]. */
export function nearestGraph(n: number, m: number, dimensions: number): Uint8Array {
  const b = new ModelBuilder();
  const inputs = [
    b.input('queries', [n, dimensions]),
    b.input('keys', [m, dimensions]),
    b.input('bias', [m]),
  ];
  const similarities = b.node('Gemm', inputs, [n, m], { transB: 1 });
  b.output('key', b.float(b.node('ArgMax', [similarities], [n, 1], { axis: 1, keepdims: 1 })));
  b.output('similarity', b.node('ReduceMax', [similarities], [n, 1], { axes: [1], keepdims: 1 }));
  return b.serialise();
}
