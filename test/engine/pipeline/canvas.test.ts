import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resizePlanes } from '../../../src/engine/images/resample.js';
import {
  canvasSize,
  type Framed,
  marginOf,
  mirrorPad,
  rescale,
  unpad,
} from '../../../src/engine/pipeline/canvas.js';
import { gaussian } from '../../../src/lib/random.js';

/** Puts a picture [3, height, width] into a canvas, and leaves the margin as it is. */
function place(picture: Float32Array, framed: Framed, canvas: Float32Array): void {
  const { width, height, margin } = framed;
  const size = canvasSize(framed);
  for (let row = 0; row < 3 * height; row += 1) {
    const y = Math.floor(row / height) * size.height + margin + (row % height);
    canvas.set(picture.subarray(row * width, (row + 1) * width), y * size.width + margin);
  }
}

describe('canvas', () => {
  it('mirrors the border outwards', () => {
    const row = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9);
    // [3, 1, 3]: three planes of one row each.
    const canvas = mirrorPad(row, { width: 3, height: 1, margin: 2, unit: 1 });
    const firstPlane = [...canvas.subarray(0, 5 * 7)];
    expect(firstPlane.slice(0, 7)).toEqual([2, 1, 1, 2, 3, 3, 2]);
    for (let y = 1; y < 5; y += 1) expect(firstPlane.slice(7 * y, 7 * y + 7)).toEqual(firstPlane.slice(0, 7));
  });

  it('is undone by trimming, at any size, margin and unit', () => {
    const side = fc.integer({ min: 1, max: 20 });
    const margins = fc.integer({ min: 0, max: 25 });
    fc.assert(
      fc.property(side, side, margins, fc.constantFrom(1, 2, 16), (width, height, margin, unit) => {
        const framed = { width, height, margin, unit };
        const picture = gaussian(1, 3 * width * height);
        const canvas = mirrorPad(picture, framed);
        const size = canvasSize(framed);
        expect(canvas.length).toBe(3 * size.width * size.height);
        expect(unpad(canvas, framed)).toEqual(picture);
      }),
    );
  });

  it('has sides that are multiples of its unit, the least that have room for both margins', () => {
    const side = fc.integer({ min: 1, max: 5000 });
    fc.assert(
      fc.property(side, fc.integer({ min: 0, max: 48 }), fc.constantFrom(1, 2, 16), (width, margin, unit) => {
        const canvas = canvasSize({ width, height: 7, margin, unit });
        expect(canvas.width % unit).toBe(0);
        expect(canvas.width).toBeGreaterThanOrEqual(width + 2 * margin);
        expect(canvas.width).toBeLessThan(width + 2 * margin + unit);
      }),
    );
  });

  it('goes on mirroring in what the unit adds', () => {
    const framed = { width: 3, height: 1, margin: 1, unit: 8 };
    const [row] = [[...mirrorPad(Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9), framed).subarray(0, 8)]];
    expect(row).toEqual([1, 1, 2, 3, 3, 2, 1, 1]);
  });

  it('at another size has the picture where it was, and nothing of the old margin in it', () => {
    const [from, to] = [
      { width: 40, height: 30, margin: 16, unit: 16 },
      { width: 57, height: 43, margin: 20, unit: 16 },
    ];
    const picture = gaussian(1, 3 * from.width * from.height);
    // Noise all over, then the picture in its place.
    const canvas = gaussian(2, mirrorPad(picture, from).length);
    place(picture, from, canvas);
    expect(rescale(canvas, from, to)).toEqual(mirrorPad(resizePlanes(picture, from, to), to));
  });

  it.each([
    [96, 16],
    [512, 24],
    [1024, 40],
    [4096, 48],
  ])('of %i px has a margin of %i px, and none where none is wanted', (width, margin) => {
    const size = { width, height: Math.round(width / 1.5) };
    expect(marginOf(size, [16, 48])).toBe(margin);
    expect(marginOf(size, [0, 0])).toBe(0);
  });
});
