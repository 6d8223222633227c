/**
 * Optical flow: where each pixel of a frame was in another one. Duality-based TV-L1 (Zach, Pock & Bischof 2007, "A Duality Based Approach
 * for Realtime TV-L1 Optical Flow"; pyramid, warps and the usual parameters as in Sánchez, Meinhardt-Llopis & Facciolo 2013, IPOL 3,
 * "TV-L1 Optical Flow Estimation"): edges of a motion stay sharp, and a few pixels that fit nowhere do not bend the rest. Deviates in a
 * fixed number of iterations in place of a stopping rule, so that the time is known before.
 */
import { areaOf, clampIndex, type Size } from '../images/pixels.js';
import { gaussianBlur, resizePlanes } from '../images/resample.js';

/** A displacement for each pixel, px: pixel (x, y) was at (x + u, y + v). [H*W] each. */
export interface Flow extends Size {
  u: Float32Array;
  v: Float32Array;
}

/** Weight of the data term against the flow's smoothness, for levels of 0 to 255 (IPOL, table 1). */
const LAMBDA = 0.15;
/** Tightness between the two halves of the relaxed problem (IPOL, table 1). */
const THETA = 0.3;
/** Step of the dual variables (IPOL, table 1). */
const TAU = 0.25;
/** Linearisations at each level, and iterations after each (empirical: more change no pixel by more than a tenth). */
const WARPS = 5;
const ITERATIONS = 12;
/** Shorter side below which no coarser level is made, px. */
const COARSEST = 12;
/** Blur before the first level, px: of noise and of what the grid aliases (IPOL, section 4). */
const PRESMOOTHING = 0.8;

/** Luma of a frame [3, H*W] in [0,1], in levels of 0 to 255 (ITU-R BT.601). */
export function lumaOf(planes: Float32Array): Float32Array {
  const count = planes.length / 3;
  const luma = new Float32Array(count);
  for (let i = 0; i < count; i += 1)
    luma[i] = 255 * (0.299 * planes[i] + 0.587 * planes[count + i] + 0.114 * planes[2 * count + i]);
  return luma;
}

/** Where the pixels of `here` are in `there`; both luma [H*W] of one size. */
export function opticalFlow(here: Float32Array, there: Float32Array, size: Size): Flow {
  const levels = pyramid(here, there, size);
  let flow: Flow | undefined;
  for (const level of levels) {
    flow = flow ? enlargeFlow(flow, level.size) : noFlow(level.size);
    for (let warp = 0; warp < WARPS; warp += 1) refine(flow, level.here, level.there);
  }
  return flow!;
}

/** A flow of no motion. */
export function noFlow({ width, height }: Size): Flow {
  const count = width * height;
  return { width, height, u: new Float32Array(count), v: new Float32Array(count) };
}

/** The same motion on the grid of another size. */
export function enlargeFlow(flow: Flow, to: Size): Flow {
  const scaled = (plane: Float32Array, factor: number) =>
    resizePlanes(plane, flow, to).map((value) => value * factor);
  return {
    width: to.width,
    height: to.height,
    u: scaled(flow.u, to.width / flow.width),
    v: scaled(flow.v, to.height / flow.height),
  };
}

interface Level {
  size: Size;
  here: Float32Array;
  there: Float32Array;
}

/** Coarse to fine, each half the size of the next. */
function pyramid(here: Float32Array, there: Float32Array, size: Size): Level[] {
  const levels: Level[] = [
    { size, here: gaussianBlur(here, size, PRESMOOTHING), there: gaussianBlur(there, size, PRESMOOTHING) },
  ];
  for (;;) {
    const finer = levels[0];
    const { width, height } = finer.size;
    const half = { width: Math.round(width / 2), height: Math.round(height / 2) };
    if (Math.min(half.width, half.height) < COARSEST) return levels;
    const shrink = (plane: Float32Array) => resizePlanes(plane, finer.size, half);
    levels.unshift({ size: half, here: shrink(finer.here), there: shrink(finer.there) });
  }
}

/** One linearisation around the flow so far, and the iterations that follow it; the flow is changed in place. */
function refine(flow: Flow, here: Float32Array, there: Float32Array): void {
  const { width, height, u, v } = flow;
  const count = areaOf(flow);
  const moved = sample(there, flow);
  const slopeX = sample(slope(there, width, height, 1, 0), flow);
  const slopeY = sample(slope(there, width, height, 0, 1), flow);
  const steepness = slopeX.map((gx, i) => gx * gx + slopeY[i] * slopeY[i]);
  // The residual at no further change: rho(u) = constant + grad . u (IPOL, equation 8).
  const constant = moved.map((value, i) => value - slopeX[i] * u[i] - slopeY[i] * v[i] - here[i]);
  const dual = [0, 1, 2, 3].map(() => new Float32Array(count));
  const [uX, uY, vX, vY] = dual as [Float32Array, Float32Array, Float32Array, Float32Array];
  const bound = LAMBDA * THETA;
  const step = TAU / THETA;
  for (let iteration = 0; iteration < ITERATIONS; iteration += 1) {
    for (let y = 0, i = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1, i += 1) {
        const rho = constant[i] + slopeX[i] * u[i] + slopeY[i] * v[i];
        const most = bound * steepness[i];
        // Thresholding (IPOL, equation 11).
        const by = rho < -most ? bound : rho > most ? -bound : steepness[i] > 1e-9 ? -rho / steepness[i] : 0;
        const up = y > 0 ? i - width : -1;
        const left = x > 0 ? i - 1 : -1;
        u[i] += by * slopeX[i] + THETA * divergence(uX, uY, i, left, up);
        v[i] += by * slopeY[i] + THETA * divergence(vX, vY, i, left, up);
      }
    }
    ascend(u, uX, uY, width, height, step);
    ascend(v, vX, vY, width, height, step);
  }
}

/** Backward differences, 0 beyond the border. */
function divergence(px: Float32Array, py: Float32Array, i: number, left: number, up: number): number {
  return px[i] - (left < 0 ? 0 : px[left]) + py[i] - (up < 0 ? 0 : py[up]);
}

/** The dual variables follow the flow's gradient (IPOL, equation 13). */
function ascend(
  plane: Float32Array,
  px: Float32Array,
  py: Float32Array,
  width: number,
  height: number,
  step: number,
): void {
  for (let y = 0, i = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, i += 1) {
      const dx = x + 1 < width ? plane[i + 1] - plane[i] : 0;
      const dy = y + 1 < height ? plane[i + width] - plane[i] : 0;
      // Not Math.hypot, which is many times slower.
      const scale = 1 / (1 + step * Math.sqrt(dx * dx + dy * dy));
      px[i] = scale * (px[i] + step * dx);
      py[i] = scale * (py[i] + step * dy);
    }
  }
}

/** Central differences along one axis, one-sided halves at the border. */
function slope(plane: Float32Array, width: number, height: number, dx: number, dy: number): Float32Array {
  const out = new Float32Array(plane.length);
  for (let y = 0, i = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, i += 1) {
      const after = clampIndex(y + dy, height) * width + clampIndex(x + dx, width);
      const before = clampIndex(y - dy, height) * width + clampIndex(x - dx, width);
      out[i] = (plane[after] - plane[before]) / 2;
    }
  }
  return out;
}

/** A plane at the places that a flow points to, bilinear; borders repeat their last pixel. */
export function sample(plane: Float32Array, { width, height, u, v }: Flow): Float32Array {
  const out = new Float32Array(plane.length);
  for (let y = 0, i = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, i += 1) {
      const atX = Math.min(width - 1, Math.max(0, x + u[i]));
      const atY = Math.min(height - 1, Math.max(0, y + v[i]));
      const x0 = Math.floor(atX);
      const y0 = Math.floor(atY);
      const x1 = Math.min(width - 1, x0 + 1);
      const y1 = Math.min(height - 1, y0 + 1);
      const [fx, fy] = [atX - x0, atY - y0];
      const top = plane[y0 * width + x0] * (1 - fx) + plane[y0 * width + x1] * fx;
      const low = plane[y1 * width + x0] * (1 - fx) + plane[y1 * width + x1] * fx;
      out[i] = top * (1 - fy) + low * fy;
    }
  }
  return out;
}
