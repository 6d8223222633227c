/** The objective of a pass: targets from the pictures at its scale, and the optimiser that works towards them. */
import { GRAM_LAYERS, type MatchRequest, ScaleGuide, type ScaleSources } from '../guidance/guide.js';
import type { MatchField } from '../guidance/matching.js';
import { describeStyles } from '../guidance/style-grams.js';
import { CONTENT_LAYER, STYLE_LAYERS } from '../networks/networks.js';
import { Adam } from '../optimizers/adam.js';
import { Lbfgs } from '../optimizers/lbfgs.js';
import type { Optimizer } from '../optimizers/optimizer.js';
import { Sgd } from '../optimizers/sgd.js';
import type { Runtime, Targets } from '../runtimes/runtime.js';
import { LEARNING_RATE } from './first-implementation.js';
import { keptFaces } from './kept-faces.js';
import { guidedTargets, type PlainTargets, publishedTargets, relativeTargets } from './losses.js';
import { canvasOf, type Plan } from './plan.js';
import { ADAM_LEARNING_RATE } from './recipes.js';
import { type Inputs, photoAt, styleAt } from './source-images.js';

/** What is to be approached, and for a guided pass what it was found by. */
export interface PassTargets {
  targets: Targets;
  field?: MatchField | undefined;
  /** The styles' pixels laid out on the canvas, [3, H, W]. */
  pixels?: Float32Array;
}

/** Where the targets of the passes at one scale come from. */
export class ScaleObjective {
  readonly #plan: Plan;
  readonly #scale: number;
  readonly #inputs: Inputs;
  readonly #guide: ScaleGuide;

  constructor(plan: Plan, scale: number, inputs: Inputs) {
    this.#plan = plan;
    this.#scale = scale;
    this.#inputs = inputs;
    this.#guide = new ScaleGuide(canvasOf(plan, scale), plan.scales[scale]!.margin, this.#sources());
  }

  /** The targets of the next pass, within `memoryLimit` bytes if it can be (runtime.ts). */
  async targets(
    runtime: Runtime,
    memoryLimit: number,
    request: MatchRequest | MatchField,
  ): Promise<PassTargets> {
    const { recipe, profile } = this.#plan;
    if (!recipe.guided) return { targets: await this.#plainTargets(runtime, memoryLimit) };
    const guidance =
      'cells' in request
        ? await this.#guide.follow(runtime, memoryLimit, request)
        : await this.#guide.match(runtime, memoryLimit, request);
    const targets = guidedTargets(guidance, profile, canvasOf(this.#plan, this.#scale), recipe.tv);
    return { targets, field: guidance.field, pixels: guidance.pixels };
  }

  async #plainTargets(runtime: Runtime, memoryLimit: number): Promise<Targets> {
    const { settings, recipe } = this.#plan;
    const published = settings.quality === 'paper';
    const layers = published ? STYLE_LAYERS : GRAM_LAYERS;
    const grams = await describeStyles(runtime, this.#sources().styles, layers, memoryLimit);
    const plain: PlainTargets = { grams, content: await this.#contentFeatures(runtime, memoryLimit) };
    const canvas = canvasOf(this.#plan, this.#scale);
    return published
      ? publishedTargets(plain, runtime.network, settings, canvas)
      : relativeTargets(plain, canvas, recipe.tv);
  }

  async #contentFeatures(runtime: Runtime, memoryLimit: number): Promise<Float32Array | undefined> {
    if (this.#plan.settings.mode === 'style') return undefined;
    const photo = await this.#sources().photo();
    const { features } = await runtime.describe(photo, { features: [CONTENT_LAYER], grams: [] }, memoryLimit);
    return features[0];
  }

  #sources(): ScaleSources {
    const { styles } = this.#inputs;
    const total = styles.reduce((sum, { weight }) => sum + weight, 0);
    return {
      photo: () => photoAt(this.#inputs, this.#plan, this.#scale),
      styles: styles.map(({ picture, weight }) => ({
        share: weight / total,
        load: () => styleAt(picture, this.#plan, this.#scale),
      })),
      kept: keptFaces(this.#inputs, this.#plan, this.#scale),
    };
  }
}

export function makeOptimizer({ recipe }: Plan, start: Float32Array): Optimizer {
  switch (recipe.optimizer) {
    case 'adam':
      return new Adam(start, { learningRate: ADAM_LEARNING_RATE });
    case 'lbfgs':
      return new Lbfgs(start);
    case 'sgd':
      return new Sgd(start, { learningRate: LEARNING_RATE });
  }
}
