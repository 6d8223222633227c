/**
 * Coarse to fine: which sizes are painted, for how many steps each. Pure. The structure of the strokes is decided at small
 * sizes, where a step costs little; each further scale is 1.41 times as large (Gatys et al. 2017, "Controlling Perceptual
 * Factors in Neural Style Transfer", section 6; the factor is crowsonkb/style-transfer-pytorch's).
 */
import { fitSize, type Size } from '../images/pixels.js';

export interface ScalePlan extends Size {
  steps: number;
}

export interface Schedule {
  /** Longer side of the first scale, px; undefined paints everything at the final size. */
  firstSide?: number;
  /** Steps per scale, coarse to fine; all scales beyond the list take its last number. */
  steps: readonly number[];
}

/** Ratio of one scale's longer side to the next finer one's. */
const FACTOR = Math.SQRT2;
/** Least shorter side of a scale, px: four poolings leave it 2 positions in conv5_1. */
const MIN_SHORTER_SIDE = 32;

/** The scales of a picture of `width` x `height`, coarse to fine; the last is that size itself. */
export function planScales({ width, height }: Size, { firstSide, steps }: Schedule): ScalePlan[] {
  const longer = Math.max(width, height);
  const aspect = longer / Math.min(width, height);
  const least = Math.max(firstSide ?? longer, MIN_SHORTER_SIDE * aspect);
  const sides = [longer];
  // Half of FACTOR too small is nearer to this scale than to another one.
  while (sides[0] / FACTOR >= least / Math.sqrt(FACTOR)) sides.unshift(Math.round(sides[0] / FACTOR));
  return sides.map((side, index) => ({
    ...fitSize(width, height, side),
    steps: steps[Math.min(index, steps.length - 1)],
  }));
}
