import { expect, it } from 'vitest';
import { RECIPE_VERSION } from '../../../src/domain/request.js';
import { RECIPES } from '../../../src/engine/pipeline/recipes.js';

it('a change of the recipes takes the next RECIPE_VERSION: change both, then this snapshot', () => {
  expect({ version: RECIPE_VERSION, ...RECIPES }).toMatchSnapshot();
});
