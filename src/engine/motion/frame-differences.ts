/**
 * What a frame has in common with the one before it: nothing after a cut; else each pixel that hardly differs is taken from that frame,
 * exactly, so that all that is computed of it stays the same. GIFs are dithered and films grainy: without this temporal denoising
 * nothing in them would ever stand still.
 */
import { areaOf, bytesToPlanes, fitSize, type Size } from '../images/pixels.js';
import { gaussianBlur, resizePlanes } from '../images/resample.js';

/** Longer side of the small copies that are compared for a cut, px: motion within a scene hardly shows in them. */
const SMALL_SIDE = 16;
/** Mean difference of two small copies from which it is another scene, 0 to 1 (empirical: pans have up to 0.1, cuts 0.15 and more). */
const CUT = 0.13;

/** Whether the frames show different scenes. Both [H*W*3], sRGB bytes. */
export function isSceneCut(frame: Uint8Array, before: Uint8Array, size: Size): boolean {
  const small = fitSize(size.width, size.height, SMALL_SIDE);
  const [now, then] = [frame, before].map((rgb) => resizePlanes(bytesToPlanes(rgb), size, small));
  const difference = now.reduce((sum, value, i) => sum + Math.abs(value - then[i]), 0);
  return difference / now.length > CUT;
}

/** Mean difference around a pixel, levels of 255, up to which it stands still: below what is seen in motion (empirical). */
const STILL = 2.5;
/** Above this it moves; between the two it is mixed. */
const MOVING = 5;
/** Deviation of the Gaussian over which the mean is taken, px. */
const AROUND = 2;

/** A frame with its still pixels taken from the one before it, which is denoised already. [H*W*3] bytes both. */
export function denoiseStill(frame: Uint8Array, before: Uint8Array, size: Size): Uint8Array {
  const count = areaOf(size);
  const difference = Float32Array.from({ length: count }, (_, i) => {
    let most = 0;
    for (let c = 3 * i; c < 3 * i + 3; c += 1) most = Math.max(most, Math.abs(frame[c] - before[c]));
    return most;
  });
  const around = gaussianBlur(difference, size, AROUND);
  const out = Uint8Array.from(frame);
  for (let i = 0; i < count; i += 1) {
    const moving = Math.min(1, Math.max(0, (around[i] - STILL) / (MOVING - STILL)));
    if (moving === 1) continue;
    for (let c = 3 * i; c < 3 * i + 3; c += 1)
      out[c] = Math.round(before[c] + moving * (frame[c] - before[c]));
  }
  return out;
}

/** Pixels that are the same in both frames: 1, else 0; [H*W]. */
export function stillPixels(frame: Uint8Array, before: Uint8Array): Float32Array {
  const still = new Float32Array(frame.length / 3).fill(1);
  for (let c = 0; c < frame.length; c += 1) if (frame[c] !== before[c]) still[Math.floor(c / 3)] = 0;
  return still;
}
