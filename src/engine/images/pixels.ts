/**
 * Pixels in memory: interleaved bytes [H,W,C] for files, planar floats [C,H,W] in [0,1] for the engine, and the way
 * between sizes. Resizing is separable Catmull-Rom (Keys, "Cubic convolution interpolation for digital image processing",
 * IEEE ASSP 1981, a = -1/2); when it shrinks, the kernel is widened by the factor so that nothing aliases. It is done
 * here because sharp clamps float pixels while it resizes them, and a half-optimised picture lies partly outside [0,1].
 */

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

/**
 * [C,H,W] from one size to another, any number of planes. Not clipped: Catmull-Rom overshoots at edges. Borders repeat
 * their last pixel. Constants stay constant; linear ramps stay so where the kernel does not reach over the border.
 */
export function resizePlanes(planes: Float32Array, from: Size, to: Size): Float32Array {
  const channels = planes.length / (from.width * from.height);
  const rows =
    from.width === to.width ? planes : convolveRows(planes, from.width, catmullRom(from.width, to.width));
  return from.height === to.height
    ? Float32Array.from(rows)
    : convolveColumns(rows, channels, from.height, catmullRom(from.height, to.height));
}

/** A mask at another size, rounded and clipped. */
export function resizeMask(mask: Mask, to: Size): Mask {
  const floats = resizePlanes(Float32Array.from(mask.data), mask, to);
  return { width: to.width, height: to.height, data: new Uint8Array(new Uint8ClampedArray(floats).buffer) };
}

/** For each output position `taps` source positions with their weights (sum 1): both [size * taps]. */
interface Filter {
  to: number;
  taps: number;
  sources: Int32Array;
  weights: Float32Array;
}

function catmullRom(from: number, to: number): Filter {
  const step = from / to;
  const widen = Math.max(1, step);
  const taps = 2 * Math.ceil(2 * widen);
  return makeFilter(from, to, taps, (o) => {
    const centre = (o + 0.5) * step - 0.5; // pixel centres lie at half-integers
    const first = Math.floor(centre) - taps / 2 + 1;
    return { first, row: Array.from({ length: taps }, (_, t) => keys((first + t - centre) / widen)) };
  });
}

/** A filter from its unnormalised rows; sources beyond a border are the last pixel before it. */
function makeFilter(
  from: number,
  to: number,
  taps: number,
  rowAt: (output: number) => { first: number; row: number[] },
): Filter {
  const sources = new Int32Array(to * taps);
  const weights = new Float32Array(to * taps);
  for (let o = 0; o < to; o++) {
    const { first, row } = rowAt(o);
    const sum = row.reduce((a, b) => a + b);
    for (let t = 0; t < taps; t++) {
      sources[o * taps + t] = clampIndex(first + t, from);
      weights[o * taps + t] = row[t] / sum;
    }
  }
  return { to, taps, sources, weights };
}

/** Keys' cubic convolution kernel with a = -1/2, support (-2, 2). */
function keys(offset: number): number {
  const x = Math.abs(offset);
  if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
  return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
}

/** [rows, from] -> [rows, to] */
function convolveRows(
  data: Float32Array,
  from: number,
  { to, taps, sources, weights }: Filter,
): Float32Array {
  const rows = data.length / from;
  const out = new Float32Array(rows * to);
  for (let r = 0; r < rows; r++) {
    for (let o = 0; o < to; o++) {
      let sum = 0;
      for (let t = o * taps; t < (o + 1) * taps; t++) sum += weights[t] * data[r * from + sources[t]];
      out[r * to + o] = sum;
    }
  }
  return out;
}

/** [channels, from, width] -> [channels, to, width], row by row so that memory is read in order. */
function convolveColumns(
  data: Float32Array,
  channels: number,
  from: number,
  { to, taps, sources, weights }: Filter,
): Float32Array {
  const width = data.length / (channels * from);
  const out = new Float32Array(channels * to * width);
  const sums = new Float64Array(width);
  for (let c = 0; c < channels; c++) {
    for (let o = 0; o < to; o++) {
      sums.fill(0);
      for (let t = o * taps; t < (o + 1) * taps; t++) {
        const at = (c * from + sources[t]) * width;
        for (let x = 0; x < width; x++) sums[x] += weights[t] * data[at + x];
      }
      out.set(sums, (c * to + o) * width);
    }
  }
  return out;
}

/** [C,H,W] convolved with a Gaussian of standard deviation `deviation` px; borders repeat their last pixel. 0 changes nothing. */
export function soften(planes: Float32Array, { width, height }: Size, deviation: number): Float32Array {
  if (deviation === 0) return planes;
  const channels = planes.length / (width * height);
  const rows = convolveRows(planes, width, gaussian(width, deviation));
  return convolveColumns(rows, channels, height, gaussian(height, deviation));
}

/** The Gaussian as a filter from a length to itself, cut at three deviations. */
function gaussian(length: number, deviation: number): Filter {
  const reach = Math.ceil(3 * deviation);
  const kernel = Array.from({ length: 2 * reach + 1 }, (_, t) =>
    Math.exp(-((t - reach) ** 2) / (2 * deviation ** 2)),
  );
  return makeFilter(length, length, kernel.length, (o) => ({ first: o - reach, row: kernel }));
}
