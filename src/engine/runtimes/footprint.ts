/**
 * What the computation of the objective takes of memory, estimated from the layers by two factors that were measured for each kind of
 * computation. Graphs: by `npm run bench -- memory`, as growth of the resident size of a process on the CPU provider, compact and
 * VGG-19 (docs/measurements/performance.md has the points); the factors cover the most demanding one. Eager: growth of the resident size with
 * tfjs-node on libtensorflow 2.12, compact and VGG-16 (docs/measurements/performance.md).
 */
import type { Size } from '../images/pixels.js';
import type { ConvLayer, Layer, Network } from '../networks/networks.js';
import { convLayers } from '../networks/networks.js';

/** What a graph computes: a picture's features, the objective of a picture, its tail behind some blocks, a block on one tile. */
export type GraphKind = 'features' | 'objective' | 'tail' | 'forward' | 'backward';

/** A graph, or one operator after the other, as TensorFlow.js does. */
export type Computation = GraphKind | 'eager features' | 'eager objective';

/**
 * Memory of a run in feature maps: `all` of the input and every layer's result, and `widest` of the largest of them. Forward alone,
 * buffers are used again, and what is in use at the widest place counts. Backward, results are kept until they are needed, and the
 * widest place has gradients and terms besides. Eager, every layer's result and its gradient are kept until all is done.
 */
const MEASURED: Record<Computation, { all: number; widest: number }> = {
  features: { all: 0, widest: 3.7 },
  objective: { all: 1, widest: 6.9 },
  tail: { all: 1, widest: 9.8 },
  forward: { all: 0, widest: 9.7 },
  backward: { all: 1, widest: 9.7 },
  'eager features': { all: 1.8, widest: 0 },
  'eager objective': { all: 5.7, widest: 0 },
};

/** A network's weights are held several times over: as loaded, in the model and its gradient's, and as the runtime packs them. */
const COPIES_OF_WEIGHTS = 10;

const FLOAT_BYTES = 4;

/** Bytes that a computation over these layers takes, per position of its input, besides features that are its result. */
export function bytesPerPosition(layers: readonly Layer[], kind: Computation): number {
  // Channels, each counted by its share of the input's positions.
  let all = layers.find((layer): layer is ConvLayer => layer.kind === 'conv')!.input;
  let widest = all;
  let share = 1;
  for (const layer of layers) {
    if (layer.kind === 'pool') share /= 4;
    else {
      all += layer.output * share;
      widest = Math.max(widest, layer.output * share);
    }
  }
  const measured = MEASURED[kind];
  return FLOAT_BYTES * (measured.all * all + measured.widest * widest);
}

/** Bytes of feature maps, [channels, height, width]. */
export function mapBytes({ channels, width, height }: Size & { channels: number }): number {
  return FLOAT_BYTES * channels * width * height;
}

/** Bytes that the weights take, however large the picture is. */
export function weightBytes(network: Network): number {
  const count = convLayers(network).reduce((sum, { input, output }) => sum + 9 * input * output, 0);
  return COPIES_OF_WEIGHTS * FLOAT_BYTES * count;
}

/** Similarities that a search holds at once: 8 M of them are 32 MB, and products of that size run at full speed. */
const SEARCH_ENTRIES = 8 * 2 ** 20;

/** Queries that are searched at once against this number of keys; at most `queries`. */
export function searchRows(queries: number, keys: number): number {
  return Math.min(queries, Math.max(1, Math.floor(SEARCH_ENTRIES / keys)));
}
