/**
 * Ink on water, combed: each drop and each stroke of the comb is a closed-form map of the surface that keeps areas (Lu, Jaffer,
 * Jin, Zhao, Mao, "Mathematical Marbling", IEEE CG&A 2012). The colour of a point is found by undoing the strokes from the
 * last to the first, until a drop is met that lay there.
 */
import { uniform } from '../../src/lib/random.js';
import type { Painter } from './canvas.js';
import { type Colour, hex, lift } from './colour.js';
import { fractal, noise } from './noise.js';

const GROUND = hex('#12264f');
// Each ink with its share of the drops.
const INKS: readonly (readonly [Colour, number])[] = [
  [hex('#f3e6c8'), 0.27],
  [hex('#a3231c'), 0.18],
  [hex('#1f7a80'), 0.17],
  [hex('#e3a02d'), 0.15],
  [hex('#8cc0b4'), 0.07],
  [hex('#12264f'), 0.07],
  [hex('#0c1226'), 0.09],
];

interface Drop {
  x: number;
  y: number;
  /** Radius squared: the area that the drop pushes aside. */
  area: number;
  ink: Colour;
}

function pickInk(share: number): Colour {
  let left = share;
  for (const [ink, part] of INKS) {
    left -= part;
    if (left < 0) return ink;
  }
  return GROUND;
}

/**
 * Large drops first, then ever smaller ones, as from a brush that is shaken empty; spread evenly by the R2 sequence
 * (M. Roberts, "The Unreasonable Effectiveness of Quasirandom Sequences", 2018: the powers of 0.7549), so that no ground lies bare.
 */
function scatter(count: number, random: () => number): Drop[] {
  return Array.from({ length: count }, (_, i) => {
    const radius = (0.055 + 0.05 * random()) * (1 - (0.82 * i) / count);
    return {
      x: ((i * 0.7548776662) % 1) * 1.6 - 0.3,
      y: ((i * 0.569840291) % 1) * 1.6 - 0.3,
      area: radius * radius,
      ink: pickInk(random()),
    };
  });
}

/** Shift along a comb whose teeth, `gap` apart, all go the same way: the sum of exp(-distance / reach) over all teeth. */
function comb(across: number, gap: number, reach: number): number {
  const d = across - gap * Math.floor(across / gap);
  return Math.cosh((gap / 2 - d) / reach) / Math.sinh(gap / (2 * reach));
}

/** The same with teeth that go there and back in turn: the sum with alternating signs. */
function rake(across: number, gap: number, reach: number): number {
  const tooth = Math.floor(across / gap);
  const d = across - gap * tooth;
  const shift = Math.sinh((gap / 2 - d) / reach) / Math.cosh(gap / (2 * reach));
  return tooth % 2 === 0 ? shift : -shift;
}

/** Vortices: a stylus turned in the bath at (x, y). */
const CURLS = [
  { x: 0.27, y: 0.3, turn: 2.3, reach: 0.13 },
  { x: 0.76, y: 0.62, turn: -2.6, reach: 0.15 },
  { x: 0.3, y: 0.83, turn: 1.9, reach: 0.11 },
  { x: 0.78, y: 0.14, turn: -1.8, reach: 0.1 },
];

/** Undoes every stroke: where the point lay before the comb came. */
function uncombed(x: number, y: number): [number, number] {
  for (const curl of CURLS) {
    const dx = x - curl.x;
    const dy = y - curl.y;
    const angle = -curl.turn * Math.exp(-(dx * dx + dy * dy) / (curl.reach * curl.reach));
    const cos = Math.cos(angle);
    const sin = Math.sin(angle);
    x = curl.x + dx * cos - dy * sin;
    y = curl.y + dx * sin + dy * cos;
  }
  x -= 0.03 * Math.sin(y * 9 + 0.6);
  y -= 0.085 * comb(x + 0.012, 0.056, 0.022);
  x -= 0.24 * rake(y, 0.17, 0.075);
  y -= 0.2 * rake(x + 0.03, 0.3, 0.12);
  return [x, y];
}

export function marbling(): Painter {
  const drops = scatter(420, uniform(1517)).reverse();
  return (px, py) => {
    let [x, y] = uncombed(px + 0.004 * noise(px * 9, py * 9, 3), py + 0.004 * noise(px * 9, py * 9, 4));
    let ink = GROUND;
    for (const drop of drops) {
      const dx = x - drop.x;
      const dy = y - drop.y;
      const distance = dx * dx + dy * dy;
      if (distance < drop.area) {
        ink = drop.ink;
        break;
      }
      const shrink = Math.sqrt(1 - drop.area / distance);
      x = drop.x + dx * shrink;
      y = drop.y + dy * shrink;
    }
    // Pigment settles in the grain of the paper.
    return lift(ink, 0.07 * fractal(px * 130, py * 130, 2, 5) + 0.06 * fractal(px * 7, py * 7, 2, 6));
  };
}
