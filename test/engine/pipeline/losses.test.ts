/** The weights of the terms, by what they are at a picture without any features: each relative term is then its weight. */
import { describe, expect, it } from 'vitest';
import { GRAM_LAYERS, GUIDED_LAYERS } from '../../../src/engine/guidance/guide.js';
import { CONTENT_LAYER } from '../../../src/engine/networks/networks.js';
import { guidedTargets } from '../../../src/engine/pipeline/losses.js';
import type { Term } from '../../../src/engine/runtimes/runtime.js';
import { gaussian } from '../../../src/lib/random.js';

const SIZE = { width: 48, height: 32 };
const guidance = {
  guided: [gaussian(1, 300), gaussian(2, 200), gaussian(3, 100)],
  content: gaussian(4, 80),
  grams: [gaussian(5, 16), gaussian(6, 25), gaussian(7, 36), gaussian(8, 49)],
};

/** weight * sum (0 - target)^2 */
const lossOfNothing = ({ target, weight }: Term) =>
  weight * target.reduce((sum, value) => sum + value ** 2, 0);

describe('the targets of a guided pass', () => {
  const { features, grams, tvWeight } = guidedTargets(guidance, { photo: 1.5, style: 0.8 }, SIZE, 0.2);

  it('are the laid out layers, the photo and the Gram matrices, each at its layer', () => {
    expect(features.map(({ layer }) => layer)).toEqual([...GUIDED_LAYERS, CONTENT_LAYER]);
    expect(grams.map(({ layer }) => layer)).toEqual([...GRAM_LAYERS]);
    expect(features.map(({ target }) => target)).toEqual([...guidance.guided, guidance.content]);
  });

  it('share the weight of the style evenly, and give the photo its own, whatever the size of their numbers', () => {
    const losses = features.map(lossOfNothing);
    expect(losses.slice(0, 3)).toEqual(GUIDED_LAYERS.map(() => expect.closeTo(0.8 / 3, 5)));
    expect(losses[3]).toBeCloseTo(1.5, 5);
  });

  it('weigh each Gram matrix alike, by the weight of the style', () => {
    const [first, ...others] = grams.map(lossOfNothing);
    for (const loss of others) expect(loss).toBeCloseTo(first, 5);
    const twice = guidedTargets(guidance, { photo: 1.5, style: 1.6 }, SIZE, 0.2).grams.map(lossOfNothing);
    expect(twice[0]).toBeCloseTo(2 * first, 5);
  });

  it('count total variation as a mean over the pixels', () => {
    expect(tvWeight).toBeCloseTo(0.2 / (3 * 48 * 32), 10);
  });

  it('stay numbers where the style has no features at all', () => {
    const black = { ...guidance, guided: guidance.guided.map((target) => target.map(() => 0)) };
    const terms = guidedTargets(black, { photo: 1, style: 1 }, SIZE, 0).features;
    expect(terms.every(({ weight }) => Number.isFinite(weight))).toBe(true);
  });
});
