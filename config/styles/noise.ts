/**
 * Chance that is the same on every machine: a hash of lattice points, and gradient noise on that
 * lattice (Perlin, "Improving Noise", SIGGRAPH 2002: its quintic fade; gradients are taken from the hash instead of his table).
 */

/** A number in [0, 1) for an integer lattice point: finaliser of MurmurHash3 (A. Appleby, public domain). */
export function hash(x: number, y: number, seed: number): number {
  let h = Math.imul(x, 0x85ebca6b) ^ Math.imul(y, 0xc2b2ae35) ^ Math.imul(seed, 0x27d4eb2f);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 2 ** 32;
}

const DIRECTIONS = Array.from({ length: 64 }, (_, i) => [
  Math.cos((i * Math.PI) / 32),
  Math.sin((i * Math.PI) / 32),
]);

function slope(ix: number, iy: number, dx: number, dy: number, seed: number): number {
  const direction = DIRECTIONS[(hash(ix, iy, seed) * 64) | 0];
  return direction[0] * dx + direction[1] * dy;
}

/** Gradient noise, about -1..1, one feature per unit of length. */
export function noise(x: number, y: number, seed: number): number {
  const ix = Math.floor(x);
  const iy = Math.floor(y);
  const dx = x - ix;
  const dy = y - iy;
  const fx = dx * dx * dx * (dx * (dx * 6 - 15) + 10);
  const fy = dy * dy * dy * (dy * (dy * 6 - 15) + 10);
  const top = lerp(slope(ix, iy, dx, dy, seed), slope(ix + 1, iy, dx - 1, dy, seed), fx);
  const bottom = lerp(slope(ix, iy + 1, dx, dy - 1, seed), slope(ix + 1, iy + 1, dx - 1, dy - 1, seed), fx);
  return lerp(top, bottom, fy) * Math.SQRT2;
}

/** Fractal sum of `octaves` noises, each of half the size and half the height of the one before: about -1..1. */
export function fractal(x: number, y: number, octaves: number, seed: number): number {
  let sum = 0;
  let height = 0.5;
  for (let octave = 0; octave < octaves; octave++) {
    sum += height * noise(x, y, seed + octave);
    x *= 2;
    y *= 2;
    height /= 2;
  }
  return sum;
}

export function lerp(a: number, b: number, t: number): number {
  return a + (b - a) * t;
}

export function clamp(value: number, low = 0, high = 1): number {
  return Math.min(Math.max(value, low), high);
}

/** 0 below `from`, 1 above `to`, smooth between. */
export function smoothstep(from: number, to: number, value: number): number {
  const t = clamp((value - from) / (to - from));
  return t * t * (3 - 2 * t);
}
