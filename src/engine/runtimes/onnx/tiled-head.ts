/**
 * The two passes over a block that is run tile by tile: forward, which adds up the Gram matrix and keeps the pooled features, and
 * backward, which runs each tile forward again and pulls it by the whole picture's terms.
 */
import { AtelierError } from '../../../domain/errors.js';
import type { ConvLayer, Layer, Network } from '../../networks/networks.js';
import type { Weights } from '../../networks/weights.js';
import type { Layers } from '../runtime.js';
import { copyRect, emptyMap, type FeatureMap, maskOf } from '../tiling/feature-map.js';
import { type Grid, pooled, type Rect, type Tile, within } from '../tiling/grid.js';
import { sumOver } from '../tiling/host-terms.js';
import type { TiledBlock } from '../tiling/tiling.js';
import type { Precision } from '../variants.js';
import { blockBackwardGraph, blockForwardGraph } from './block-graph.js';
import type { Feeds } from './onnx-session.js';
import type { SessionPool } from './session-pool.js';

export interface Tools {
  network: Network;
  weights: Weights;
  terms: Layers;
  precision?: Precision;
  sessions: SessionPool;
  /** Stops between two tiles. */
  signal?: AbortSignal | undefined;
}

export interface ForwardPass {
  input: FeatureMap;
  /** Where the pooled features go. */
  output: FeatureMap | undefined;
  /** Takes the features of a term's layer in each window: those of the core count. */
  onFeatures?: (layer: string, window: FeatureMap, tile: Tile) => void;
}

export interface BackwardPass {
  input: FeatureMap;
  /** Gradient with respect to the pooled features. */
  incoming: FeatureMap | undefined;
  /** By layer: gramTerm() of ../tiles/host-terms.ts, and what features are pulled towards. */
  grams: ReadonlyMap<string, Float32Array>;
  features: ReadonlyMap<string, { target: FeatureMap; weight: number }>;
  /** Where the gradient with respect to `input` goes. */
  gradient: FeatureMap;
}

/** Returns F F^T by layer, summed over all positions, [C, C]. */
export async function runForward(
  tools: Tools,
  { layers, forward: grid }: TiledBlock,
  { input, output, onFeatures }: ForwardPass,
): Promise<Map<string, Float64Array>> {
  const { grams, features } = termsIn(layers, tools.terms);
  const sums = new Map(grams.map((layer) => [layer.name, new Float64Array(layer.output ** 2)]));
  const cutInput = cutter(input);
  await runTiles(tools, grid, {
    name: `forward ${nameOf(layers)}`,
    model: () => blockForwardGraph({ ...tools, layers, window: grid.window }, tools.terms),
    feeds: ({ window, core }) => ({
      input: cutInput(window),
      ...(grams.length > 0 && {
        mask: { data: maskOf(window, within(core, window)), shape: [1, 1, window.height, window.width] },
      }),
    }),
    take: (results, tile) => {
      for (const [layer, sum] of sums) addTo(sum, results[`gram.${layer}`]!);
      for (const { name, output: channels } of features) {
        onFeatures?.(name, { ...grid.window, channels, data: results[`features.${name}`]! }, tile);
      }
      if (output) takeCore(results.pooled!, pooled(tile.window), pooled(tile.core), output);
    },
  });
  return sums;
}

/** Works out the gradient with respect to the block's input; returns the losses of the features, weighted, by layer. */
export async function runBackward(
  tools: Tools,
  { layers, backward: grid }: TiledBlock,
  { input, incoming, grams, features, gradient }: BackwardPass,
): Promise<Map<string, number>> {
  const here = termsIn(layers, tools.terms);
  const fixed: Feeds = {};
  for (const { name, output } of here.grams) {
    fixed[`gram.${name}.pull`] = { data: grams.get(name)!, shape: [output, output] };
  }
  for (const { name } of here.features) {
    fixed[`features.${name}.pull`] = { data: Float32Array.of(2 * features.get(name)!.weight), shape: [] };
  }
  const losses = new Map(here.features.map(({ name }) => [name, 0]));
  const cutInput = cutter(input);
  const cutIncoming = incoming && cutter(incoming);
  const cutTargets = here.features.map(({ name }) => [name, cutter(features.get(name)!.target)] as const);
  await runTiles(tools, grid, {
    name: `backward ${nameOf(layers)}`,
    model: () => blockBackwardGraph({ ...tools, layers, window: grid.window }, tools.terms),
    feeds: ({ window }) => ({
      ...fixed,
      input: cutInput(window),
      ...(cutIncoming && { incoming: cutIncoming(pooled(window)) }),
      ...Object.fromEntries(cutTargets.map(([name, cut]) => [`features.${name}.target`, cut(window)])),
    }),
    take: (results, { window, core }) => {
      takeCore(results.gradient!, window, core, gradient);
      for (const [layer, loss] of losses) {
        const squares = { width: window.width, data: results[`features.${layer}.squares`]! };
        losses.set(layer, loss + features.get(layer)!.weight * sumOver(squares, within(core, window)));
      }
    },
  });
  return losses;
}

interface TileRun {
  name: string;
  model: () => Uint8Array;
  feeds: (tile: Tile) => Feeds;
  take: (results: Record<string, Float32Array>, tile: Tile) => void;
}

/** One after the other, always in the same order, so that sums come out the same. */
async function runTiles({ sessions, signal }: Tools, { tiles }: Grid, { name, model, feeds, take }: TileRun) {
  await sessions.use(name, model, async (session) => {
    for (const tile of tiles) {
      if (signal?.aborted) throw new AtelierError('cancelled', 'cancelled on request');
      take(await session.run(feeds(tile)), tile);
    }
  });
}

/** The layers of a block that terms are taken at. */
function termsIn(layers: readonly Layer[], terms: Layers): { grams: ConvLayer[]; features: ConvLayer[] } {
  const among = (names: readonly string[]) =>
    layers.filter((layer): layer is ConvLayer => layer.kind === 'conv' && names.includes(layer.name));
  return { grams: among(terms.grams), features: among(terms.features) };
}

/** Cuts rectangles of one size out of a map, always into the same array. */
function cutter(from: FeatureMap): (rect: Rect) => Feeds[string] {
  let buffer: FeatureMap | undefined;
  return (rect) => {
    buffer ??= emptyMap(from.channels, rect);
    copyRect(from, rect, buffer);
    return { data: buffer.data, shape: [1, buffer.channels, buffer.height, buffer.width] };
  };
}

/** Copies what was computed in a window to its place, the core alone. */
function takeCore(data: Float32Array, window: Rect, core: Rect, to: FeatureMap): void {
  copyRect({ ...window, channels: to.channels, data }, within(core, window), to, core);
}

function addTo(sum: Float64Array, part: Float32Array): void {
  for (let i = 0; i < sum.length; i += 1) sum[i] += part[i];
}

function nameOf(layers: readonly Layer[]): string {
  return (layers[0] as ConvLayer).name;
}
