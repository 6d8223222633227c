/**
 * The two graphs that are run: `featureGraph`, a picture's features (forward only), and `objectiveGraph`, the whole objective
 * with its gradient with respect to the picture - forward and backward explicitly built as one ONNX model, so that a runtime
 * needs no autodiff and sees one graph to optimise. Targets and weights are inputs: one graph serves every job of its size.
 */
import { CONTENT_LAYER, type Network, STYLE_LAYERS } from '../../networks.js';
import type { Weights } from '../../weights.js';
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
export function featureGraph(network: Network, weights: Weights, width: number, height: number): Uint8Array {
  const m = new ModelBuilder();
  const image = m.input('image', [1, 3, height, width]);
  for (const { name, op } of forward(m, image, network, weights, STYLE_LAYERS.at(-1)!)) {
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
): Uint8Array {
  const m = new ModelBuilder();
  const image = m.input('image', [1, 3, height, width]);
  const tv = totalVariation(m, image, m.input('tv.weight', []));
  m.output('tv', tv.loss);

  const last = terms.style ? STYLE_LAYERS.at(-1)! : CONTENT_LAYER;
  const steps = forward(m, image, network, weights, last);
  let gradient: Value | undefined;
  for (const { name, op } of steps.reverse()) {
    if (terms.style && isStyleLayer(name)) gradient = add(m, gradient, styleTerm(m, name, op.result));
    if (terms.content && name === CONTENT_LAYER) gradient = add(m, gradient, contentTerm(m, op.result));
    if (gradient) gradient = op.gradient(gradient);
  }
  m.output('gradient', add(m, gradient, tv.gradient));
  return m.serialise();
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

/** The network from the picture up to and including layer `last`; a relu carries its layer's name, other steps none. */
function forward(
  m: ModelBuilder,
  image: Value,
  network: Network,
  weights: Weights,
  last: string,
): { name?: string; op: Op }[] {
  const steps: { name?: string; op: Op }[] = [{ op: normalise(m, image, network.input) }];
  const result = () => steps.at(-1)!.op.result;
  for (const layer of network.layers) {
    if (layer.kind === 'pool') {
      steps.push({ op: network.pool === 'max' ? maxPool(m, result()) : averagePool(m, result()) });
      continue;
    }
    const isFirst = layer.input === 3;
    const conv = weights.get(layer.name)!;
    steps.push({ op: convolution(m, result(), isFirst ? inRgbOrder(network, conv) : conv) });
    steps.push({ name: layer.name, op: relu(m, result()) });
    if (layer.name === last) break;
  }
  return steps;
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

function add(m: ModelBuilder, a: Value | undefined, b: Value): Value {
  return a ? m.node('Add', [a, b], b.shape) : b;
}

function isStyleLayer(name: string | undefined): name is (typeof STYLE_LAYERS)[number] {
  return (STYLE_LAYERS as readonly (string | undefined)[]).includes(name);
}
