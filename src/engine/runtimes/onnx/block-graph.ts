/**
 * The graphs that are run on tiles: one block of the network (../tiles) on one window of its input, forward and backward. What
 * they need of the whole picture - Gram matrices - goes in and out as sums; masks say which positions of the window count.
 */

import type { Size } from '../../images/pixels.js';
import type { ConvLayer, Layer, Network } from '../../networks/networks.js';
import type { Weights } from '../../networks/weights.js';
import type { Layers } from '../runtime.js';
import { endsInPooling } from '../tiling/grid.js';
import type { Precision } from '../variants.js';
import { add, forward, has, type Step } from './graph.js';
import { ModelBuilder, type Value } from './model.js';
import { channelProducts, mixChannels } from './ops.js';

/** A block of the network and the size of the windows that it is run on. */
export interface BlockWindow {
  network: Network;
  weights: Weights;
  layers: readonly Layer[];
  window: Size;
  precision?: Precision | undefined;
}

/**
 * Inputs: `input` [1,C,H,W]; with Gram matrices `mask` [1,1,H,W], 1 where a position counts in them, else 0.
 * Outputs: `pooled`, if the block ends in a pooling; for the terms in the block `gram.<layer>`, F F^T summed over the positions that
 * count, and `features.<layer>`.
 */
export function blockForwardGraph(block: BlockWindow, terms: Layers): Uint8Array {
  const m = new ModelBuilder();
  const steps = blockSteps(m, { ...block, layers: layersWanted(block.layers, terms) });
  let mask: Value | undefined;
  for (const { name, op } of steps) {
    if (has(terms.features, name)) m.output(`features.${name}`, op.result);
    if (!has(terms.grams, name)) continue;
    mask ??= m.input('mask', [1, 1, ...op.result.shape.slice(2)]);
    m.output(`gram.${name}`, maskedGram(m, op.result, mask));
  }
  if (endsInPooling(block.layers)) m.output('pooled', steps.at(-1)!.op.result);
  return m.serialise();
}

/**
 * Inputs: `input`; for the terms in the block `gram.<layer>.pull` [C,C], which times F is the gradient with respect to F
 * (../tiles/host-terms.ts), `features.<layer>.target` [1,C,H,W] and `features.<layer>.pull` [], twice the weight; `incoming`, the
 * gradient with respect to the pooled result, if the block ends in a pooling. Outputs: `gradient` with respect to `input`;
 * `features.<layer>.squares` [1,1,H,W], the squared distance to the target at each position, over all channels.
 */
export function blockBackwardGraph(block: BlockWindow, terms: Layers): Uint8Array {
  const m = new ModelBuilder();
  const steps = blockSteps(m, block);
  let gradient: Value | undefined;
  if (endsInPooling(block.layers)) gradient = m.input('incoming', steps.at(-1)!.op.result.shape);
  for (const { name, op } of steps.reverse()) {
    if (has(terms.grams, name)) gradient = add(m, gradient, gramPull(m, name, op.result));
    if (has(terms.features, name)) gradient = add(m, gradient, featurePull(m, name, op.result));
    if (gradient) gradient = op.gradient(gradient);
  }
  m.output('gradient', gradient!);
  return m.serialise();
}

/** The layers of a block that are needed forward: what follows the last term is not, unless its result is pooled for the next block. */
export function layersWanted(layers: readonly Layer[], { features, grams }: Layers): readonly Layer[] {
  if (endsInPooling(layers)) return layers;
  const last = layers.findLastIndex(
    (layer) => layer.kind === 'conv' && (has(features, layer.name) || has(grams, layer.name)),
  );
  return layers.slice(0, last + 1);
}

function blockSteps(m: ModelBuilder, { network, weights, layers, window, precision }: BlockWindow): Step[] {
  const channels = layers.find((layer): layer is ConvLayer => layer.kind === 'conv')!.input;
  const input = m.input('input', [1, channels, window.height, window.width]);
  return forward(m, input, network, weights, layers, precision);
}

function maskedGram(m: ModelBuilder, features: Value, mask: Value): Value {
  return channelProducts(m, m.node('Mul', [m.full(features), mask], features.shape), features);
}

function gramPull(m: ModelBuilder, layer: string, features: Value): Value {
  const channels = features.shape[1]!;
  return mixChannels(m, m.input(`gram.${layer}.pull`, [channels, channels]), features);
}

function featurePull(m: ModelBuilder, layer: string, features: Value): Value {
  const target = m.input(`features.${layer}.target`, features.shape);
  const difference = m.node('Sub', [m.full(features), target], features.shape);
  const squares = m.node('Mul', [difference, difference], features.shape);
  const [, , height, width] = features.shape as [number, number, number, number];
  const summed = m.node('ReduceSum', [squares, m.integers([1])], [1, 1, height, width], { keepdims: 1 });
  m.output(`features.${layer}.squares`, summed);
  return m.node('Mul', [difference, m.input(`features.${layer}.pull`, [])], features.shape);
}
