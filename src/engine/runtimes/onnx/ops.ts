/**
 * The operators of the objective. Each function adds an operator's forward nodes and returns its result together with its
 * gradient rule, so that both stand in one place: `gradient(g)` adds the nodes that turn dL/d(result) into dL/d(input).
 * All pictures and features are NCHW with N = 1.
 */

import type { InputNormalisation } from '../../networks/networks.js';
import type { ConvWeights } from '../../networks/weights.js';
import type { Precision } from '../variants.js';
import type { ModelBuilder, Value } from './model.js';

export interface Op {
  result: Value;
  gradient: (g: Value) => Value;
}

/** What a network wants to see of RGB in [0,1] [1,3,H,W]: x * scale/std - mean/std, per channel. */
export function normalise(m: ModelBuilder, x: Value, input: InputNormalisation): Op {
  const rgb = <T>(channels: readonly T[]) => (input.order === 'BGR' ? [...channels].reverse() : channels);
  const factors = m.constant(rgb(input.std.map((std) => input.scale / std)), [1, 3, 1, 1]);
  const offsets = m.constant(rgb(input.mean.map((mean, i) => mean / input.std[i])), [1, 3, 1, 1]);
  return {
    result: m.node('Sub', [m.node('Mul', [x, factors], x.shape), offsets], x.shape),
    gradient: (g) => m.node('Mul', [g, factors], g.shape),
  };
}

const CONV = { kernel_shape: [3, 3], strides: [1, 1], pads: [1, 1, 1, 1] };

/**
 * 3x3 convolution, stride 1, zero padding 1: [1,I,H,W] -> [1,O,H,W]. Its gradient is again such a convolution, with the kernel
 * turned by 180 degrees and its channel axes swapped (Dumoulin & Visin 2016, section 4). With precision fp16 both are computed in
 * half precision; the result is left so.
 */
export function convolution(
  m: ModelBuilder,
  x: Value,
  { kernel, bias }: ConvWeights,
  precision: Precision = 'fp32',
): Op {
  const [, input, height, width] = x.shape as [number, number, number, number];
  const output = bias.length;
  const isHalf = precision === 'fp16';
  const stored = (data: Float32Array, shape: number[]) =>
    isHalf ? m.halfConstant(data, shape) : m.constant(data, shape);
  const forward = [isHalf ? m.half(x) : x, stored(kernel, [output, input, 3, 3]), stored(bias, [output])];
  return {
    result: m.node('Conv', forward, [1, output, height, width], CONV),
    gradient: (g) => {
      const turned = stored(turnKernel(kernel, output, input), [input, output, 3, 3]);
      const back = (from: Value) => m.node('Conv', [from, turned], x.shape, CONV);
      return isHalf ? withinRange(m, g, back) : back(g);
    },
  };
}

/** Gradients are scaled to this largest entry before they become half precision: far below its largest number, 65504, since a
 * convolution adds up hundreds of them, and so that only what is a millionth of that is lost to its least, 6e-8. */
const LARGEST_GRADIENT = 16;

/**
 * A linear function computed in half precision on numbers of any size: scaled to a common range before, and back after it. The
 * largest entry is found axis by axis, since a GPU takes one maximum over everything with a single group of threads.
 */
function withinRange(m: ModelBuilder, x: Value, linear: (half: Value) => Value): Value {
  let largest = m.node('Abs', [x], x.shape);
  for (const axis of [3, 2, 1]) {
    const shape = largest.shape.map((size, i) => (i === axis ? 1 : size));
    largest = m.node('ReduceMax', [largest], shape, { axes: [axis], keepdims: 1 });
  }
  // Nothing but zeros stays zero.
  const unit = m.node('Max', [largest, m.scalar(1e-30)], largest.shape);
  const factor = m.node('Div', [m.scalar(LARGEST_GRADIENT), unit], unit.shape);
  const scaled = m.half(m.node('Mul', [x, factor], x.shape));
  const result = m.full(linear(scaled));
  return m.node('Div', [result, factor], result.shape);
}

/** [O,I,3,3] -> [I,O,3,3], each 3x3 read backwards. */
function turnKernel(kernel: Float32Array, output: number, input: number): Float32Array {
  const turned = new Float32Array(kernel.length);
  for (let o = 0; o < output; o += 1) {
    for (let i = 0; i < input; i += 1) {
      const from = (o * input + i) * 9;
      const to = (i * output + o) * 9;
      for (let k = 0; k < 9; k += 1) turned[to + k] = kernel[from + 8 - k];
    }
  }
  return turned;
}

/**
 * max(x, 0). The gradient passes where the result is positive. (Not by Sign: the WebGPU provider has none, so that each of these
 * masks would go through the CPU's memory. On the CPU both are equally fast.)
 */
export function relu(m: ModelBuilder, x: Value): Op {
  const result = m.node('Relu', [x], x.shape);
  return {
    result,
    gradient: (g) => {
      const isPositive = m.node('Greater', [result, m.scalarLike(result, 0)], g.shape);
      return m.node('Where', [isPositive, g, m.scalar(0)], g.shape);
    },
  };
}

const POOL = { kernel_shape: [2, 2], strides: [2, 2] };

/** 2x2 means, stride 2; an odd last row or column is left out. Each input pixel gets a quarter of its cell's gradient. */
export function averagePool(m: ModelBuilder, x: Value): Op {
  return {
    result: m.node('AveragePool', [x], halved(x.shape), POOL),
    gradient: (g) => spread(m, m.node('Mul', [g, m.scalar(0.25)], g.shape), x.shape),
  };
}

/**
 * 2x2 maxima, stride 2; an odd last row or column is left out. The gradient goes to the pixel that equals its cell's maximum, and to
 * the first of several, row by row, as in TensorFlow and PyTorch: in a flat picture, which `paper` begins with, all of them are equal.
 */
export function maxPool(m: ModelBuilder, x: Value): Op {
  const result = m.node('MaxPool', [x], halved(x.shape), POOL);
  return {
    result,
    gradient: (g) => {
      const isEqual = m.node('Equal', [x, spread(m, result, x.shape)], x.shape);
      const ranked = m.node('Where', [isEqual, ranks(m, x.shape), m.scalar(0)], x.shape);
      const highest = m.node('MaxPool', [ranked], g.shape, POOL);
      // In the border that the pooling leaves out this may be true, but `spread` fills g with 0 there.
      const isFirst = m.node('Equal', [ranked, spread(m, highest, x.shape)], x.shape);
      return m.node('Where', [isFirst, spread(m, g, x.shape), m.scalar(0)], x.shape);
    },
  };
}

/** For each position its rank in its 2x2 cell, the first one's the highest: 4 3 in even rows, 2 1 in odd ones. [1,1,H,W] */
function ranks(m: ModelBuilder, [, , height, width]: readonly number[]): Value {
  const alternate = (length: number, even: number, odd: number) =>
    Array.from({ length }, (_, i) => (i % 2 === 0 ? even : odd));
  const rows = m.constant(alternate(height!, 3, 1), [1, 1, height!, 1]);
  const columns = m.constant(alternate(width!, 1, 0), [1, 1, 1, width!]);
  return m.node('Add', [rows, columns], [1, 1, height!, width!]);
}

/** Repeats every value over its 2x2 cell and fills an odd last row or column with 0. */
function spread(m: ModelBuilder, x: Value, shape: readonly number[]): Value {
  const [, channels, height, width] = x.shape as [number, number, number, number];
  const doubled = m.node(
    'Resize',
    [x, '', m.constant([1, 1, 2, 2], [4])],
    [1, channels, 2 * height, 2 * width],
    {
      mode: 'nearest',
      coordinate_transformation_mode: 'asymmetric',
      nearest_mode: 'floor',
    },
  );
  const bottom = shape[2] - 2 * height;
  const right = shape[3] - 2 * width;
  if (bottom === 0 && right === 0) return doubled;
  return m.node('Pad', [doubled, m.integers([0, 0, 0, 0, 0, 0, bottom, right])], shape);
}

function halved([n, channels, height, width]: readonly number[]): number[] {
  return [n!, channels!, Math.floor(height! / 2), Math.floor(width! / 2)];
}

/**
 * Gram matrix of features [1,C,H,W], divided by the number of positions: G = F F^T / M, [C,C], with F = [C, M], M = H*W.
 * `gradient` takes D = dL/dG, which must be symmetric: dL/dF = (D + D^T) F / M = 2 D F / M.
 */
export function gram(m: ModelBuilder, features: Value): Op {
  const [, , height, width] = features.shape as [number, number, number, number];
  const product = channelProducts(m, features, features);
  return {
    result: m.node('Mul', [product, m.scalar(1 / (height * width))], product.shape),
    gradient: (g) => {
      return mixChannels(m, m.node('Mul', [g, m.scalar(2 / (height * width))], g.shape), features);
    },
  };
}

/** Products of every channel of a with every one of b, summed over the positions: A B^T, [C, C], of two [1,C,H,W]. */
export function channelProducts(m: ModelBuilder, a: Value, b: Value): Value {
  const channels = a.shape[1]!;
  return m.node('Gemm', [flatten(m, a), flatten(m, b)], [channels, channels], { transB: 1 });
}

/** D F: at every position the channels of the features [1,C,H,W] mixed by the matrix [C,C]. */
export function mixChannels(m: ModelBuilder, matrix: Value, features: Value): Value {
  const flat = flatten(m, features);
  const mixed = m.node('MatMul', [matrix, flat], flat.shape);
  return m.node('Reshape', [mixed, m.integers([...features.shape])], features.shape);
}

/** In single precision, in which the sums of products are taken. */
function flatten(m: ModelBuilder, features: Value): Value {
  const [, channels, height, width] = features.shape as [number, number, number, number];
  const shape = [channels, height * width];
  return m.node('Reshape', [m.full(features), m.integers(shape)], shape);
}

/** weight * sum((x - target)^2), a scalar; with the gradient 2 * weight * (x - target), for x and target of one shape. */
export function squaredError(
  m: ModelBuilder,
  x: Value,
  target: Value,
  weight: Value,
): { loss: Value; gradient: Value } {
  const difference = m.node('Sub', [m.full(x), target], x.shape);
  const sum = m.node('ReduceSumSquare', [difference], [], { keepdims: 0 });
  const twice = m.node('Mul', [weight, m.scalar(2)], []);
  return {
    loss: m.node('Mul', [sum, weight], []),
    gradient: m.node('Mul', [difference, twice], x.shape),
  };
}

/**
 * Total variation, squared form (Mahendran & Vedaldi 2015, eq. 4 with beta 2): weight * sum of the squared differences between
 * neighbours, down and across. Each difference d pulls its two pixels together by 2 * weight * d.
 */
export function totalVariation(m: ModelBuilder, x: Value, weight: Value): { loss: Value; gradient: Value } {
  const down = neighbourDifferences(m, x, 2);
  const across = neighbourDifferences(m, x, 3);
  const sum = m.node('Add', [down.sum, across.sum], []);
  const pull = m.node('Add', [down.pull, across.pull], x.shape);
  const twice = m.node('Mul', [weight, m.scalar(2)], []);
  return {
    loss: m.node('Mul', [sum, weight], []),
    gradient: m.node('Mul', [pull, twice], x.shape),
  };
}

/** d[i] = x[i+1] - x[i] along one axis: the sum of squares, and for every pixel d[i-1] - d[i]. */
function neighbourDifferences(m: ModelBuilder, x: Value, axis: 2 | 3): { sum: Value; pull: Value } {
  const length = x.shape[axis];
  const shorter = x.shape.map((size, i) => (i === axis ? size - 1 : size));
  const slice = (start: number, end: number) =>
    m.node('Slice', [x, m.integers([start]), m.integers([end]), m.integers([axis])], shorter);
  const pad = (value: Value, before: number, after: number) => {
    const pads = [0, 0, 0, 0, 0, 0, 0, 0];
    pads[axis] = before;
    pads[axis + 4] = after;
    return m.node('Pad', [value, m.integers(pads)], x.shape);
  };
  const difference = m.node('Sub', [slice(1, length), slice(0, length - 1)], shorter);
  return {
    sum: m.node('ReduceSumSquare', [difference], [], { keepdims: 0 }),
    pull: m.node('Sub', [pad(difference, 1, 0), pad(difference, 0, 1)], x.shape),
  };
}
