/** From frame to frame, on pictures whose motion is known. */
import { describe, expect, it } from 'vitest';
import { bytesToPlanes, type Size } from '../../../src/engine/images/pixels.js';
import { denoiseStill, isSceneCut, stillPixels } from '../../../src/engine/motion/frame-differences.js';
import { frameMotion } from '../../../src/engine/motion/frame-motion.js';
import { lumaOf, noFlow, opticalFlow } from '../../../src/engine/motion/optical-flow.js';
import { warp } from '../../../src/engine/motion/warp.js';

const SIZE = { width: 64, height: 48 };

/** Smooth waves of several lengths, seen from (x, y) on. */
function waves({ width, height }: Size, fromX = 0, fromY = 0): Uint8Array {
  const rgb = new Uint8Array(3 * width * height);
  for (let i = 0; i < width * height; i += 1) {
    const [x, y] = [(i % width) + fromX, Math.floor(i / width) + fromY];
    const level = 128 + 40 * Math.sin(x / 3.1 + y / 7.3) + 40 * Math.sin(y / 2.7 - x / 9.1);
    rgb.fill(Math.round(level), 3 * i, 3 * i + 3);
  }
  return rgb;
}

/** The mean of |a - b| of a plane, `margin` px from the border. */
function meanInside(plane: Float32Array, { width, height }: Size, margin: number): number {
  let [sum, count] = [0, 0];
  for (let y = margin; y < height - margin; y += 1) {
    for (let x = margin; x < width - margin; x += 1) {
      sum += plane[y * width + x]!;
      count += 1;
    }
  }
  return sum / count;
}

const luma = (rgb: Uint8Array) => lumaOf(bytesToPlanes(rgb));

describe('optical flow', () => {
  it('finds a shift of whole and of parts of pixels', () => {
    const flow = opticalFlow(luma(waves(SIZE, 3.5, -2)), luma(waves(SIZE)), SIZE);
    expect(meanInside(flow.u, SIZE, 8)).toBeCloseTo(3.5, 0);
    expect(meanInside(flow.v, SIZE, 8)).toBeCloseTo(-2, 0);
  });

  it('finds none between equal frames', () => {
    const flow = opticalFlow(luma(waves(SIZE)), luma(waves(SIZE)), SIZE);
    expect(Math.max(...flow.u, ...flow.v)).toBe(0);
  });
});

describe('warp', () => {
  it('keeps a painting where nothing moves, and shifts by whole pixels without blur', () => {
    const planes = bytesToPlanes(waves(SIZE));
    expect(warp(planes, noFlow(SIZE))).toEqual(planes);
    const flow = noFlow(SIZE);
    flow.u.fill(2);
    const moved = warp(planes, flow);
    expect(moved[5 * 64 + 10]).toBe(planes[5 * 64 + 12]);
    expect(moved[5 * 64 + 63]).toBe(planes[5 * 64 + 63]); // the border's last pixel
  });
});

describe('frameMotion', () => {
  const textureAt = (x: number, y: number) => 200 + 50 * Math.sin(x / 2.3) * Math.cos(y / 3.1);
  /** A bright square over waves that stand still. */
  const scene = (left: number) => {
    const rgb = waves(SIZE);
    for (let y = 16; y < 32; y += 1)
      for (let x = left; x < left + 16; x += 1)
        rgb.fill(textureAt(x - left, y), 3 * (y * 64 + x), 3 * (y * 64 + x) + 3);
    return rgb;
  };
  const { confidence, still, flow } = frameMotion(scene(24), scene(20), SIZE);
  const at = (x: number, y: number) => y * 64 + x;

  it('follows a moving square, and leaves the background exactly where it is', () => {
    expect(flow.u[at(32, 24)]).toBeCloseTo(-4, 0);
    expect(still[at(60, 5)]).toBe(1);
    expect(confidence[at(60, 5)]).toBe(1);
    expect(flow.u[at(60, 5)]).toBe(0);
  });

  it('is unsure of what came into view behind the square, and beside it', () => {
    expect(confidence[at(21, 24)]).toBe(0);
    expect(still[at(19, 24)]).toBe(0);
    expect(confidence[at(19, 24)]).toBeLessThan(0.9);
  });
});

describe('frame differences', () => {
  it('denoiseStill makes frames equal that differ by grain only', () => {
    const grain = waves(SIZE).map((value, i) => value + ((i * 7919) % 3) - 1);
    const steady = denoiseStill(grain, waves(SIZE), SIZE);
    expect(steady).toEqual(waves(SIZE));
    expect(stillPixels(steady, waves(SIZE)).every((value) => value === 1)).toBe(true);
  });

  it('denoiseStill leaves moving frames alone', () => {
    const moved = waves(SIZE, 6, 0);
    const kept = denoiseStill(moved, waves(SIZE), SIZE).filter((value, i) => value === moved[i]).length;
    expect(kept / moved.length).toBeGreaterThan(0.8);
  });

  it('isSceneCut sees a cut between two scenes, and none in a pan', () => {
    const dark = waves(SIZE).map((value) => value / 3);
    expect(isSceneCut(dark, waves(SIZE), SIZE)).toBe(true);
    expect(isSceneCut(waves(SIZE, 2, 1), waves(SIZE), SIZE)).toBe(false);
  });
});
