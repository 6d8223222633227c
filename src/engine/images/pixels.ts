/** Pixels in memory: interleaved bytes [H,W,C] for files, planar floats [C,H,W] in [0,1] for the engine, and the way between the two. */

/** px */
export interface Size {
  width: number;
  height: number;
}

export function areaOf({ width, height }: Size): number {
  return width * height;
}

/** Transparency: 0 clear .. 255 opaque, [height, width]. */
export interface Mask extends Size {
  data: Uint8Array;
}

/**
 * Grey level that stands where a picture is transparent: the middle of the byte range, close to the mean that the networks
 * subtract, so that the ground has next to no features of its own and the paint fills it as the style likes.
 */
export const GROUND = 128;

/**
 * Below this alpha (an eighth of 255; chosen, not tuned) a colour fades into the ground: such pixels can hardly be seen, and
 * editors leave stray colours in them.
 */
const FAINT_ALPHA = 32;

/** The size of the same aspect whose longer side is exactly `longerSide`; the shorter one is rounded, at least 1. */
export function fitSize(width: number, height: number, longerSide: number): Size {
  const scale = longerSide / Math.max(width, height);
  const scaled = (side: number) => Math.max(1, Math.round(side * scale));
  return width >= height
    ? { width: longerSide, height: scaled(height) }
    : { width: scaled(width), height: longerSide };
}

/** The size within `longestSide` px, never enlarged. */
export function shrunk(size: Size, longestSide = Number.POSITIVE_INFINITY): Size {
  return Math.max(size.width, size.height) > longestSide
    ? fitSize(size.width, size.height, longestSide)
    : size;
}

/** To [0,1]. */
export function clip(value: number): number {
  return Math.min(1, Math.max(0, value));
}

/** From 0 at 0 to 1 at 1, level at both ends; 0 below, 1 above (the cubic of Perlin's and Hermite's smoothstep). */
export function smoothstep(t: number): number {
  const clipped = clip(t);
  return clipped * clipped * (3 - 2 * clipped);
}

/** The index itself, or the nearest one that a row of `length` has. */
export function clampIndex(index: number, length: number): number {
  return Math.min(length - 1, Math.max(0, index));
}

/** [H,W,3] bytes -> [3,H,W] floats in [0,1]. */
export function bytesToPlanes(rgb: Uint8Array): Float32Array {
  const count = rgb.length / 3;
  const planes = new Float32Array(rgb.length);
  for (let p = 0; p < count; p++) {
    for (let c = 0; c < 3; c++) planes[c * count + p] = rgb[p * 3 + c] / 255;
  }
  return planes;
}

/** [3,H,W] floats -> [H,W,3] bytes: clipped to [0,1], rounded to nearest; NaN becomes 0. */
export function planesToBytes(planes: Float32Array): Uint8Array {
  const count = planes.length / 3;
  const rgb = new Uint8ClampedArray(planes.length);
  for (let p = 0; p < count; p++) {
    for (let c = 0; c < 3; c++) rgb[p * 3 + c] = planes[c * count + p] * 255;
  }
  return new Uint8Array(rgb.buffer);
}

/**
 * [H,W,channels >= 4] with straight alpha -> colours [H,W,3] on the ground, and the mask unless all is opaque. A colour is not
 * mixed with the ground in proportion to its alpha: the mask dims it once when it is restored, and soft edges and shadows
 * keep their colour without a grey fringe.
 */
export function overGround(
  rgba: Uint8Array,
  channels: number,
  size: Size,
): { rgb: Uint8Array; alpha?: Mask } {
  const count = size.width * size.height;
  const rgb = new Uint8Array(count * 3);
  const data = new Uint8Array(count);
  for (let p = 0; p < count; p++) {
    data[p] = rgba[p * channels + 3];
    const share = Math.min(1, data[p] / FAINT_ALPHA);
    for (let c = 0; c < 3; c++)
      rgb[p * 3 + c] = Math.round(GROUND + share * (rgba[p * channels + c] - GROUND));
  }
  return data.every((alpha) => alpha === 255) ? { rgb } : { rgb, alpha: { ...size, data } };
}

/** Below this alpha everywhere a picture shows nothing (3 %; chosen, not tuned: fine lines are faint once they are shrunk). */
const UNSEEN_ALPHA = 8;

/** Whether there is anything to see. */
export function isVisible(mask: Mask | undefined): boolean {
  return mask === undefined || mask.data.some((alpha) => alpha >= UNSEEN_ALPHA);
}

/** Between the channels of a grey pixel, levels of 255: conversions between colour spaces round. */
const GREY_SPREAD = 3;

/** [H,W,3]: whether no pixel has a colour. */
export function isGrey(rgb: Uint8Array): boolean {
  for (let i = 0; i < rgb.length; i += 3) {
    const [r, g, b] = [rgb[i], rgb[i + 1], rgb[i + 2]];
    if (Math.max(r, g, b) - Math.min(r, g, b) > GREY_SPREAD) return false;
  }
  return true;
}

/** [N, from] -> [N, picked.length]: the channels of these numbers. */
export function pickChannels(pixels: Uint8Array, from: number, picked: readonly number[]): Uint8Array {
  const count = pixels.length / from;
  const out = new Uint8Array(count * picked.length);
  for (let p = 0; p < count; p++) {
    for (let c = 0; c < picked.length; c++) out[p * picked.length + c] = pixels[p * from + picked[c]];
  }
  return out;
}

/** [H,W,3] and the mask of the same size -> [H,W,4]. */
export function withAlpha(rgb: Uint8Array, { data }: Mask): Uint8Array {
  const rgba = new Uint8Array(data.length * 4);
  for (let p = 0; p < data.length; p++) {
    for (let c = 0; c < 3; c++) rgba[p * 4 + c] = rgb[p * 3 + c];
    rgba[p * 4 + 3] = data[p];
  }
  return rgba;
}
