/**
 * Matching: for each cell of the photo the cell of the style that is most like it. Exhaustive while that is cheap; beyond, the
 * matches of the scale before are enlarged and improved in their neighbourhood.
 */
import { areaOf, clampIndex, type Size } from '../images/pixels.js';
import type { Nearest, Runtime } from '../runtimes/runtime.js';
import type { Matches } from './assembly.js';
import { type Atlas, type AtlasGrid, barredCells, regionOf } from './atlas.js';
import type { Cells } from './cells.js';
import { improveMatches } from './patch-match.js';
import { pricesFor } from './shares.js';

/** A field of matches and what the next pass or scale needs to start from it. */
export interface MatchField extends Matches {
  /** Grid of the style that the matches point into. */
  style: AtlasGrid;
  /** What was added to each style picture's similarities, so that it gets its share. */
  prices: readonly number[];
}

/**
 * Multiply-adds up to which the search is exhaustive (measured on 2 cores: 2^33 take 0.1 s, as long as two steps at 256 px; at 512
 * px it would be 1 s, and PatchMatch takes a third).
 */
const EXHAUSTIVE_WORK = 2 ** 34;

/** Added to a similarity where all eight neighbours agree (empirical, docs/measurements/recipes.md): whole strokes are taken over. */
const COHERENCE = 0.15;
/** Taken from a similarity for each e-fold of how often the cell is used already, against the average (empirical). */
const USAGE = 0.03;
/** Passes over the cells: after an exhaustive search, and instead of one (empirical: 4 are no better). */
const ROUNDS = 2;
/** Cells along the border of a style picture that are not copied, px. */
const EDGE = 8;

export interface MatchOptions {
  /** The field of the pass before, at this scale or the one before it. */
  before: MatchField | undefined;
  /** Side of a cell, px. */
  cell: number;
  /** Cells along the canvas' border that are cut off at the end. */
  margin: number;
  seed: number;
}

export async function matchCells(
  runtime: Runtime,
  queries: Cells,
  atlas: Atlas,
  { before, cell, margin, seed }: MatchOptions,
): Promise<MatchField> {
  const start = before && enlarge(before, queries, atlas);
  const bias = barredCells(atlas, Math.ceil(EDGE / cell));
  if (start) discourageUsed(bias, start.cells);
  const search = { queries, keys: atlas.cells, bias, coherence: COHERENCE };
  const work = areaOf(queries) * areaOf(atlas) * queries.dimensions;
  if (start && work > EXHAUSTIVE_WORK) {
    addPrices(bias, atlas, start.prices);
    improveMatches(search, start, { rounds: ROUNDS, seed });
    return start;
  }
  const field = await searchAll(runtime, queries, atlas, bias, margin);
  addPrices(bias, atlas, field.prices);
  improveMatches(search, field, { rounds: ROUNDS });
  return field;
}

/** The best cell of each style picture, and of these the best at prices that give each its share. */
async function searchAll(
  runtime: Runtime,
  queries: Cells,
  atlas: Atlas,
  bias: Float32Array,
  margin: number,
): Promise<MatchField> {
  const { dimensions } = queries;
  const found: Nearest[] = [];
  for (const { y, height } of atlas.regions) {
    const [from, to] = [y * atlas.width, (y + height) * atlas.width];
    const keys = { dimensions, data: atlas.cells.data.subarray(from * dimensions, to * dimensions) };
    const nearest = await runtime.nearest(queries, keys, bias.subarray(from, to));
    found.push({ ...nearest, keys: nearest.keys.map((key) => from + key) });
  }
  const { prices, choice } = pricesFor(
    found.map(({ similarities }) => similarities),
    queries,
    atlas.regions.map(({ share }) => share),
    margin,
  );
  const cells = Int32Array.from(choice, (style, i) => found[style].keys[i]);
  return { width: queries.width, height: queries.height, cells, style: gridOf(atlas), prices };
}

function addPrices(bias: Float32Array, { width, regions }: AtlasGrid, prices: readonly number[]): void {
  regions.forEach(({ y, height }, i) => {
    for (let key = y * width; key < (y + height) * width; key += 1) bias[key] += prices[i];
  });
}

/** The same style should not stand everywhere: what is used much already costs more. */
function discourageUsed(bias: Float32Array, used: Int32Array): void {
  const counts = new Float32Array(bias.length);
  for (const key of used) counts[key] += 1;
  const average = used.length / bias.length;
  for (let key = 0; key < bias.length; key += 1) bias[key] -= USAGE * Math.log1p(counts[key] / average);
}

/** The field on the grids of another scale: every cell starts from the match of the one that was there. */
export function enlarge(field: MatchField, grid: Size, atlas: AtlasGrid): MatchField {
  const cells = new Int32Array(areaOf(grid));
  const [downX, downY] = [field.width / grid.width, field.height / grid.height];
  for (let y = 0; y < grid.height; y += 1) {
    const oldY = Math.min(field.height - 1, Math.floor(y * downY));
    for (let x = 0; x < grid.width; x += 1) {
      const oldX = Math.min(field.width - 1, Math.floor(x * downX));
      const match = field.cells[oldY * field.width + oldX];
      const style = regionOf(field.style, match);
      const [from, to] = [field.style.regions[style], atlas.regions[style]];
      const matchY = (Math.floor(match / field.style.width) - from.y) * (to.height / from.height);
      const matchX = (match % field.style.width) * (to.width / from.width);
      const toY = to.y + clampIndex(Math.round(matchY + y - oldY / downY), to.height);
      cells[y * grid.width + x] =
        toY * atlas.width + clampIndex(Math.round(matchX + x - oldX / downX), to.width);
    }
  }
  return { width: grid.width, height: grid.height, cells, style: gridOf(atlas), prices: field.prices };
}

function gridOf({ width, height, regions }: AtlasGrid): AtlasGrid {
  return { width, height, regions };
}
