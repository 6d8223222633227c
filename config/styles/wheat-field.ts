/**
 * The motif of the impasto style: wheat under a hot sun, a path, hills, two cypresses, a sky that turns. It gives the paint and
 * the direction of the brush at each place; the strokes are made elsewhere.
 */
import { type Colour, gradient, hex, mix } from './colour.js';
import { clamp, fractal, noise, smoothstep } from './noise.js';

/** What the brush finds at a place: colour, and angle of the stroke (radians, y downwards). */
export interface Subject {
  colour: Colour;
  angle: number;
}

const SUN = { x: 0.68, y: 0.23 };
const SKY = ['#0b2a6b', '#1550a6', '#2f86c9', '#6cc0c8', '#cfe8cf', '#f7f0cf'].map(hex);
const GLOW = ['#fff7c8', '#ffe05a', '#fbb21e', '#f0861c', '#f3c95a', '#bfdcb0'].map(hex);
const HILLS = ['#16255c', '#2b4a8f', '#5a6fb0', '#2f7d78', '#8fb27a'].map(hex);
const WHEAT = ['#6b3a16', '#b06a15', '#d9941c', '#f2bd2a', '#fbdc62', '#fff0ae'].map(hex);
const PATH = ['#5b2a2c', '#a3553a', '#d69a78', '#f1d3b4'].map(hex);
const GRASS = ['#0f3a2c', '#2b6b35', '#6f9c38', '#b9c84a'].map(hex);
const CYPRESS = ['#050f14', '#0a2620', '#13412b', '#2a6134', '#6b8432'].map(hex);
const POPPY = hex('#d8261c');

/** Eddies of the sky: middle, reach, strength. */
const EDDIES = [
  [SUN.x, SUN.y, 0.2, 0.48],
  [0.3, 0.16, 0.13, 0.17],
  [0.46, 0.36, 0.1, -0.1],
  [0.95, 0.4, 0.11, 0.12],
  [0.06, 0.36, 0.12, -0.13],
] as const;

/** Stream function of the sky: the brush runs along its level lines. */
function stream(x: number, y: number): number {
  let sum = 0.55 * y + 0.07 * noise(x * 2.6, y * 4, 200);
  for (const [cx, cy, reach, strength] of EDDIES) {
    sum -= strength * Math.exp(-((x - cx) ** 2 + (y - cy) ** 2) / (reach * reach));
  }
  return sum;
}

/** Direction of the level lines of `height`. */
function along(height: (x: number, y: number) => number, x: number, y: number): number {
  const e = 2e-3;
  return Math.atan2(height(x + e, y) - height(x - e, y), height(x, y - e) - height(x, y + e));
}

function sky(x: number, y: number): Subject {
  const turned = stream(x, y);
  const away = Math.hypot(x - SUN.x, y - SUN.y);
  const band = 0.5 + 0.5 * Math.sin(turned * 62 + 2 * noise(x * 5, y * 5, 201));
  const air = gradient(SKY, 0.06 + 0.62 * band + 0.55 * (y - 0.2) + 0.2 * fractal(x * 4, y * 4, 2, 202));
  const glow = gradient(GLOW, away / 0.21 + 0.1 * (band - 0.5));
  return { colour: mix(glow, air, smoothstep(0.15, 0.23, away)), angle: along(stream, x, y) };
}

/** Upper border of the far and near hills and of the field, at x. */
const far = (x: number): number => 0.5 + 0.04 * Math.sin(x * 7 + 0.5) - 0.03 * Math.sin(x * 15 + 2);
const near = (x: number): number => 0.56 + 0.025 * Math.sin(x * 9 + 3.6) + 0.03 * x;
const field = (x: number): number => 0.61 + 0.03 * Math.sin(x * 4 + 1);

function hills(x: number, y: number, top: (x: number) => number, warmth: number): Subject {
  const depth = y - top(x);
  const tone = warmth - depth * 5 + 0.5 * noise(x * 9, y * 14, 203);
  return { colour: gradient(HILLS, tone), angle: Math.atan(20 * (top(x + 0.025) - top(x - 0.025))) };
}

/** The field: rows that open towards the viewer, bent by the wind; poppies in front; a path with grass on its sides. */
function wheat(x: number, y: number): Subject {
  const depth = (y - field(x)) / (1 - 0.6);
  const middle = 0.52 + 0.16 * Math.sin(depth * 4.2) * (1 - 0.5 * depth);
  const width = 0.012 + 0.11 * depth;
  const across = Math.abs(x - middle + 0.012 * noise(x * 20, y * 20, 204)) / width;
  const row = 0.5 + 0.5 * Math.sin(((x - 0.5) / (0.16 + depth)) * 26 + 4 * noise(x * 3, y * 5, 205));
  const tone = 0.82 - 0.35 * depth + 0.38 * (row - 0.5) + 0.5 * fractal(x * 6, y * 9, 2, 206);
  const wind = 0.45 * noise(x * 3, y * 6, 207) + 0.5 * (x - 0.5);
  const poppy = smoothstep(0.5, 0.56, noise(x * 34, y * 34, 208)) * smoothstep(0.25, 0.6, depth);
  const ears = mix(gradient(WHEAT, tone), POPPY, poppy);
  const grass = gradient(GRASS, 0.3 + 0.6 * row + 0.5 * noise(x * 14, y * 14, 209));
  const ground = gradient(PATH, 0.55 + 0.5 * fractal(x * 12, y * 30, 2, 210));
  const border = mix(grass, ears, smoothstep(1.45, 1.6, across));
  const lane = Math.atan2(1, 0.16 * 4.2 * 2.5 * Math.cos(depth * 4.2));
  return {
    colour: mix(ground, border, smoothstep(0.9, 1, across)),
    angle: across < 1 ? lane : -Math.PI / 2 + wind,
  };
}

/** Trees: foot, height, half width; flames that lick upwards. */
const TREES = [
  { x: 0.13, foot: 0.86, height: 0.8, half: 0.062 },
  { x: 0.25, foot: 0.8, height: 0.52, half: 0.045 },
] as const;

function cypress(x: number, y: number): Subject | undefined {
  for (const tree of TREES) {
    const up = (tree.foot - y) / tree.height;
    if (up < 0 || up > 1) continue;
    const sway = tree.x + 0.014 * Math.sin(y * 17 + tree.x * 20);
    const half = tree.half * Math.sin(Math.PI * clamp(up * 0.86 + 0.14)) ** 0.7;
    const side = (x - sway + 0.016 * noise(x * 22, y * 13, 211)) / half;
    if (Math.abs(side) > 1) continue;
    const tone = 0.22 + 0.25 * side + 0.75 * noise(x * 24, y * 9, 212);
    return {
      colour: gradient(CYPRESS, tone),
      angle: -Math.PI / 2 + 0.5 * side + 0.6 * noise(x * 9, y * 7, 213),
    };
  }
  return undefined;
}

/** What is to be painted at (x, y), both 0..1 with a little beyond. */
export function wheatField(x: number, y: number): Subject {
  const tree = cypress(x, y);
  if (tree) return tree;
  if (y > field(x)) return wheat(x, y);
  if (y > near(x)) return hills(x, y, near, 0.85);
  if (y > far(x)) return hills(x, y, far, 0.42);
  return sky(x, y);
}
