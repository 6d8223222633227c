import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  approximateDuration,
  coarseDuration,
  duration,
  megabytes,
  progressBar,
} from '../../src/lib/format.js';

describe('durations', () => {
  it.each([
    [0, 'a few seconds'],
    [Number.NaN, 'a few seconds'],
    [5, 'about 5 s'],
    [21, 'about 25 s'],
    [59, 'about 1 min'],
    [600, 'about 10 min'],
    [5400, 'about 1.5 h'],
  ])('%d s, estimated, are %s', (seconds, text) => {
    expect(approximateDuration(seconds)).toBe(text);
  });

  it.each([
    [0.04, '0.0 s'],
    [9.94, '9.9 s'],
    [59.4, '59 s'],
    [59.7, '1 min 0 s'],
    [119.7, '2 min 0 s'],
    [200, '3 min 20 s'],
  ])('%d s, measured, are %s', (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });

  it.each([
    [1, '1 min'],
    [61, '2 min'],
    [89 * 60, '89 min'],
    [90 * 60, '2 h'],
    [24 * 3600, '24 h'],
  ])('%d s in whole units are %s', (seconds, text) => {
    expect(coarseDuration(seconds)).toBe(text);
  });
});

it('rounds sizes up, so that one above a limit never reads as the limit', () => {
  expect(megabytes(20 * 2 ** 20)).toBe('20 MB');
  expect(megabytes(20 * 2 ** 20 + 1)).toBe('20.1 MB');
});

describe('a progress bar', () => {
  const look = { cells: 4, done: '#', open: '.' };

  it('has the same width for any fraction, and is full only at the end', () => {
    fc.assert(
      fc.property(fc.double({ min: -1, max: 2, noNaN: true }), (fraction) => {
        const bar = progressBar(fraction, look);
        expect(bar).toMatch(/^#*\.*$/);
        expect(bar).toHaveLength(4);
        expect(bar === '####').toBe(fraction >= 1);
      }),
    );
    expect(progressBar(0.5, look)).toBe('##..');
  });
});
