/**
 * A linocut in several blocks: hills under a sun, every tone made with the gouge. Each field of the picture has its own pair of
 * coordinates (along and across the cut); a row of cuts is a row of lens-shaped marks in them. What is cut away shows the
 * colour block, what stands prints the dark key block, its ink a little starved as from a hand press.
 */
import type { Painter } from './canvas.js';
import { type Colour, gradient, hex, lift, mix } from './colour.js';
import { clamp, fractal, hash, noise, smoothstep } from './noise.js';

const KEY = hex('#131b35');
/** From the sun outwards. */
const SKY = ['#f9df9a', '#f3ab55', '#e5703f', '#a8485c', '#3d6f97', '#3f96a8'].map(hex);
const SUN = { x: 0.64, y: 0.27, radius: 0.105 };

/** Hills from the front to the back: mean height, swing, colour blocks of the lit and the shaded side. */
const HILLS = [
  { y: 0.9, swing: 0.075, waves: 1.3, phase: 0.4, light: hex('#f3b53a'), deep: hex('#d9532c') },
  { y: 0.765, swing: 0.08, waves: 1.7, phase: 2.6, light: hex('#7fc8a9'), deep: hex('#1f7f7c') },
  { y: 0.65, swing: 0.07, waves: 1.4, phase: 4.6, light: hex('#f6e7c1'), deep: hex('#e98a3a') },
  { y: 0.555, swing: 0.055, waves: 2.1, phase: 0.9, light: hex('#e2603a'), deep: hex('#a02b35') },
  { y: 0.465, swing: 0.045, waves: 1.9, phase: 3.4, light: hex('#58b0ab'), deep: hex('#24648a') },
];

/** A place in a field: along and across the cuts (in widths of a cut), how light it is, and its colour block. */
interface Place {
  along: number;
  across: number;
  light: number;
  block: Colour;
  field: number;
  /** Distance to the outline of the field. */
  outline: number;
}

function hillLine(hill: (typeof HILLS)[number], x: number): number {
  return (
    hill.y +
    hill.swing * Math.sin(x * hill.waves * Math.PI + hill.phase) +
    0.012 * Math.sin(x * 17 + hill.phase * 3)
  );
}

const CUT = 1 / 92;

function placeAt(x: number, y: number): Place {
  const wx = x + 0.01 * noise(x * 6, y * 6, 100);
  const wy = y + 0.01 * noise(x * 6, y * 6, 101);
  for (const [index, hill] of HILLS.entries()) {
    const depth = wy - hillLine(hill, wx);
    if (depth < 0) continue;
    const drift = 0.03 * noise(wx * 3, wy * 3, 110 + index);
    const light = clamp(1 - depth * 5.5) * 0.8 + 0.2 + 2.5 * drift;
    const block = mix(hill.light, hill.deep, smoothstep(0.03, 0.13, depth + drift));
    return { along: wx / CUT, across: (depth + drift) / CUT, light, block, field: index, outline: depth };
  }
  const dx = wx - SUN.x;
  const dy = wy - SUN.y;
  const radius = Math.hypot(dx, dy);
  const angle = Math.atan2(dy, dx);
  if (radius < SUN.radius) {
    const block = mix(hex('#fff0bf'), hex('#f6a02d'), smoothstep(0.3, 1, radius / SUN.radius));
    return {
      along: angle * 8,
      across: radius / CUT,
      light: 0.95,
      block,
      field: 20,
      outline: SUN.radius - radius,
    };
  }
  // Sky: rings round the sun, broken by rays.
  const far = radius - SUN.radius;
  const ray = 0.5 + 0.5 * Math.sin(angle * 22 + 1.2 * noise(wx * 4, wy * 4, 120));
  const light = clamp(0.4 + 0.55 * ray - far * 0.35);
  const block = gradient(SKY, far / 0.62);
  const across = (far + 0.02 * noise(wx * 4, wy * 4, 121)) / CUT;
  // As many cuts to a ring as fit, so that marks keep their length.
  const turns =
    Math.max(6, Math.round((Math.floor(across) * CUT + SUN.radius) * 2 * Math.PI * 15)) / (2 * Math.PI);
  return { along: (angle + Math.PI) * turns * 4, across, light, block, field: 21, outline: far };
}

/** Share of the surface that the gouge took away here, 0 or 1 with a soft edge. */
function gouge(place: Place, x: number, y: number): number {
  const row = Math.floor(place.across);
  const length = 4;
  const start = place.along / length + (place.field === 21 ? (row % 2) / 2 : 7 * hash(row, place.field, 130));
  const mark = Math.floor(start);
  const t = start - mark;
  const chance = hash(mark, row, place.field + 131);
  // The blade goes in fast and comes out slowly.
  const taper = Math.sin(Math.PI * t ** 0.75) ** 0.55;
  const width = clamp(0.14 + 0.72 * place.light + 0.16 * (chance - 0.5)) * taper;
  const middle = 0.5 + 0.12 * (chance - 0.5) + 0.07 * noise(x * 40, y * 40, 132);
  const away = Math.abs(place.across - row - middle) * 2;
  const edge = 0.1 * noise(x * 120, y * 120, 133);
  return 1 - smoothstep(width - 0.07, width + 0.07, away + edge);
}

export function linocut(): Painter {
  return (x, y) => {
    const place = placeAt(x, y);
    const line = smoothstep(0.0035, 0.0055, Math.abs(place.outline) + 0.001 * noise(x * 70, y * 70, 134));
    const cut = gouge(place, x, y) * line;
    const starved = smoothstep(
      0.5,
      0.62,
      fractal(x * 120, y * 120, 2, 135) + 0.35 * fractal(x * 7, y * 7, 2, 136) + 0.05,
    );
    const block = lift(
      place.block,
      0.08 * fractal(x * 110, y * 110, 3, 137) + 0.05 * fractal(x * 6, y * 6, 2, 138),
    );
    const key = mix(lift(KEY, 0.05 * fractal(x * 140, y * 140, 2, 139)), block, 0.75 * starved);
    return mix(key, block, cut);
  };
}
