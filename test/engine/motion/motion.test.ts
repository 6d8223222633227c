/** From frame to frame, on pictures whose motion is known. */
import { describe, expect, it } from 'vitest';
import { bytesToPlanes, type Size } from '../../../src/engine/images/pixels.js';
import { isCut } from '../../../src/engine/motion/cut.js';
import { follow } from '../../../src/engine/motion/follow.js';
import { lumaOf, noFlow, opticalFlow } from '../../../src/engine/motion/optical-flow.js';
import { steadied, stillPixels } from '../../../src/engine/motion/steady-frames.js';
import { moveAlong } from '../../../src/engine/motion/warp.js';

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

describe('a painting moved along', () => {
  it('is the same where nothing moves, and shifted by whole pixels without blur', () => {
    const planes = bytesToPlanes(waves(SIZE));
    expect(moveAlong(planes, noFlow(SIZE))).toEqual(planes);
    const flow = noFlow(SIZE);
    flow.u.fill(2);
    const moved = moveAlong(planes, flow);
    expect(moved[5 * 64 + 10]).toBe(planes[5 * 64 + 12]);
    expect(moved[5 * 64 + 63]).toBe(planes[5 * 64 + 63]); // the border's last pixel
  });
});

describe('what is taken over from the frame before', () => {
  const textureAt = (x: number, y: number) => 200 + 50 * Math.sin(x / 2.3) * Math.cos(y / 3.1);
  /** A bright square over waves that stand still. */
  const scene = (left: number) => {
    const rgb = waves(SIZE);
    for (let y = 16; y < 32; y += 1)
      for (let x = left; x < left + 16; x += 1)
        rgb.fill(textureAt(x - left, y), 3 * (y * 64 + x), 3 * (y * 64 + x) + 3);
    return rgb;
  };
  const { trusted, still, flow } = follow(scene(24), scene(20), SIZE);
  const at = (x: number, y: number) => y * 64 + x;

  it('is the square where it is now, and the ground far from it exactly', () => {
    expect(flow.u[at(32, 24)]).toBeCloseTo(-4, 0);
    expect(still[at(60, 5)]).toBe(1);
    expect(trusted[at(60, 5)]).toBe(1);
    expect(flow.u[at(60, 5)]).toBe(0);
  });

  it('is neither what came into view behind it nor the strokes beside that', () => {
    expect(trusted[at(21, 24)]).toBe(0);
    expect(still[at(19, 24)]).toBe(0);
    expect(trusted[at(19, 24)]).toBeLessThan(0.9);
  });
});

describe('frames', () => {
  it('of which nothing moves are the same once the grain is taken out of them', () => {
    const grain = waves(SIZE).map((value, i) => value + ((i * 7919) % 3) - 1);
    const steady = steadied(grain, waves(SIZE), SIZE);
    expect(steady).toEqual(waves(SIZE));
    expect(stillPixels(steady, waves(SIZE)).every((value) => value === 1)).toBe(true);
  });

  it('that move stay as they are', () => {
    const moved = waves(SIZE, 6, 0);
    const kept = steadied(moved, waves(SIZE), SIZE).filter((value, i) => value === moved[i]).length;
    expect(kept / moved.length).toBeGreaterThan(0.8);
  });

  it('of two scenes have a cut between them; a pan has none', () => {
    const dark = waves(SIZE).map((value) => value / 3);
    expect(isCut(dark, waves(SIZE), SIZE)).toBe(true);
    expect(isCut(waves(SIZE, 2, 1), waves(SIZE), SIZE)).toBe(false);
  });
});
