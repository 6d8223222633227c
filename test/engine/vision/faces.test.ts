/** Faces of one portrait (NASA, 1999) at many sizes: in a photo as it is, and in a group of ten. */
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodePicture } from '../../../src/engine/images/decode.js';
import { findFaces } from '../../../src/engine/vision/faces.js';

const PORTRAIT = 'test/photos/astronaut-collins.jpg';

describe('findFaces', () => {
  it('finds the face of a portrait, where it is', async () => {
    const photo = await decodePicture(await sharp(PORTRAIT).toBuffer());
    const faces = await findFaces(photo, { threads: 1 });
    expect(faces).toHaveLength(1);
    const { x, y, width, height } = faces[0]!;
    // Between the eyes, and from the forehead to the chin, as seen in the picture of 256 px.
    expect(Math.hypot(x - 113, y - 62)).toBeLessThan(8);
    for (const side of [width, height]) expect(Math.abs(side - 52)).toBeLessThan(8);
  });

  it('finds everybody in a group of ten, with faces of 18 to 32 px, each once', async () => {
    const sides = Array.from({ length: 10 }, (_, i) => 88 + 8 * i);
    const places = sides.map((side, i) => ({
      side,
      left: 4 + 168 * (i % 5),
      top: 4 + 168 * Math.floor(i / 5),
    }));
    const people = places.map(async ({ side, left, top }) => {
      return { left, top, input: await sharp(PORTRAIT).resize(side).toBuffer() };
    });
    const group = await sharp({ create: { width: 844, height: 340, channels: 3, background: '#456' } })
      .composite(await Promise.all(people))
      .png()
      .toBuffer();
    const faces = await findFaces(await decodePicture(group), { threads: 1 });
    const found = places.map(({ side, left, top }) =>
      faces.filter(({ x, y }) => x > left && x < left + side && y > top && y < top + side),
    );
    expect(found.map(({ length }) => length)).toEqual(sides.map(() => 1));
    for (const [i, [face]] of found.entries()) expect(face!.width / sides[i]!).toBeCloseTo(52 / 256, 1);
    expect(faces).toHaveLength(10);
  });

  it('takes neither a cat nor a castle for anybody', async () => {
    for (const path of ['test/photos/cat-chelsea.jpg', 'config/demo.jpg']) {
      const photo = await decodePicture(await sharp(path).resize(400).toBuffer());
      expect(await findFaces(photo, { threads: 1 }), path).toEqual([]);
    }
  });
});
