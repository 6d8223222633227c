/**
 * Roman mosaic: tesserae that follow the lines of the drawing. Tiles are placed by Lloyd's relaxation in which each tile measures
 * distance as a square turned to the local direction (Hausner, "Simulating Decorative Mosaics", SIGGRAPH 2001; he lets
 * graphics hardware find the nearest tile, here a grid does).
 */
import { uniform } from '../../src/lib/random.js';
import type { Painter } from './canvas.js';
import { type Colour, hex, lift, mix, shade, turnHue } from './colour.js';
import { clamp, fractal, hash, noise, smoothstep } from './noise.js';

const ACROSS = 60;
const PITCH = 1 / ACROSS;
const ROUNDS = 24;
/** Samples along a tile while tiles are moved. */
const FINENESS = 6;
const FIELD = ACROSS * FINENESS;
const GROUT = hex('#cbb796');
const BANDS: readonly Colour[] = [
  '#0e2a5c',
  '#1c5fa8',
  '#2fa3b5',
  '#f0e4c4',
  '#e0a234',
  '#b8431f',
  '#6d1620',
  '#f0e4c4',
  '#2c7d6b',
].map(hex);

/** The drawing: bands are the level lines of this height, and so are the rows of tiles. */
function height(x: number, y: number): number {
  const swirl = 0.1 * noise(x * 2.1, y * 2.1, 40) + 0.03 * noise(x * 5, y * 5, 41);
  const left = Math.hypot(x - 0.24 + swirl, y - 0.34 - swirl);
  const right = Math.hypot(x - 0.8 - swirl, y - 0.76 + swirl);
  // A smooth minimum of two round hills: rings that meet in a saddle.
  return -Math.log(Math.exp(-left * 9) + Math.exp(-right * 9)) / 9 + swirl * 0.5;
}

function direction(x: number, y: number): number {
  const e = 1e-3;
  return Math.atan2(height(x, y + e) - height(x, y - e), height(x + e, y) - height(x - e, y));
}

/** Tiles as parallel arrays, and the grid cell each lies in. */
interface Tiles {
  x: Float64Array;
  y: Float64Array;
  cos: Float64Array;
  sin: Float64Array;
  cells: number[][];
}

// Tiles may lie up to two pitches outside the picture, so that its border is as full as its middle.
const MARGIN = 2;
const COLUMNS = ACROSS + 2 * MARGIN;

function cellOf(v: number): number {
  return clamp(Math.floor(v * ACROSS) + MARGIN, 0, COLUMNS - 1);
}

function turn(tiles: Tiles): void {
  for (const cell of tiles.cells) cell.length = 0;
  for (let i = 0; i < tiles.x.length; i++) {
    const angle = direction(tiles.x[i], tiles.y[i]);
    tiles.cos[i] = Math.cos(angle);
    tiles.sin[i] = Math.sin(angle);
    tiles.cells[cellOf(tiles.y[i]) * COLUMNS + cellOf(tiles.x[i])].push(i);
  }
}

/** The two nearest tiles of a point, in the square metric of each tile. */
function nearest(tiles: Tiles, x: number, y: number): { tile: number; first: number; second: number } {
  let tile = -1;
  let first = Infinity;
  let second = Infinity;
  const column = cellOf(x);
  const row = cellOf(y);
  for (let r = Math.max(0, row - 2); r <= Math.min(COLUMNS - 1, row + 2); r++) {
    for (let c = Math.max(0, column - 2); c <= Math.min(COLUMNS - 1, column + 2); c++) {
      for (const i of tiles.cells[r * COLUMNS + c]) {
        const dx = x - tiles.x[i];
        const dy = y - tiles.y[i];
        const u = Math.abs(dx * tiles.cos[i] + dy * tiles.sin[i]);
        const v = Math.abs(dy * tiles.cos[i] - dx * tiles.sin[i]);
        const d = Math.max(u, v);
        if (d < first) {
          second = first;
          first = d;
          tile = i;
        } else if (d < second) second = d;
      }
    }
  }
  return { tile, first, second };
}

/** Moves every tile to the middle of the points that are nearest to it. */
function relax(tiles: Tiles): void {
  const count = tiles.x.length;
  const sums = new Float64Array(count * 3);
  const margin = MARGIN * FINENESS;
  for (let row = -margin; row < FIELD + margin; row++) {
    for (let column = -margin; column < FIELD + margin; column++) {
      const x = (column + 0.5) / FIELD;
      const y = (row + 0.5) / FIELD;
      const { tile } = nearest(tiles, x, y);
      if (tile < 0) continue;
      sums[tile * 3] += x;
      sums[tile * 3 + 1] += y;
      sums[tile * 3 + 2] += 1;
    }
  }
  for (let i = 0; i < count; i++) {
    if (sums[i * 3 + 2] === 0) continue;
    tiles.x[i] = sums[i * 3] / sums[i * 3 + 2];
    tiles.y[i] = sums[i * 3 + 1] / sums[i * 3 + 2];
  }
  turn(tiles);
}

function lay(): Tiles {
  const random = uniform(79);
  const count = COLUMNS * COLUMNS;
  const tiles: Tiles = {
    x: Float64Array.from({ length: count }, (_, i) => ((i % COLUMNS) + random() - MARGIN) * PITCH),
    y: Float64Array.from({ length: count }, (_, i) => (Math.floor(i / COLUMNS) + random() - MARGIN) * PITCH),
    cos: new Float64Array(count),
    sin: new Float64Array(count),
    cells: Array.from({ length: count }, () => []),
  };
  turn(tiles);
  for (let round = 0; round < ROUNDS; round++) relax(tiles);
  return tiles;
}

/** Stone or glass of one tile: the band's colour, never twice the same. */
function stone(tiles: Tiles, i: number): Colour {
  const at = height(tiles.x[i], tiles.y[i]) * 22 + 100;
  const band = BANDS[Math.floor(at + 0.25 * (hash(i, 0, 1) - 0.5)) % BANDS.length];
  const warm = turnHue(band, (hash(i, 1, 1) - 0.5) * 0.07, 0.85 + 0.35 * hash(i, 2, 1));
  return shade(warm, 0.78 + 0.42 * hash(i, 3, 1));
}

export function mosaic(): Painter {
  const tiles = lay();
  const stones = Array.from(tiles.x, (_, i) => stone(tiles, i));
  return (px, py) => {
    const x = px + 0.0011 * noise(px * 60, py * 60, 50);
    const y = py + 0.0011 * noise(px * 60, py * 60, 51);
    const { tile, first, second } = nearest(tiles, x, y);
    const inside = Math.min(PITCH * 0.6 - first, (second - first) / 2) - PITCH * 0.075;
    const sand = 0.1 * fractal(px * 210, py * 210, 2, 52);
    const joint = lift(shade(GROUT, 0.62 + 0.3 * clamp(-inside / (PITCH * 0.075))), sand);
    if (inside < -0.0006) return joint;
    // Each tile is set at its own tilt and has a worn edge: lit from the upper left.
    const dx = (x - tiles.x[tile]) / PITCH;
    const dy = (y - tiles.y[tile]) / PITCH;
    const tilt = (hash(tile, 4, 1) - 0.5) * dx + (hash(tile, 5, 1) - 0.5) * dy;
    const rim = 1 - smoothstep(0, PITCH * 0.13, inside);
    const grain = 0.09 * fractal(px * 75 + tile, py * 75, 3, 53);
    const lit = lift(shade(stones[tile], 1 + 0.5 * tilt - 0.42 * rim * (dx + dy)), grain);
    return mix(joint, lit, smoothstep(-0.0006, 0.0006, inside));
  };
}
