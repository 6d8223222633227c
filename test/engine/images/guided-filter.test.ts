import { describe, expect, it } from 'vitest';
import { applyField, guidedField } from '../../../src/engine/images/guided-filter.js';
import { planesToBytes } from '../../../src/engine/images/pixels.js';

const SIZE = { width: 40, height: 12 };
const count = SIZE.width * SIZE.height;
/** Left of column `edge` one thing, right of it another. */
const columns = (edge: number, left: number, right: number) =>
  Float32Array.from({ length: count }, (_, p) => (p % SIZE.width < edge ? left : right));
const stack = (...planes: Float32Array[]) => Float32Array.from(planes.flatMap((plane) => [...plane]));

describe('guidedField', () => {
  it('moves the edge of a coarse mask to the edge of the photo beneath it', () => {
    // The mask is three pixels off, and the photo's two sides are equally light.
    const guide = stack(columns(20, 0.8, 0.3), columns(20, 0.3, 0.55), columns(20, 0.4, 0.4));
    const field = guidedField(guide, columns(17, 1, 0), SIZE, { radius: 5, epsilon: 1e-4 });
    const mask = applyField(field, planesToBytes(guide), SIZE);
    const row = mask.subarray(6 * SIZE.width, 7 * SIZE.width);
    const falls = Array.from(row.subarray(1), (value, i) => row[i] - value);
    expect(falls.indexOf(Math.max(...falls))).toBe(19);
    expect(Math.max(...falls)).toBeGreaterThan(0.3);
  });

  it('gives a mask back that is a linear function of the colours', () => {
    const red = Float32Array.from({ length: count }, (_, p) => ((p * 37) % 101) / 100);
    const guide = stack(
      red,
      columns(9, 0.2, 0.9),
      red.map((value) => 1 - value * value),
    );
    const mask = red.map((value, p) => 0.5 * value + 0.3 * guide[count + p] + 0.1);
    const field = guidedField(guide, mask, SIZE, { radius: 4, epsilon: 1e-9 });
    const found = applyField(field, planesToBytes(guide), SIZE);
    for (let p = 0; p < count; p += 1) expect(found[p]).toBeCloseTo(mask[p], 1);
  });
});
