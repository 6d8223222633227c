/**
 * The two passes over a block that is run tile by tile: forward, which adds up the Gram matrix and keeps the pooled features, and
 * backward, which runs each tile forward again and pulls it by the whole picture's terms.
 */
import { AtelierError } from '../../../domain/errors.js';
import { CONTENT_LAYER, type ConvLayer, type Layer, type Network } from '../../networks/networks.js';
import type { Weights } from '../../networks/weights.js';
import { copyRect, emptyMap, type FeatureMap, maskOf } from '../tiling/feature-map.js';
import { type Grid, pooled, type Rect, type Tile, within } from '../tiling/grid.js';
import type { TiledBlock } from '../tiling/tiling.js';
import type { Precision } from '../variants.js';
import { blockBackwardGraph, blockForwardGraph } from './block-graph.js';
import { isStyleLayer, type Terms } from './graph.js';
import type { Feeds } from './onnx-session.js';
import type { SessionPool } from './session-pool.js';

export interface Tools {
  network: Network;
  weights: Weights;
  terms: Terms;
  precision?: Precision;
  sessions: SessionPool;
  /** Stops between two tiles. */
  signal?: AbortSignal | undefined;
}

export interface ForwardPass {
  input: FeatureMap;
  /** Where the pooled features go. */
  output: FeatureMap | undefined;
  /** Hears of the features of CONTENT_LAYER in each window, if they are in this block: those of the core count. */
  onContent: (window: FeatureMap, tile: Tile) => void;
}

export interface BackwardPass {
  input: FeatureMap;
  /** Gradient with respect to the pooled features. */
  incoming: FeatureMap | undefined;
  /** Of the style layer in this block: gramTerm() of ../tiling/host-terms.ts. */
  pull: Float32Array | undefined;
  content: { target: FeatureMap; weight: number } | undefined;
  /** Where the gradient with respect to `input` goes. */
  gradient: FeatureMap;
}

/** Returns F F^T of the block's style layer, summed over all positions, [C, C]; undefined where there is none. */
export async function runForward(
  tools: Tools,
  { layers, forward: grid }: TiledBlock,
  { input, output, onContent }: ForwardPass,
): Promise<Float64Array | undefined> {
  const { style, content } = termsIn(layers, tools.terms);
  const gram = style && new Float64Array(style.output ** 2);
  const cutInput = cutter(input);
  await runTiles(tools, grid, {
    name: `forward ${nameOf(layers)}`,
    model: () => blockForwardGraph({ ...tools, layers, window: grid.window }, tools.terms),
    feeds: ({ window, core }) => ({
      input: cutInput(window),
      ...(style && {
        mask: { data: maskOf(window, within(core, window)), shape: [1, 1, window.height, window.width] },
      }),
    }),
    take: (results, tile) => {
      if (gram) addTo(gram, results.gram!);
      if (content) onContent({ ...grid.window, channels: content.output, data: results.content! }, tile);
      if (output) takeCore(results.pooled!, pooled(tile.window), pooled(tile.core), output);
    },
  });
  return gram;
}

/** Works out the gradient with respect to the block's input. */
export async function runBackward(
  tools: Tools,
  { layers, backward: grid }: TiledBlock,
  { input, incoming, pull, content, gradient }: BackwardPass,
): Promise<void> {
  const here = termsIn(layers, tools.terms);
  const fixed: Feeds = {};
  if (here.style) fixed.pull = { data: pull!, shape: [here.style.output, here.style.output] };
  if (here.content) fixed['content.pull'] = { data: Float32Array.of(2 * content!.weight), shape: [] };
  const cutInput = cutter(input);
  const cutIncoming = incoming && cutter(incoming);
  const cutTarget = here.content && cutter(content!.target);
  await runTiles(tools, grid, {
    name: `backward ${nameOf(layers)}`,
    model: () => blockBackwardGraph({ ...tools, layers, window: grid.window }, tools.terms),
    feeds: ({ window }) => ({
      ...fixed,
      input: cutInput(window),
      ...(cutIncoming && { incoming: cutIncoming(pooled(window)) }),
      ...(cutTarget && { 'content.target': cutTarget(window) }),
    }),
    take: (results, { window, core }) => takeCore(results.gradient!, window, core, gradient),
  });
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
function termsIn(layers: readonly Layer[], terms: Terms): { style?: ConvLayer; content?: ConvLayer } {
  const find = (wanted: (name: string) => boolean) =>
    layers.find((layer): layer is ConvLayer => layer.kind === 'conv' && wanted(layer.name));
  const style = terms.style ? find(isStyleLayer) : undefined;
  const content = terms.content ? find((name) => name === CONTENT_LAYER) : undefined;
  return { ...(style && { style }), ...(content && { content }) };
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
