import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { progressBar } from '../../src/lib/format.js';

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
