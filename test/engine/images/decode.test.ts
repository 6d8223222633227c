import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodePicture, inspectPicture } from '../../../src/engine/images/decode.js';
import { encodePicture } from '../../../src/engine/images/encode.js';
import { bytesToPlanes, GROUND } from '../../../src/engine/images/pixels.js';
import { toPlanes } from '../../../src/engine/images/scale.js';
import { expectColours, middles } from '../../support/colours.js';
import {
  animation,
  halfClear,
  picture,
  QUADRANTS,
  quadrantPicture,
  quadrants,
  ultraHdr,
} from '../../support/pictures.js';

const { topLeft, topRight, bottomLeft, bottomRight } = QUADRANTS;
const UPRIGHT = [topLeft, topRight, bottomLeft, bottomRight];

describe('decodePicture: formats', () => {
  const wide = () =>
    picture(
      Uint16Array.from(quadrants(96, 64), (v) => v * 257),
      96,
      64,
    );
  it.each([
    ['jpeg', () => quadrantPicture().jpeg({ quality: 95 }), 4],
    ['jpeg', () => quadrantPicture().jpeg({ quality: 95, progressive: true }), 4],
    ['png', () => quadrantPicture().png(), 0],
    ['png', () => quadrantPicture().png({ palette: true }), 2],
    ['png', () => wide().toColourspace('rgb16').png(), 0],
    ['png', () => wide().toColourspace('rgb16').png({ progressive: true }), 0],
    ['webp', () => quadrantPicture().webp({ quality: 95 }), 6],
    ['webp', () => quadrantPicture().webp({ lossless: true }), 0],
    ['avif', () => quadrantPicture().avif({ quality: 90, effort: 1 }), 6],
    ['gif', () => quadrantPicture().gif(), 2],
    ['tiff', () => quadrantPicture().tiff({ compression: 'lzw' }), 0],
    ['tiff', () => wide().toColourspace('rgb16').tiff({ compression: 'deflate' }), 0],
    ['tiff', () => quadrantPicture().toColourspace('lab').tiff({ compression: 'none' }), 3],
    // Printing inks reach fewer colours than a screen: only the hues survive.
    ['jpeg', () => quadrantPicture().withIccProfile('cmyk').jpeg({ quality: 95 }), 60],
    ['tiff', () => quadrantPicture().toColourspace('cmyk').tiff({ compression: 'lzw' }), 60],
    // Ultra HDR: the standard-range picture in it, which its maker dims to leave room for the lights.
    ['jpeg', ultraHdr, 60],
  ] as const)('reads %s, case %#', async (format, make, within) => {
    const bytes = await make().toBuffer();
    expect(await inspectPicture(bytes)).toEqual({
      width: 96,
      height: 64,
      format,
      hasAlpha: format === 'gif',
    });
    const decoded = await decodePicture(bytes);
    expect(decoded).toMatchObject({ width: 96, height: 64 });
    expect(decoded.rgb).toHaveLength(96 * 64 * 3);
    expect(decoded.alpha).toBeUndefined();
    expectColours(middles(decoded), UPRIGHT, within);
  });

  it.each([
    ['png', 8],
    ['png', 16],
    ['jpeg', 8],
  ] as const)('reads a greyscale %s of %d bit', async (format, bits) => {
    const grey = bits === 8 ? new Uint8Array(96 * 64).fill(90) : new Uint16Array(96 * 64).fill(90 * 257);
    const space = bits === 8 ? 'b-w' : 'grey16';
    const bytes = await picture(grey, 96, 64, 1).toColourspace(space).toFormat(format).toBuffer();
    expectColours(middles(await decodePicture(bytes)), Array(4).fill([90, 90, 90]), 1);
  });

  it('reads greyscale with alpha', async () => {
    const pixels = Uint8Array.from({ length: 96 * 64 * 2 }, (_, i) => (i % 2 ? 200 : 90));
    const bytes = await picture(pixels, 96, 64, 2).toColourspace('b-w').png().toBuffer();
    expect((await inspectPicture(bytes)).hasAlpha).toBe(true);
    const decoded = await decodePicture(bytes);
    expectColours(middles(decoded), Array(4).fill([90, 90, 90]), 0);
    expect(new Set(decoded.alpha?.data)).toEqual(new Set([200]));
  });

  it('reads a CMYK JPEG as the colours that its profile means', async () => {
    // A colour inside the gamut of the inks comes back nearly as it was; read inverted, it would be far off.
    const olive = picture(
      Uint8Array.from({ length: 96 * 64 * 3 }, (_, i) => [150, 140, 100][i % 3]),
      96,
      64,
    );
    const bytes = await olive.withIccProfile('cmyk').jpeg({ quality: 100 }).toBuffer();
    expect((await sharp(bytes).metadata()).space).toBe('cmyk');
    expectColours(middles(await decodePicture(bytes)), Array(4).fill([150, 140, 100]), 16);
  });

  it('converts a Display P3 picture to sRGB', async () => {
    const bytes = await quadrantPicture().withIccProfile('p3').png().toBuffer();
    const stored = await sharp(bytes, { ignoreIcc: true }).raw().toBuffer();
    const asStored = { width: 96, height: 64, rgb: stored };
    expect(middles(asStored)[0]).not.toEqual([...topLeft]);
    expectColours(middles(await decodePicture(bytes)), UPRIGHT, 2);
  });

  it.each(['gif', 'webp'] as const)('reads the first frame of an animated %s', async (format) => {
    const bytes = await animation(format, ['#c02020', '#2020c0', '#20c020']);
    expect(await inspectPicture(bytes)).toMatchObject({ width: 96, height: 64, format });
    const decoded = await decodePicture(bytes);
    expect(decoded).toMatchObject({ width: 96, height: 64 });
    expectColours(middles(decoded), Array(4).fill([192, 32, 32]), 6);
  });
});

describe('decodePicture: orientation', () => {
  // EXIF 2.32, tag 0x0112: what stands in the corners, in reading order, once a picture stored upright is turned.
  it.each([
    [1, [topLeft, topRight, bottomLeft, bottomRight]],
    [2, [topRight, topLeft, bottomRight, bottomLeft]],
    [3, [bottomRight, bottomLeft, topRight, topLeft]],
    [4, [bottomLeft, bottomRight, topLeft, topRight]],
    [5, [topLeft, bottomLeft, topRight, bottomRight]],
    [6, [bottomLeft, topLeft, bottomRight, topRight]],
    [7, [bottomRight, topRight, bottomLeft, topLeft]],
    [8, [topRight, bottomRight, topLeft, bottomLeft]],
  ])('applies EXIF orientation %d', async (orientation, corners) => {
    const bytes = await quadrantPicture(96, 64)
      .withMetadata({ orientation })
      .jpeg({ quality: 95 })
      .toBuffer();
    const size = orientation < 5 ? { width: 96, height: 64 } : { width: 64, height: 96 };
    expect(await inspectPicture(bytes)).toMatchObject(size);
    const whole = await decodePicture(bytes);
    expect(whole).toMatchObject(size);
    expectColours(middles(whole), corners, 4);
    const half = await decodePicture(bytes, { longestSide: 48 });
    expect(half).toMatchObject({ width: size.width / 2, height: size.height / 2 });
    expectColours(middles(half), corners, 8);
  });
});

describe('decodePicture: size', () => {
  it('shrinks to the longest side and never enlarges', async () => {
    const bytes = await quadrantPicture(300, 200).png().toBuffer();
    const small = await decodePicture(bytes, { longestSide: 100 });
    expect(small).toMatchObject({ width: 100, height: 67 });
    expectColours(middles(small), UPRIGHT, 0);
    expect(await decodePicture(bytes, { longestSide: 4000 })).toMatchObject({ width: 300, height: 200 });
  });

  it('shrinks a real photo as well in one go as by way of the whole picture', async () => {
    const bytes = await readFile(new URL('../../photos/cat-chelsea.jpg', import.meta.url));
    const small = await decodePicture(bytes, { longestSide: 90 });
    const whole = await toPlanes(await decodePicture(bytes), 90, 60);
    const shrunk = bytesToPlanes(small.rgb);
    expect(small).toMatchObject({ width: 90, height: 60 });
    const mean = shrunk.reduce((sum, v, i) => sum + Math.abs(v - whole[i]), 0) / whole.length;
    expect(mean).toBeLessThan(0.01);
  });
});

describe('toPlanes', () => {
  it('gives red, green and blue planes of exactly the size', async () => {
    const decoded = await decodePicture(await quadrantPicture(96, 64).png().toBuffer());
    for (const [width, height] of [
      [31, 47],
      [96, 64],
      [200, 100],
    ]) {
      const planes = await toPlanes(decoded, width, height);
      expect(planes).toHaveLength(3 * width * height);
      const last = width * height - 1; // bottom right corner
      const corner = [0, 1, 2].map((c) => Math.round(planes[c * width * height + last] * 255));
      expect(corner).toEqual([...bottomRight]);
    }
  });
});

describe('encodePicture', () => {
  const size = { width: 96, height: 64 };
  const rgb = quadrants(96, 64);

  it.each([
    ['png', 0],
    ['jpeg', 4],
    ['webp', 6],
  ] as const)(
    'writes %s from planes and from bytes alike, the same bytes every time',
    async (format, within) => {
      const fromBytes = await encodePicture({ rgb, ...size }, { format });
      expect(fromBytes).toMatchObject({ mime: `image/${format}`, ...size });
      expect(await encodePicture({ planes: bytesToPlanes(rgb), ...size }, { format })).toEqual(fromBytes);
      expect(await encodePicture({ rgb, ...size }, { format })).toEqual(fromBytes);
      expect(await inspectPicture(fromBytes.bytes)).toEqual({ ...size, format, hasAlpha: false });
      expectColours(middles(await decodePicture(fromBytes.bytes)), UPRIGHT, within);
    },
  );

  it('makes smaller files at a lower quality', async () => {
    const noisy = Uint8Array.from({ length: rgb.length }, (_, i) => (i * 7919) % 251);
    for (const format of ['jpeg', 'webp'] as const) {
      const fine = await encodePicture({ rgb: noisy, ...size }, { format, quality: 95 });
      const rough = await encodePicture({ rgb: noisy, ...size }, { format, quality: 40 });
      expect(rough.bytes.length).toBeLessThan(fine.bytes.length);
    }
  });

  it('shrinks previews, and says their size', async () => {
    const preview = await encodePicture({ rgb, ...size }, { format: 'webp', shrinkTo: 48 });
    expect(preview).toMatchObject({ width: 48, height: 32 });
    expect(await sharp(preview.bytes).metadata()).toMatchObject({ width: 48, height: 32 });
    const same = await encodePicture({ rgb, ...size }, { format: 'webp', shrinkTo: 512 });
    expect(same).toMatchObject(size);
  });

  it.each(['png', 'jpeg', 'webp'] as const)('lets no metadata of the photo into a %s', async (format) => {
    const photo = await quadrantPicture()
      .withIccProfile('p3')
      .withExif({
        IFD0: { Make: 'Camera of Somebody' },
        IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' },
      })
      .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"/>')
      .jpeg()
      .toBuffer();
    const before = await sharp(photo).metadata();
    expect(before.exif?.includes('Camera of Somebody')).toBe(true);
    expect(before.xmp).toBeDefined();
    const { bytes } = await encodePicture(await decodePicture(photo), { format });
    const after = await sharp(bytes).metadata();
    for (const kind of ['exif', 'xmp', 'iptc', 'icc', 'comments'] as const)
      expect(after[kind]).toBeUndefined();
    expect(Buffer.from(bytes).includes('Somebody')).toBe(false);
  });
});

describe('transparency', () => {
  const size = { width: 96, height: 64 };
  const clearHalf = (alpha: number) =>
    picture(halfClear(96, 64, alpha), 96, 64, 4)
      .png()
      .toBuffer();

  it('stands on the ground where it is clear, and keeps its colours where it is not', async () => {
    const ground = [GROUND, GROUND, GROUND];
    expectColours(middles(await decodePicture(await clearHalf(0))), [topLeft, ground, bottomLeft, ground], 0);
    expectColours(middles(await decodePicture(await clearHalf(100))), UPRIGHT, 0);
  });

  it.each(['png', 'webp'] as const)('comes back in a %s, at the size of the painting', async (format) => {
    const { alpha, rgb } = await decodePicture(await clearHalf(100));
    const same = await decodePicture((await encodePicture({ rgb, alpha, ...size }, { format })).bytes);
    expect(same.alpha).toEqual(alpha);
    const larger = { width: 192, height: 128, rgb: quadrants(192, 128), alpha };
    const painted = await decodePicture((await encodePicture(larger, { format })).bytes);
    const row = 64 * 192;
    expect([painted.alpha?.data[row + 10], painted.alpha?.data[row + 180]]).toEqual([255, 100]);
    const preview = await encodePicture(larger, { format, shrinkTo: 48 });
    expect((await decodePicture(preview.bytes, { limits: tiny })).alpha).toMatchObject({
      width: 48,
      height: 32,
    });
  });

  it('has no fringe of the ground at a soft edge', async () => {
    // A white disc that fades out over 12 px, on black clear pixels as editors leave them.
    const rgba = new Uint8Array(96 * 64 * 4);
    for (let p = 0; p < 96 * 64; p++) {
      const far = Math.hypot((p % 96) - 48, Math.floor(p / 96) - 32);
      const alpha = Math.round(255 * Math.min(1, Math.max(0, (26 - far) / 12)));
      rgba.set(alpha > 0 ? [255, 255, 255, alpha] : [0, 0, 0, 0], p * 4);
    }
    const bytes = await picture(rgba, 96, 64, 4).png().toBuffer();
    const { rgb, alpha } = await decodePicture(bytes, { longestSide: 48 });
    const soft = [...alpha!.data.entries()].filter(([, a]) => a >= 32);
    expect(soft.length).toBeGreaterThan(300);
    expect(Math.min(...soft.map(([p]) => rgb[p * 3]))).toBeGreaterThanOrEqual(250);
    const darkest = Math.min(...rgb);
    expect(darkest).toBeGreaterThanOrEqual(GROUND); // no black of the clear pixels
  });

  it('shows the ground through a JPEG', async () => {
    const decoded = await decodePicture(await clearHalf(0));
    const { bytes } = await encodePicture({ ...decoded, rgb: quadrants(96, 64) }, { format: 'jpeg' });
    const ground = [GROUND, GROUND, GROUND];
    expectColours(middles(await decodePicture(bytes)), [topLeft, ground, bottomLeft, ground], 4);
  });

  it('of a picture that is opaque all over is no transparency', async () => {
    const bytes = await clearHalf(255);
    expect((await inspectPicture(bytes)).hasAlpha).toBe(true);
    expect((await decodePicture(bytes)).alpha).toBeUndefined();
  });

  const tiny = { fileBytes: 1e6, pixels: 1e6, shorterSide: 1, aspect: 8 };
});
