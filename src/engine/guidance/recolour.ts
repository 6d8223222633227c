/**
 * Recolouring: the photo with the mean and the covariance of the style's colours, by the linear map that moves each colour the
 * least on average - the Monge-Kantorovich transport between two Gaussians (Pitie & Kokaram 2007, "The linear Monge-Kantorovitch
 * linear colour mapping for example-based colour transfer", section 3):
 *
 *   T = A^-1/2 (A^1/2 B A^1/2)^1/2 A^-1/2,   x -> T (x - mean_a) + mean_b,   A, B: covariances, 3x3
 */
import { clip } from '../images/pixels.js';

/** Mean and covariance of a picture's colours, RGB in [0,1]. */
export interface ColourStatistics {
  mean: readonly number[];
  /** Row by row, 3x3. */
  covariance: readonly number[];
}

/** Added to the variances: a grey picture has none across grey, and would be stretched without bound. 1e-4 is 2.5 levels of 255. */
const LEAST_VARIANCE = 1e-4;

/** Of [3, N], RGB in [0,1]. */
export function colourStatistics(planes: Float32Array): ColourStatistics {
  const count = planes.length / 3;
  const channels = [0, 1, 2].map((c) => planes.subarray(c * count, (c + 1) * count));
  const mean = channels.map((channel) => sumOf(channel) / count);
  const of = (a: number, b: number) => sumOfProducts(channels[a], mean[a], channels[b], mean[b]) / count;
  const [rr, rg, rb, gg, gb, bb] = [of(0, 0), of(0, 1), of(0, 2), of(1, 1), of(1, 2), of(2, 2)];
  return { mean, covariance: [rr, rg, rb, rg, gg, gb, rb, gb, bb] };
}

// Loops over millions of pixels: a closure for each costs several times as much.
function sumOf(values: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) sum += values[i];
  return sum;
}

function sumOfProducts(a: Float32Array, meanA: number, b: Float32Array, meanB: number): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += (a[i] - meanA) * (b[i] - meanB);
  return sum;
}

/** The statistics of several pictures taken together, each counted by its weight; weights sum to 1. */
export function blendStatistics(
  pictures: readonly (ColourStatistics & { weight: number })[],
): ColourStatistics {
  const average = (of: (picture: ColourStatistics) => readonly number[], length: number) =>
    Array.from({ length }, (_, i) =>
      pictures.reduce((sum, picture) => sum + picture.weight * of(picture)[i], 0),
    );
  const mean = average((picture) => picture.mean, 3);
  // The covariance of a mixture: that of its parts, and that of their means.
  const moments = average(
    (picture) =>
      picture.covariance.map((value, i) => value + picture.mean[Math.floor(i / 3)] * picture.mean[i % 3]),
    9,
  );
  return { mean, covariance: moments.map((value, i) => value - mean[Math.floor(i / 3)] * mean[i % 3]) };
}

/** [3, N] -> [3, N], clipped to [0,1]: the picture with the statistics `to`, or `share` of the way there, 0 to 1. */
export function recolour(planes: Float32Array, to: ColourStatistics, share = 1): Float32Array {
  const from = colourStatistics(planes);
  const map = transport(from.covariance, to.covariance);
  const count = planes.length / 3;
  const out = new Float32Array(planes.length);
  for (let c = 0; c < 3; c += 1) {
    const [r, g, b] = map.slice(3 * c, 3 * c + 3);
    const offset = to.mean[c] - (r * from.mean[0] + g * from.mean[1] + b * from.mean[2]);
    for (let i = 0; i < count; i += 1) {
      const moved = r * planes[i] + g * planes[count + i] + b * planes[2 * count + i] + offset;
      out[c * count + i] = clip((1 - share) * planes[c * count + i] + share * moved);
    }
  }
  return out;
}

/** T of the head of this file, 3x3. */
function transport(a: readonly number[], b: readonly number[]): number[] {
  const root = power(regular(a), 0.5);
  const inverse = power(regular(a), -0.5);
  return product(product(inverse, power(product(product(root, regular(b)), root), 0.5)), inverse);
}

function regular(matrix: readonly number[]): number[] {
  return matrix.map((value, i) => (i % 4 === 0 ? value + LEAST_VARIANCE : value));
}

/** A symmetric positive 3x3 matrix to a power, by its eigenvectors. */
function power(matrix: readonly number[], exponent: number): number[] {
  const { values, vectors } = eigen(matrix);
  const powers = values.map((value) => Math.max(value, 1e-12) ** exponent);
  return Array.from({ length: 9 }, (_, at) => {
    const [row, column] = [Math.floor(at / 3), at % 3];
    return powers.reduce((sum, value, k) => sum + value * vectors[3 * row + k] * vectors[3 * column + k], 0);
  });
}

/** Sweeps of Jacobi rotations: convergence is quadratic, and 3x3 needs about four. */
const SWEEPS = 12;

/** Eigenvalues of a symmetric 3x3 matrix, and its eigenvectors as columns (Golub & Van Loan, "Matrix Computations", 8.5). */
function eigen(matrix: readonly number[]): { values: number[]; vectors: number[] } {
  let a = [...matrix];
  let vectors = [1, 0, 0, 0, 1, 0, 0, 0, 1];
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    for (const [p, q] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const) {
      const apq = a[3 * p + q];
      if (apq === 0) continue;
      const tau = (a[4 * q] - a[4 * p]) / (2 * apq);
      const t = (tau >= 0 ? 1 : -1) / (Math.abs(tau) + Math.sqrt(1 + tau * tau));
      const c = 1 / Math.sqrt(1 + t * t);
      const rotation = [1, 0, 0, 0, 1, 0, 0, 0, 1];
      rotation[4 * p] = c;
      rotation[4 * q] = c;
      rotation[3 * p + q] = c * t;
      rotation[3 * q + p] = -c * t;
      a = product(product(transposed(rotation), a), rotation);
      vectors = product(vectors, rotation);
    }
  }
  return { values: [a[0], a[4], a[8]], vectors };
}

function product(a: readonly number[], b: readonly number[]): number[] {
  return Array.from({ length: 9 }, (_, at) => {
    const [row, column] = [3 * Math.floor(at / 3), at % 3];
    return a[row] * b[column] + a[row + 1] * b[3 + column] + a[row + 2] * b[6 + column];
  });
}

function transposed(a: readonly number[]): number[] {
  return [a[0], a[3], a[6], a[1], a[4], a[7], a[2], a[5], a[8]];
}
