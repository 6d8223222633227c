/**
 * A rose window: glass pieces are the Voronoi cells of sites on jittered rings round a light, drawn through a gentle warp so that
 * the leads bend. The distance to a lead is the exact distance to the cell's border (I. Quilez, "Voronoi borders", 2012).
 */
import { uniform } from '../../src/lib/random.js';
import type { Painter } from './canvas.js';
import { type Colour, gradient, hex, lift, mix, shade, turnHue } from './colour.js';
import { clamp, fractal, hash, noise, smoothstep } from './noise.js';

const LIGHT = { x: 0.58, y: 0.4 };
/** From the light outwards. */
const GLASS = [
  '#fff3b0',
  '#ffc02e',
  '#f5841f',
  '#d62828',
  '#8e1a4f',
  '#4a2fa8',
  '#1a56c8',
  '#0d93b8',
  '#1560b0',
  '#1c2f86',
].map(hex);
const ACCENTS = ['#1f9d61', '#f2b631', '#c81d3a', '#48b9c7', '#e8e2c4'].map(hex);
const LEAD = hex('#101014');

interface Piece {
  x: number;
  y: number;
  colour: Colour;
  /** Direction in which the piece grows lighter, and in which its streaks run. */
  angle: number;
}

function cut(random: () => number): Piece[] {
  const pieces: Piece[] = [{ ...LIGHT, colour: GLASS[0], angle: 0 }];
  for (let ring = 1; ring <= 14; ring++) {
    const radius = 0.052 * ring + 0.002 * ring * ring;
    const count = Math.round((ring % 3 === 0 ? 12 : 7) + ring * 3.6);
    for (let i = 0; i < count; i++) {
      const angle = ((i + (ring % 2) / 2 + (random() - 0.5) * 0.5) / count) * 2 * Math.PI;
      const away = radius * (1 + (random() - 0.5) * 0.1);
      const base = gradient(GLASS, (ring - 0.4 + random() * 1.3) / 14.5);
      const colour = random() < 0.13 ? ACCENTS[(random() * ACCENTS.length) | 0] : base;
      pieces.push({
        x: LIGHT.x + away * Math.cos(angle),
        y: LIGHT.y + away * Math.sin(angle),
        colour: turnHue(shade(colour, 0.82 + 0.36 * random()), (random() - 0.5) * 0.06, 1.08),
        angle: random() * 2 * Math.PI,
      });
    }
  }
  return pieces;
}

/** Piece at a point, distance to its border, and to its nearest corner (where two borders are equally near). */
function locate(
  pieces: readonly Piece[],
  x: number,
  y: number,
): { piece: Piece; border: number; corner: number } {
  let piece = pieces[0];
  let nearest = Infinity;
  for (const candidate of pieces) {
    const d = (x - candidate.x) ** 2 + (y - candidate.y) ** 2;
    if (d < nearest) {
      nearest = d;
      piece = candidate;
    }
  }
  let border = Infinity;
  let corner = Infinity;
  for (const other of pieces) {
    const dx = other.x - piece.x;
    const dy = other.y - piece.y;
    const length = Math.sqrt(dx * dx + dy * dy);
    if (length === 0 || length > 0.3) continue;
    const d = length / 2 - ((x - piece.x) * dx + (y - piece.y) * dy) / length;
    if (d < border) {
      corner = border;
      border = d;
    } else if (d < corner) corner = d;
  }
  return { piece, border, corner };
}

/** Hand-made glass: light from one side, streaks, ripples that catch the sun, seeds (small bubbles). */
function glass(piece: Piece, x: number, y: number, border: number): Colour {
  const cos = Math.cos(piece.angle);
  const sin = Math.sin(piece.angle);
  const along = (x - piece.x) * cos + (y - piece.y) * sin;
  const across = (y - piece.y) * cos - (x - piece.x) * sin;
  const seed = (hash(piece.x * 1e4, piece.y * 1e4, 8) * 1000) | 0;
  const streak = fractal(along * 9 + 1.2 * noise(across * 16, along * 7, seed), across * 34, 3, seed);
  const ripple = noise(x * 62 + 1.5 * streak, y * 62, seed + 9) + 0.5 * noise(x * 130, y * 130, seed + 10);
  const bubble = smoothstep(0.62, 0.75, noise(x * 95, y * 95, 77));
  const glow = 1.12 - 0.45 * Math.hypot(x - LIGHT.x, y - LIGHT.y);
  const edge = 0.7 + 0.3 * smoothstep(0.004, 0.012, border);
  const lit = shade(piece.colour, glow * edge * (1 + 7 * along + 0.75 * streak));
  return lift(
    turnHue(lit, 0.1 * streak),
    0.09 * Math.max(0, ripple) ** 2 - 0.03 + 0.12 * bubble + 0.05 * ripple,
  );
}

/** Rounded lead came: lit from above, dull, with solder where leads meet. */
function came(x: number, y: number, border: number, width: number, solder: number): Colour {
  const round = Math.sqrt(1 - clamp(border / width) ** 2);
  const patina = 0.06 * fractal(x * 90, y * 90, 3, 21);
  return lift(mix(LEAD, hex('#6c6f78'), 0.4 * round ** 6 + 0.35 * solder * round), patina);
}

export function stainedGlass(): Painter {
  const pieces = cut(uniform(1163)).filter((p) => Math.abs(p.x - 0.5) < 0.66 && Math.abs(p.y - 0.5) < 0.66);
  return (px, py) => {
    const x = px + 0.045 * noise(px * 2.6, py * 2.6, 1) + 0.005 * noise(px * 14, py * 14, 2);
    const y = py + 0.045 * noise(px * 2.6, py * 2.6, 3) + 0.005 * noise(px * 14, py * 14, 4);
    const { piece, border, corner } = locate(pieces, x, y);
    const solder = 1 - smoothstep(0.006, 0.011, corner);
    const width = 0.0047 + 0.0012 * noise(px * 11, py * 11, 5) + 0.0022 * solder;
    const seen = smoothstep(width - 0.0006, width + 0.0006, border);
    if (seen === 0) return came(px, py, border, width, solder);
    return mix(came(px, py, border, width, solder), glass(piece, x, y, border), seen);
  };
}
