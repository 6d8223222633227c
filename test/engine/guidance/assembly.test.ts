/** Laying out against a sum of B-splines in double precision, written from the definition. */
import { describe, expect, it } from 'vitest';
import { assemble, type Matches, overlapsOf } from '../../../src/engine/guidance/assembly.js';
import { type AtlasGrid, regionOf } from '../../../src/engine/guidance/atlas.js';
import type { FeatureMap } from '../../../src/engine/runtimes/tiling/feature-map.js';
import { gaussian, uniform } from '../../../src/lib/random.js';

const SIDES = [4, 2, 1, 0.5];
const GRID = { width: 8, height: 6 };
const ONE: AtlasGrid = { width: 10, height: 12, regions: [{ x: 0, y: 0, width: 10, height: 12, share: 1 }] };
const TWO: AtlasGrid = {
  width: 10,
  height: 12,
  regions: [
    { x: 0, y: 0, width: 10, height: 4, share: 0.5 },
    { x: 0, y: 4, width: 6, height: 8, share: 0.5 },
  ],
};

function layerOf({ width, height }: AtlasGrid, side: number, channels = 3): FeatureMap {
  const [w, h] = [width * side, height * side];
  return { channels, width: w, height: h, data: gaussian(side, channels * w * h) };
}

/** Any cell of the regions, corners among them. */
function randomMatches(atlas: AtlasGrid): Matches {
  const random = uniform(7);
  const cells = Int32Array.from({ length: GRID.width * GRID.height }, (_, i) => {
    const { x, y, width, height } = atlas.regions[i % atlas.regions.length];
    const pick = (length: number) =>
      random() < 0.3 ? (random() < 0.5 ? 0 : length - 1) : Math.floor(random() * length);
    return (y + pick(height)) * atlas.width + x + pick(width);
  });
  return { ...GRID, cells };
}

/** The quadratic B-spline about 0 (de Boor 1978). */
function bspline(t: number): number {
  const distance = Math.abs(t);
  if (distance <= 0.5) return 0.75 - distance ** 2;
  return distance < 1.5 ? (1.5 - distance) ** 2 / 2 : 0;
}

const clamp = (value: number, from: number, length: number) =>
  Math.min(from + length - 1, Math.max(from, value));

/** What is laid out at a position (X, Y) of a layer of whole positions per cell: every cell's piece of the style, by its spline. */
function blended(
  style: (x: number, y: number) => number,
  { width, height, cells }: Matches,
  atlas: AtlasGrid,
  side: number,
  [X, Y]: [number, number],
): number {
  const [x, y] = [Math.floor(X / side), Math.floor(Y / side)];
  let sum = 0;
  for (let dy = -2; dy <= 2; dy += 1) {
    for (let dx = -2; dx <= 2; dx += 1) {
      const weight = bspline((X + 0.5) / side - (x + dx + 0.5)) * bspline((Y + 0.5) / side - (y + dy + 0.5));
      if (weight === 0) continue;
      // Beyond the border the cell at the border stands.
      const [nx, ny] = [clamp(x + dx, 0, width), clamp(y + dy, 0, height)];
      const match = cells[ny * width + nx];
      const region = atlas.regions[regionOf(atlas, match)];
      const sx = clamp((match % atlas.width) + x - nx, region.x, region.width);
      const sy = clamp(Math.floor(match / atlas.width) + y - ny, region.y, region.height);
      sum += weight * style(sx * side + (X % side), sy * side + (Y % side));
    }
  }
  return sum;
}

function expected(style: FeatureMap, matches: Matches, atlas: AtlasGrid, side: number): number[] {
  const values: number[] = [];
  for (let c = 0; c < style.channels; c += 1) {
    const at = (x: number, y: number) => style.data[(c * style.height + y) * style.width + x];
    const whole = (X: number, Y: number) => blended(at, matches, atlas, side, [X, Y]);
    // A position of 2 x 2 cells is the mean of what stands in them.
    const ofFour = (x: number, y: number) => at(Math.floor(x / 2), Math.floor(y / 2));
    const four = (X: number, Y: number) =>
      [0, 1, 2, 3]
        .map((i) => blended(ofFour, matches, atlas, 1, [2 * X + (i % 2), 2 * Y + Math.floor(i / 2)]))
        .reduce((a, b) => a + b) / 4;
    for (let Y = 0; Y < GRID.height * side; Y += 1) {
      for (let X = 0; X < GRID.width * side; X += 1) values.push(side >= 1 ? whole(X, Y) : four(X, Y));
    }
  }
  return values;
}

describe.each(SIDES)('a layer of %d positions along a cell', (side) => {
  it.each([
    ['one style', ONE],
    ['two styles of unlike width', TWO],
  ])('is the blend by B-splines, of %s', (_, atlas) => {
    const [style, matches] = [layerOf(atlas, side), randomMatches(atlas)];
    const laid = assemble(style, overlapsOf(matches, atlas), side);
    expect(laid).toMatchObject({ channels: 3, width: GRID.width * side, height: GRID.height * side });
    const values = expected(style, matches, atlas, side);
    expect(laid.data.length).toBe(values.length);
    expect(Math.max(...values.map((value, i) => Math.abs(value - laid.data[i])))).toBeLessThan(1e-5);
  });

  it('of a flat style is flat: the shares of all pieces sum to 1', () => {
    const style = { ...layerOf(TWO, side), data: layerOf(TWO, side).data.fill(0.7) };
    const { data } = assemble(style, overlapsOf(randomMatches(TWO), TWO), side);
    for (const value of data) expect(value).toBeCloseTo(0.7, 5);
  });

  it('is the style itself where every cell is matched to its own place', () => {
    const style = layerOf(ONE, side);
    const own = {
      width: ONE.width,
      height: ONE.height,
      cells: Int32Array.from({ length: 120 }, (_, i) => i),
    };
    const { data } = assemble(style, overlapsOf(own, ONE), side);
    expect(data.length).toBe(style.data.length);
    data.forEach((value, i) => {
      expect(Math.abs(value - style.data[i])).toBeLessThan(1e-6);
    });
  });

  it('copies a piece as it is where the whole neighbourhood is moved alike', () => {
    const style = layerOf(ONE, side);
    // Two cells down, two to the right: everything stays inside.
    const cells = Int32Array.from({ length: 48 }, (_, i) => (Math.floor(i / 8) + 2) * 10 + (i % 8) + 2);
    const laid = assemble(style, overlapsOf({ ...GRID, cells }, ONE), side);
    for (let y = 0; y < laid.height; y += 1) {
      for (let x = 0; x < laid.width; x += 1) {
        const from = style.data[(y + 2 * side) * style.width + x + 2 * side];
        expect(Math.abs(laid.data[y * laid.width + x] - from)).toBeLessThan(1e-6);
      }
    }
  });
});

describe('overlaps', () => {
  it('name each style cell once, and have every neighbour in one of them', () => {
    const { first, from, members } = overlapsOf(randomMatches(TWO), TWO);
    for (let cell = 0; cell < 48; cell += 1) {
      const here = [...from.subarray(first[cell], first[cell + 1])];
      expect(new Set(here).size).toBe(here.length);
      const sets = [...members.subarray(first[cell], first[cell + 1])];
      expect(sets.reduce((a, b) => a + b)).toBe(511);
      expect(sets.reduce((a, b) => a | b)).toBe(511);
    }
  });
});
