/** Matching on a real runtime: planted pieces, shares, barred borders, and a field that is carried on to the next scale. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Atlas, type DescribedStyle, layOut, regionOf } from '../../../src/engine/guidance/atlas.js';
import type { Cells } from '../../../src/engine/guidance/cells.js';
import { enlarge, type MatchField, matchCells } from '../../../src/engine/guidance/matching.js';
import { gaussianBlur } from '../../../src/engine/images/resample.js';
import { createOnnxRuntime } from '../../../src/engine/runtimes/onnx/onnx-runtime.js';
import type { Runtime } from '../../../src/engine/runtimes/runtime.js';
import { gaussian } from '../../../src/lib/random.js';
import { REFERENCES } from '../../support/reference.js';

let runtime: Runtime;
beforeAll(async () => {
  const { network, weights } = REFERENCES[1]!;
  runtime = createOnnxRuntime(network, await weights(), { threads: 2 });
});
afterAll(() => runtime.dispose());

/** Unit vectors that are alike for cells that lie together, as those of pictures are. */
function cellsOf(seed: number, width: number, height: number, dimensions = 24): Cells {
  const count = width * height;
  const planes = gaussianBlur(gaussian(seed, dimensions * count), { width, height }, 1.5);
  const data = new Float32Array(planes.length);
  for (let i = 0; i < count; i += 1) {
    let squares = 0;
    for (let d = 0; d < dimensions; d += 1) squares += planes[d * count + i] ** 2;
    for (let d = 0; d < dimensions; d += 1)
      data[i * dimensions + d] = planes[d * count + i] / Math.sqrt(squares);
  }
  return { width, height, dimensions, data };
}

function cut(from: Cells, left: number, top: number, width: number, height: number): Cells {
  const { dimensions } = from;
  const data = new Float32Array(width * height * dimensions);
  for (let y = 0; y < height; y += 1) {
    const start = ((top + y) * from.width + left) * dimensions;
    data.set(from.data.subarray(start, start + width * dimensions), y * width * dimensions);
  }
  return { width, height, dimensions, data };
}

const styleOf = (cells: Cells, share = 1): DescribedStyle => ({ cells, maps: new Map(), share });

/** Share of the cells that are matched to their place in the style. */
function found({ cells, width }: MatchField, atlas: Atlas, left: number, top: number): number {
  const right = cells.filter(
    (key, i) => key === (Math.floor(i / width) + top) * atlas.width + (i % width) + left,
  );
  return right.length / cells.length;
}

/** A field that moves every cell by (left, top), in a style of one region. */
function moved(width: number, height: number, atlas: Atlas, left: number, top: number): MatchField {
  const cells = Int32Array.from({ length: width * height }, (_, i) => {
    return (Math.floor(i / width) + top) * atlas.width + (i % width) + left;
  });
  const { regions } = atlas;
  return { width, height, cells, style: { width: atlas.width, height: atlas.height, regions }, prices: [0] };
}

describe('matching', () => {
  it('finds a piece of the photo that lies in the style', async () => {
    const style = cellsOf(1, 40, 30);
    const atlas = layOut([styleOf(style)]);
    const field = await matchCells(runtime, cut(style, 11, 6, 20, 16), atlas, {
      before: undefined,
      cell: 4,
      margin: 0,
      seed: 0,
    });
    expect(field).toMatchObject({ width: 20, height: 16, prices: [0] });
    expect(found(field, atlas, 11, 6)).toBe(1);
  });

  it('never takes a cell within 8 px of the border of a style', async () => {
    const atlas = layOut([styleOf(cellsOf(2, 24, 20), 0.5), styleOf(cellsOf(3, 18, 24), 0.5)]);
    for (const [cell, edge] of [
      [4, 2],
      [8, 1],
      [16, 1],
    ]) {
      const field = await matchCells(runtime, cellsOf(4, 20, 16), atlas, {
        before: undefined,
        cell,
        margin: 0,
        seed: 0,
      });
      for (const match of field.cells) {
        const region = atlas.regions[regionOf(atlas, match)];
        const [x, y] = [match % atlas.width, Math.floor(match / atlas.width) - region.y];
        expect(Math.min(x, y, region.width - 1 - x, region.height - 1 - y)).toBeGreaterThanOrEqual(edge);
      }
    }
  });

  it.each([[0.3], [0.5], [0.7]])('gives the first of two styles its share: %d', async (share) => {
    const styles = [styleOf(cellsOf(5, 30, 30), share), styleOf(cellsOf(6, 40, 24), 1 - share)];
    const atlas = layOut(styles);
    const field = await matchCells(runtime, cellsOf(7, 48, 40), atlas, {
      before: undefined,
      cell: 4,
      margin: 0,
      seed: 0,
    });
    const ofFirst = field.cells.filter((match) => regionOf(atlas, match) === 0).length / field.cells.length;
    // Neighbours that agree may turn a cell to the other style after the shares are set.
    expect(Math.abs(ofFirst - share)).toBeLessThan(0.05);
  });

  it('takes less often what was used much before', async () => {
    const style = cellsOf(8, 30, 30);
    const atlas = layOut([styleOf(style)]);
    // All cells of the photo look like one of the style, and a little like others.
    const photo = cellsOf(9, 30, 30);
    const [like, weight] = [15 * 30 + 15, 1.2];
    for (let i = 0; i < photo.data.length; i += 1) photo.data[i] += weight * style.data[like * 24 + (i % 24)];
    for (let cell = 0; cell < 900; cell += 1) {
      const row = photo.data.subarray(cell * 24, cell * 24 + 24);
      const norm = Math.hypot(...row);
      row.forEach((value, d) => {
        row[d] = value / norm;
      });
    }
    const kinds = ({ cells }: MatchField) => new Set(cells).size;
    const options = { cell: 4, margin: 0, seed: 0 };
    const first = await matchCells(runtime, photo, atlas, { ...options, before: undefined });
    const second = await matchCells(runtime, photo, atlas, { ...options, before: first });
    expect(kinds(second)).toBeGreaterThan(kinds(first));
  });

  it('goes on from the field before where a search of everything would take too long', async () => {
    // 160 x 120 cells against as many, of 64 dimensions: more than 2^34 products.
    const style = cellsOf(10, 176, 136, 64);
    const atlas = layOut([styleOf(style)]);
    const photo = cut(style, 8, 6, 160, 120);
    const before = moved(80, 60, layOut([styleOf(cellsOf(11, 88, 68, 2))]), 4, 3);
    // A tenth of it is wrong.
    before.cells.forEach((_, i) => {
      if (i % 10 === 0) before.cells[i] = 10 * 88 + 10;
    });
    let asked = 0;
    const watched: Runtime = {
      ...runtime,
      nearest: (...of) => {
        asked += 1;
        return runtime.nearest(...of);
      },
    };
    const field = await matchCells(watched, photo, atlas, { before, cell: 4, margin: 0, seed: 1 });
    expect(asked).toBe(0);
    expect(found(field, atlas, 8, 6)).toBeGreaterThan(0.98);
    expect(await matchCells(watched, photo, atlas, { before, cell: 4, margin: 0, seed: 1 })).toEqual(field);
  });
});

describe('a field on the grids of another scale', () => {
  const atlasOf = (width: number, height: number) => layOut([styleOf(cellsOf(1, width, height, 2))]);

  it('goes on from the same places, twice as far', () => {
    const [small, large] = [atlasOf(14, 12), atlasOf(28, 24)];
    const field = enlarge(moved(8, 6, small, 3, 2), { width: 16, height: 12 }, large);
    expect(found(field, large, 6, 4)).toBe(1);
    expect(field.style).toMatchObject({ width: 28, height: 24 });
  });

  it('is itself on the same grids', () => {
    const atlas = atlasOf(14, 12);
    const field = moved(8, 6, atlas, 3, 2);
    expect(enlarge(field, { width: 8, height: 6 }, atlas)).toEqual(field);
  });

  it('keeps to its style, where each grows by a factor of its own', () => {
    const two = (a: Cells, b: Cells) => layOut([styleOf(a, 0.4), styleOf(b, 0.6)]);
    const small = two(cellsOf(1, 10, 8, 2), cellsOf(2, 6, 6, 2));
    const large = two(cellsOf(3, 10, 8, 2), cellsOf(4, 12, 12, 2));
    const cells = Int32Array.from({ length: 24 }, (_, i) => (i % 2 === 0 ? 3 * 10 + 4 : (8 + 2) * 10 + 3));
    const before: MatchField = { width: 6, height: 4, cells, style: small, prices: [0.1, -0.1] };
    const field = enlarge(before, { width: 12, height: 8 }, large);
    expect(field.prices).toEqual([0.1, -0.1]);
    field.cells.forEach((match, i) => {
      const [x, y] = [i % 12, Math.floor(i / 12)];
      const style = Math.floor(x / 2) % 2;
      expect(regionOf(large, match)).toBe(style);
      // Its place of before, once as it was and once doubled, in a style that begins at row 0 or 8.
      const [toX, toY] = style === 0 ? [4, 3] : [6, 8 + 4];
      expect(match).toBe((toY + (y % 2)) * large.width + toX + (x % 2));
    });
  });

  it('stays inside the style', () => {
    const [small, large] = [atlasOf(8, 6), atlasOf(15, 11)];
    const field = enlarge(moved(8, 6, small, 0, 0), { width: 17, height: 13 }, large);
    expect(Math.min(...field.cells)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...field.cells)).toBeLessThan(15 * 11);
  });
});
