/** Colours of decoded pictures, to be compared within a tolerance. */
import { expect } from 'vitest';
import type { DecodedPicture } from '../../src/engine/images/decode.js';

/** The middle pixel of each quadrant, in reading order. */
export function middles({ rgb, width, height }: DecodedPicture): number[][] {
  const at = (x: number, y: number) => {
    const p = Math.floor(y * height) * width + Math.floor(x * width);
    return [...rgb.subarray(p * 3, p * 3 + 3)];
  };
  return [at(0.25, 0.25), at(0.75, 0.25), at(0.25, 0.75), at(0.75, 0.75)];
}

export function expectColours(
  found: number[][],
  wanted: readonly (readonly number[])[],
  within: number,
): void {
  const furthest = Math.max(...found.flatMap((c, i) => c.map((v, k) => Math.abs(v - wanted[i][k]))));
  expect(furthest, `found ${JSON.stringify(found)}`).toBeLessThanOrEqual(within);
}
