import { describe, expect, it } from 'vitest';
import { strengthOf } from '../../../../src/bots/web/page/composer-text.js';
import { sharesAt } from '../../../../src/bots/web/page/strength-shares.js';
import type { WireStyle } from '../../../../src/bots/web/wire.js';

const STRENGTHS = [10, 30, 50, 70, 90];

describe('between the small pictures of a sheet of strengths', () => {
  it.each([
    [10, [1, 0, 0, 0, 0]],
    [30, [1, 1, 0, 0, 0]],
    [35, [0, 1, 0.25, 0, 0]],
    [60, [0, 0, 1, 0.5, 0]],
    [90, [0, 0, 0, 1, 1]],
  ])('%i %% mixes its two neighbours', (strength, shares) => {
    expect(sharesAt(strength, STRENGTHS)).toEqual(shares);
  });

  it('shows the nearest beyond the ends, and nothing where there are none', () => {
    expect(sharesAt(0, STRENGTHS)).toEqual([1, 0, 0, 0, 0]);
    expect(sharesAt(100, STRENGTHS)).toEqual([0, 0, 0, 0, 1]);
    expect(sharesAt(50, [])).toEqual([]);
  });
});

describe('the strength of a command', () => {
  const mosaic = {
    id: 'mosaic',
    title: 'Mosaic',
    artist: 'A',
    moods: [],
    keywords: [],
    settings: { strength: 55, styleScale: 1 },
  };
  it.each([
    ['/stylize mosaic strength=62', 62],
    ['/stylize mosaic', 55],
    ['/stylize', 50],
    ['/help', 50],
  ])('%s is %i %%', (command, strength) => {
    expect(strengthOf(command, [mosaic as unknown as WireStyle])).toBe(strength);
  });
});
