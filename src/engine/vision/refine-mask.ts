/** A coarse mask made fit to cut a photo by: at the photo's size, along its edges, and decided everywhere but at these. */
import type { DecodedPicture } from '../images/decode.js';
import { applyField, guidedField } from '../images/guided-filter.js';
import { type Mask, shrunk, smoothstep } from '../images/pixels.js';
import { resizePlanes } from '../images/resample.js';
import { toPlanes } from '../images/scale.js';
import type { SoftMask } from './subject.js';

/** Longer side of the photo that the filter's functions are found on, px: half as much again as the mask's. */
const GUIDE_SIDE = 480;
/** The filter's windows reach so far to each side of a pixel there (empirical: hair, whiskers and tripods are found, a wall's pattern is not). */
const RADIUS = 6;
/** Variance of colours, in [0,1], below which there is no edge (He et al. use 1e-6 to 1e-2; empirical). */
const EPSILON = 1e-4;

/** What the network is so unsure of is decided by halves: a part that is painted half looks like a ghost. */
const UNSURE = [0.3, 0.7] as const;
/** Of the filtered mask, what is nearly nothing is nothing, and nearly all is all. */
const NEARLY = [0.1, 0.9] as const;

/** The mask at the photo's size, 0 to 255. */
export async function refineMask(mask: SoftMask, photo: DecodedPicture): Promise<Mask> {
  const size = shrunk(photo, GUIDE_SIDE);
  const guide = await toPlanes(photo, size.width, size.height);
  const decided = resizePlanes(mask.data, mask, size).map((value) => smoothstep(inRange(value, UNSURE)));
  const field = guidedField(guide, decided, size, { radius: RADIUS, epsilon: EPSILON });
  const fine = applyField(field, photo.rgb, photo);
  const data = Uint8Array.from(fine, (value) => Math.round(255 * smoothstep(inRange(value, NEARLY))));
  return { width: photo.width, height: photo.height, data };
}

/** Where a value lies in a range: 0 at its beginning, 1 at its end. */
function inRange(value: number, [from, to]: readonly [number, number]): number {
  return (value - from) / (to - from);
}
