/**
 * The recipes behind the qualities. `draft`, `standard` and `fine` differ in their number of steps only; `paper` is the
 * algorithm as published. How the numbers were found, with the pictures compared, is written in docs/measurements/recipes.md.
 */
import type { Quality, Settings } from '../../domain/request.js';
import { STEPS } from './first-implementation.js';

export interface Recipe {
  /**
   * Steps of the passes at each scale, coarse to fine; all scales beyond the list are done as its last. A guided run is
   * matched again before each pass.
   */
  passes: readonly (readonly number[])[];
  /** Steps at full size of each frame of a moving picture but the first, which starts from the one before it (temporal-consistency.ts). */
  frameSteps: number;
  /** The targets: matched neighbours (guidance/guide.ts), or features and Gram matrices alone. */
  guided: boolean;
  optimizer: 'adam' | 'lbfgs' | 'sgd';
  /** Least and most that is computed beyond each edge and cut off at the end (canvas.ts), px. */
  margin: readonly [number, number];
  /** What the sides of the canvas are multiples of, px: the network's poolings then leave nothing out. */
  unit: number;
  /** Weight of the mean squared difference of neighbouring pixels. */
  tv: number;
  /** Standard deviation of the Gaussian that the result's chroma is softened by, px (images/keep-colours.ts). */
  chromaSoftening: number;
  /** Standard deviation of the seeded noise laid over the photo where the run starts from it. */
  variation: number;
}

const PAINTERLY: Omit<Recipe, 'passes' | 'frameSteps'> = {
  guided: true,
  optimizer: 'lbfgs',
  margin: [16, 48],
  unit: 16,
  tv: 0.2,
  chromaSoftening: 1,
  variation: 0.02,
};

/**
 * Gram matrices alone have no targets to start from: they need this multiple of the steps, and more total variation against the grain
 * that they leave open (empirical).
 */
const UNGUIDED = { steps: 4, tv: 2 };

/** A change here takes the next RECIPE_VERSION. */
const RECIPES: Record<Quality, Recipe> = {
  draft: { ...PAINTERLY, passes: [[12], [10], [8]], frameSteps: 6 },
  standard: {
    ...PAINTERLY,
    passes: [
      [10, 10],
      [10, 10],
      [6, 6],
    ],
    frameSteps: 6,
  },
  fine: {
    ...PAINTERLY,
    passes: [
      [20, 20],
      [20, 20],
      [15, 15],
    ],
    frameSteps: 20,
  },
  paper: {
    passes: [[500]],
    frameSteps: 100,
    guided: false,
    optimizer: 'adam',
    margin: [0, 0],
    unit: 1,
    tv: 0,
    chromaSoftening: 0,
    variation: 0,
  },
};

/** `paper` as its first implementation did it (first-implementation.ts). */
export const FIRST_IMPLEMENTATION: Recipe = {
  ...RECIPES.paper,
  passes: [[STEPS]],
  frameSteps: STEPS / 5,
  optimizer: 'sgd',
};

/** Only photo and style together can be matched: the other modes use features or Gram matrices alone. */
export function recipeOf({ quality, mode }: Pick<Settings, 'quality' | 'mode'>): Recipe {
  const recipe = RECIPES[quality];
  if (!recipe.guided || mode === 'transfer') return recipe;
  const passes = recipe.passes.map((steps) => [UNGUIDED.steps * steps.reduce((a, b) => a + b)]);
  return {
    ...recipe,
    guided: false,
    tv: UNGUIDED.tv,
    passes,
    frameSteps: UNGUIDED.steps * recipe.frameSteps,
  };
}

/** Adam's step size in units of the picture's range: that of crowsonkb/style-transfer-pytorch. */
export const ADAM_LEARNING_RATE = 0.02;
