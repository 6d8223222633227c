/**
 * The recipes behind the qualities. `draft`, `standard` and `fine` differ in their number of steps only; `paper` is the
 * algorithm as published. How the numbers were found, with the pictures compared, is written in docs/recipes.md.
 */
import type { Quality } from '../../domain/request.js';
import { WIDEST_MARGIN } from './canvas.js';
import type { Schedule } from './scales.js';

export interface Recipe {
  schedule: Schedule;
  optimizer: 'adam' | 'lbfgs';
  /** Most that is painted beyond each edge and cut off at the end (canvas.ts), px. */
  margin: number;
  /** Standard deviation of the Gaussian that the style pictures are softened by at every scale, px. */
  softening: number;
  /** Weight of the content term against a style term of 1, both relative to their targets (losses.ts), at strength 50. */
  content: number;
  /** Weight of the mean squared difference of neighbouring pixels. */
  tv: number;
  /** Standard deviation of the seeded noise laid over the photo where the painting starts from it. */
  variation: number;
}

const PAINTERLY: Omit<Recipe, 'schedule'> = {
  optimizer: 'lbfgs',
  margin: WIDEST_MARGIN,
  softening: 1,
  content: 0.1,
  tv: 8,
  variation: 0.02,
};

/** A change here takes the next RECIPE_VERSION. */
export const RECIPES: Record<Quality, Recipe> = {
  draft: { ...PAINTERLY, schedule: { firstSide: 128, steps: [40, 30, 25, 20] } },
  standard: { ...PAINTERLY, schedule: { firstSide: 96, steps: [80, 60, 60, 50, 40, 35] } },
  fine: { ...PAINTERLY, schedule: { firstSide: 96, steps: [150, 150, 120, 100, 100] } },
  paper: {
    schedule: { steps: [500] },
    optimizer: 'adam',
    margin: 0,
    softening: 0,
    content: 1,
    tv: 0,
    variation: 0,
  },
};

/** Adam's step size in units of the picture's range: that of crowsonkb/style-transfer-pytorch. */
export const ADAM_LEARNING_RATE = 0.02;
