/**
 * Every operator against an independent forward written here in float64: its result, and its gradient rule against central
 * differences of that forward, (f(x + h) - f(x - h)) / 2h.
 */
import { describe, expect, it } from 'vitest';
import { IMAGENET_INPUT, KERAS_INPUT } from '../../../../src/engine/networks/networks.js';
import { ModelBuilder, type Value } from '../../../../src/engine/runtimes/onnx/model.js';
import { Session } from '../../../../src/engine/runtimes/onnx/onnx-session.js';
import * as ops from '../../../../src/engine/runtimes/onnx/ops.js';
import { gaussian } from '../../../../src/lib/random.js';

type Shape = readonly number[];
type Forward = (x: Float64Array) => Float64Array;

const count = (shape: Shape) => shape.reduce((product, n) => product * n, 1);

/** Runs a graph with the inputs x and g and the outputs result and gradient. */
async function run(
  shape: Shape,
  resultShape: Shape,
  x: Float32Array,
  g: Float32Array,
  build: (m: ModelBuilder, x: Value) => { result: Value; gradient: (g: Value) => Value },
) {
  const m = new ModelBuilder();
  const op = build(m, m.input('x', shape));
  m.output('result', op.result);
  m.output('gradient', op.gradient(m.input('g', resultShape)));
  expect(op.result.shape).toEqual(resultShape);
  const session = await Session.create(m.serialise(), { threads: 1 });
  try {
    return await session.run({ x: { data: x, shape }, g: { data: g, shape: resultShape } });
  } finally {
    await session.release();
  }
}

/** d sum(g * f(x)) / dx by central differences. */
function centralDifferences(f: Forward, x: Float32Array, g: Float32Array): Float64Array {
  const h = 1e-4;
  const at = Float64Array.from(x);
  const weighted = () => f(at).reduce((sum, value, i) => sum + value * g[i], 0);
  return Float64Array.from(at, (value, i) => {
    at[i] = value + h;
    const above = weighted();
    at[i] = value - h;
    const below = weighted();
    at[i] = value;
    return (above - below) / (2 * h);
  });
}

function expectClose(actual: Float32Array, expected: Float64Array, tolerance: number) {
  expect(actual.length).toBe(expected.length);
  const largest = expected.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  const error = expected.reduce((max, value, i) => Math.max(max, Math.abs(value - actual[i])), 0);
  expect(largest).toBeGreaterThan(0);
  expect(error / largest).toBeLessThan(tolerance);
}

/** [C,H,W] indexing with zeros outside. */
const at = (x: Float64Array, [, , height, width]: Shape, c: number, y: number, column: number) =>
  y < 0 || column < 0 || y >= height || column >= width ? 0 : x[(c * height + y) * width + column];

function convolution64(shape: Shape, kernel: Float32Array, bias: Float32Array): Forward {
  const [, input, height, width] = shape;
  return (x) =>
    Float64Array.from({ length: bias.length * height * width }, (_, index) => {
      const o = Math.floor(index / (height * width));
      const y = Math.floor(index / width) % height;
      let sum = bias[o];
      for (let i = 0; i < input; i += 1) {
        for (let k = 0; k < 9; k += 1) {
          sum +=
            kernel[(o * input + i) * 9 + k] *
            at(x, shape, i, y + Math.floor(k / 3) - 1, (index % width) + (k % 3) - 1);
        }
      }
      return sum;
    });
}

function pool64(shape: Shape, combine: (cell: number[]) => number): Forward {
  const [, channels, height, width] = shape;
  const [h, w] = [Math.floor(height / 2), Math.floor(width / 2)];
  return (x) =>
    Float64Array.from({ length: channels * h * w }, (_, index) => {
      const c = Math.floor(index / (h * w));
      const y = 2 * (Math.floor(index / w) % h);
      const column = 2 * (index % w);
      return combine([0, 1, 2, 3].map((k) => at(x, shape, c, y + (k >> 1), column + (k & 1))));
    });
}

function gram64([, channels, height, width]: Shape): Forward {
  const m = height * width;
  return (x) =>
    Float64Array.from({ length: channels * channels }, (_, index) => {
      const [i, j] = [Math.floor(index / channels), index % channels];
      let sum = 0;
      for (let k = 0; k < m; k += 1) sum += x[i * m + k] * x[j * m + k];
      return sum / m;
    });
}

const SHAPES: Shape[] = [
  [1, 3, 6, 8],
  [1, 2, 7, 5],
];

describe.each(SHAPES.map((shape) => [shape]))('operators on %j', (shape) => {
  const x = gaussian(1, count(shape));

  async function check(
    forward: Forward,
    resultShape: Shape,
    build: Parameters<typeof run>[4],
    input = x,
    g = gaussian(2, count(resultShape)),
  ) {
    const { result, gradient } = await run(shape, resultShape, input, g, build);
    expectClose(result, forward(Float64Array.from(input)), 1e-5);
    expectClose(gradient, centralDifferences(forward, input, g), 1e-4);
  }

  it('convolution', async () => {
    const output = 4;
    const kernel = gaussian(3, output * shape[1] * 9);
    const bias = gaussian(4, output);
    await check(convolution64(shape, kernel, bias), [1, output, shape[2], shape[3]], (m, value) =>
      ops.convolution(m, value, { kernel, bias }),
    );
  });

  it('relu', async () => {
    await check((values) => values.map((value) => Math.max(0, value)), shape, ops.relu);
  });

  const halved = [1, shape[1], Math.floor(shape[2] / 2), Math.floor(shape[3] / 2)];

  it('average pooling, which drops an odd last row and column', async () => {
    await check(
      pool64(shape, (cell) => cell.reduce((a, b) => a + b) / 4),
      halved,
      ops.averagePool,
    );
  });

  it('max pooling of relu outputs', async () => {
    const positive = x.map((value) => Math.abs(value) + 0.01);
    await check(
      pool64(shape, (cell) => Math.max(...cell)),
      halved,
      ops.maxPool,
      positive,
    );
  });

  it('max pooling gives the gradient of a cell to the first of equal maxima', async () => {
    const g = new Float32Array([2, 3]);
    const first = async (x: number[]) => [
      ...(await run([1, 1, 3, 5], [1, 1, 1, 2], Float32Array.from(x), g, ops.maxPool)).gradient,
    ];
    // The last row and the last column are in no cell.
    expect(await first([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1])).toEqual([
      ...[2, 0, 3, 0, 0],
      ...[0, 0, 0, 0, 0],
      ...[0, 0, 0, 0, 0],
    ]);
    expect(await first([0, 0, 0, 0, 0, 7, 7, 0, 5, 0, 0, 0, 0, 0, 0])).toEqual([
      ...[0, 0, 0, 0, 0],
      ...[2, 0, 0, 3, 0],
      ...[0, 0, 0, 0, 0],
    ]);
  });

  it('Gram matrix, for a symmetric gradient', async () => {
    const channels = shape[1];
    const random = gaussian(5, channels * channels);
    const symmetric = random.map(
      (value, i) => value + random[(i % channels) * channels + Math.floor(i / channels)],
    );
    await check(gram64(shape), [channels, channels], ops.gram, x, symmetric);
  });
});

describe('operators on pictures', () => {
  const shape = [1, 3, 5, 7];
  const x = gaussian(1, count(shape)).map((value) => 0.5 + 0.1 * value);

  it.each([
    ['ImageNet', IMAGENET_INPUT],
    ['Keras', KERAS_INPUT],
  ])('%s normalisation, channels in RGB order', async (_, input) => {
    const rgb = input.order === 'BGR' ? [2, 1, 0] : [0, 1, 2];
    const forward: Forward = (values) =>
      values.map((value, i) => {
        const channel = rgb[Math.floor(i / 35)];
        return (value * input.scale - input.mean[channel]) / input.std[channel];
      });
    const g = gaussian(2, x.length);
    const { result, gradient } = await run(shape, shape, x, g, (m, value) => ops.normalise(m, value, input));
    expectClose(result, forward(Float64Array.from(x)), 1e-5);
    expectClose(gradient, centralDifferences(forward, x, g), 1e-4);
  });

  /** Both losses: their value, and their gradient for a loss of weight 3. */
  async function checkLoss(
    forward: (values: Float64Array) => number,
    build: (m: ModelBuilder, value: Value, weight: Value) => { loss: Value; gradient: Value },
  ) {
    const weight = 3;
    const m = new ModelBuilder();
    const { loss, gradient } = build(m, m.input('x', shape), m.input('weight', []));
    m.output('loss', loss);
    m.output('gradient', gradient);
    const session = await Session.create(m.serialise(), { threads: 1 });
    const results = await session.run({
      x: { data: x, shape },
      weight: { data: Float32Array.of(weight), shape: [] },
    });
    await session.release();
    const weighted: Forward = (values) => Float64Array.of(weight * forward(values));
    expectClose(results.loss, weighted(Float64Array.from(x)), 1e-5);
    expectClose(results.gradient, centralDifferences(weighted, x, Float32Array.of(1)), 1e-4);
  }

  it('squared error', async () => {
    const target = gaussian(6, x.length);
    await checkLoss(
      (values) => values.reduce((sum, value, i) => sum + (value - target[i]) ** 2, 0),
      (m, value, weight) => ops.squaredError(m, value, m.constant(target, shape), weight),
    );
  });

  it('total variation', async () => {
    await checkLoss((values) => {
      let sum = 0;
      for (let i = 0; i < values.length; i += 1) {
        if (i % 7 < 6) sum += (values[i + 1] - values[i]) ** 2;
        if (i % 35 < 28) sum += (values[i + 7] - values[i]) ** 2;
      }
      return sum;
    }, ops.totalVariation);
  });
});
