/**
 * The method of the recipes before neighbour guidance (RECIPE_VERSION 3), frozen, to measure today's against in the same run: scales
 * 1.41 times as large each, Gram matrices of conv1_1 to conv5_1 and the photo's conv4_2, L-BFGS, heavy total variation, a softened
 * style. On today's runtime and optimiser, so that the ratio is that of the methods.
 */
import { decodePicture } from '../src/engine/images/decode.js';
import { encodePicture, encodePreview } from '../src/engine/images/encode.js';
import { clip, fitSize, type Size } from '../src/engine/images/pixels.js';
import { gaussianBlur } from '../src/engine/images/resample.js';
import { toPlanes } from '../src/engine/images/scale.js';
import { CONTENT_LAYER, STYLE_LAYERS } from '../src/engine/networks/networks.js';
import { Lbfgs } from '../src/engine/optimizers/lbfgs.js';
import { canvasSize, type Framed, mirrorPad, rescale, unpad } from '../src/engine/pipeline/canvas.js';
import { initialImage } from '../src/engine/pipeline/initial-image.js';
import type { Planes, Runtime, Targets } from '../src/engine/runtimes/runtime.js';

export interface PreviousRecipe {
  firstSide: number;
  /** By scale; all scales beyond the list take its last number. */
  steps: readonly number[];
}

export const PREVIOUS = {
  draft: { firstSide: 128, steps: [40, 30, 25, 20] },
  standard: { firstSide: 96, steps: [80, 60, 60, 50, 40, 35] },
  fine: { firstSide: 96, steps: [150, 150, 120, 100, 100] },
} as const satisfies Record<string, PreviousRecipe>;

const STYLE_SHARES = [8, 4, 2, 1, 1];
const CONTENT_WEIGHT = 0.1;
const TV_WEIGHT = 8;
const STYLE_SOFTENING = 1;
const VARIATION = 0.02;

export interface Measured {
  seconds: number;
  firstPreviewSeconds: number;
  steps: number;
}

/** Paints `photo` after `style`, encoded, and tells how long that took. */
export async function paintPrevious(
  runtime: Runtime,
  photo: Uint8Array,
  style: Uint8Array,
  size: number,
  recipe: PreviousRecipe,
): Promise<Measured> {
  const start = performance.now();
  const seconds = () => (performance.now() - start) / 1000;
  const [content, model] = await Promise.all([
    decodePicture(photo, { longestSide: size }),
    decodePicture(style, { longestSide: 2048 }),
  ]);
  const scales = scalesOf(fitSize(content.width, content.height, size), recipe.firstSide);
  let canvas: Float32Array | undefined;
  let [firstPreviewSeconds, steps] = [0, 0];
  for (const [i, scale] of scales.entries()) {
    const planes = mirrorPad(await toPlanes(content, scale.width, scale.height), scale);
    const looked = fitSize(model.width, model.height, Math.max(scale.width, scale.height));
    const brush = gaussianBlur(await toPlanes(model, looked.width, looked.height), looked, STYLE_SOFTENING);
    const targets = await targetsOf(
      runtime,
      { ...canvasSize(scale), data: planes },
      { ...looked, data: brush },
    );
    const from: Float32Array = canvas
      ? rescale(canvas, scales[i - 1]!, scale)
      : initialImage('content', planes, undefined, { seed: 0, variation: VARIATION });
    const count = recipe.steps[Math.min(i, recipe.steps.length - 1)]!;
    canvas = await descend(runtime, canvasSize(scale), targets, from, count);
    steps += count;
    await encodePreview(unpad(canvas, scale), scale, content.alpha);
    if (i === 0) firstPreviewSeconds = seconds();
  }
  const last = scales.at(-1)!;
  await encodePicture({ ...last, planes: unpad(canvas!, last), alpha: content.alpha }, { format: 'png' });
  return { seconds: seconds(), firstPreviewSeconds, steps };
}

async function descend(
  runtime: Runtime,
  { width, height }: Size,
  targets: Targets,
  start: Float32Array,
  steps: number,
): Promise<Float32Array> {
  const optimizer = new Lbfgs(start);
  const objective = await runtime.prepare(width, height, targets);
  for (let step = 0; step < steps; step += 1) {
    const { features, grams, tv, gradient } = await objective.evaluate(optimizer.point);
    const total = [...features, ...grams].reduce((sum, loss) => sum + loss, tv);
    optimizer.update(total, gradient);
  }
  await objective.dispose();
  return optimizer.best.map(clip);
}

async function targetsOf(runtime: Runtime, photo: Planes, style: Planes): Promise<Targets> {
  const { features } = await runtime.describe(photo, { features: [CONTENT_LAYER], grams: [] });
  const { grams } = await runtime.describe(style, { features: [], grams: STYLE_LAYERS });
  const shares = STYLE_SHARES.reduce((a, b) => a + b);
  const relative = (layer: string, target: Float32Array, weight: number) => {
    return { layer, target, weight: weight / target.reduce((sum, value) => sum + value * value, 0) };
  };
  return {
    features: [relative(CONTENT_LAYER, features[0]!, CONTENT_WEIGHT)],
    grams: grams.map((target, i) => relative(STYLE_LAYERS[i]!, target, STYLE_SHARES[i]! / shares)),
    tvWeight: TV_WEIGHT / (3 * photo.width * photo.height),
  };
}

function scalesOf({ width, height }: Size, firstSide: number): Framed[] {
  const longer = Math.max(width, height);
  const sides = [longer];
  while (sides[0]! / Math.SQRT2 >= firstSide / 2 ** 0.25) sides.unshift(Math.round(sides[0]! / Math.SQRT2));
  return sides.map((side) => {
    const margin = Math.min(48, Math.max(16, Math.round(side / 24)));
    return { ...fitSize(width, height, side), margin, unit: 1 };
  });
}
