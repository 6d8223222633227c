import { expect, it } from 'vitest';
import { QUALITIES, RECIPE_VERSION } from '../../../src/domain/request.js';
import { strengthProfile } from '../../../src/engine/guidance/strength-profile.js';
import { FIRST_IMPLEMENTATION, recipeOf } from '../../../src/engine/pipeline/recipes.js';

it('a change of the recipes takes the next RECIPE_VERSION: change both, then this snapshot', () => {
  const recipes = QUALITIES.map((quality) => [quality, recipeOf({ quality, mode: 'transfer' })]);
  const approaches = [0, 25, 50, 75, 100].map((strength) => [
    `strength ${strength}`,
    strengthProfile(strength),
  ]);
  expect({
    version: RECIPE_VERSION,
    'first implementation': FIRST_IMPLEMENTATION,
    ...Object.fromEntries([...recipes, ...approaches]),
  }).toMatchSnapshot();
});

it('content and style alone are painted without matching, in one pass a scale', () => {
  for (const mode of ['content', 'style'] as const) {
    const { guided, passes } = recipeOf({ quality: 'standard', mode });
    expect(guided).toBe(false);
    expect(passes.every((steps) => steps.length === 1)).toBe(true);
  }
  expect(recipeOf({ quality: 'paper', mode: 'transfer' }).guided).toBe(false);
});
