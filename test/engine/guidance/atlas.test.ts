import { describe, expect, it } from 'vitest';
import { barredCells, type DescribedStyle, layOut, regionOf } from '../../../src/engine/guidance/atlas.js';
import { gaussian } from '../../../src/lib/random.js';

/** A style of so many cells, with a layer of 2 positions a cell and one of a position for 2 x 2 cells. */
function style(seed: number, width: number, height: number, share: number): DescribedStyle {
  const layer = (channels: number, w: number, h: number) => {
    return { channels, width: w, height: h, data: gaussian(seed + w, channels * w * h) };
  };
  return {
    cells: { width, height, dimensions: 5, data: gaussian(seed, width * height * 5) },
    maps: new Map([
      ['fine', layer(3, 2 * width, 2 * height)],
      ['coarse', layer(4, width / 2, height / 2)],
    ]),
    share,
  };
}

const wide = style(1, 8, 4, 0.3);
const tall = style(2, 4, 6, 0.7);
const atlas = layOut([wide, tall]);

describe('an atlas of several styles', () => {
  it('has them one below the other', () => {
    expect(atlas).toMatchObject({ width: 8, height: 10 });
    expect(atlas.regions).toEqual([
      { x: 0, y: 0, width: 8, height: 4, share: 0.3 },
      { x: 0, y: 4, width: 4, height: 6, share: 0.7 },
    ]);
  });

  it('knows which one a cell is of', () => {
    expect([0, 31, 32, 35, 79].map((cell) => regionOf(atlas, cell))).toEqual([0, 0, 1, 1, 1]);
  });

  it('has the cells of each in their places', () => {
    for (const [i, { cells }] of [wide, tall].entries()) {
      const { y: top } = atlas.regions[i];
      for (let y = 0; y < cells.height; y += 1) {
        for (let x = 0; x < cells.width; x += 1) {
          const [at, from] = [((top + y) * 8 + x) * 5, (y * cells.width + x) * 5];
          expect(atlas.cells.data.slice(at, at + 5)).toEqual(cells.data.slice(from, from + 5));
        }
      }
    }
  });

  it.each([
    ['fine', 2],
    ['coarse', 0.5],
  ] as const)('has the features of each where its cells are: %s', (name, side) => {
    const all = atlas.maps.get(name)!;
    expect(all).toMatchObject({ width: 8 * side, height: 10 * side });
    for (const [i, { maps }] of [wide, tall].entries()) {
      const map = maps.get(name)!;
      const top = atlas.regions[i].y * side;
      for (let c = 0; c < map.channels; c += 1) {
        for (let y = 0; y < map.height; y += 1) {
          const from = (c * map.height + y) * map.width;
          const at = (c * all.height + top + y) * all.width;
          expect(all.data.slice(at, at + map.width)).toEqual(map.data.slice(from, from + map.width));
        }
      }
    }
  });

  it('of one style is that style, not a copy', () => {
    const alone = layOut([wide]);
    expect(alone.cells).toBe(wide.cells);
    expect(alone.maps).toBe(wide.maps);
    expect(regionOf(alone, 17)).toBe(0);
  });
});

describe('barred cells', () => {
  it('are those along the border of each style, and those of none', () => {
    const bias = barredCells(atlas, 1);
    const rows = Array.from({ length: 10 }, (_, y) =>
      [...bias.subarray(8 * y, 8 * y + 8)].map((value) => (value === 0 ? '.' : '#')).join(''),
    );
    expect(rows).toEqual([
      '########',
      '#......#',
      '#......#',
      '########',
      '########',
      '#..#####',
      '#..#####',
      '#..#####',
      '#..#####',
      '########',
    ]);
    expect([...bias].every((value) => value === 0 || value === Number.NEGATIVE_INFINITY)).toBe(true);
  });
});
