import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keepColours, softenChroma } from '../../../src/engine/images/keep-colours.js';
import { gaussian } from '../../../src/lib/random.js';

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

describe('softenChroma', () => {
  const size = { width: 24, height: 16 };
  const count = size.width * size.height;
  /** Away from black and white, where nothing is clipped. */
  const picture = gaussian(1, 3 * count).map((x) => 0.5 + 0.05 * x);
  const at = (planes: Float32Array, p: number) =>
    ycbcr([planes[p], planes[count + p], planes[2 * count + p]]);

  it('leaves the luma of every pixel, and takes an isolated speck of colour away', () => {
    const out = softenChroma(picture, size, 1);
    for (let p = 0; p < count; p += 1) expect(at(out, p)[0]).toBeCloseTo(at(picture, p)[0], 5);

    const speck = new Float32Array(3 * count).fill(0.5);
    const middle = 8 * size.width + 12;
    speck[2 * count + middle] = 0.9; // blue
    const [, cb] = at(softenChroma(speck, size, 1), middle);
    expect(cb).toBeLessThan(0.2 * at(speck, middle)[1]);
    expect(cb).toBeGreaterThan(0);
  });

  it('keeps the mean of the chroma, and a flat colour as it is', () => {
    const flat = Float32Array.from({ length: 3 * count }, (_, i) => [0.7, 0.4, 0.2][Math.floor(i / count)]);
    softenChroma(flat, size, 2).forEach((value, i) => {
      expect(value).toBeCloseTo(flat[i], 5);
    });
    const spread = (planes: Float32Array) => {
      const chroma = Array.from({ length: count }, (_, p) => at(planes, p)[1]);
      const mean = chroma.reduce((a, b) => a + b) / count;
      return { mean, deviation: Math.sqrt(chroma.reduce((sum, cb) => sum + (cb - mean) ** 2, 0) / count) };
    };
    const [before, after] = [spread(picture), spread(softenChroma(picture, size, 1))];
    expect(after.mean).toBeCloseTo(before.mean, 2);
    expect(after.deviation).toBeLessThan(0.5 * before.deviation);
  });

  it('stays within [0,1], and does nothing with a deviation of 0', () => {
    const wild = gaussian(2, 3 * count).map((x) => 0.5 + x);
    expect(softenChroma(wild, size, 1).every((value) => value >= 0 && value <= 1)).toBe(true);
    expect(softenChroma(picture, size, 0)).toBe(picture);
  });
});
