import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keepColours } from '../../../src/engine/images/keep-colours.js';

const unit = fc.double({ min: 0, max: 1, noNaN: true });
const colour = fc.tuple(unit, unit, unit);

/** ITU-R BT.601 / JFIF: Y'CbCr of one colour, chroma around 0. */
function ycbcr([r, g, b]: number[]): number[] {
  const y = 0.299 * r + 0.587 * g + 0.114 * b;
  return [y, (b - y) / 1.772, (r - y) / 1.402];
}

function one(painting: number[], photo: number[]): number[] {
  return [...keepColours(Float32Array.from(painting), Float32Array.from(photo))];
}

describe('keepColours', () => {
  it("has the painting's luma everywhere, and the photo's chroma, less only where the cube ends", () => {
    fc.assert(
      fc.property(colour, colour, (painting, photo) => {
        const out = one(painting, photo);
        const [y, cb, cr] = ycbcr(out);
        const [, photoCb, photoCr] = ycbcr(photo);
        expect(y).toBeCloseTo(ycbcr(painting)[0], 5);
        expect(Math.abs(cb)).toBeLessThanOrEqual(Math.abs(photoCb) + 1e-6);
        expect(cb * photoCr).toBeCloseTo(cr * photoCb, 5); // the same hue
        const inside = out.every((value) => value > 1e-6 && value < 1 - 1e-6);
        if (inside) expect([cb, cr]).toEqual([expect.closeTo(photoCb, 5), expect.closeTo(photoCr, 5)]);
        expect(out.every((value) => value >= 0 && value <= 1)).toBe(true);
      }),
    );
  });

  it('changes nothing when painting and photo are the same', () => {
    fc.assert(
      fc.property(colour, (photo) => {
        for (const [c, value] of one(photo, photo).entries()) expect(value).toBeCloseTo(photo[c], 5);
      }),
    );
  });

  it('gives a grey photo a grey painting', () => {
    const [r, g, b] = one([0.9, 0.2, 0.1], [0.5, 0.5, 0.5]);
    const y = 0.299 * 0.9 + 0.587 * 0.2 + 0.114 * 0.1;
    expect([r, g, b]).toEqual([expect.closeTo(y, 6), expect.closeTo(y, 6), expect.closeTo(y, 6)]);
  });

  it('works pixel by pixel on planes, and clips a painting that left [0,1]', () => {
    const painting = Float32Array.of(-1, 0.5, -1, 0.5, -1, 0.5);
    const photo = Float32Array.of(0.8, 0.6, 0.3, 0.5, 0.1, 0.4);
    const out = keepColours(painting, photo);
    expect([out[0], out[2], out[4]]).toEqual([0, 0, 0]);
    expect(out[1] - out[5]).toBeCloseTo(0.2, 6);
  });
});
