/** The objectives of the reference cases, with targets that a runtime itself describes. */
import type { Settings } from '../../src/domain/request.js';
import { CONTENT_LAYER, STYLE_LAYERS } from '../../src/engine/networks/networks.js';
import { publishedTargets } from '../../src/engine/pipeline/losses.js';
import type {
  Description,
  Evaluation,
  Layers,
  Planes,
  Runtime,
  Targets,
  Term,
} from '../../src/engine/runtimes/runtime.js';
import { GUIDED_WEIGHTS, type ReferenceCase } from '../support/reference.js';

export const LAYERS: Layers = { features: Object.keys(GUIDED_WEIGHTS.features), grams: STYLE_LAYERS };

/** What a runtime says of the reference pictures, one request each. */
export class Known {
  readonly #described = new Map<Planes, Promise<Description>>();
  readonly #evaluated = new Map<ReferenceCase, Promise<Evaluation>>();

  constructor(private readonly runtime: Runtime) {}

  /** The losses of a reference case with its own alpha and beta, or with alpha 1 and this beta. */
  async published(
    reference: ReferenceCase,
    normalisation: Settings['normalisation'],
    beta = reference[normalisation].beta,
  ): Promise<Targets> {
    const { content, style, kerasStyle, image } = reference;
    const models = {
      content: await this.#features(content, CONTENT_LAYER),
      grams: (await this.#describe(normalisation === 'keras' ? kerasStyle : style)).grams,
    };
    const settings = { normalisation, ratio: 1, strength: 50 } as Settings;
    const targets = publishedTargets(models, this.runtime.network, settings, image);
    return { ...targets, grams: targets.grams.map((term) => ({ ...term, weight: beta * term.weight })) };
  }

  /** The objective of `guided` at the reference's picture. */
  evaluated(reference: ReferenceCase): Promise<Evaluation> {
    const evaluated =
      this.#evaluated.get(reference) ??
      this.guided(reference).then((targets) => evaluateOnce(this.runtime, reference.image, targets));
    this.#evaluated.set(reference, evaluated);
    return evaluated;
  }

  /** The objective of test/reference/guided.py. */
  async guided({ content, style, kerasStyle }: ReferenceCase): Promise<Targets> {
    const features = LAYERS.features.map((layer) =>
      this.#features(layer === CONTENT_LAYER ? content : kerasStyle, layer),
    );
    const { grams } = await this.#describe(style);
    return relativeTargets({ features: await Promise.all(features), grams });
  }

  async #features(picture: Planes, layer: string): Promise<Float32Array> {
    return (await this.#describe(picture)).features[LAYERS.features.indexOf(layer)];
  }

  #describe(picture: Planes): Promise<Description> {
    const described = this.#described.get(picture) ?? this.runtime.describe(picture, LAYERS);
    this.#described.set(picture, described);
    return described;
  }
}

/** The terms of test/reference/guided.py against what is described of LAYERS. */
export function relativeTargets({ features, grams }: Description): Targets {
  return {
    features: LAYERS.features.map((layer, i) => relative(layer, features[i], GUIDED_WEIGHTS.features[layer])),
    grams: Object.entries(GUIDED_WEIGHTS.grams).map(([layer, weight]) =>
      relative(layer, grams[LAYERS.grams.indexOf(layer)], weight),
    ),
    tvWeight: GUIDED_WEIGHTS.tv,
  };
}

function relative(layer: string, target: Float32Array, weight: number): Term {
  return { layer, target, weight: weight / target.reduce((sum, value) => sum + value * value, 0) };
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

/** What a description of a picture is a target of, each term of weight 1. */
export function targetsOf(layers: Layers, { features, grams }: Description, tvWeight = 1): Targets {
  return {
    features: features.map((target, i) => ({ layer: layers.features[i], target, weight: 1 })),
    grams: grams.map((target, i) => ({ layer: layers.grams[i], target, weight: 1 })),
    tvWeight,
  };
}

export function total({ features, grams, tv }: Evaluation): number {
  return [...features, ...grams].reduce((sum, loss) => sum + loss, tv);
}
