/** The pictures of a task, decoded once, and as the network sees them at each scale. */
import { AtelierError } from '../../domain/errors.js';
import type { EngineTask } from '../engine.js';
import { type DecodedPicture, decodePicture } from '../images/decode.js';
import { fitSize, type Size, soften } from '../images/pixels.js';
import { toPlanes } from '../images/scale.js';
import type { Planes } from '../runtimes/runtime.js';
import { type Framed, stretch } from './canvas.js';
import type { Plan } from './plan.js';

export interface Material {
  content: DecodedPicture;
  styles: { picture: DecodedPicture; weight: number }[];
  initial?: DecodedPicture;
}

/** Longest side that a style picture is ever looked at, px: bounds the memory of large style scales. */
const MAX_STYLE_SIDE = 2048;
/** A style picture is enlarged at most so many times: beyond, its strokes are only blur. */
const MAX_STYLE_ENLARGEMENT = 1.5;

/** Decodes and checks what the task needs. Throws picture_*, missing_style, invalid_input. */
export async function loadMaterial({ content, styles, initial, settings }: EngineTask): Promise<Material> {
  if (settings.mode !== 'content' && styles.length === 0) {
    throw new AtelierError('missing_style', 'a style is needed: attach a second picture or name a preset');
  }
  if (settings.start === 'picture' && !initial) {
    throw new AtelierError('invalid_input', 'start picture needs a picture to start from');
  }
  return {
    content: await decodePicture(content, { longestSide: settings.size }),
    styles: await Promise.all(
      (settings.mode === 'content' ? [] : styles).map(async ({ picture, weight }) => ({
        picture: await decodePicture(picture, { longestSide: MAX_STYLE_SIDE }),
        weight,
      })),
    ),
    ...(initial && { initial: await decodePicture(initial, { longestSide: settings.size }) }),
  };
}

/** A picture on the canvas of a scale: [3, height + 2 margin, width + 2 margin]. */
export async function onCanvas(picture: DecodedPicture, size: Framed): Promise<Float32Array> {
  const planes = await toPlanes(picture, size.width, size.height);
  return stretch(planes, size);
}

/** How large a style picture is looked at. The first implementation of the paper brings it to the photo's size. */
export function styleSize({ width, height }: Size, { settings, scales }: Plan, scale: number): Size {
  const size = { width: scales[scale].width, height: scales[scale].height };
  if (settings.quality === 'paper' && settings.normalisation === 'keras') return size;
  const natural = Math.max(width, height);
  const side = Math.max(size.width, size.height) * settings.styleScale;
  return fitSize(width, height, Math.round(Math.min(side, natural * MAX_STYLE_ENLARGEMENT, MAX_STYLE_SIDE)));
}

/**
 * A style picture as it is looked at. It is softened a little: what lies below the stroke - the weave of the canvas, the grain of
 * the scan - counts in the Gram matrices too, and would come back as speckle everywhere.
 */
export async function styleAt(picture: DecodedPicture, plan: Plan, scale: number): Promise<Planes> {
  const size = styleSize(picture, plan, scale);
  const planes = await toPlanes(picture, size.width, size.height);
  return { ...size, data: soften(planes, size, plan.recipe.softening) };
}
