import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bytesToPlanes,
  fitSize,
  GROUND,
  overGround,
  planesToBytes,
  type Size,
  withAlpha,
} from '../../../src/engine/images/pixels.js';
import { resizeMask, resizePlanes } from '../../../src/engine/images/resample.js';

const side = fc.integer({ min: 1, max: 5000 });
const smallSize = fc.record({
  width: fc.integer({ min: 1, max: 40 }),
  height: fc.integer({ min: 1, max: 40 }),
});

describe('fitSize', () => {
  it('gives the longer side exactly and the shorter one within half a pixel of the aspect', () => {
    fc.assert(
      fc.property(side, side, side, (width, height, longer) => {
        const fitted = fitSize(width, height, longer);
        expect(Math.max(fitted.width, fitted.height)).toBe(longer);
        const exact = (longer * Math.min(width, height)) / Math.max(width, height);
        expect(Math.abs(Math.min(fitted.width, fitted.height) - Math.max(1, exact))).toBeLessThanOrEqual(0.5);
        if (width !== height && fitted.width !== fitted.height) {
          expect(fitted.width > fitted.height).toBe(width > height);
        }
      }),
    );
  });

  it('turns with the picture', () => {
    fc.assert(
      fc.property(side, side, side, (width, height, longer) => {
        const { width: w, height: h } = fitSize(height, width, longer);
        expect(fitSize(width, height, longer)).toEqual({ width: h, height: w });
      }),
    );
  });

  it('knows the usual cases', () => {
    expect(fitSize(4000, 3000, 512)).toEqual({ width: 512, height: 384 });
    expect(fitSize(100, 300, 512)).toEqual({ width: 171, height: 512 });
    expect(fitSize(10_000, 1, 64)).toEqual({ width: 64, height: 1 });
  });
});

describe('bytes and planes', () => {
  it('come back unchanged', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(byte(), byte(), byte()), { minLength: 1 }), (pixels) => {
        const rgb = Uint8Array.from(pixels.flat());
        expect(planesToBytes(bytesToPlanes(rgb))).toEqual(rgb);
      }),
    );
  });

  it('are planar on one side and interleaved on the other', () => {
    const planes = bytesToPlanes(Uint8Array.of(255, 0, 51, 0, 255, 102));
    expect([...planes].map((v) => v.toFixed(1))).toEqual(['1.0', '0.0', '0.0', '1.0', '0.2', '0.4']);
  });

  it('round to nearest and clip', () => {
    const planes = Float32Array.of(-0.5, 1.5, 0.4 / 255, 0.6 / 255, Number.NaN, 254.6 / 255);
    expect([...planesToBytes(planes)]).toEqual([0, 0, 0, 255, 1, 255]);
  });
});

describe('resizePlanes', () => {
  it('keeps a constant, at any two sizes', () => {
    fc.assert(
      fc.property(smallSize, smallSize, fc.float({ min: -2, max: 2, noNaN: true }), (from, to, level) => {
        const out = resizePlanes(new Float32Array(2 * from.width * from.height).fill(level), from, to);
        expect(out).toHaveLength(2 * to.width * to.height);
        expect(Math.max(...out.map((value) => Math.abs(value - level)))).toBeLessThan(1e-5);
      }),
    );
  });

  // Enlarging, Catmull-Rom is exact on ramps; a widened kernel is so only where the factor is whole.
  it.each([
    [32, 64, 1e-5],
    [32, 43, 1e-5],
    [64, 32, 1e-5],
    [64, 40, 4e-3],
    [90, 30, 1e-5],
  ])('keeps linear ramps away from the borders, both ways: %d -> %d px', (from, to, tolerance) => {
    const out = resizePlanes(ramps(from), { width: from, height: from }, { width: to, height: to });
    const margin = Math.ceil(2 * Math.max(1, to / from));
    for (let y = margin; y < to - margin; y++) {
      for (let x = margin; x < to - margin; x++) {
        // The error in pixels of the output.
        expect(Math.abs(out[y * to + x] * to - (x + 0.5))).toBeLessThan(tolerance);
        expect(Math.abs(out[(to + y) * to + x] * to - (y + 0.5))).toBeLessThan(tolerance);
      }
    }
  });

  it('changes nothing at the same size, and gives a copy', () => {
    const planes = ramps(8);
    const out = resizePlanes(planes, { width: 8, height: 8 }, { width: 8, height: 8 });
    expect(out).toEqual(planes);
    expect(out.buffer).not.toBe(planes.buffer);
  });

  it('neither clips nor mixes planes', () => {
    const size: Size = { width: 4, height: 4 };
    const planes = new Float32Array(48).map((_, i) => [-3, 0, 7][Math.floor(i / 16)]);
    const out = resizePlanes(planes, size, { width: 6, height: 3 });
    expect([out[0], out[18], out[36]].map((v) => Number(v.toFixed(4)))).toEqual([-3, 0, 7]);
  });

  it('averages a fine chequer away instead of aliasing it', () => {
    const size: Size = { width: 60, height: 60 };
    const chequer = new Float32Array(3600).map((_, i) => (i + Math.floor(i / 60)) % 2);
    const out = resizePlanes(chequer, size, { width: 17, height: 17 });
    for (let y = 2; y < 15; y++) {
      for (let x = 2; x < 15; x++) expect(Math.abs(out[y * 17 + x] - 0.5)).toBeLessThan(0.02);
    }
  });
});

describe('transparency', () => {
  it('keeps colours above the faintest alpha, and shows the ground where all is clear', () => {
    const rgba = Uint8Array.of(200, 10, 90, 255, 200, 10, 90, 32, 200, 10, 90, 16, 200, 10, 90, 0);
    const { rgb, alpha } = overGround(rgba, 4, { width: 4, height: 1 });
    expect([...rgb]).toEqual([200, 10, 90, 200, 10, 90, 164, 69, 109, GROUND, GROUND, GROUND]);
    expect(alpha).toEqual({ width: 4, height: 1, data: Uint8Array.of(255, 32, 16, 0) });
    expect([...withAlpha(rgb, alpha!).subarray(4, 8)]).toEqual([200, 10, 90, 32]);
  });

  it('has no mask where all is opaque', () => {
    const opaque = overGround(Uint8Array.of(1, 2, 3, 255), 4, { width: 1, height: 1 });
    expect(opaque).toEqual({ rgb: Uint8Array.of(1, 2, 3) });
  });

  it('clips a resized mask to bytes', () => {
    const edge = { width: 8, height: 1, data: Uint8Array.of(0, 0, 0, 0, 255, 255, 255, 255) };
    const { width, height, data } = resizeMask(edge, { width: 24, height: 2 });
    expect([width, height, data.length]).toEqual([24, 2, 48]);
    expect([...data.subarray(0, 6), ...data.subarray(18, 24)]).toEqual([
      0,
      0,
      0,
      0,
      0,
      0,
      ...Array(6).fill(255),
    ]);
    expect(Math.max(...data.subarray(6, 12))).toBeLessThan(Math.min(...data.subarray(12, 18)));
  });
});

function byte() {
  return fc.integer({ min: 0, max: 255 });
}

/** [2, size, size]: a ramp in x and one in y, 0..1 over the picture. */
function ramps(size: number): Float32Array {
  const area = size * size;
  return new Float32Array(2 * area).map((_, i) =>
    i < area ? ((i % size) + 0.5) / size : (Math.floor((i - area) / size) + 0.5) / size,
  );
}
