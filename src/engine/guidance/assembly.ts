/**
 * Assembling: features of the style laid out after the photo. Every cell brings the piece of the style that it was matched to, and as
 * much of its surroundings as its neighbours cover; where pieces overlap they are blended by quadratic B-splines, which sum to 1
 * everywhere and fall off smoothly, so that no edge of a cell can be seen. (Overlapping patches of an optimised texture: Kwatra et
 * al. 2005, "Texture Optimization for Example-based Synthesis"; there each has the same weight.)
 */

import { areaOf, clampIndex, type Size } from '../images/pixels.js';
import { emptyMap, type FeatureMap } from '../runtimes/tiling/feature-map.js';
import { type AtlasGrid, regionOf } from './atlas.js';

/** Where each cell of a grid is taken from: an index into the style's grid. */
export interface Matches extends Size {
  cells: Int32Array;
}

/**
 * What overlaps in each cell: entries first[i] to first[i + 1] are the style cells that stand there, each once, with the neighbours
 * (3 x 3, row by row, one bit each) that bring it.
 */
export interface Overlaps extends Size {
  first: Int32Array;
  from: Int32Array;
  members: Uint16Array;
}

export function overlapsOf({ width, height, cells }: Matches, atlas: AtlasGrid): Overlaps {
  const first = new Int32Array(width * height + 1);
  const from: number[] = [];
  const members: number[] = [];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const start = from.length;
      for (let bit = 0; bit < 9; bit += 1) {
        const ny = clampIndex(y + Math.floor(bit / 3) - 1, height);
        const nx = clampIndex(x + (bit % 3) - 1, width);
        const match = cells[ny * width + nx];
        const region = atlas.regions[regionOf(atlas, match)];
        const sy =
          region.y + clampIndex(Math.floor(match / atlas.width) - (ny - y) - region.y, region.height);
        const sx = clampIndex((match % atlas.width) - (nx - x), region.width);
        const source = sy * atlas.width + sx;
        let entry = start;
        while (entry < from.length && from[entry] !== source) entry += 1;
        if (entry < from.length) members[entry] |= 1 << bit;
        else {
          from.push(source);
          members.push(1 << bit);
        }
      }
      first[y * width + x + 1] = from.length;
    }
  }
  return { width, height, first, from: Int32Array.from(from), members: Uint16Array.from(members) };
}

/**
 * A layer of the style (or its pixels) laid out: [C, h, w] of the picture that the overlaps are for.
 * @param side positions of the layer along a cell; 0.5 where one position covers 2 x 2 cells
 */
export function assemble(style: FeatureMap, overlaps: Overlaps, side: number): FeatureMap {
  return side >= 1 ? copyPieces(style, overlaps, side) : averageCells(style, overlaps, 1 / side);
}

function copyPieces(style: FeatureMap, overlaps: Overlaps, side: number): FeatureMap {
  const { width, height, first, from, members } = overlaps;
  const out = emptyMap(style.channels, { width: width * side, height: height * side });
  const columns = Math.floor(style.width / side);
  const shares = sharesOf(members, side);
  const corner = (cell: number, across: number, stride: number) =>
    (Math.floor(cell / across) * stride + (cell % across)) * side;
  // The same for every channel.
  const source = from.map((cell) => corner(cell, columns, style.width));
  const target = Int32Array.from({ length: width * height }, (_, cell) => corner(cell, width, out.width));
  for (let c = 0; c < style.channels; c += 1) {
    const plane = style.data.subarray(c * areaOf(style), (c + 1) * areaOf(style));
    const laid = out.data.subarray(c * areaOf(out), (c + 1) * areaOf(out));
    for (let cell = 0; cell < target.length; cell += 1) {
      for (let entry = first[cell]; entry < first[cell + 1]; entry += 1) {
        let share = members[entry] * side * side;
        let from = source[entry];
        let to = target[cell];
        for (let row = 0; row < side; row += 1) {
          for (let i = 0; i < side; i += 1) laid[to + i] += shares[share + i] * plane[from + i];
          share += side;
          from += style.width;
          to += out.width;
        }
      }
    }
  }
  return out;
}

/** For a layer one position of which covers `span` x `span` cells: the mean of what stands in them. */
function averageCells(style: FeatureMap, overlaps: Overlaps, span: number): FeatureMap {
  const { width, height, first, from, members } = overlaps;
  const out = emptyMap(style.channels, {
    width: Math.floor(width / span),
    height: Math.floor(height / span),
  });
  const shares = sharesOf(members, 1);
  const position = (cell: number, across: number, stride: number) =>
    Math.floor(Math.floor(cell / across) / span) * stride + Math.floor((cell % across) / span);
  // The same for every channel.
  const source = from.map((cell) => position(cell, style.width * span, style.width));
  const weight = Float32Array.from(members, (set) => shares[set] / span ** 2);
  const target = Int32Array.from({ length: width * height }, (_, cell) => position(cell, width, out.width));
  for (let c = 0; c < style.channels; c += 1) {
    const plane = style.data.subarray(c * areaOf(style), (c + 1) * areaOf(style));
    const laid = out.data.subarray(c * areaOf(out), (c + 1) * areaOf(out));
    for (let cell = 0; cell < target.length; cell += 1) {
      let sum = 0;
      for (let entry = first[cell]; entry < first[cell + 1]; entry += 1)
        sum += weight[entry] * plane[source[entry]];
      laid[target[cell]] += sum;
    }
  }
  return out;
}

/** Shares of the sets of neighbours that occur, at each of side x side positions of a cell: [512, side, side]. */
function sharesOf(members: Uint16Array, side: number): Float32Array {
  const along = Array.from({ length: side }, (_, i) => spline((i + 0.5) / side));
  const table = new Float32Array(512 * side * side);
  for (const set of new Set(members)) {
    for (let bit = 0; bit < 9; bit += 1) {
      if (!(set & (1 << bit))) continue;
      for (let i = 0; i < side * side; i += 1) {
        table[set * side * side + i] +=
          along[Math.floor(i / side)][Math.floor(bit / 3)] * along[i % side][bit % 3];
      }
    }
  }
  return table;
}

/** Quadratic B-splines of the cell before, this cell and the next one, at `t` of 0 to 1 across this cell; they sum to 1. */
function spline(t: number): [number, number, number] {
  return [(1 - t) ** 2 / 2, 0.75 - (t - 0.5) ** 2, t ** 2 / 2];
}
