/**
 * Noise taken out of what does not move: a pixel that hardly differs from the frame before is that frame's own, exactly, so that
 * whatever is computed of it stays the same. GIFs are dithered and films grainy; without this nothing in them would ever stand still.
 */
import { areaOf, type Size } from '../images/pixels.js';
import { gaussianBlur } from '../images/resample.js';

/** Mean difference around a pixel, levels of 255, up to which it stands still: below what is seen in motion (empirical). */
const STILL = 2.5;
/** Above this it moves; between the two it is mixed. */
const MOVING = 5;
/** Deviation of the Gaussian over which the mean is taken, px. */
const AROUND = 2;

/**
 * A frame with what stands still taken from the one before it, which is steady already. [H*W*3] bytes both.
 * @returns the frame itself where all of it moves
 */
export function steadied(frame: Uint8Array, before: Uint8Array, size: Size): Uint8Array {
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
