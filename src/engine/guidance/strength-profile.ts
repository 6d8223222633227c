/**
 * What strength means: one slider that moves everything between the photo and the style. Pure; monotonic in every number. The points
 * were set by looking (docs/measurements/recipes.md).
 */

export interface StrengthProfile {
  /** Longer side of the first scale, px: the smaller, the freer the forms. */
  firstSide: number;
  /** Weight of the photo's features at CONTENT_LAYER. */
  photo: number;
  /** Weight of the style's terms: Gram matrices and guided layers. */
  style: number;
  /** How far the photo takes the style's colours before the first step, 0 to 1. */
  recoloured: number;
  /** Share of the picture's own features in what is matched, from the second pass on. */
  own: number;
  /** Share of the style's own pixels in the start of each scale. */
  pasted: number;
  /** Share of the photo's own features in the targets of the smallest faces. */
  faces: number;
}

/** At strength 0, 25, 50, 75 and 100. */
const POINTS: Record<keyof StrengthProfile, readonly [number, number, number, number, number]> = {
  firstSide: [512, 256, 160, 96, 64],
  photo: [40, 4, 1.5, 0.3, 0.02],
  style: [0.1, 1, 1, 1, 1],
  recoloured: [0, 1, 1, 1, 1],
  own: [0, 0.35, 0.5, 0.65, 0.8],
  pasted: [0, 0.4, 0.6, 0.7, 0.8],
  faces: [1, 1, 0.85, 0.7, 0.4],
};

/** Sizes and weights count by their ratio, shares by their difference. */
const BY_RATIO: readonly (keyof StrengthProfile)[] = ['firstSide', 'photo', 'style'];

/** @param strength 0 to 100 */
export function strengthProfile(strength: number): StrengthProfile {
  const at = Math.min(3, Math.floor(strength / 25));
  const between = strength / 25 - at;
  const value = (name: keyof StrengthProfile) => {
    const [from, to] = [POINTS[name][at], POINTS[name][at + 1]];
    if (BY_RATIO.includes(name)) return from * (to / from) ** between;
    return from + (to - from) * between;
  };
  return {
    firstSide: value('firstSide'),
    photo: value('photo'),
    style: value('style'),
    recoloured: value('recoloured'),
    own: value('own'),
    pasted: value('pasted'),
    faces: value('faces'),
  };
}
