/**
 * Faces that people are to be known by: the smaller one is, the less of it brush strokes leave, and the more of the photo stays in it.
 * It is smaller at the coarse scales, where its forms are decided, than at the finest, where its strokes are: so forms stay, and strokes
 * come over them.
 */
import type { Settings } from '../../domain/request.js';
import type { KeptPlace } from '../guidance/kept-places.js';
import { type Size, smoothstep } from '../images/pixels.js';
import type { Face } from '../vision/faces.js';
import type { Plan } from './plan.js';
import { recipeOf } from './recipes.js';

/** Side of a face that needs nothing of the photo, and of one that needs all of it, px at the scale (empirical, docs/measurements/recipes.md). */
const LARGE_FACE = 600;
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
  { scales, profile }: Pick<Plan, 'scales' | 'profile'>,
  scale: number,
): KeptPlace[] {
  const framed = scales[scale]!;
  const across = framed.width / content.width;
  const down = framed.height / content.height;
  return faces.flatMap(({ x, y, width, height }) => {
    const share = profile.faces * shareOfFace(Math.max(across * width, down * height));
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
