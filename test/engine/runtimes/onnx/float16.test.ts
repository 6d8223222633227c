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

const everyBits = (count: number) => Array.from({ length: count }, (_, bits) => bits);

/** All at once: an `expect` for each of 65,536 takes seconds. */
function expectHalves(all: readonly number[], values: readonly number[], wanted: (bits: number) => number) {
  const found = floatsToHalfs(Float32Array.from(values));
  expect(found).toHaveLength(all.length);
  expect(all.filter((bits, i) => found[i] !== wanted(bits))).toEqual([]);
}

describe('half precision', () => {
  it('keeps every value that it has', () => {
    const numbers = everyBits(0x1_0000).filter((bits) => !Number.isNaN(numberOf(bits)));
    expectHalves(numbers, numbers.map(numberOf), (bits) => bits);
  });

  it('takes the nearer of two neighbours, and of two as near the even one', () => {
    const all = everyBits(0x7bff);
    const gap = (bits: number) => numberOf(bits + 1) - numberOf(bits);
    const middle = (bits: number) => numberOf(bits) + gap(bits) / 2;
    expectHalves(all, all.map(middle), (bits) => (bits % 2 === 0 ? bits : bits + 1));
    expectHalves(
      all,
      all.map((bits) => middle(bits) - gap(bits) / 64),
      (bits) => bits,
    );
    expectHalves(
      all,
      all.map((bits) => middle(bits) + gap(bits) / 64),
      (bits) => bits + 1,
    );
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
