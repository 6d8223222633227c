/**
 * The weights of the objective (runtimes/runtime.ts) for each way of scaling the losses. With F the features of a layer, N
 * channels and M positions, the runtime computes sum (F - P)^2 and, with Gram matrices divided by M, sum (G - A)^2.
 */
import type { Settings } from '../../domain/request.js';
import { GRAM_LAYERS, GUIDED_LAYERS, type Guidance } from '../guidance/guide.js';
import type { StrengthProfile } from '../guidance/strength-profile.js';
import type { Size } from '../images/pixels.js';
import { CONTENT_LAYER, featureShape, type Network, STYLE_LAYERS } from '../networks/networks.js';
import { dot } from '../optimizers/optimizer.js';
import type { Targets, Term } from '../runtimes/runtime.js';

/** Targets without matching: features of the photo, Gram matrices of the style; either may be missing, not both. */
export interface PlainTargets {
  /** At CONTENT_LAYER. */
  content?: Float32Array | undefined;
  /** By the order of the layers that the caller names. */
  grams?: readonly Float32Array[] | undefined;
}

/** Weight of each layer's Gram term, relative; the guided layers together weigh 1 (empirical: docs/measurements/recipes.md). */
const GRAM_WEIGHT = 4.4;

/**
 * Relative losses: each term divided by the squared norm of its own target, so that layers, sizes and networks compare. A term of 1
 * is as far off as no features at all.
 * @param tv weight of the mean squared difference of neighbours
 */
export function guidedTargets(
  { guided, content, grams }: Pick<Guidance, 'guided' | 'content' | 'grams'>,
  { photo, style }: Pick<StrengthProfile, 'photo' | 'style'>,
  size: Size,
  tv: number,
): Targets {
  return {
    features: [
      ...guided.map((target, i) => relative(GUIDED_LAYERS[i], target, style / GUIDED_LAYERS.length)),
      relative(CONTENT_LAYER, content, photo),
    ],
    grams: grams.map((target, i) => relative(GRAM_LAYERS[i], target, GRAM_WEIGHT * style)),
    tvWeight: tv / (3 * size.width * size.height),
  };
}

/** The same without matching: features or Gram matrices (of GRAM_LAYERS) alone, each term of weight 1. */
export function relativeTargets({ content, grams = [] }: PlainTargets, size: Size, tv: number): Targets {
  return {
    features: content ? [relative(CONTENT_LAYER, content, 1)] : [],
    grams: grams.map((target, i) => relative(GRAM_LAYERS[i], target, 1)),
    tvWeight: tv / (3 * size.width * size.height),
  };
}

/** Strength 0 to 100 moves the published content weight over six powers of ten, evenly: 50 leaves it as the ratio says. */
const STRENGTH_PER_DECADE = 100 / 6;

/**
 * The losses as published, beta 1 and alpha `ratio`; Gram matrices of STYLE_LAYERS:
 * - `paper` (Gatys, Ecker & Bethge 2015, equations 1 to 7): alpha/2 sum (F - P)^2 + sum of 1/5 * 1/(4 N^2) sum (G - A)^2, with
 *   Gram matrices divided by M, so that photo and style may differ in size;
 * - `keras` (its first implementation): alpha sum (F - P)^2 + sum of 1/5 * M^2 / (36 (width height)^2) sum (G - A)^2.
 */
export function publishedTargets(
  { content, grams = [] }: PlainTargets,
  network: Network,
  settings: Pick<Settings, 'ratio' | 'strength' | 'normalisation'>,
  size: Size,
): Targets {
  const alpha = settings.ratio * 10 ** ((50 - settings.strength) / STRENGTH_PER_DECADE);
  const keras = settings.normalisation === 'keras';
  const styleWeight = (layer: string) => {
    const [channels, h, w] = featureShape(network, layer, size.width, size.height);
    return keras ? (h * w) ** 2 / (36 * (size.width * size.height) ** 2) : 1 / (4 * channels ** 2);
  };
  return {
    features: content ? [{ layer: CONTENT_LAYER, target: content, weight: keras ? alpha : alpha / 2 }] : [],
    grams: grams.map((target, i) => {
      const layer = STYLE_LAYERS[i];
      return { layer, target, weight: styleWeight(layer) / STYLE_LAYERS.length };
    }),
    tvWeight: 0,
  };
}

/** A black picture has no norm; its features then count as they are. */
function relative(layer: string, target: Float32Array, weight: number): Term {
  return { layer, target, weight: weight / (dot(target, target) || 1) };
}
