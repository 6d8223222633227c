/** The objective tile by tile against the untiled one: every size of tile, odd pictures, each term, every share of the network. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { layersUpTo, STYLE_LAYERS } from '../../../../src/engine/networks/networks.js';
import type { Weights } from '../../../../src/engine/networks/weights.js';
import { createOnnxRuntime } from '../../../../src/engine/runtimes/onnx/onnx-runtime.js';
import type {
  Description,
  Evaluation,
  Layers,
  Planes,
  Runtime,
  Targets,
} from '../../../../src/engine/runtimes/runtime.js';
import { cutAtPoolings } from '../../../../src/engine/runtimes/tiling/grid.js';
import { gaussian } from '../../../../src/lib/random.js';
import { evaluateOnce, targetsOf } from '../../../contract/objectives.js';
import { REFERENCES } from '../../../support/reference.js';

/** Of the largest entry of a gradient; relative, of losses, features and Gram matrices. */
const TOLERANCE = 1e-4;

/** Several terms in every block but the first and the last, and both kinds at one layer. */
const LAYERS: Layers = {
  features: ['conv1_2', 'conv2_1', 'conv2_2', 'conv3_1', 'conv3_3', 'conv4_1', 'conv4_2'],
  grams: STYLE_LAYERS,
};

/** Smooth, as photos are, with some noise; other pictures for other seeds. */
function picture(width: number, height: number, seed: number): Planes {
  const noise = gaussian(seed, 3 * width * height);
  const data = noise.map((value, i) => {
    const [x, y] = [i % width, Math.floor(i / width) % height];
    return 0.5 + 0.3 * Math.sin((seed * x) / 9 + y / 7) + 0.1 * value;
  });
  return { width, height, data };
}

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(actual.length).toBe(expected.length);
  let largest = 0;
  let error = 0;
  for (let i = 0; i < expected.length; i += 1) {
    largest = Math.max(largest, Math.abs(expected[i]));
    error = Math.max(error, Math.abs(actual[i] - expected[i]));
  }
  expect(largest).toBeGreaterThan(0);
  expect(error / largest).toBeLessThan(TOLERANCE);
}

function expectSame(actual: Evaluation, expected: Evaluation): void {
  expectClose(actual.gradient, expected.gradient);
  expectClose([actual.tv], [expected.tv]);
  for (const kind of ['features', 'grams'] as const) {
    expect(actual[kind].length).toBe(expected[kind].length);
    for (const [term, loss] of actual[kind].entries()) expectClose([loss], [expected[kind][term]]);
  }
}

describe.each(REFERENCES)('tiles on $network.name', ({ network, weights }) => {
  let loaded: Weights;
  let whole: Runtime;
  const tiled = (area: number, blocks = 2) =>
    createOnnxRuntime(network, loaded, { threads: 1, tiles: { area, blocks } });

  beforeAll(async () => {
    loaded = await weights();
    whole = createOnnxRuntime(network, loaded, { threads: 1 });
  });
  afterAll(() => whole.dispose());

  /** What the untiled runtime gives for a picture against targets from others, none of them zero: once for each size. */
  const known = new Map<string, ReturnType<typeof setUpOnce>>();
  function setUp(width: number, height: number) {
    const size = `${width}x${height}`;
    const found = known.get(size) ?? setUpOnce(width, height);
    known.set(size, found);
    return found;
  }

  async function setUpOnce(width: number, height: number) {
    const { features } = await whole.describe(picture(width, height, 2), LAYERS);
    const { grams } = await whole.describe(picture(70, 90, 3), LAYERS);
    const { features: guided, grams: style } = targetsOf(LAYERS, { features, grams });
    const targets: Targets = {
      features: guided.map((term, layer) => ({ ...term, weight: 1e-3 / (layer + 1) })),
      grams: style.map((term, layer) => ({ ...term, weight: 10 ** -layer })),
      tvWeight: 1e-2,
    };
    const image = picture(width, height, 1);
    return { targets, image, expected: await evaluateOnce(whole, image, targets) };
  }

  it.each([
    { width: 96, height: 80, area: 900 },
    { width: 96, height: 80, area: 2500 },
    { width: 97, height: 81, area: 1500 },
    { width: 131, height: 45, area: 1000 },
    { width: 38, height: 127, area: 700 },
    { width: 63, height: 63, area: 3000 },
  ])('give losses and gradient of $width x $height on areas of $area', async ({ width, height, area }) => {
    const { targets, image, expected } = await setUp(width, height);
    expectSame(await evaluateOnce(tiled(area), image, targets), expected);
  });

  const blocks = cutAtPoolings(layersUpTo(network, STYLE_LAYERS)).length;
  const shares = Array.from({ length: blocks }, (_, i) => i + 1);
  // Every share on the small network; of the large one its ends and what lies between.
  it.each(network.name === 'compact' ? [1, 3, blocks] : shares)(
    'give losses and gradient with %i of the blocks tiled',
    async (count) => {
      // Large enough for several of the smallest tiles in every block.
      const { targets, image, expected } = await setUp(173, 83);
      expectSame(await evaluateOnce(tiled(1, count), image, targets), expected);
    },
  );

  it.each(['features', 'grams'] as const)('give %s alone', async (kind) => {
    const { targets, image } = await setUp(99, 75);
    const alone: Targets = { features: [], grams: [], [kind]: targets[kind], tvWeight: 0 };
    const expected = await evaluateOnce(whole, image, alone);
    for (const count of [1, 4, 5]) {
      const evaluation = await evaluateOnce(tiled(900, count), image, alone);
      expectClose(evaluation.gradient, expected.gradient);
      expectClose(evaluation[kind], expected[kind]);
      expect(evaluation[kind === 'grams' ? 'features' : 'grams']).toEqual([]);
    }
  });

  it.each(LAYERS.features)('give features of %s alone, and go no deeper', async (layer) => {
    const { targets, image } = await setUp(99, 75);
    const features = targets.features.filter((term) => term.layer === layer);
    const alone: Targets = { features, grams: [], tvWeight: 0 };
    const expected = await evaluateOnce(whole, image, alone);
    for (const count of [1, 5]) {
      const evaluation = await evaluateOnce(tiled(900, count), image, alone);
      expectClose(evaluation.gradient, expected.gradient);
      expectClose(evaluation.features, expected.features);
    }
  });

  it.each([
    [96, 80],
    [97, 81],
    [200, 37],
  ])('describe a picture of %i x %i', async (width, height) => {
    const image = picture(width, height, 4);
    const expected: Description = await whole.describe(image, LAYERS);
    const described = await tiled(800).describe(image, LAYERS);
    for (const kind of ['features', 'grams'] as const) {
      expect(described[kind].length).toBe(expected[kind].length);
      for (const [layer, values] of described[kind].entries()) expectClose(values, expected[kind][layer]);
    }
  });

  it('stop between two tiles', async () => {
    const { targets, image, expected } = await setUp(96, 80);
    const objective = await tiled(900).prepare(image.width, image.height, targets);
    const stop = new AbortController();
    const running = objective.evaluate(image.data, stop.signal);
    stop.abort();
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
    // And can be evaluated again.
    expectSame(await objective.evaluate(image.data), expected);
    await objective.dispose();
  });
});
