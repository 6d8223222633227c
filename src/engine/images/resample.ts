/**
 * Planes at another size, and blurred. Resizing is separable Catmull-Rom (Keys, "Cubic convolution interpolation for digital image
 * processing", IEEE ASSP 1981, a = -1/2); when it shrinks, the kernel is widened by the factor so that nothing aliases. It is done here
 * because sharp clamps float pixels while it resizes them, and a half-optimised picture lies partly outside [0,1].
 */
import { clampIndex, type Mask, type Size } from './pixels.js';

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
export function gaussianBlur(planes: Float32Array, { width, height }: Size, deviation: number): Float32Array {
  if (deviation === 0) return planes;
  const channels = planes.length / (width * height);
  const rows = convolveRows(planes, width, gaussianFilter(width, deviation));
  return convolveColumns(rows, channels, height, gaussianFilter(height, deviation));
}

/** The Gaussian as a filter from a length to itself, cut at three deviations. */
function gaussianFilter(length: number, deviation: number): Filter {
  const reach = Math.ceil(3 * deviation);
  const kernel = Array.from({ length: 2 * reach + 1 }, (_, t) =>
    Math.exp(-((t - reach) ** 2) / (2 * deviation ** 2)),
  );
  return makeFilter(length, length, kernel.length, (o) => ({ first: o - reach, row: kernel }));
}
