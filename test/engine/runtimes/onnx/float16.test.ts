import { describe, expect, it } from 'vitest';
import { floatsToHalfs } from '../../../../src/engine/runtimes/onnx/float16.js';

/** The value of half-precision bits, from the definition (IEEE 754, binary16). */
function numberOf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const half = (value: number) => floatsToHalfs(Float32Array.of(value))[0]!;

describe('half precision', () => {
  it('keeps every value that it has', () => {
    for (let bits = 0; bits < 0x1_0000; bits += 1) {
      const value = numberOf(bits);
      if (!Number.isNaN(value)) expect(half(value)).toBe(bits);
    }
  });

  it('takes the nearer of two neighbours, and of two as near the even one', () => {
    for (let bits = 0; bits < 0x7bff; bits += 1) {
      const [below, above] = [numberOf(bits), numberOf(bits + 1)];
      const middle = (below + above) / 2;
      expect(half(middle)).toBe(bits % 2 === 0 ? bits : bits + 1);
      expect(half(middle - (above - below) / 64)).toBe(bits);
      expect(half(middle + (above - below) / 64)).toBe(bits + 1);
    }
  });

  it.each([
    [65519, 0x7bff],
    [65520, 0x7c00],
    [-1e30, 0xfc00],
    [Number.POSITIVE_INFINITY, 0x7c00],
    [Number.NaN, 0x7e00],
    [-0, 0x8000],
    [2 ** -25, 0],
    [1.001 * 2 ** -25, 1],
  ])('of %d is %d', (value, bits) => {
    expect(half(value)).toBe(bits);
  });
});
