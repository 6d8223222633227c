import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { pictureTools } from '../../../src/app/pictures/local-pictures.js';
import { sniffPicture } from '../../../src/domain/picture-type.js';
import { decodePicture, inspectPicture } from '../../../src/engine/images/decode.js';
import { encodePicture } from '../../../src/engine/images/encode.js';
import { evidenceOf } from '../../../src/engine/images/evidence.js';
import { gaussian } from '../../../src/lib/random.js';

let cat: Uint8Array;
/** A PNG that compresses badly: noise. */
let noise: Uint8Array;

beforeAll(async () => {
  cat = await readFile('test/photos/cat-chelsea.jpg');
  const planes = gaussian(1, 3 * 256 * 192).map((value) => 0.5 + 0.3 * value);
  noise = (await encodePicture({ planes, width: 256, height: 192 }, { format: 'png' })).bytes;
});

describe('takeIn', () => {
  const frame = (background: string) =>
    sharp({ create: { width: 96, height: 64, channels: 3, background } })
      .png()
      .toBuffer();
  let gif: Uint8Array;
  beforeAll(async () => {
    const frames = await Promise.all(['#ff0000', '#00ff00', '#0000ff'].map(frame));
    gif = await sharp(frames, { join: { animated: true } })
      .gif({ delay: [50, 70, 200] })
      .toBuffer();
  });

  it('keeps the frames of a moving picture, their colours and their times', async () => {
    const kept = await pictureTools.takeIn(gif, 60);
    expect(kept).toMatchObject({ mime: 'image/webp', width: 96, height: 64, frames: 3 });
    expect(await sharp(kept.bytes).metadata()).toMatchObject({ pages: 3, delay: [50, 70, 200] });
    const { data } = await sharp(kept.bytes, { page: 2 }).raw().toBuffer({ resolveWithObject: true });
    expect([...data.subarray(0, 3)]).toEqual([0, 0, 255]);
    expect(await pictureTools.takeIn(gif, 2)).toMatchObject({ frames: 2 });
  });

  it('rates every frame of it', async () => {
    expect(await pictureTools.rate(gif)).toHaveLength(3);
    expect(await pictureTools.rate(cat)).toMatchObject([{ neutral: expect.closeTo(0.918, 2) }]);
  });

  it('takes its first frame as a still where no more are asked for', async () => {
    const kept = await pictureTools.takeIn(gif);
    expect(kept).toMatchObject({ mime: 'image/jpeg', width: 96, height: 64 });
    expect(kept.frames).toBeUndefined();
    expect((await pictureTools.takeIn(cat, 60)).frames).toBeUndefined();
  });
});

describe('fit', () => {
  it('keeps a moving picture one: as it is, smaller, and as a GIF where WebP is not taken', async () => {
    const frames = ['#ff0000', '#00ff00'].map((background) => sharp(noise).tint(background).png().toBuffer());
    const webp = await sharp(await Promise.all(frames), { join: { animated: true } })
      .webp({ delay: [50, 90], quality: 90 })
      .toBuffer();
    expect(await pictureTools.fit(webp, webp.byteLength)).toEqual({ bytes: webp, mime: 'image/webp' });
    for (const formats of [['webp'], ['jpeg']] as const) {
      const { bytes, mime } = await pictureTools.fit(webp, 20_000, formats);
      expect(mime).toBe(formats[0] === 'webp' ? 'image/webp' : 'image/gif');
      expect(bytes.byteLength).toBeLessThanOrEqual(20_000);
      expect(await sharp(bytes).metadata()).toMatchObject({ pages: 2, delay: [50, 90] });
    }
  });

  it('leaves a picture that fits as it is', async () => {
    expect(await pictureTools.fit(cat, cat.byteLength)).toEqual({ bytes: cat, mime: 'image/jpeg' });
    expect((await pictureTools.fit(noise, 1e6)).mime).toBe('image/png');
  });

  it.each([60_000, 20_000, 6000])('makes it %i bytes at the most, of the requested formats', async (most) => {
    for (const formats of [['webp'], ['jpeg']] as const) {
      const { bytes, mime } = await pictureTools.fit(noise, most, formats);
      expect(bytes.byteLength).toBeLessThanOrEqual(most);
      expect(mime).toBe(`image/${formats[0]}`);
      const { width, height, format } = await inspectPicture(bytes);
      expect(format).toBe(formats[0]);
      expect(width / height).toBeCloseTo(4 / 3, 1);
    }
  });

  it('makes another format of one that is not requested, at the same size', async () => {
    const webp = await pictureTools.fit(noise, 60_000, ['webp']);
    expect((await pictureTools.fit(webp.bytes, 60_000)).bytes).toBe(webp.bytes);
    const { bytes, mime } = await pictureTools.fit(webp.bytes, 1e6, ['jpeg']);
    expect(mime).toBe('image/jpeg');
    expect(await inspectPicture(bytes)).toMatchObject({ format: 'jpeg', width: 256, height: 192 });
  });

  it('keeps the size as long as less quality is enough', async () => {
    const { bytes } = await pictureTools.fit(noise, 60_000, ['webp']);
    expect(await inspectPicture(bytes)).toMatchObject({ width: 256, height: 192 });
  });

  it('says so when nothing fits', async () => {
    await expect(pictureTools.fit(noise, 50)).rejects.toMatchObject({ code: 'picture_too_large' });
  });
});

describe('beside', () => {
  it('puts before and after next to each other, at one height, whatever their sizes', async () => {
    const { bytes, mime } = await pictureTools.beside(cat, noise, 128);
    expect(mime).toBe('image/jpeg');
    const { width, height, rgb } = await decodePicture(bytes);
    expect([width, height]).toEqual([2 * 128 + 2, 96]);
    const spread = (from: number) => {
      let [least, most] = [255, 0];
      for (let x = from; x < from + 128; x += 1) {
        least = Math.min(least, rgb[3 * (48 * width + x)]!);
        most = Math.max(most, rgb[3 * (48 * width + x)]!);
      }
      return most - least;
    };
    // A row of the noise has nearly every level, the middle of the gap one.
    expect(spread(130)).toBeGreaterThan(150);
    expect(Math.abs(rgb[3 * (48 * width + 128)]! - 128)).toBeLessThan(40);
  });
});

describe('shrink', () => {
  it('bounds the longer side and drops the original’s metadata', async () => {
    const { bytes } = await pictureTools.shrink(cat, 100);
    const { width, height } = await inspectPicture(bytes);
    expect(Math.max(width, height)).toBe(100);
    expect(Buffer.from(bytes).includes('Exif')).toBe(false);
  });
});

it('copies and converts a painting that is smaller than a photo may be', async () => {
  const planes = new Float32Array(3 * 64 * 43).fill(0.5);
  const { bytes } = await encodePicture({ planes, width: 64, height: 43 }, { format: 'png' });
  expect(sniffPicture((await pictureTools.shrink(bytes, 360, 'webp')).bytes)).toBe('webp');
  const { bytes: twice } = await pictureTools.convert(bytes, 'jpeg', 2);
  expect(await inspectPicture(twice)).toMatchObject({ format: 'jpeg', width: 128, height: 86 });
});

describe('how a painting was made', () => {
  const evidence = evidenceOf({ network: 'compact', presets: ['mosaic'] });
  const told = async ({ bytes }: { bytes: Uint8Array }) => {
    const { xmpAsString, exif } = await sharp(bytes).metadata();
    expect(exif).toBeUndefined();
    return xmpAsString;
  };

  it('stays with all that is made of it', async () => {
    const planes = gaussian(2, 3 * 64 * 64).map((value) => 0.5 + 0.3 * value);
    const painting = await encodePicture({ planes, width: 64, height: 64 }, { format: 'png', evidence });
    const { bytes } = painting;
    expect(await told(painting)).toBe(evidence);
    for (const format of ['png', 'jpeg', 'webp'] as const)
      expect(await told(await pictureTools.convert(bytes, format, 2))).toBe(evidence);
    for (const format of [undefined, 'webp'] as const)
      expect(await told(await pictureTools.shrink(bytes, 32, format))).toBe(evidence);
    for (const most of [bytes.byteLength, bytes.byteLength - 1])
      expect(await told(await pictureTools.fit(bytes, most, ['jpeg']))).toBe(evidence);
    expect(await told(await pictureTools.beside(cat, bytes, 64))).toBe(evidence);
  });

  it('is nothing that a photo says of itself', async () => {
    const photo = sharp({ create: { width: 64, height: 64, channels: 3, background: '#ff0000' } }).jpeg();
    const foreign = evidence.replace('x:xmptk="Atelier"', 'x:xmptk="Somebody"');
    const other = await photo.clone().withXmp(foreign).toBuffer();
    expect(await told({ bytes: other })).toBe(foreign);
    expect(await told(await pictureTools.shrink(other, 32))).toBeUndefined();
    // Nor does what somebody sends keep it: it is a photo from then on.
    expect(await told(await pictureTools.takeIn(await photo.withXmp(evidence).toBuffer()))).toBeUndefined();
  });
});
