import { describe, expect, it } from 'vitest';
import { type StrengthProfile, strengthProfile } from '../../../src/engine/guidance/strength-profile.js';

const STRENGTHS = Array.from({ length: 201 }, (_, i) => i / 2);

describe('strength', () => {
  it.each<[keyof StrengthProfile, 'falls' | 'ebbs' | 'rises']>([
    ['firstSide', 'falls'],
    ['photo', 'falls'],
    ['style', 'rises'],
    ['recoloured', 'rises'],
    ['own', 'rises'],
    ['pasted', 'rises'],
    ['faces', 'ebbs'],
  ])('moves %s one way: it %s', (name, way) => {
    const values = STRENGTHS.map((strength) => strengthProfile(strength)[name]);
    values.slice(1).forEach((value, i) => {
      if (way === 'rises') expect(value).toBeGreaterThanOrEqual(values[i]);
      else if (way === 'falls') expect(value).toBeLessThan(values[i]);
      else expect(value).toBeLessThanOrEqual(values[i]);
    });
    expect(values.at(-1)).not.toBe(values[0]);
  });

  it('makes no jumps: half a point changes a weight by less than a fifth', () => {
    for (const strength of STRENGTHS.slice(1)) {
      const [before, after] = [strengthProfile(strength - 0.5), strengthProfile(strength)];
      for (const name of ['firstSide', 'photo', 'style'] as const) {
        expect(Math.abs(Math.log(after[name] / before[name]))).toBeLessThan(0.2);
      }
      for (const name of ['recoloured', 'own', 'pasted', 'faces'] as const) {
        expect(Math.abs(after[name] - before[name])).toBeLessThanOrEqual(0.021);
      }
    }
  });

  it('keeps shares between 0 and 1', () => {
    for (const strength of STRENGTHS) {
      const { recoloured, own, pasted, faces } = strengthProfile(strength);
      for (const share of [recoloured, own, pasted, faces]) {
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(1);
      }
    }
  });

  it('0 takes nothing of the style before the painting begins', () => {
    expect(strengthProfile(0)).toMatchObject({ recoloured: 0, own: 0, pasted: 0 });
  });
});
