import { describe, expect, it } from 'vitest';
import {
  extentOf,
  giveBack,
  type KeptPlace,
  keepFeatures,
} from '../../../src/engine/guidance/kept-places.js';
import type { FeatureMap } from '../../../src/engine/runtimes/tiling/feature-map.js';
import { gaussian } from '../../../src/lib/random.js';

const CANVAS = { width: 96, height: 64 };
const PLACE: KeptPlace = { x: 40, y: 30, radiusX: 10, radiusY: 14, share: 0.8 };

function random(seed: number, side: number, channels = 3): FeatureMap {
  const [width, height] = [CANVAS.width / side, CANVAS.height / side];
  return { channels, width, height, data: gaussian(seed, channels * width * height) };
}

/** The share of the photo at each position: 1 is laid into 0. */
function shares(places: KeptPlace[], side: number): { width: number; data: Float32Array } {
  const photo = random(1, side, 1);
  photo.data.fill(1);
  const style = random(2, side, 1);
  style.data.fill(0);
  return giveBack(style, keepFeatures(photo, CANVAS, places));
}

describe('kept places', () => {
  it('mix the photo into what is laid out, position by position', () => {
    for (const side of [1, 2, 8]) {
      const [photo, style] = [random(1, side), random(2, side)];
      const before = Float32Array.from(style.data);
      const { data } = shares([PLACE], side);
      const mixed = giveBack(style, keepFeatures(photo, CANVAS, [PLACE])).data;
      mixed.forEach((value, i) => {
        const share = data[i % data.length]!;
        expect(value).toBeCloseTo((1 - share) * before[i]! + share * photo.data[i]!, 5);
      });
    }
  });

  it('have their whole share within, none further off, and no step between', () => {
    const { data, width } = shares([PLACE], 1);
    const right = Array.from({ length: 40 }, (_, i) => data[30 * width + 40 + i]!);
    expect(right.slice(0, 9).every((share) => Math.abs(share - 0.8) < 1e-6)).toBe(true);
    expect(right.slice(17).every((share) => share === 0)).toBe(true);
    right.slice(1).forEach((share, i) => {
      expect(share).toBeLessThanOrEqual(right[i]!);
      expect(right[i]! - share).toBeLessThan(0.25);
    });
    expect(data.filter((share) => share > 0).length).toBeLessThanOrEqual(extentOf(PLACE));
  });

  it('do not add up where they meet', () => {
    const { data } = shares([PLACE, { ...PLACE, x: 46, share: 0.5 }], 1);
    expect(Math.max(...data)).toBeCloseTo(0.8, 5);
  });

  it('may lie over an edge, or be none', () => {
    expect(Math.max(...shares([{ ...PLACE, x: -2, y: 66 }], 2).data)).toBeGreaterThan(0.5);
    const style = random(2, 2);
    const before = Float32Array.from(style.data);
    expect(giveBack(style, keepFeatures(random(1, 2), CANVAS, [])).data).toEqual(before);
  });
});
