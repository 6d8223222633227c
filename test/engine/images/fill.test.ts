import { expect, it } from 'vitest';
import { continueColours } from '../../../src/engine/images/fill.js';

it('continues the nearest colours where nothing is known, and leaves what is known', () => {
  const size = { width: 60, height: 20 };
  const count = size.width * size.height;
  // Red at the left, blue at the right; the middle third is not known, and green.
  const column = (p: number) => p % size.width;
  const planes = new Float32Array(3 * count);
  const weight = new Float32Array(count);
  for (let p = 0; p < count; p += 1) {
    const part = column(p) < 20 ? 0 : column(p) < 40 ? 1 : 2;
    planes[part * count + p] = 1;
    weight[p] = part === 1 ? 0 : 1;
  }
  const out = continueColours(planes, weight, size);
  for (let p = 0; p < count; p += 1) {
    expect(out[count + p]).toBeCloseTo(weight[p] * planes[count + p], 5);
    if (weight[p] === 1) expect(out[p]).toBe(planes[p]);
    if (column(p) === 21) expect(out[p]).toBeGreaterThan(0.8);
    if (column(p) === 38) expect(out[2 * count + p]).toBeGreaterThan(0.8);
  }
});
