/** One scale of a run: its objective with targets from the pictures at that size, and the optimiser that works on it. */
import { canvasSize } from './canvas.js';
import { toPlanes } from './image.js';
import { type Models, publishedTargets, relativeTargets } from './losses.js';
import { type Material, onCanvas, styleAt } from './material.js';
import { Adam } from './optimizers/adam.js';
import { Lbfgs } from './optimizers/lbfgs.js';
import type { Optimizer } from './optimizers/optimizer.js';
import type { Size } from './pixels.js';
import type { Plan } from './plan.js';
import { ADAM_LEARNING_RATE } from './recipes.js';
import type { Objective, Planes, Runtime, Targets } from './runtimes/runtime.js';
import { describeStyles } from './targets.js';

/** Size of the canvas of a scale. */
export function canvasOf(plan: Plan, scale: number): Size {
  return canvasSize(plan.scales[scale], plan.recipe.margin);
}

/** The objective of a scale. The caller disposes of it. */
export async function openObjective(
  runtime: Runtime,
  plan: Plan,
  scale: number,
  material: Material,
): Promise<Objective> {
  const canvas = canvasOf(plan, scale);
  const grams = await describeStyles(runtime, await stylesAt(plan, scale, material));
  const content = await contentFeatures(runtime, plan, scale, material);
  return runtime.prepare(canvas.width, canvas.height, targetsOf(runtime, plan, { content, grams }, canvas));
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
): Promise<Float32Array | undefined> {
  if (plan.settings.mode === 'texture') return undefined;
  const data = await onCanvas(content, plan.scales[scale], plan.recipe.margin);
  return (await runtime.describe({ ...canvasOf(plan, scale), data })).content;
}

/** The style pictures as they are looked at; the first implementation of the paper brings them to the photo's size. */
async function stylesAt(
  { settings, recipe, scales }: Plan,
  scale: number,
  { styles }: Material,
): Promise<{ planes: Planes; weight: number }[]> {
  const { width, height } = scales[scale];
  const asPublished = settings.quality === 'paper' && settings.normalisation === 'keras';
  const look = { styleScale: settings.styleScale, softening: recipe.softening };
  return Promise.all(
    styles.map(async ({ picture, weight }) => ({
      weight,
      planes: asPublished
        ? { width, height, data: await toPlanes(picture, width, height) }
        : await styleAt(picture, Math.max(width, height), look),
    })),
  );
}
