/**
 * Improving a field of matches in its neighbourhood, in time linear in its size: PatchMatch (Barnes et al. 2009, "PatchMatch: A
 * Randomized Correspondence Algorithm for Structural Image Editing", section 3). Each cell tries to continue from where its neighbours
 * were matched to, and places around its own match at falling distances. Deviates in what is compared: cells' unit vectors instead of
 * patches of colours, with a bonus for matches that neighbours agree with, so that whole strokes are taken over.
 */

import { uniform } from '../../lib/random.js';
import type { Size } from '../images/pixels.js';
import type { Matches } from './assembly.js';
import type { Cells } from './cells.js';

export interface Search {
  queries: Cells;
  keys: Cells;
  /** Added to the similarity of each key; -Infinity bars it. */
  bias: Float32Array;
  /** Added in full where all eight neighbours agree, in cosine. */
  coherence: number;
}

export interface Rounds {
  /** Passes over all cells, alternately forwards and backwards. */
  rounds: number;
  /** Whether places at random are tried too, at distances from all of the style's down to one cell. */
  seed?: number | undefined;
}

/** Improves `matches` in place. */
export function improveMatches(search: Search, matches: Matches, { rounds, seed }: Rounds): void {
  const random = seed === undefined ? undefined : uniform(seed);
  const count = matches.cells.length;
  for (let round = 0; round < rounds; round += 1) {
    const step = round % 2 === 0 ? 1 : -1;
    for (let n = 0; n < count; n += 1) improveCell(search, matches, step > 0 ? n : count - 1 - n, random);
  }
}

/** Where a neighbour is, dy and dx. */
const BESIDE = [
  [0, -1],
  [-1, 0],
  [0, 1],
  [1, 0],
] as const;
const AROUND = [...BESIDE, [-1, -1], [-1, 1], [1, -1], [1, 1]] as const;

function improveCell(
  search: Search,
  matches: Matches,
  cell: number,
  random: (() => number) | undefined,
): void {
  const { keys } = search;
  const { width, cells } = matches;
  const y = Math.floor(cell / width);
  const x = cell % width;
  let best = cells[cell];
  let bestScore = scoreOf(search, matches, x, y, best);
  const attempt = (ky: number, kx: number) => {
    if (ky < 0 || kx < 0 || ky >= keys.height || kx >= keys.width) return;
    const key = ky * keys.width + kx;
    if (key === best) return;
    const score = scoreOf(search, matches, x, y, key);
    if (score <= bestScore) return;
    best = key;
    bestScore = score;
  };
  for (const [dy, dx] of BESIDE) {
    if (!isInside(matches, y + dy, x + dx)) continue;
    const match = cells[(y + dy) * width + x + dx];
    attempt(Math.floor(match / keys.width) - dy, (match % keys.width) - dx);
  }
  if (random) {
    for (let radius = Math.max(keys.width, keys.height); radius >= 1; radius /= 2) {
      const around = (at: number) => Math.round(at + radius * (2 * random() - 1));
      attempt(around(Math.floor(best / keys.width)), around(best % keys.width));
    }
  }
  cells[cell] = best;
}

function scoreOf(search: Search, matches: Matches, x: number, y: number, key: number): number {
  const { queries, keys, bias, coherence } = search;
  const { dimensions } = keys;
  const [a, b] = [(y * matches.width + x) * dimensions, key * dimensions];
  const score = bias[key] + product(queries.data, a, keys.data, b, dimensions);
  return coherence > 0 ? score + coherence * agreement(matches, keys, x, y, key) : score;
}

/** Inner product of two rows. Four sums at a time: each addition would otherwise wait for the one before it. */
function product(a: Float32Array, i: number, b: Float32Array, j: number, length: number): number {
  let [first, second, third, fourth] = [0, 0, 0, 0];
  let d = 0;
  for (; d + 3 < length; d += 4) {
    first += a[i + d] * b[j + d];
    second += a[i + d + 1] * b[j + d + 1];
    third += a[i + d + 2] * b[j + d + 2];
    fourth += a[i + d + 3] * b[j + d + 3];
  }
  for (; d < length; d += 1) first += a[i + d] * b[j + d];
  return first + second + third + fourth;
}

/** Share of the neighbours whose matches lie beside `key` as they lie beside this cell. */
function agreement(matches: Matches, keys: Size, x: number, y: number, key: number): number {
  let agreeing = 0;
  for (const [dy, dx] of AROUND) {
    if (!isInside(matches, y + dy, x + dx)) continue;
    if (matches.cells[(y + dy) * matches.width + x + dx] === key + dy * keys.width + dx) agreeing += 1;
  }
  return agreeing / AROUND.length;
}

function isInside({ width, height }: Size, y: number, x: number): boolean {
  return y >= 0 && x >= 0 && y < height && x < width;
}
