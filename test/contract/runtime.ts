/** What every runtime must do: the reference values, the gradient, the same twice, and memory that comes back. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Settings } from '../../src/domain/request.js';
import { publishedTargets } from '../../src/engine/losses.js';
import { convLayers, featureShape, type Network, STYLE_LAYERS } from '../../src/engine/networks.js';
import { gaussian } from '../../src/engine/random.js';
import type { Description, Evaluation, Runtime, Targets } from '../../src/engine/runtimes/runtime.js';
import type { Weights } from '../../src/engine/weights.js';
import { REFERENCES, type ReferenceCase } from '../support/reference.js';

/** Relative, for features and losses; and of the largest entry, for gradients. */
const VALUE_TOLERANCE = 1e-4;
const GRADIENT_TOLERANCE = 1e-3;

export function runtimeContract(name: string, make: (network: Network, weights: Weights) => Runtime): void {
  describe.each(REFERENCES)(`${name} on $network.name`, ({ network, weights, cases }) => {
    let runtime: Runtime;
    beforeAll(async () => {
      runtime = make(network, await weights());
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
            const evaluation = await evaluate(runtime, reference, normalisation);
            expectRelative(evaluation.content, expected.alpha * expected.content);
            evaluation.style.forEach((loss, i) => {
              const layerLoss = expected.styleByLayer[STYLE_LAYERS[i]] / STYLE_LAYERS.length;
              expectRelative(loss, expected.beta * layerLoss);
            });
            expectGradient(evaluation.gradient, expected.gradient);
          },
        );

        it('evaluates each term alone', async () => {
          const targets = await targetsOf(runtime, reference, 'paper', 1);
          const content = await evaluateOnce(runtime, reference, { content: targets.content!, tvWeight: 0 });
          expectGradient(content.gradient, reference.paper.contentGradient);
          expect(content.style).toEqual([]);
          const style = await evaluateOnce(runtime, reference, { style: targets.style!, tvWeight: 0 });
          expectGradient(style.gradient, reference.paper.styleGradient);
          expect(style.content).toBe(0);
        });

        it('evaluates total variation', async () => {
          const targets = await targetsOf(runtime, reference, 'paper', 1);
          const nothing = { target: targets.content!.target, weight: 0 };
          const { tv, gradient } = await evaluateOnce(runtime, reference, { content: nothing, tvWeight: 2 });
          expectRelative(tv, 2 * reference.tv.value);
          expectGradient(
            gradient,
            reference.tv.gradient.map((value) => 2 * value),
          );
        });
      },
    );

    it('gives the same bits for the same input', async () => {
      const twice = [await evaluate(runtime, cases[0], 'paper'), await evaluate(runtime, cases[0], 'paper')];
      expect(Buffer.from(twice[0].gradient.buffer).equals(Buffer.from(twice[1].gradient.buffer))).toBe(true);
      expect(twice[0].style).toEqual(twice[1].style);
    });

    it('follows its own gradient downhill', async () => {
      const { image } = cases[0];
      const targets = await targetsOf(runtime, cases[0], 'paper', 1000);
      const objective = await runtime.prepare(image.width, image.height, targets);
      try {
        const before = await objective.evaluate(image.data);
        const gradient = Float32Array.from(before.gradient);
        const norm = Math.sqrt(gradient.reduce((sum, g) => sum + g * g, 0));
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

    it('returns its memory: many objectives one after the other keep to the size of one', async () => {
      const side = 192;
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
      // One objective of this size holds about 60 MB; twelve that leaked would show.
      expect(grownMb).toBeLessThan(100);
    }, 60_000);
  });
}

async function targetsOf(
  runtime: Runtime,
  { content, style, kerasStyle, image }: ReferenceCase,
  normalisation: Settings['normalisation'],
  beta: number,
): Promise<Targets> {
  const models = {
    content: (await runtime.describe(content)).content,
    grams: (await runtime.describe(normalisation === 'keras' ? kerasStyle : style)).grams,
  };
  const settings = { normalisation, ratio: 1, strength: 50 } as Settings;
  const targets = publishedTargets(models, runtime.network, settings, image);
  return {
    ...targets,
    style: targets.style!.map(({ target, weight }) => ({ target, weight: beta * weight })),
  };
}

async function evaluate(runtime: Runtime, reference: ReferenceCase, normalisation: 'paper' | 'keras') {
  const { beta } = reference[normalisation];
  return evaluateOnce(runtime, reference, await targetsOf(runtime, reference, normalisation, beta));
}

async function evaluateOnce(
  runtime: Runtime,
  { image }: ReferenceCase,
  targets: Targets,
): Promise<Evaluation> {
  const objective = await runtime.prepare(image.width, image.height, targets);
  try {
    const evaluation = await objective.evaluate(image.data);
    return { ...evaluation, gradient: Float32Array.from(evaluation.gradient) };
  } finally {
    await objective.dispose();
  }
}

function expectDescription(
  network: Network,
  { content, grams }: Description,
  reference: ReferenceCase,
): void {
  expectRelative(norm(content), reference.featureNorms.conv4_2);
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
    expectRelative(norm(gram) * h * w, reference.gramNorm[layer]);
  });
  expect(convLayers(network).map((layer) => layer.name)).toEqual(Object.keys(reference.featureNorms));
}

function expectRelative(actual: number, expected: number): void {
  expect(Math.abs(actual - expected) / Math.abs(expected)).toBeLessThan(VALUE_TOLERANCE);
}

function expectGradient(actual: Float32Array, expected: Float32Array): void {
  expect(actual.length).toBe(expected.length);
  const largest = expected.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  const error = expected.reduce((max, value, i) => Math.max(max, Math.abs(value - actual[i])), 0);
  expect(error / largest).toBeLessThan(GRADIENT_TOLERANCE);
}

function total({ content, style, tv }: Evaluation): number {
  return content + style.reduce((sum, loss) => sum + loss, 0) + tv;
}

function norm(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}

function sizeOf({ image }: ReferenceCase): string {
  return `${image.width}x${image.height}`;
}
