/** Everything about a run that is known before it begins: recipe, scales, start. */
import type { Settings } from '../../domain/request.js';
import { areaOf, fitSize, type Size } from '../images/pixels.js';
import { canvasSize, type Framed, marginOf } from './canvas.js';
import { resolveStart, type Start } from './initial-image.js';
import { RECIPES, type Recipe } from './recipes.js';
import { planScales, type ScalePlan } from './scales.js';

/** One size that is painted. */
export type Scale = ScalePlan & Framed;

export interface Plan {
  settings: Settings;
  recipe: Recipe;
  start: Start;
  /** Size of the finished picture. */
  size: Size;
  /** Coarse to fine. */
  scales: readonly Scale[];
  steps: number;
  /** Work of one step at each scale, in pixels of the canvas. */
  stepWork: readonly number[];
}

/** @param photo size of the content photo, upright */
export function planRun(settings: Settings, photo: Size): Plan {
  const recipe = RECIPES[settings.quality];
  const size = fitSize(photo.width, photo.height, settings.size);
  const scales = planScales(size, recipe.schedule).map((scale) => {
    return { ...scale, margin: marginOf(scale, recipe.margin) };
  });
  return {
    settings,
    recipe,
    start: resolveStart(settings),
    size,
    scales,
    steps: scales.reduce((sum, { steps }) => sum + steps, 0),
    stepWork: scales.map((scale) => areaOf(canvasSize(scale))),
  };
}

/** Work of the whole run. */
export function totalWork({ scales, stepWork }: Plan): number {
  return scales.reduce((sum, { steps }, index) => sum + steps * stepWork[index], 0);
}

/** Size of the canvas of a scale. */
export function canvasOf({ scales }: Plan, scale: number): Size {
  return canvasSize(scales[scale]!);
}
