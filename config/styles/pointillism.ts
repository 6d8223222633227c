/**
 * Divided colour, after Seurat and Signac: three layers of touches on a warm canvas, none of them mixed. A touch takes the local
 * colour, a neighbour of it on the colour circle, or now and then its complement (Chevreul's simultaneous contrast), so that
 * the eye does the mixing.
 */
import type { Painter } from './canvas.js';
import { type Colour, gradient, hex, lift, mix, shade, turnHue } from './colour.js';
import { fractal, hash, noise, smoothstep } from './noise.js';

const CANVAS = hex('#f0d9ab');
const SKY = ['#27468f', '#4f7cc0', '#b08cc4', '#f0957f', '#f8c257', '#f7d98a'].map(hex);
const WATER = ['#f6c162', '#e08a7c', '#8f7fc0', '#2f6cab', '#1f4485', '#182a5c'].map(hex);
const LAND = ['#2a2a66', '#2b4f72', '#2f7560', '#78963f', '#e3b84a', '#f2d584'].map(hex);
const SUN = { x: 0.62, y: 0.36 };
/** Crowns of trees: middle and half axes. */
const CROWNS = [
  [0.14, 0.34, 0.15, 0.2],
  [0.29, 0.47, 0.1, 0.13],
  [0.06, 0.56, 0.11, 0.12],
  [0.95, 0.5, 0.09, 0.17],
] as const;

/** The motif: a low sun over a bay, a shore in front, trees against the light; all soft. */
function motif(x: number, y: number): Colour {
  const wave = 0.05 * fractal(x * 3, y * 3, 3, 80);
  const path = Math.exp(-(((x - SUN.x) / 0.09) ** 2));
  const sun = Math.hypot(x - SUN.x, y - SUN.y);
  const sky = gradient(SKY, y * 1.55 + wave * 5 + 0.25 * Math.exp(-sun * 5));
  const water = gradient(WATER, (y - 0.5) * 2.1 + 3.2 * wave + 0.1 - 0.5 * path);
  const far = 0.45 + 0.03 * Math.sin(x * 9) + 0.06 * x + wave * 0.6;
  const near = 0.76 + 0.13 * x + 0.05 * Math.sin(x * 7 + 1) + wave;
  let colour = mix(sky, hex('#fff2b3'), smoothstep(0.09, 0.055, sun));
  colour = mix(colour, gradient(LAND, 0.1 + 2 * (y - far) + wave * 2), smoothstep(-0.008, 0.008, y - far));
  colour = mix(colour, water, smoothstep(0.518, 0.53, y));
  colour = mix(colour, gradient(LAND, 0.85 - 2.6 * (y - near) + wave * 8), smoothstep(-0.01, 0.01, y - near));
  for (const [cx, cy, width, height] of CROWNS) {
    const away = Math.hypot((x - cx) / width, (y - cy) / height) + wave * 6;
    const side = ((x - cx) / width) * Math.sign(SUN.x - cx);
    colour = mix(colour, gradient(LAND, 0.22 + 0.32 * side + wave * 4), smoothstep(1.05, 0.95, away));
  }
  return colour;
}

/** One layer of touches on a jittered grid: `pitch` apart, `size` in pitches. */
interface Layer {
  pitch: number;
  size: number;
  seed: number;
}
// Top first. Each lower layer is broader; together they leave a few percent of the canvas bare.
const LAYERS: readonly Layer[] = [
  { pitch: 0.0125, size: 0.4, seed: 90 },
  { pitch: 0.0135, size: 0.52, seed: 91 },
  { pitch: 0.0165, size: 0.66, seed: 92 },
];

function touchColour(cx: number, cy: number, column: number, row: number, seed: number): Colour {
  const local = motif(cx, cy);
  const kind = hash(column, row, seed + 10);
  const shift = kind < 0.46 ? 0 : kind < 0.68 ? 0.06 : kind < 0.87 ? -0.06 : 0.5;
  const jitter = hash(column, row, seed + 20) - 0.5;
  const vivid = turnHue(local, shift + 0.04 * jitter, shift === 0.5 ? 0.8 : 1.2);
  return shade(vivid, 1 + 0.3 * (hash(column, row, seed + 30) - 0.45));
}

/** The touch of a layer at a point, or undefined where the layer is bare. */
function touchAt(layer: Layer, x: number, y: number): Colour | undefined {
  const column = Math.floor(x / layer.pitch);
  const row = Math.floor(y / layer.pitch);
  let top = -1;
  let found: [number, number, number, number, number] | undefined;
  for (let r = row - 1; r <= row + 1; r++) {
    for (let c = column - 1; c <= column + 1; c++) {
      const order = hash(c, r, layer.seed);
      if (order < top) continue;
      const cx = (c + 0.15 + 0.7 * hash(c, r, layer.seed + 1)) * layer.pitch;
      const cy = (r + 0.15 + 0.7 * hash(c, r, layer.seed + 2)) * layer.pitch;
      const angle = 2.2 * noise(cx * 3, cy * 3, 81);
      const dx = (x - cx) / layer.pitch;
      const dy = (y - cy) / layer.pitch;
      const u = dx * Math.cos(angle) + dy * Math.sin(angle);
      const v = (dy * Math.cos(angle) - dx * Math.sin(angle)) * 1.5;
      const radius =
        layer.size * (0.8 + 0.35 * hash(c, r, layer.seed + 3)) + 0.06 * noise(x * 180, y * 180, 82);
      const away = Math.sqrt(u * u + v * v) / radius;
      if (away < 1) {
        top = order;
        found = [c, r, cx, cy, away];
      }
    }
  }
  if (!found) return undefined;
  const [c, r, cx, cy, away] = found;
  // Thick paint: the touch is a low dome, lit from the upper left, with a ridge where the brush left it.
  const lit = (-(x - cx) - (y - cy)) / layer.pitch;
  const relief = 0.13 * lit * away + 0.04 * noise(x * 320, y * 320, 83) - 0.05 * smoothstep(0.8, 1, away);
  return lift(touchColour(cx, cy, c, r, layer.seed), relief);
}

export function pointillism(): Painter {
  return (x, y) => {
    for (const layer of LAYERS) {
      const touch = touchAt(layer, x, y);
      if (touch) return touch;
    }
    return lift(mix(CANVAS, motif(x, y), 0.4), 0.06 * noise(x * 150, y * 150, 84));
  };
}
