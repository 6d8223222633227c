/**
 * Keeping a photo's colours: the painting gives the luma, the photo the chroma (the luminance-only transfer of Gatys,
 * Bethge, Hertzmann, Shechtman, "Preserving Color in Neural Artistic Style Transfer", arXiv:1606.05897, section 3.2, there
 * in YIQ; `-original_colors` of jcjohnson/neural-style, there in YUV). YIQ, YUV and Y'CbCr share the luma of ITU-R BT.601
 * and span the same chroma plane, so the three give the same picture, and it can be written without their matrices.
 * Deviates where the result leaves the RGB cube: the chroma is reduced there, where the others clip each channel and so
 * lose the painting's luma and the photo's hue.
 */

import { clip, type Size } from './pixels.js';
import { gaussianBlur } from './resample.js';

/** ITU-R BT.601: luma Y' = 0.299 R' + 0.587 G' + 0.114 B'. */
const LUMA = [0.299, 0.587, 0.114] as const;

/** Painting and photo, both [3,N] R'G'B' in [0,1] -> [3,N] in [0,1]. The painting is clipped to [0,1] first. */
export function keepColours(painting: Float32Array, photo: Float32Array): Float32Array {
  const count = photo.length / 3;
  const out = new Float32Array(photo.length);
  for (let p = 0; p < count; p++) {
    const target = luma(clip(painting[p]), clip(painting[count + p]), clip(painting[2 * count + p]));
    const own = luma(photo[p], photo[count + p], photo[2 * count + p]);
    let share = 1; // of the photo's chroma, as large as the cube allows
    for (let c = 0; c < 3; c++) share = Math.min(share, room(target, photo[c * count + p] - own));
    for (let c = 0; c < 3; c++) out[c * count + p] = clip(target + share * (photo[c * count + p] - own));
  }
  return out;
}

/**
 * Softens the chroma and leaves the luma. Descent leaves iridescent specks of a pixel or two, which a network hardly sees; the eye
 * resolves colour coarser than light, so that no detail is lost (video halves chroma for the same reason: ITU-R BT.601 4:2:0).
 * [3, H, W] in [0,1] -> the same, clipped. `deviation` of the Gaussian, px; 0 changes nothing.
 */
export function softenChroma(planes: Float32Array, size: Size, deviation: number): Float32Array {
  if (deviation === 0) return planes;
  const count = planes.length / 3;
  const light = (of: Float32Array, p: number) => luma(of[p], of[count + p], of[2 * count + p]);
  const soft = gaussianBlur(planes, size, deviation);
  const out = new Float32Array(planes.length);
  for (let p = 0; p < count; p += 1) {
    const change = light(planes, p) - light(soft, p);
    for (let c = 0; c < 3; c += 1) out[c * count + p] = clip(soft[c * count + p] + change);
  }
  return out;
}

/** Takes the chroma away and leaves the luma. [3,N] -> [3,N], clipped to [0,1]. */
export function withoutColours(planes: Float32Array): Float32Array {
  const count = planes.length / 3;
  const out = new Float32Array(planes.length);
  for (let p = 0; p < count; p++) {
    const light = luma(clip(planes[p]), clip(planes[count + p]), clip(planes[2 * count + p]));
    for (let c = 0; c < 3; c++) out[c * count + p] = light;
  }
  return out;
}

function luma(r: number, g: number, b: number): number {
  return LUMA[0] * r + LUMA[1] * g + LUMA[2] * b;
}

/** How much of `chroma` may be added to `y` before it leaves [0,1]. */
function room(y: number, chroma: number): number {
  if (chroma > 0) return (1 - y) / chroma;
  return chroma < 0 ? y / -chroma : 1;
}
