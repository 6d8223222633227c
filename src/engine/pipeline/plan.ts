/** Everything about a run that is known before it begins: recipe, strength, scales, passes, start. */
import type { Settings } from '../../domain/request.js';
import { GRAM_LAYERS, GUIDED_TERMS } from '../guidance/guide.js';
import { type StrengthProfile, strengthProfile } from '../guidance/strength-profile.js';
import { areaOf, fitSize, type Size } from '../images/pixels.js';
import { CONTENT_LAYER, type Network, STYLE_LAYERS } from '../networks/networks.js';
import type { Layers } from '../runtimes/runtime.js';
import { canvasSize, type Framed, marginOf } from './canvas.js';
import { isFirstImplementation } from './first-implementation.js';
import { type Init, resolveInit } from './initial-image.js';
import { FIRST_IMPLEMENTATION, type Recipe, recipeOf } from './recipes.js';

/** Steps of descent towards one set of targets. */
export interface Pass {
  /** Index of the scale. */
  scale: number;
  /** Whether it is the scale's first. */
  first: boolean;
  steps: number;
}

export interface Plan {
  settings: Settings;
  recipe: Recipe;
  profile: StrengthProfile;
  init: Init;
  /** Size of the finished picture. */
  size: Size;
  /** Coarse to fine. */
  scales: readonly Framed[];
  passes: readonly Pass[];
  /** Of all passes. */
  steps: number;
  /** Work of one step at each scale, in pixels of the canvas. */
  stepWork: readonly number[];
}

/** Finding the targets of a guided pass takes about as long as this number of steps (measured at 512 px on 2 cores). */
const MATCHING_STEPS = 4;

/** @param photo size of the content photo, upright */
export function planRun(settings: Settings, photo: Size, network: Network): Plan {
  const isFirst = isFirstImplementation(settings, network);
  const recipe = isFirst ? FIRST_IMPLEMENTATION : recipeOf(settings);
  const profile = strengthProfile(settings.strength);
  const size = fitSize(photo.width, photo.height, settings.size);
  const firstSide = settings.quality === 'paper' ? Number.POSITIVE_INFINITY : profile.firstSide;
  const scales = planScales(size, firstSide).map(({ width, height }) => {
    return { width, height, margin: marginOf({ width, height }, recipe.margin), unit: recipe.unit };
  });
  // Fewer scales than the recipe has are its last ones: the finest gets no more than it needs.
  const skipped = Math.max(0, recipe.passes.length - scales.length);
  const passes = scales.flatMap((_, scale) => {
    const steps = recipe.passes[Math.min(scale + skipped, recipe.passes.length - 1)];
    return steps.map((count, i) => ({ scale, first: i === 0, steps: count }));
  });
  return {
    settings,
    recipe,
    profile,
    init: isFirst && settings.init === 'auto' ? 'ones' : resolveInit(settings),
    size,
    scales,
    passes,
    steps: passes.reduce((sum, { steps }) => sum + steps, 0),
    stepWork: scales.map((scale) => areaOf(canvasSize(scale))),
  };
}

/**
 * The plan of a frame that starts from the painting of the one before it: one pass at each scale. What comes into view wants the coarse
 * ones, too: painted at full size alone it keeps the photo's forms, and looks like a tinted photo beside the rest.
 */
export function planFrame(whole: Plan): Plan {
  const finest = whole.scales.length - 1;
  const passes = whole.passes
    .filter(({ first }) => first)
    .map((pass) => (pass.scale === finest ? { ...pass, steps: whole.recipe.frameSteps } : pass));
  return { ...whole, passes, steps: passes.reduce((sum, { steps }) => sum + steps, 0) };
}

/** Work of what comes before the steps of a pass. */
export function preparationWork({ recipe, stepWork }: Plan, { scale }: Pass): number {
  return recipe.guided ? MATCHING_STEPS * stepWork[scale] : 0;
}

/** Work of a whole pass. */
export function passWork(plan: Plan, pass: Pass): number {
  return preparationWork(plan, pass) + pass.steps * plan.stepWork[pass.scale];
}

/** Work of the whole run. */
export function totalWork(plan: Plan): number {
  return plan.passes.reduce((sum, pass) => sum + passWork(plan, pass), 0);
}

/** The layers that a run needs of the network. */
export function layersOf({ settings, recipe }: Pick<Plan, 'settings' | 'recipe'>): Layers {
  if (settings.quality === 'paper') return { features: [CONTENT_LAYER], grams: STYLE_LAYERS };
  return recipe.guided ? GUIDED_TERMS : { features: [CONTENT_LAYER], grams: GRAM_LAYERS };
}

/** Size of the canvas of a scale. */
export function canvasOf({ scales }: Plan, scale: number): Size {
  return canvasSize(scales[scale]!);
}

/*
 * Coarse to fine: the structure of the strokes is decided at small sizes, where a step costs little (Gatys et al. 2017, "Controlling
 * Perceptual Factors in Neural Style Transfer", section 6).
 */

/** Ratio of one scale's longer side to the next finer one's. */
const FACTOR = 2;
/** Least shorter side of a scale, px: three poolings leave it 4 positions in conv4. */
const MIN_SHORTER_SIDE = 32;

/**
 * The sizes of a picture of `width` x `height`, coarse to fine; the last is that size itself.
 * @param firstSide about the longer side of the first one, px; with Infinity there is the final size alone
 */
export function planScales({ width, height }: Size, firstSide: number): Size[] {
  const longer = Math.max(width, height);
  const least = Math.max(firstSide, (MIN_SHORTER_SIDE * longer) / Math.min(width, height));
  const sides = [longer];
  // Half of FACTOR too small is nearer to this scale than to another one.
  while (sides[0] / FACTOR >= least / Math.sqrt(FACTOR)) sides.unshift(Math.round(sides[0] / FACTOR));
  return sides.map((side) => fitSize(width, height, side));
}
