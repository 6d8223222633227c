/**
 * Coarse to fine: which sizes are painted. Pure. The structure of the strokes is decided at small sizes, where a step costs little
 * (Gatys et al. 2017, "Controlling Perceptual Factors in Neural Style Transfer", section 6).
 */
import { fitSize, type Size } from '../images/pixels.js';

/** Ratio of one scale's longer side to the next finer one's. */
const FACTOR = 2;
/** Least shorter side of a scale, px: three poolings leave it 4 positions in conv4. */
const MIN_SHORTER_SIDE = 32;

/**
 * The sizes of a picture of `width` x `height`, coarse to fine; the last is that size itself.
 * @param firstSide about the longer side of the first one, px; Infinity paints everything at the final size
 */
export function planScales({ width, height }: Size, firstSide: number): Size[] {
  const longer = Math.max(width, height);
  const least = Math.max(firstSide, (MIN_SHORTER_SIDE * longer) / Math.min(width, height));
  const sides = [longer];
  // Half of FACTOR too small is nearer to this scale than to another one.
  while (sides[0] / FACTOR >= least / Math.sqrt(FACTOR)) sides.unshift(Math.round(sides[0] / FACTOR));
  return sides.map((side) => fitSize(width, height, side));
}
