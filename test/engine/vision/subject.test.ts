import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { decodePicture } from '../../../src/engine/images/decode.js';
import { findSubject } from '../../../src/engine/vision/subject.js';

describe('findSubject', () => {
  it('finds the cat of a photo, and not the wall beside it', async () => {
    const photo = await decodePicture(await readFile('test/photos/cat-chelsea.jpg'), { longestSide: 480 });
    const mask = await findSubject(photo);
    const at = (x: number, y: number) => mask.data[Math.round(y * 319) * 320 + Math.round(x * 319)];
    expect([at(0.4, 0.4), at(0.2, 0.5), at(0.42, 0.75)].every((value) => value > 0.9)).toBe(true);
    expect([at(0.95, 0.7), at(0.85, 0.9)].every((value) => value < 0.1)).toBe(true);
  });

  it('finds nothing where there is nothing', async () => {
    const grey = new Uint8Array(3 * 64 * 64).fill(120);
    const mask = await findSubject({ width: 64, height: 64, rgb: grey });
    expect(Math.max(...mask.data)).toBeLessThan(0.5);
  });
});
