/** Cuts: two frames that show different scenes, so that nothing of one can be moved along into the other. */
import { bytesToPlanes, fitSize, type Size } from '../images/pixels.js';
import { resizePlanes } from '../images/resample.js';

/** Longer side of the small copies that are compared, px: motion within a scene hardly shows in them. */
const SIDE = 16;
/** Mean difference of two small copies from which it is another scene, 0 to 1 (empirical: pans have up to 0.1, cuts 0.15 and more). */
const CUT = 0.13;

/** Both frames [H*W*3], sRGB bytes. */
export function isCut(frame: Uint8Array, before: Uint8Array, size: Size): boolean {
  const small = fitSize(size.width, size.height, SIDE);
  const [now, then] = [frame, before].map((rgb) => resizePlanes(bytesToPlanes(rgb), size, small));
  const difference = now.reduce((sum, value, i) => sum + Math.abs(value - then[i]), 0);
  return difference / now.length > CUT;
}
