/** Pictures in processes beside the bot's: the same results, and nothing of what a file does to its decoder reaches the bot. */
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { pictureTools } from '../../../src/app/pictures/local-pictures.js';
import {
  createPictureProcesses,
  type PictureProcesses,
  type PictureProcessesOptions,
} from '../../../src/app/pictures/picture-processes.js';
import { DECODE_LIMITS } from '../../../src/domain/picture-limits.js';

let processes: PictureProcesses;
let photo: Uint8Array;

const open = (options: PictureProcessesOptions = {}) => {
  processes = createPictureProcesses(options);
  return processes;
};

beforeAll(async () => {
  photo = await readFile('test/photos/cat-chelsea.jpg');
});
afterEach(() => processes.close());

it('does what the tools do in this process', async () => {
  const there = open();
  expect(await there.takeIn(photo)).toEqual(await pictureTools.takeIn(photo));
  expect(await there.shrink(photo, 100)).toEqual(await pictureTools.shrink(photo, 100));
  expect(await there.fit(photo, 9000)).toEqual(await pictureTools.fit(photo, 9000));
  expect(await there.convert(photo, 'webp', 2)).toEqual(await pictureTools.convert(photo, 'webp', 2));
  expect(await there.beside(photo, photo, 64)).toEqual(await pictureTools.beside(photo, photo, 64));
});

it('passes on why a picture is refused, and continues', async () => {
  const there = open();
  const cut = photo.subarray(0, photo.length / 2);
  await expect(there.takeIn(cut)).rejects.toMatchObject({
    code: 'picture_unreadable',
    message: expect.stringContaining('damaged or incomplete'),
  });
  expect(await there.takeIn(photo)).toMatchObject({ width: 451, height: 300 });
});

it('keeps a copy that is upright, as large as a painting can be, and without metadata', async () => {
  const tall = await sharp({ create: { width: 6000, height: 5000, channels: 3, background: '#c04020' } })
    .withExif({ IFD0: { Make: 'Camera of Somebody' } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
  const { bytes, ...kept } = await open().takeIn(tall);
  expect(kept).toEqual({ mime: 'image/jpeg', width: 3413, height: 4096 });
  const metadata = await sharp(bytes).metadata();
  expect(metadata).toMatchObject({ width: 3413, height: 4096, format: 'jpeg' });
  expect([metadata.exif, metadata.orientation]).toEqual([undefined, undefined]);
});

it('refuses what takes more memory than a process may have, and takes the others meanwhile', async () => {
  const there = open({ heavy: { pixels: DECODE_LIMITS.pixels, memory: 150 } });
  const large = await sharp({ create: { width: 5000, height: 5000, channels: 3, background: '#c04020' } })
    .avif({ quality: 30, effort: 0 })
    .toBuffer();
  const refused = expect(there.takeIn(large)).rejects.toMatchObject({
    code: 'picture_too_large',
    message: expect.stringContaining('memory'),
  });
  expect(await there.takeIn(photo)).toMatchObject({ width: 451, height: 300 });
  await refused;
});

it('refuses what takes too long', async () => {
  const there = open({ timeoutMs: 1 });
  await expect(there.takeIn(photo)).rejects.toMatchObject({
    code: 'picture_too_large',
    message: expect.stringContaining('takes too long'),
  });
});

it('takes no more once it is closed', async () => {
  const there = open();
  there.close();
  await expect(there.takeIn(photo)).rejects.toMatchObject({ code: 'shutting_down' });
});
