/**
 * What every runtime must do: the reference values, the gradient, the same twice, stopping between two steps, and memory that
 * comes back.
 */
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultsOf } from '../../src/domain/field.js';
import { SETTINGS, type Settings } from '../../src/domain/request.js';
import { encodePicture } from '../../src/engine/images/encode.js';
import { convLayers, featureShape, type Network, STYLE_LAYERS } from '../../src/engine/networks/networks.js';
import type { Weights } from '../../src/engine/networks/weights.js';
import { publishedTargets } from '../../src/engine/pipeline/losses.js';
import { gaussian } from '../../src/engine/pipeline/random.js';
import { paint } from '../../src/engine/pipeline/style-transfer.js';
import type { Description, Evaluation, Planes, Runtime, Targets } from '../../src/engine/runtimes/runtime.js';
import { REFERENCES, type ReferenceCase } from '../support/reference.js';

/** Relative, for features and losses; and of the largest entry, for gradients. */
const VALUE_TOLERANCE = 1e-4;
const GRADIENT_TOLERANCE = 1e-3;
/**
 * Where a feature lies within float32's rounding of 0, relu passes its gradient on one machine and stops it on another: both
 * are right, and the few pixels around it differ by more. So many of a gradient's entries must be within the tolerance; and
 * all of them together, as the norm of the difference over the norm.
 */
const SHARE_WITHIN = 0.98;
const NORM_TOLERANCE = 5e-3;

export interface ContractOptions {
  /** So many of the reference cases, from the first; a slow runtime takes fewer. Default: all. */
  cases?: number;
  /** Side of the picture that the memory is measured with, px, and about what one objective of that size holds, MB. */
  memory?: { side: number; objectiveMb: number };
}

export function runtimeContract(
  name: string,
  make: (network: Network, weights: Weights) => Runtime | Promise<Runtime>,
  { cases: count, memory = { side: 192, objectiveMb: 60 } }: ContractOptions = {},
): void {
  describe.each(REFERENCES)(`${name} on $network.name`, ({ network, weights, cases: all }) => {
    const cases = all.slice(0, count);
    let runtime: Runtime;
    let known: Known;
    beforeAll(async () => {
      runtime = await make(network, await weights());
      known = new Known(runtime);
    });
    afterAll(() => runtime.dispose());

    describe.each(cases.map((reference) => ({ size: sizeOf(reference), reference })))(
      'at $size',
      ({ reference }) => {
        it('describes a picture by the reference features and Gram matrices', async () => {
          const described = await runtime.describe(reference.image);
          expectDescription(network, described, reference);
        });

        it.each(['paper', 'keras'] as const)(
          'evaluates the losses and gradient of %s',
          async (normalisation) => {
            const expected = reference[normalisation];
            const targets = await known.targets(reference, normalisation);
            const evaluation = await evaluateOnce(runtime, reference.image, targets);
            expectRelative(evaluation.content, expected.alpha * expected.content);
            evaluation.style.forEach((loss, i) => {
              const layerLoss = expected.styleByLayer[STYLE_LAYERS[i]] / STYLE_LAYERS.length;
              expectRelative(loss, expected.beta * layerLoss);
            });
            expectGradient(evaluation.gradient, expected.gradient);
          },
        );

        it('evaluates each term alone', async () => {
          const { content, style } = await known.targets(reference, 'paper', 1);
          const { image, paper } = reference;
          const ofContent = await evaluateOnce(runtime, image, { content: content!, tvWeight: 0 });
          expectGradient(ofContent.gradient, paper.contentGradient);
          expect(ofContent.style).toEqual([]);
          const ofStyle = await evaluateOnce(runtime, image, { style: style!, tvWeight: 0 });
          expectGradient(ofStyle.gradient, paper.styleGradient);
          expect(ofStyle.content).toBe(0);
        });

        it('evaluates total variation', async () => {
          const { content } = await known.targets(reference, 'paper', 1);
          const nothing = { target: content!.target, weight: 0 };
          const { tv, gradient } = await evaluateOnce(runtime, reference.image, {
            content: nothing,
            tvWeight: 2,
          });
          expectRelative(tv, 2 * reference.tv.value);
          expectGradient(
            gradient,
            reference.tv.gradient.map((value) => 2 * value),
          );
        });
      },
    );

    it('gives the same bits for the same input', async () => {
      const { image } = cases[0];
      const targets = await known.targets(cases[0], 'paper');
      const twice = [
        await evaluateOnce(runtime, image, targets),
        await evaluateOnce(runtime, image, targets),
      ];
      expect(Buffer.from(twice[0].gradient.buffer).equals(Buffer.from(twice[1].gradient.buffer))).toBe(true);
      expect(twice[0].style).toEqual(twice[1].style);
    });

    it('follows its own gradient downhill', async () => {
      const { image } = cases[0];
      const targets = await known.targets(cases[0], 'paper', 1000);
      const objective = await runtime.prepare(image.width, image.height, targets);
      try {
        const before = await objective.evaluate(image.data);
        const gradient = Float32Array.from(before.gradient);
        const norm = normOf(gradient);
        const step = 1e-2;
        const moved = image.data.map((value, i) => value - (step * gradient[i]) / norm);
        const fall = total(before) - total(await objective.evaluate(moved));
        // To first order the loss falls by step * |gradient|.
        expect(fall / (step * norm)).toBeGreaterThan(0.8);
        expect(fall / (step * norm)).toBeLessThan(1.2);
      } finally {
        await objective.dispose();
      }
    });

    it('lets the event loop turn between two steps, so that a cancel is heard, and is ready for the next job', async () => {
      const counted = countObjectives(runtime);
      const stop = new AbortController();
      const seen: number[] = [];
      const painting = paint(await smallTask(), counted.runtime, {
        signal: stop.signal,
        onEvent: (event) => {
          if (event.type !== 'step') return;
          seen.push(event.step);
          if (event.step === 2) void setImmediate().then(() => stop.abort());
        },
        previewInterval: Number.POSITIVE_INFINITY,
        checkpointInterval: Number.POSITIVE_INFINITY,
        memory: Number.POSITIVE_INFINITY,
      });
      await expect(painting).rejects.toMatchObject({ code: 'cancelled' });
      expect(seen.length).toBeLessThanOrEqual(3);
      expect(counted.open()).toBe(0);
      const { image } = cases[0];
      const { content } = await evaluateOnce(runtime, image, await known.targets(cases[0], 'paper'));
      expectRelative(content, cases[0].paper.alpha * cases[0].paper.content);
    });

    it('evaluates nothing on an objective that was released', async () => {
      const { image } = cases[0];
      const targets = await known.targets(cases[0], 'paper');
      const objective = await runtime.prepare(image.width, image.height, targets);
      await objective.evaluate(image.data);
      await objective.dispose();
      await expect(objective.evaluate(image.data)).rejects.toThrow();
    });

    it('returns its memory: many objectives one after the other keep to the size of one', async () => {
      const { side, objectiveMb } = memory;
      const picture = { width: side, height: side, data: gaussian(1, 3 * side * side) };
      const round = async () => {
        const { content, grams } = await runtime.describe(picture);
        const objective = await runtime.prepare(side, side, {
          content: { target: content, weight: 1 },
          style: grams.map((target) => ({ target, weight: 1 })),
          tvWeight: 1,
        });
        await objective.evaluate(picture.data);
        await objective.dispose();
      };
      for (let i = 0; i < 3; i += 1) await round();
      const before = process.memoryUsage().rss;
      for (let i = 0; i < 12; i += 1) await round();
      const grownMb = (process.memoryUsage().rss - before) / 2 ** 20;
      // Twelve that leaked would show; less than two is the allocators' own play.
      expect(grownMb).toBeLessThan(1.7 * objectiveMb);
    });
  });
}

/** What a runtime itself says of the reference pictures, asked once each. */
class Known {
  private readonly described = new Map<Planes, Promise<Description>>();

  constructor(private readonly runtime: Runtime) {}

  /** The losses of a reference case with its own alpha and beta, or with alpha 1 and this beta. */
  async targets(
    reference: ReferenceCase,
    normalisation: Settings['normalisation'],
    beta = reference[normalisation].beta,
  ): Promise<Targets> {
    const { content, style, kerasStyle, image } = reference;
    const models = {
      content: (await this.describe(content)).content,
      grams: (await this.describe(normalisation === 'keras' ? kerasStyle : style)).grams,
    };
    const settings = { normalisation, ratio: 1, strength: 50 } as Settings;
    const targets = publishedTargets(models, this.runtime.network, settings, image);
    return {
      ...targets,
      style: targets.style!.map(({ target, weight }) => ({ target, weight: beta * weight })),
    };
  }

  private describe(picture: Planes): Promise<Description> {
    const described = this.described.get(picture) ?? this.runtime.describe(picture);
    this.described.set(picture, described);
    return described;
  }
}

/** An objective's values at one picture; the gradient is the caller's to keep. */
export async function evaluateOnce(
  runtime: Runtime,
  { width, height, data }: Planes,
  targets: Targets,
): Promise<Evaluation> {
  const objective = await runtime.prepare(width, height, targets);
  try {
    const evaluation = await objective.evaluate(data);
    return { ...evaluation, gradient: Float32Array.from(evaluation.gradient) };
  } finally {
    await objective.dispose();
  }
}

/** The same runtime, and how many of its objectives have not been released. */
function countObjectives(runtime: Runtime): { runtime: Runtime; open: () => number } {
  let open = 0;
  const counted: Runtime = {
    ...runtime,
    async prepare(...of) {
      const objective = await runtime.prepare(...of);
      open += 1;
      return {
        evaluate: (image) => objective.evaluate(image),
        dispose() {
          open -= 1;
          return objective.dispose();
        },
      };
    },
  };
  return { runtime: counted, open: () => open };
}

/** The published algorithm on two noisy pictures of 64 px: no margin, one scale, many steps. */
async function smallTask() {
  const [content, style] = await Promise.all(
    [1, 2].map(async (seed) => {
      const planes = gaussian(seed, 3 * 64 * 64).map((value) => 0.5 + 0.2 * value);
      return (await encodePicture({ width: 64, height: 64, planes }, { format: 'png' })).bytes;
    }),
  );
  const settings: Settings = { ...defaultsOf(SETTINGS), quality: 'paper', size: 64 };
  return { content, styles: [{ picture: style, weight: 1 }], settings };
}

function expectDescription(
  network: Network,
  { content, grams }: Description,
  reference: ReferenceCase,
): void {
  expectRelative(normOf(content), reference.featureNorms.conv4_2);
  expectRelative(
    content.reduce((sum, value) => sum + value, 0) / content.length,
    reference.featureMeans.conv4_2,
  );
  STYLE_LAYERS.forEach((layer, index) => {
    const [channels, h, w] = featureShape(network, layer, reference.image.width, reference.image.height);
    const gram = grams[index];
    expect(gram.length).toBe(channels ** 2);
    const trace = gram.reduce((sum, value, i) => sum + (i % (channels + 1) === 0 ? value : 0), 0);
    expectRelative(trace * h * w, reference.gramTrace[layer]);
    expectRelative(normOf(gram) * h * w, reference.gramNorm[layer]);
  });
  expect(convLayers(network).map((layer) => layer.name)).toEqual(Object.keys(reference.featureNorms));
}

function expectRelative(actual: number, expected: number): void {
  expect(Math.abs(actual - expected) / Math.abs(expected)).toBeLessThan(VALUE_TOLERANCE);
}

function expectGradient(actual: Float32Array, expected: Float32Array): void {
  expect(actual.length).toBe(expected.length);
  const largest = expected.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  const errors = expected.map((value, i) => Math.abs(value - actual[i])).sort();
  expect(errors[Math.floor(SHARE_WITHIN * (errors.length - 1))] / largest).toBeLessThan(GRADIENT_TOLERANCE);
  expect(normOf(errors) / normOf(expected)).toBeLessThan(NORM_TOLERANCE);
}

function total({ content, style, tv }: Evaluation): number {
  return content + style.reduce((sum, loss) => sum + loss, 0) + tv;
}

function normOf(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}

function sizeOf({ image }: ReferenceCase): string {
  return `${image.width}x${image.height}`;
}
