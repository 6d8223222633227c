/** What a frame takes over from the one before: moved where the photo moved, the same where it did not. */
import { expect, it } from 'vitest';
import type { Mask } from '../../../src/engine/images/pixels.js';
import { frameMotion } from '../../../src/engine/motion/frame-motion.js';
import { FrameMemory } from '../../../src/engine/pipeline/frame-memory.js';

const SIZE = { width: 64, height: 48 };

/** A striped square of 16 px on a waved ground. */
function frame(left: number): Uint8Array {
  const rgb = new Uint8Array(3 * SIZE.width * SIZE.height);
  for (let i = 0; i < SIZE.width * SIZE.height; i += 1) {
    const [x, y] = [i % SIZE.width, Math.floor(i / SIZE.width)];
    const isSquare = x >= left && x < left + 16 && y >= 16 && y < 32;
    const wave = isSquare ? 180 + 60 * Math.sin((x - left + y) / 2) : 80 + 30 * Math.sin(x / 5 + y / 3);
    rgb.fill(Math.round(wave), 3 * i, 3 * i + 3);
  }
  return rgb;
}

/** White from `left` to the right, at all heights between `top` and `bottom`. */
function mask(left: number, right: number): Mask {
  const data = Uint8Array.from({ length: SIZE.width * SIZE.height }, (_, i) => {
    const [x, y] = [i % SIZE.width, Math.floor(i / SIZE.width)];
    return x >= left && x < right && y >= 16 && y < 32 ? 255 : 0;
  });
  return { ...SIZE, data };
}

const at = (x: number, y: number) => y * SIZE.width + x;

it('a subject that twitches where nothing moves stays what it was, and follows what moves', () => {
  const memory = new FrameMemory();
  memory.begin(undefined);
  const first = mask(8, 24);
  expect(memory.steadied(first)).toEqual(first);

  // The square goes 2 px to the right; the mask that was found is wrong far from it, and 4 px short at its right edge.
  memory.begin(frameMotion(frame(10), frame(8), SIZE));
  const found = mask(10, 22);
  found.data[at(55, 24)] = 255;
  const steady = memory.steadied(found);
  expect(steady.data[at(55, 24)]).toBe(0);
  expect(steady.data[at(17, 24)]).toBe(255);
  expect(steady.data[at(40, 10)]).toBe(0);

  memory.begin(undefined);
  expect(memory.steadied(found)).toBe(found);
});

it('each part has a painting of its own, which survives a checkpoint', () => {
  const memory = new FrameMemory();
  memory.begin(undefined);
  for (const part of [0, 1]) {
    const { previous, onPainting } = memory.run(part);
    expect(previous).toBeUndefined();
    onPainting(new Float32Array(3 * SIZE.width * SIZE.height).fill(part ? 0.75 : 0.25));
  }
  const later = new FrameMemory(structuredClone(memory.left));
  later.begin(frameMotion(frame(8), frame(8), SIZE));
  expect(later.follows).toBe(true);
  expect(later.run(0).previous).toMatchObject(SIZE);
  expect(later.run(0).previous!.painting[at(20, 20)]).toBe(0.25);
  expect(later.run(1).previous!.painting[at(20, 20)]).toBe(0.75);
  expect(later.run(2).previous).toBeUndefined();
});
