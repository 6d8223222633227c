/**
 * The weights of the objective (runtimes/runtime.ts) for each way of scaling the losses. With F the features of a layer, N
 * channels and M positions, the runtime computes sum (F - P)^2 and, with Gram matrices divided by M, sum (G - A)^2.
 */
import type { Settings } from '../../domain/request.js';
import type { Size } from '../images/pixels.js';
import { featureShape, type Network, STYLE_LAYERS } from '../networks/networks.js';
import { dot } from '../optimizers/optimizer.js';
import type { Targets } from '../runtimes/runtime.js';
import type { Recipe } from './recipes.js';

/** What is painted after: features of the photo, Gram matrices of the style; either may be missing, not both. */
export interface Models {
  content?: Float32Array | undefined;
  grams?: readonly Float32Array[] | undefined;
}

/**
 * Shares of the style layers, conv1_1 to conv5_1. Shallow layers hold the brush, deep ones the composition; found by looking
 * (docs/recipes.md).
 */
const STYLE_SHARES = [8, 4, 2, 1, 1];

/** Strength 0 to 100 moves the content weight over six powers of ten, evenly: 50 leaves it as the recipe says. */
const STRENGTH_PER_DECADE = 100 / 6;

function strengthFactor(strength: number): number {
  return 10 ** ((50 - strength) / STRENGTH_PER_DECADE);
}

/**
 * Relative losses: each term divided by the squared norm of its own target, so that layers, sizes and networks compare.
 * A style term of 1 is as far off as no features at all; so is a content term of 1.
 */
export function relativeTargets(
  { content, grams }: Models,
  recipe: Recipe,
  settings: Settings,
  size: Size,
): Targets {
  const shares = STYLE_SHARES.reduce((a, b) => a + b);
  const contentWeight = recipe.content * strengthFactor(settings.strength);
  return {
    ...(content && { content: { target: content, weight: contentWeight / squaredNorm(content) } }),
    ...(grams && {
      style: grams.map((target, layer) => ({
        target,
        weight: STYLE_SHARES[layer] / shares / squaredNorm(target),
      })),
    }),
    tvWeight: recipe.tv / (3 * size.width * size.height),
  };
}

/**
 * The losses as published, beta 1 and alpha `ratio`:
 * - `paper` (Gatys, Ecker & Bethge 2015, equations 1 to 7): alpha/2 sum (F - P)^2 + sum of 1/5 * 1/(4 N^2) sum (G - A)^2, with
 *   Gram matrices divided by M, so that photo and style may differ in size;
 * - `keras` (its first implementation): alpha sum (F - P)^2 + sum of 1/5 * M^2 / (36 (width height)^2) sum (G - A)^2.
 */
export function publishedTargets(
  { content, grams }: Models,
  network: Network,
  settings: Settings,
  size: Size,
): Targets {
  const alpha = settings.ratio * strengthFactor(settings.strength);
  const keras = settings.normalisation === 'keras';
  const styleWeight = (layer: string) => {
    const [channels, h, w] = featureShape(network, layer, size.width, size.height);
    return keras ? (h * w) ** 2 / (36 * (size.width * size.height) ** 2) : 1 / (4 * channels ** 2);
  };
  return {
    ...(content && { content: { target: content, weight: keras ? alpha : alpha / 2 } }),
    ...(grams && {
      style: grams.map((target, index) => ({
        target,
        weight: styleWeight(STYLE_LAYERS[index]) / STYLE_LAYERS.length,
      })),
    }),
    tvWeight: 0,
  };
}

/** A black picture has no norm; its features then count as they are. */
function squaredNorm(values: Float32Array): number {
  return dot(values, values) || 1;
}
