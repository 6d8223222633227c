/**
 * The graphs that are run on tiles: one block of the network (../tiles) on one window of its input, forward and backward. What
 * they need of the whole picture - Gram matrices - goes in and out as sums; masks say which positions of the window count.
 */

import type { Size } from '../../images/pixels.js';
import { CONTENT_LAYER, type ConvLayer, type Layer, type Network } from '../../networks/networks.js';
import type { Weights } from '../../networks/weights.js';
import { endsInPooling } from '../tiling/grid.js';
import type { Precision } from '../variants.js';
import { add, forward, isStyleLayer, type Step, type Terms } from './graph.js';
import { ModelBuilder, type Value } from './model.js';
import { channelProducts, mixChannels } from './ops.js';

/** A block of the network and the size of the windows that it is run on. It has one style layer at most. */
export interface BlockWindow {
  network: Network;
  weights: Weights;
  layers: readonly Layer[];
  window: Size;
  precision?: Precision | undefined;
}

/**
 * Inputs: `input` [1,C,H,W]; with a style layer `mask` [1,1,H,W], 1 where a position counts in its Gram matrix, else 0.
 * Outputs: `pooled`, if the block ends in a pooling; with a style layer `gram`, F F^T summed over the positions that count;
 * `content`, the features of CONTENT_LAYER, if it is in the block and among the terms.
 */
export function blockForwardGraph(block: BlockWindow, terms: Terms): Uint8Array {
  const m = new ModelBuilder();
  const steps = blockSteps(m, block);
  for (const { name, op } of steps) {
    if (terms.content && name === CONTENT_LAYER) m.output('content', op.result);
    if (terms.style && isStyleLayer(name)) m.output('gram', maskedGram(m, op.result));
  }
  if (endsInPooling(block.layers)) m.output('pooled', steps.at(-1)!.op.result);
  return m.serialise();
}

/**
 * Inputs: `input`; with a style layer `pull` [C,C], which times F is the gradient with respect to F (../tiling/host-terms.ts); with
 * CONTENT_LAYER `content.target` [1,C,H,W] and `content.pull` [], twice its weight; `incoming`, the gradient with respect to the
 * pooled result, if the block ends in a pooling. Output: `gradient` with respect to `input`.
 */
export function blockBackwardGraph(block: BlockWindow, terms: Terms): Uint8Array {
  const m = new ModelBuilder();
  const steps = blockSteps(m, block);
  let gradient: Value | undefined;
  if (endsInPooling(block.layers)) gradient = m.input('incoming', steps.at(-1)!.op.result.shape);
  for (const { name, op } of steps.reverse()) {
    if (terms.style && isStyleLayer(name)) gradient = add(m, gradient, stylePull(m, op.result));
    if (terms.content && name === CONTENT_LAYER) gradient = add(m, gradient, contentPull(m, op.result));
    if (gradient) gradient = op.gradient(gradient);
  }
  m.output('gradient', gradient!);
  return m.serialise();
}

function blockSteps(m: ModelBuilder, { network, weights, layers, window, precision }: BlockWindow): Step[] {
  const channels = layers.find((layer): layer is ConvLayer => layer.kind === 'conv')!.input;
  const input = m.input('input', [1, channels, window.height, window.width]);
  return forward(m, input, network, weights, layers, precision);
}

function maskedGram(m: ModelBuilder, features: Value): Value {
  const mask = m.input('mask', [1, 1, ...features.shape.slice(2)]);
  return channelProducts(m, m.node('Mul', [m.full(features), mask], features.shape), features);
}

function stylePull(m: ModelBuilder, features: Value): Value {
  const channels = features.shape[1]!;
  return mixChannels(m, m.input('pull', [channels, channels]), features);
}

function contentPull(m: ModelBuilder, features: Value): Value {
  const target = m.input('content.target', features.shape);
  const difference = m.node('Sub', [m.full(features), target], features.shape);
  return m.node('Mul', [difference, m.input('content.pull', [])], features.shape);
}
