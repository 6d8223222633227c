import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canvasSize, stretch, trim } from '../../src/engine/canvas.js';
import { gaussian } from '../../src/engine/random.js';

describe('canvas', () => {
  it('mirrors the border outwards', () => {
    const row = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9);
    // [3, 1, 3]: three planes of one row each.
    const canvas = stretch(row, { width: 3, height: 1 }, 2);
    const firstPlane = [...canvas.subarray(0, 5 * 7)];
    expect(firstPlane.slice(0, 7)).toEqual([2, 1, 1, 2, 3, 3, 2]);
    for (let y = 1; y < 5; y += 1) expect(firstPlane.slice(7 * y, 7 * y + 7)).toEqual(firstPlane.slice(0, 7));
  });

  it('is undone by trimming, at any size and margin', () => {
    const side = fc.integer({ min: 1, max: 20 });
    fc.assert(
      fc.property(side, side, fc.integer({ min: 0, max: 25 }), (width, height, margin) => {
        const picture = gaussian(1, 3 * width * height);
        const canvas = stretch(picture, { width, height }, margin);
        const size = canvasSize({ width, height }, margin);
        expect(canvas.length).toBe(3 * size.width * size.height);
        expect(trim(canvas, { width, height }, margin)).toEqual(picture);
      }),
    );
  });
});
