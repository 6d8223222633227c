import { describe, expect, it } from 'vitest';
import { english } from '../../src/words/english.js';
import { approximateDuration, coarseDuration, duration, megabytes } from '../../src/words/measures.js';

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
    expect(english(approximateDuration(seconds))).toBe(text);
  });

  it.each([
    [0.04, '0 s'],
    [9.94, '9.9 s'],
    [59.4, '59 s'],
    [59.7, '1 min 0 s'],
    [119.7, '2 min 0 s'],
    [200, '3 min 20 s'],
  ])('%d s, measured, are %s', (seconds, text) => {
    expect(english(duration(seconds))).toBe(text);
  });

  it.each([
    [1, '1 min'],
    [61, '2 min'],
    [89 * 60, '89 min'],
    [90 * 60, '2 h'],
    [24 * 3600, '24 h'],
  ])('%d s in whole units are %s', (seconds, text) => {
    expect(english(coarseDuration(seconds))).toBe(text);
  });
});

it('rounds sizes up, so that one above a limit never reads as the limit', () => {
  expect(english(megabytes(20 * 2 ** 20))).toBe('20 MB');
  expect(english(megabytes(20 * 2 ** 20 + 1))).toBe('20.1 MB');
});
