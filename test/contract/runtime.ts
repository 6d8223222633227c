/**
 * What every runtime must do: the reference values, the gradient, the same twice, stopping between two steps, and memory that
 * comes back. The search is in nearest.ts.
 */
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultsOf } from '../../src/domain/field.js';
import { SETTINGS, type Settings } from '../../src/domain/request.js';
import { GUIDED_LAYERS } from '../../src/engine/guidance/guide.js';
import { encodePicture } from '../../src/engine/images/encode.js';
import { CONTENT_LAYER, convLayers, type Network, STYLE_LAYERS } from '../../src/engine/networks/networks.js';
import type { Weights } from '../../src/engine/networks/weights.js';
import { transferStyle } from '../../src/engine/pipeline/style-transfer.js';
import type { Planes, Runtime } from '../../src/engine/runtimes/runtime.js';
import { gaussian } from '../../src/lib/random.js';
import { REFERENCES, type ReferenceCase } from '../support/reference.js';
import { expectDescription, expectGradient, expectRelative, normOf } from './expectations.js';
import { nearestContract } from './nearest.js';
import { evaluateOnce, Known, LAYERS, relativeTargets, targetsOf, total } from './objectives.js';

export interface ContractOptions {
  /** So many of the reference cases, from the first; a slow runtime takes fewer. Default: all. */
  cases?: number;
  /** So many of the networks, from the first. Default: all. */
  networks?: number;
  /** The graphs are those of another runtime, which passes the whole contract: one objective of all terms shows that this one computes them. */
  provenGraphs?: boolean;
  /** Side of the picture that the memory is measured with, px, and about what one objective of that size holds, MB. */
  memory?: { side: number; objectiveMb: number };
  /** Similarities of the search that the memory is measured with, MB; a slow runtime takes fewer. Default: 32. */
  searchMb?: number;
}

export function runtimeContract(
  name: string,
  make: (network: Network, weights: Weights) => Runtime | Promise<Runtime>,
  {
    cases: count,
    networks = REFERENCES.length,
    provenGraphs = false,
    memory = { side: 192, objectiveMb: 60 },
    searchMb = 32,
  }: ContractOptions = {},
): void {
  describe.each(REFERENCES.slice(0, networks))(
    `${name} on $network.name`,
    ({ network, weights, cases: all }) => {
      const cases = all.slice(0, count);
      let runtime: Runtime;
      let known: Known;
      beforeAll(async () => {
        runtime = await make(network, await weights());
        known = new Known(runtime);
      });
      afterAll(() => runtime.dispose());

      /** A picture and targets from another one, for what needs no reference. */
      async function small() {
        const [image, other] = [1, 2].map((seed) => noisyPlanes(seed, 24, 16));
        return { image, targets: relativeTargets(await runtime.describe(other, LAYERS)) };
      }

      describe.each(cases.map((reference) => ({ size: sizeOf(reference), reference })))(
        'at $size',
        ({ reference }) => {
          it('describes a picture by the reference features and Gram matrices', async () => {
            // All layers, the deepest first: they come in the order of the question.
            const layers = convLayers(network).map((layer) => layer.name);
            expect(layers).toEqual(Object.keys(reference.featureNorms));
            const wanted = { features: layers.toReversed(), grams: STYLE_LAYERS.toReversed() };
            const { features, grams } = await runtime.describe(reference.image, wanted);
            const inOrder = { features: features.toReversed(), grams: grams.toReversed() };
            expectDescription(network, inOrder, reference);
          });

          it('describes the one requested layer', async () => {
            const { image, featureNorms } = reference;
            const wanted = { features: ['conv2_1'], grams: [] };
            const { features, grams } = await runtime.describe(image, wanted);
            expect(features).toHaveLength(1);
            expectRelative(normOf(features[0]), featureNorms.conv2_1);
            expect(grams).toEqual([]);
          });

          it('evaluates several guided layers, Gram matrices and total variation together', async () => {
            const { guided } = reference;
            const targets = await known.guided(reference);
            const { features, grams, tv, gradient } = await known.evaluated(reference);
            expect(features).toHaveLength(targets.features.length);
            targets.features.forEach(({ layer }, i) => {
              expectRelative(features[i], guided.features[layer]);
            });
            expect(grams).toHaveLength(targets.grams.length);
            targets.grams.forEach(({ layer }, i) => {
              expectRelative(grams[i], guided.grams[layer]);
            });
            expectRelative(tv, guided.tv);
            expectGradient(gradient, guided.gradient);
          });

          if (provenGraphs) return;

          it.each(['paper', 'keras'] as const)(
            'evaluates the losses and gradient of %s',
            async (normalisation) => {
              const expected = reference[normalisation];
              const targets = await known.published(reference, normalisation);
              const evaluation = await evaluateOnce(runtime, reference.image, targets);
              expect(evaluation.features).toHaveLength(1);
              expectRelative(evaluation.features[0], expected.alpha * expected.content);
              expect(evaluation.grams).toHaveLength(STYLE_LAYERS.length);
              evaluation.grams.forEach((loss, i) => {
                const layerLoss = expected.styleByLayer[STYLE_LAYERS[i]] / STYLE_LAYERS.length;
                expectRelative(loss, expected.beta * layerLoss);
              });
              expectGradient(evaluation.gradient, expected.gradient);
            },
          );

          it('gives losses in the order of the targets, whatever that is', async () => {
            const { image, guided } = reference;
            const targets = await known.guided(reference);
            const turned = {
              ...targets,
              features: targets.features.toReversed(),
              grams: targets.grams.toReversed(),
            };
            const { features, grams, gradient } = await evaluateOnce(runtime, image, turned);
            turned.features.forEach(({ layer }, i) => {
              expectRelative(features[i], guided.features[layer]);
            });
            turned.grams.forEach(({ layer }, i) => {
              expectRelative(grams[i], guided.grams[layer]);
            });
            expectGradient(gradient, guided.gradient);
          });

          it('evaluates each term alone', async () => {
            const { features, grams } = await known.published(reference, 'paper', 1);
            const { image, paper } = reference;
            const ofContent = await evaluateOnce(runtime, image, { features, grams: [], tvWeight: 0 });
            expectGradient(ofContent.gradient, paper.contentGradient);
            expect(ofContent.grams).toEqual([]);
            const ofStyle = await evaluateOnce(runtime, image, { features: [], grams, tvWeight: 0 });
            expectGradient(ofStyle.gradient, paper.styleGradient);
            expect(ofStyle.features).toEqual([]);
          });

          it('adds the gradients of the terms: each guided layer alone, summed, is all of them', async () => {
            const { image } = reference;
            const { features } = await known.guided(reference);
            const together = await evaluateOnce(runtime, image, { features, grams: [], tvWeight: 0 });
            const sum = new Float32Array(together.gradient.length);
            for (const [i, term] of features.entries()) {
              const alone = await evaluateOnce(runtime, image, { features: [term], grams: [], tvWeight: 0 });
              expectRelative(alone.features[0], together.features[i]);
              for (let p = 0; p < sum.length; p += 1) sum[p] += alone.gradient[p];
            }
            expectGradient(together.gradient, sum);
          });

          it('evaluates total variation', async () => {
            const { features } = await known.guided(reference);
            const { tv, gradient } = await evaluateOnce(runtime, reference.image, {
              features: [{ ...features[0], weight: 0 }],
              grams: [],
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
        const again = await evaluateOnce(runtime, cases[0].image, await known.guided(cases[0]));
        const twice = [await known.evaluated(cases[0]), again];
        expect(Buffer.from(twice[0].gradient.buffer).equals(Buffer.from(twice[1].gradient.buffer))).toBe(
          true,
        );
        expect(twice[0].features).toEqual(twice[1].features);
        expect(twice[0].grams).toEqual(twice[1].grams);
      });

      it('lets the event loop turn between two steps, so that a cancel is heard, and is ready for the next job', async () => {
        const counted = countObjectives(runtime);
        const stop = new AbortController();
        const seen: number[] = [];
        const painting = transferStyle(await smallTask(), counted.runtime, {
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
        const { image, paper } = cases[0];
        const { features } = await evaluateOnce(runtime, image, await known.published(cases[0], 'paper'));
        expectRelative(features[0], paper.alpha * paper.content);
      });

      it('evaluates nothing on an objective that was released', async () => {
        const { image, targets } = await small();
        const objective = await runtime.prepare(image.width, image.height, targets);
        await objective.evaluate(image.data);
        await objective.dispose();
        await expect(objective.evaluate(image.data)).rejects.toThrow();
      });

      it('returns its memory: many objectives one after the other keep to the size of one', async () => {
        const { side, objectiveMb } = memory;
        const picture = { width: side, height: side, data: gaussian(1, 3 * side * side) };
        const layers = { features: [...GUIDED_LAYERS, CONTENT_LAYER], grams: STYLE_LAYERS };
        const round = async () => {
          const targets = targetsOf(layers, await runtime.describe(picture, layers));
          const objective = await runtime.prepare(side, side, targets);
          await objective.evaluate(picture.data);
          await objective.dispose();
        };
        for (let i = 0; i < 2; i += 1) await round();
        const before = process.memoryUsage().rss;
        for (let i = 0; i < 8; i += 1) await round();
        const grownMb = (process.memoryUsage().rss - before) / 2 ** 20;
        // Eight that leaked would show; less than two is the allocators' own play.
        expect(grownMb).toBeLessThan(1.7 * objectiveMb);
      });

      if (provenGraphs) return;

      it('has the gradient that central differences of its own losses give', async () => {
        const { image, targets } = await small();
        const objective = await runtime.prepare(image.width, image.height, targets);
        try {
          const gradient = Float32Array.from((await objective.evaluate(image.data)).gradient);
          const norm = normOf(gradient);
          // Along the gradient, and between it and noise: a quotient of small numbers would be float32's rounding alone.
          for (const seed of [0, 1, 2]) {
            const noise = gaussian(seed, gradient.length);
            const away = seed === 0 ? 0 : norm / normOf(noise);
            const direction = gradient.map((value, i) => (value + away * noise[i]) / norm);
            const at = async (step: number) =>
              total(await objective.evaluate(image.data.map((value, i) => value + step * direction[i])));
            const step = 5e-3;
            const slope = ((await at(step)) - (await at(-step))) / (2 * step);
            const expected = gradient.reduce((sum, value, i) => sum + value * direction[i], 0);
            expect(Math.abs(slope / expected - 1)).toBeLessThan(0.01);
          }
        } finally {
          await objective.dispose();
        }
      });
    },
  );

  nearestContract(name, make, { searchMb, provenGraphs });
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

/** A picture of noise. */
function noisyPlanes(seed: number, width: number, height: number): Planes {
  return { width, height, data: gaussian(seed, 3 * width * height).map((value) => 0.5 + 0.2 * value) };
}

/** The published algorithm on two noisy pictures, at 64 x 21 px: no margin, one scale, many steps. */
async function smallTask() {
  const [content, style] = await Promise.all(
    [1, 2].map(async (seed) => {
      const { width, height, data } = noisyPlanes(seed, 192, 64);
      return (await encodePicture({ width, height, planes: data }, { format: 'png' })).bytes;
    }),
  );
  const settings: Settings = { ...defaultsOf(SETTINGS), quality: 'paper', size: 64 };
  return { content, styles: [{ picture: style, weight: 1 }], settings };
}

function sizeOf({ image }: ReferenceCase): string {
  return `${image.width}x${image.height}`;
}
