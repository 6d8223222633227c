/**
 * Faces that people are to be known by: the smaller one is in the finished picture, the less of it brush strokes leave, and the more of
 * the photo stays in it.
 */
import type { Settings } from '../../domain/request.js';
import type { KeptPlace } from '../guidance/kept-places.js';
import { type Size, smoothstep } from '../images/pixels.js';
import type { Face } from '../vision/faces.js';
import type { Plan } from './plan.js';
import { recipeOf } from './recipes.js';

/** Side of a face that needs nothing of the photo, and of one that needs all of it, px of the finished picture (empirical). */
const LARGE_FACE = 300;
const SMALL_FACE = 20;

/** Half axes of what is kept, of the sides of the face as it is found: from hairline to chin, and from ear to ear. */
const HALF_WIDTH = 0.52;
const HALF_HEIGHT = 0.65;
/** Found faces begin in the middle of the forehead. */
const RAISED = 0.1;

/** Only what is laid out of the style can be given back. */
export function keepsFaces(settings: Pick<Settings, 'faces' | 'quality' | 'mode'>): boolean {
  return settings.faces === 'keep' && recipeOf(settings).guided;
}

/** Share of the photo in a face, 0 to 1, even in octaves. @param side px */
export function shareOfFace(side: number): number {
  return smoothstep(Math.log(LARGE_FACE / side) / Math.log(LARGE_FACE / SMALL_FACE));
}

/** The faces on the canvas of a scale. */
export function keptFaces(
  { faces, content }: { faces: readonly Face[]; content: Size },
  { size, scales, profile }: Pick<Plan, 'size' | 'scales' | 'profile'>,
  scale: number,
): KeptPlace[] {
  const framed = scales[scale]!;
  const across = framed.width / content.width;
  const down = framed.height / content.height;
  return faces.flatMap(({ x, y, width, height }) => {
    const share = profile.faces * shareOfFace((Math.max(width, height) * size.width) / content.width);
    if (share <= 0) return [];
    return {
      x: framed.margin + across * x,
      y: framed.margin + down * (y - RAISED * height),
      radiusX: across * HALF_WIDTH * width,
      radiusY: down * HALF_HEIGHT * height,
      share,
    };
  });
}
