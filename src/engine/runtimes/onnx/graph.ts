/**
 * The graphs that are run on whole pictures: `featureGraph`, a picture's features (forward only), and `objectiveGraph`, the
 * whole objective with its gradient with respect to the picture - forward and backward explicitly built as one ONNX model, so
 * that a runtime needs no autodiff and sees one graph to optimise. Targets and weights are inputs: one graph serves every job of
 * its size. `tailGraph` is the objective's part in the last layers of the network; what goes before is in block-graph.ts.
 */
import { CONTENT_LAYER, type Layer, type Network, STYLE_LAYERS } from '../../networks/networks.js';
import type { Weights } from '../../networks/weights.js';
import type { Precision } from '../variants.js';
import { ModelBuilder, type Value } from './model.js';
import {
  averagePool,
  convolution,
  gram,
  maxPool,
  normalise,
  type Op,
  relu,
  squaredError,
  totalVariation,
} from './ops.js';

/** Which terms an objective graph computes. */
export interface Terms {
  content: boolean;
  style: boolean;
}

/** Input `image` [1,3,H,W]; outputs `content` [1,C,h,w] and `gram.<layer>` [C,C]. */
export function featureGraph(
  network: Network,
  weights: Weights,
  width: number,
  height: number,
  precision?: Precision,
): Uint8Array {
  const m = new ModelBuilder();
  const image = m.input('image', [1, 3, height, width]);
  const layers = upTo(network, STYLE_LAYERS.at(-1)!);
  for (const { name, op } of forward(m, image, network, weights, layers, precision)) {
    if (name === CONTENT_LAYER) m.output('content', op.result);
    if (isStyleLayer(name)) m.output(`gram.${name}`, gram(m, op.result).result);
  }
  return m.serialise();
}

/**
 * Inputs: `image` [1,3,H,W]; per term `<term>.target` and `<term>.weight`, where term is `content` or `style.<layer>`; `tv.weight`.
 * Outputs: the weighted losses `content`, `style.<layer>`, `tv`, and `gradient` [1,3,H,W].
 */
export function objectiveGraph(
  network: Network,
  weights: Weights,
  width: number,
  height: number,
  terms: Terms,
  precision?: Precision,
): Uint8Array {
  const m = new ModelBuilder();
  const image = m.input('image', [1, 3, height, width]);
  const tv = totalVariation(m, image, m.input('tv.weight', []));
  m.output('tv', tv.loss);

  const steps = forward(m, image, network, weights, upTo(network, lastLayer(terms)), precision);
  m.output('gradient', add(m, withTerms(m, steps, terms), tv.gradient));
  return m.serialise();
}

/**
 * The objective in the layers of `tail`, without total variation: as `objectiveGraph`, but with the input `features` [1,C,h,w],
 * which `tail` works on, and the gradient with respect to them.
 */
export function tailGraph(
  network: Network,
  weights: Weights,
  tail: readonly Layer[],
  features: readonly number[],
  terms: Terms,
  precision?: Precision,
): Uint8Array {
  const m = new ModelBuilder();
  const steps = forward(m, m.input('features', features), network, weights, tail, precision);
  m.output('gradient', withTerms(m, steps, terms)!);
  return m.serialise();
}

/** The deepest layer that the terms need. */
export function lastLayer(terms: Terms): string {
  return terms.style ? STYLE_LAYERS.at(-1)! : CONTENT_LAYER;
}

/** Adds the terms and the gradient of their sum with respect to the input of the first step; undefined without any. */
function withTerms(m: ModelBuilder, steps: readonly Step[], terms: Terms): Value | undefined {
  let gradient: Value | undefined;
  for (const { name, op } of [...steps].reverse()) {
    if (terms.style && isStyleLayer(name)) gradient = add(m, gradient, styleTerm(m, name, op.result));
    if (terms.content && name === CONTENT_LAYER) gradient = add(m, gradient, contentTerm(m, op.result));
    if (gradient) gradient = op.gradient(gradient);
  }
  return gradient;
}

function contentTerm(m: ModelBuilder, features: Value): Value {
  const target = m.input('content.target', features.shape);
  const { loss, gradient } = squaredError(m, features, target, m.input('content.weight', []));
  m.output('content', loss);
  return gradient;
}

function styleTerm(m: ModelBuilder, layer: string, features: Value): Value {
  const matrix = gram(m, features);
  const target = m.input(`style.${layer}.target`, matrix.result.shape);
  const { loss, gradient } = squaredError(m, matrix.result, target, m.input(`style.${layer}.weight`, []));
  m.output(`style.${layer}`, loss);
  return matrix.gradient(gradient);
}

/** One operator on the way through a network; a relu carries its layer's name, other steps none. */
export interface Step {
  name?: string;
  op: Op;
}

/** Consecutive layers of the network, from `input` on: the picture, if they are its first ones, else features. */
export function forward(
  m: ModelBuilder,
  input: Value,
  network: Network,
  weights: Weights,
  layers: readonly Layer[],
  precision?: Precision,
): Step[] {
  const steps: Step[] = layers[0] === network.layers[0] ? [{ op: normalise(m, input, network.input) }] : [];
  const result = () => steps.at(-1)?.op.result ?? input;
  for (const layer of layers) {
    if (layer.kind === 'pool') {
      steps.push({ op: network.pool === 'max' ? maxPool(m, result()) : averagePool(m, result()) });
      continue;
    }
    const isFirst = layer.input === 3;
    const conv = weights.get(layer.name)!;
    const inOrder = isFirst ? inRgbOrder(network, conv) : conv;
    steps.push({ op: convolution(m, result(), inOrder, precision) });
    steps.push({ name: layer.name, op: relu(m, result()) });
  }
  return steps;
}

function upTo(network: Network, last: string): readonly Layer[] {
  const end = network.layers.findIndex((layer) => layer.kind === 'conv' && layer.name === last);
  return network.layers.slice(0, end + 1);
}

/** The first convolution with its input channels in RGB order, so that the picture itself never has to be reordered. */
function inRgbOrder(network: Network, { kernel, bias }: { kernel: Float32Array; bias: Float32Array }) {
  if (network.input.order === 'RGB') return { kernel, bias };
  const reordered = new Float32Array(kernel.length);
  for (let i = 0; i < kernel.length; i += 1) {
    const channel = Math.floor(i / 9) % 3;
    reordered[i + (2 - 2 * channel) * 9] = kernel[i];
  }
  return { kernel: reordered, bias };
}

export function add(m: ModelBuilder, a: Value | undefined, b: Value): Value {
  return a ? m.node('Add', [a, b], b.shape) : b;
}

export function isStyleLayer(name: string | undefined): name is (typeof STYLE_LAYERS)[number] {
  return (STYLE_LAYERS as readonly (string | undefined)[]).includes(name);
}
