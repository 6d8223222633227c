/**
 * The graphs that are run on whole pictures: `featureGraph`, a picture's features (forward only), and `objectiveGraph`, the
 * whole objective with its gradient with respect to the picture - forward and backward explicitly built as one ONNX model, so
 * that a runtime needs no autodiff and sees one graph to optimise. Targets and weights are inputs: one graph serves every job of
 * its size. `tailGraph` is the objective's part in the last layers of the network; what goes before is in block-graph.ts.
 */
import { type Layer, layersUpTo, type Network } from '../../networks/networks.js';
import type { Weights } from '../../networks/weights.js';
import type { Layers } from '../runtime.js';
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

/** Input `image` [1,3,H,W]; outputs `features.<layer>` [1,C,h,w] and `gram.<layer>` [C,C]. */
export function featureGraph(
  network: Network,
  weights: Weights,
  width: number,
  height: number,
  wanted: Layers,
  precision?: Precision,
): Uint8Array {
  const m = new ModelBuilder();
  const image = m.input('image', [1, 3, height, width]);
  for (const { name, op } of forward(m, image, network, weights, layersFor(network, wanted), precision)) {
    if (has(wanted.features, name)) m.output(`features.${name}`, op.result);
    if (has(wanted.grams, name)) m.output(`gram.${name}`, gram(m, op.result).result);
  }
  return m.serialise();
}

/**
 * Inputs: `image` [1,3,H,W]; per term `<term>.target` and `<term>.weight`, where term is `features.<layer>` or `gram.<layer>`;
 * `tv.weight`. Outputs: the weighted losses `features.<layer>`, `gram.<layer>`, `tv`, and `gradient` [1,3,H,W].
 */
export function objectiveGraph(
  network: Network,
  weights: Weights,
  width: number,
  height: number,
  terms: Layers,
  precision?: Precision,
): Uint8Array {
  const m = new ModelBuilder();
  const image = m.input('image', [1, 3, height, width]);
  const tv = totalVariation(m, image, m.input('tv.weight', []));
  m.output('tv', tv.loss);

  const steps = forward(m, image, network, weights, layersFor(network, terms), precision);
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
  terms: Layers,
  precision?: Precision,
): Uint8Array {
  const m = new ModelBuilder();
  const steps = forward(m, m.input('features', features), network, weights, tail, precision);
  m.output('gradient', withTerms(m, steps, terms)!);
  return m.serialise();
}

/** The layers of the network that the terms need. */
export function layersFor(network: Network, { features, grams }: Layers): readonly Layer[] {
  return layersUpTo(network, [...features, ...grams]);
}

/** Whether a step, by its name, is among the layers. */
export function has(layers: readonly string[], name: string | undefined): name is string {
  return name !== undefined && layers.includes(name);
}

/** Adds the terms and the gradient of their sum with respect to the input of the first step; undefined without any. */
function withTerms(m: ModelBuilder, steps: readonly Step[], terms: Layers): Value | undefined {
  let gradient: Value | undefined;
  for (const { name, op } of [...steps].reverse()) {
    if (has(terms.grams, name)) gradient = add(m, gradient, gramTerm(m, name, op.result));
    if (has(terms.features, name)) gradient = add(m, gradient, featureTerm(m, name, op.result));
    if (gradient) gradient = op.gradient(gradient);
  }
  return gradient;
}

function featureTerm(m: ModelBuilder, layer: string, features: Value): Value {
  return pull(m, `features.${layer}`, features);
}

function gramTerm(m: ModelBuilder, layer: string, features: Value): Value {
  const matrix = gram(m, features);
  return matrix.gradient(pull(m, `gram.${layer}`, matrix.result));
}

/** Squared distance to the term's target: its loss is an output, its gradient is returned. */
function pull(m: ModelBuilder, term: string, value: Value): Value {
  const target = m.input(`${term}.target`, value.shape);
  const { loss, gradient } = squaredError(m, value, target, m.input(`${term}.weight`, []));
  m.output(term, loss);
  return gradient;
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
