/** One scale of a run: its objective with targets from the pictures at that size, and the optimiser that works on it. */

import type { Size } from '../images/pixels.js';
import { Adam } from '../optimizers/adam.js';
import { Lbfgs } from '../optimizers/lbfgs.js';
import type { Optimizer } from '../optimizers/optimizer.js';
import type { Objective, Runtime, Targets } from '../runtimes/runtime.js';
import { type Models, publishedTargets, relativeTargets } from './losses.js';
import { canvasOf, type Plan } from './plan.js';
import { ADAM_LEARNING_RATE } from './recipes.js';
import { type Material, onCanvas, styleAt } from './source-images.js';
import { describeStyles } from './targets.js';

/** The objective of a scale, within `room` bytes if it can be (runtime.ts). The caller disposes of it. */
export async function openObjective(
  runtime: Runtime,
  plan: Plan,
  scale: number,
  material: Material,
  room: number,
): Promise<Objective> {
  const { width, height } = canvasOf(plan, scale);
  const styles = material.styles.map(({ picture, weight }) => {
    return { weight, look: () => styleAt(picture, plan, scale) };
  });
  const grams = await describeStyles(runtime, styles, room);
  const content = await contentFeatures(runtime, plan, scale, material, room);
  const targets = targetsOf(runtime, plan, { content, grams }, { width, height });
  return runtime.prepare(width, height, targets, room);
}

export function makeOptimizer({ recipe }: Plan, start: Float32Array): Optimizer {
  return recipe.optimizer === 'adam'
    ? new Adam(start, { learningRate: ADAM_LEARNING_RATE })
    : new Lbfgs(start);
}

function targetsOf({ network }: Runtime, { settings, recipe }: Plan, models: Models, canvas: Size): Targets {
  return settings.quality === 'paper'
    ? publishedTargets(models, network, settings, canvas)
    : relativeTargets(models, recipe, settings, canvas);
}

async function contentFeatures(
  runtime: Runtime,
  plan: Plan,
  scale: number,
  { content }: Material,
  room: number,
): Promise<Float32Array | undefined> {
  if (plan.settings.mode === 'texture') return undefined;
  const data = await onCanvas(content, plan.scales[scale]!);
  return (await runtime.describe({ ...canvasOf(plan, scale), data }, room)).content;
}
