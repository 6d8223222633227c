/** Kinds of files that libvips, left to itself, reads as something else: every one is read right or refused by its name. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodePicture, inspectPicture } from '../../../src/engine/images/decode.js';
import { expectColours, middles } from '../../support/colours.js';
import { adobeRgb } from '../../support/icc.js';
import { picture, QUADRANTS, quadrantPicture, quadrants } from '../../support/pictures.js';
import { type TiffOptions, tiff } from '../../support/tiff.js';

type Rgba = { r: number; g: number; b: number; alpha: number };

const SIZE = { width: 96, height: 64 };
const COUNT = 96 * 64;
const { topLeft, topRight, bottomLeft, bottomRight } = QUADRANTS;
const UPRIGHT = [topLeft, topRight, bottomLeft, bottomRight];

const sample = (name: string) => readFile(new URL(`../../pictures/${name}`, import.meta.url));
const flat = (colour: readonly number[]) => Array(4).fill(colour);

/** One pixel for all of the picture. */
const bytesOf = (pixel: readonly number[]) =>
  Uint8Array.from({ length: COUNT * pixel.length }, (_, i) => pixel[i % pixel.length]);
const wordsOf = (pixel: readonly number[]) => {
  const words = Uint16Array.from({ length: COUNT * pixel.length }, (_, i) => pixel[i % pixel.length]);
  return new Uint8Array(words.buffer);
};
const bits = (samples: number, depth = 8) => Array<number>(samples).fill(depth);
const file = (options: Omit<TiffOptions, 'width' | 'height'>) => tiff({ ...SIZE, ...options });

describe('16 bits with an embedded profile', () => {
  it('has the colours of the same picture at 8 bits', async () => {
    const fine = await decodePicture(await sample('icc-srgb-16.png'));
    const coarse = await decodePicture(await sample('icc-srgb-8.png'));
    expectColours(
      middles(coarse),
      [
        [220, 40, 40],
        [40, 200, 40],
        [40, 40, 220],
        [240, 240, 240],
      ],
      0,
    );
    expectColours(middles(fine), middles(coarse), 2);
  });

  const quads16 = () => Uint16Array.from(quadrants(96, 64), (v) => v * 257);
  /** Widened with its profile kept: sharp takes 16 bits without one for Display P3. */
  const profiled = async (profile: string) => {
    const narrow = await quadrantPicture().withIccProfile(profile).png().toBuffer();
    return sharp(narrow).keepIccProfile().toColourspace('rgb16');
  };
  let adobe: string;
  beforeAll(async () => {
    adobe = join(await mkdtemp(join(tmpdir(), 'atelier-')), 'adobe-rgb.icc');
    await writeFile(adobe, adobeRgb());
  });
  afterAll(() => rm(dirname(adobe), { recursive: true }));

  it.each([
    ['png', 'Adobe RGB', async () => (await profiled(adobe)).png()],
    ['tiff', 'Adobe RGB', async () => (await profiled(adobe)).tiff({ compression: 'lzw' })],
    ['png', 'p3', async () => (await profiled('p3')).png()],
    ['png', 'srgb', async () => (await profiled('srgb')).png()],
    ['tiff', 'p3', async () => (await profiled('p3')).tiff({ compression: 'lzw' })],
    [
      'avif of 10 bit',
      'p3',
      () => quadrantPicture().withIccProfile('p3').avif({ bitdepth: 10, quality: 95 }),
    ],
    [
      'avif of 10 bit',
      'srgb',
      () => quadrantPicture().withIccProfile('srgb').avif({ bitdepth: 10, quality: 95 }),
    ],
  ])('is read in a %s with %s', async (_, __, make) => {
    const bytes = await (await make()).toBuffer();
    expect(await sharp(bytes).metadata()).toMatchObject({ depth: 'ushort', hasProfile: true });
    expectColours(middles(await decodePicture(bytes)), UPRIGHT, 6);
    expectColours(middles(await decodePicture(bytes, { longestSide: 64 })), UPRIGHT, 6);
  });

  it('is not shifted where there is no profile', async () => {
    const bytes = await picture(quads16(), 96, 64).toColourspace('rgb16').png().toBuffer();
    expectColours(middles(await decodePicture(bytes)), UPRIGHT, 0);
  });
});

describe('TIFF with extra channels', () => {
  it.each(['cmyk-spot.tif', 'gray-extra0.tif'])('shows the colours of %s, opaque', async (name) => {
    const bytes = await sample(name);
    const whole = await decodePicture(bytes);
    expect(whole.alpha).toBeUndefined();
    expect(new Set(whole.rgb).size).toBeGreaterThan(3);
    const small = await decodePicture(bytes, { longestSide: 64 });
    expect(small.alpha).toBeUndefined();
    expectColours(middles(small), middles(whole), 2);
  });

  const { width, height } = SIZE;
  it.each([
    ['no alpha', file({ bits: bits(4), photometric: 2, extra: [0], data: bytesOf([200, 50, 100, 0]) })],
    ['nothing said', file({ bits: bits(4), photometric: 2, data: bytesOf([200, 50, 100, 0]) })],
    [
      'two of no alpha',
      file({ bits: bits(5), photometric: 2, extra: [0, 0], data: bytesOf([200, 50, 100, 0, 9]) }),
    ],
    [
      'no alpha at 16 bits',
      file({ bits: bits(4, 16), photometric: 2, extra: [0], data: wordsOf([51400, 12850, 25700, 0]) }),
    ],
  ])('reads RGB and %s as opaque', async (_, bytes) => {
    for (const longestSide of [96, 64]) {
      const decoded = await decodePicture(bytes, { longestSide });
      expect(decoded.alpha).toBeUndefined();
      expectColours(middles(decoded), flat([200, 50, 100]), 1);
    }
  });

  it.each([
    ['straight', [2], [200, 50, 100, 128]],
    ['premultiplied', [1], [100, 25, 50, 128]],
    ['a spot colour before it', [0, 2], [200, 50, 100, 7, 128]],
    ['a spot colour behind it', [2, 0], [200, 50, 100, 128, 7]],
  ])('reads RGB and alpha, %s', async (_, extra, pixel) => {
    const bytes = file({ bits: bits(pixel.length), photometric: 2, extra, data: bytesOf(pixel) });
    const decoded = await decodePicture(bytes, { longestSide: 64 });
    expect(new Set(decoded.alpha?.data)).toEqual(new Set([128]));
    expectColours(middles(decoded), flat([200, 50, 100]), 3); // premultiplied at 8 bits
    expect(decoded).toMatchObject({ width: 64, height: Math.round((64 * height) / width) });
  });
});

describe('TIFF of other kinds', () => {
  it('reads L*a*b* of 16 bits', async () => {
    // L* 50, a* 30, b* -30 (CIE 15:2004, D50) is about this sRGB.
    const bytes = file({
      bits: bits(3, 16),
      photometric: 8,
      data: wordsOf([128 * 257, 30 * 256, 226 * 256]),
    });
    expectColours(middles(await decodePicture(bytes)), flat([144, 103, 171]), 3);
  });

  it.each([
    ['floating-point samples of 32 bits', () => sample('float01.tif')],
    ['Y’CbCr colours without JPEG', () => sample('ycbcr11.tif')],
    [
      'floating-point samples of 32 bits',
      () => file({ bits: bits(3, 32), sampleFormat: 3, photometric: 2, data: new Uint8Array(COUNT * 12) }),
    ],
    [
      'floating-point samples of 16 bits',
      () => file({ bits: bits(1, 16), sampleFormat: 3, photometric: 1, data: wordsOf([0x3800]) }),
    ],
    [
      'floating-point samples of 64 bits',
      () => file({ bits: bits(1, 64), sampleFormat: 3, photometric: 1, data: new Uint8Array(COUNT * 8) }),
    ],
    [
      'samples of 32 bits',
      () => file({ bits: bits(1, 32), photometric: 1, data: new Uint8Array(COUNT * 4) }),
    ],
    [
      'samples of 32 bits',
      () => file({ bits: bits(3, 32), photometric: 2, data: new Uint8Array(COUNT * 12) }),
    ],
    [
      'samples of 12 bits',
      () => file({ bits: bits(1, 12), photometric: 1, data: new Uint8Array(COUNT * 1.5) }),
    ],
    [
      'samples of 4 bits',
      () => file({ bits: bits(3, 4), photometric: 2, data: new Uint8Array(COUNT * 1.5) }),
    ],
    [
      'samples of different sizes',
      () => file({ bits: [5, 6, 5], photometric: 2, data: new Uint8Array(COUNT * 2) }),
    ],
    [
      'signed samples of 16 bits',
      () => file({ bits: bits(3, 16), sampleFormat: 2, photometric: 2, data: new Uint8Array(COUNT * 6) }),
    ],
    [
      'complex samples',
      () => file({ bits: bits(1, 64), sampleFormat: 6, photometric: 1, data: new Uint8Array(COUNT * 8) }),
    ],
    [
      'Y’CbCr colours',
      () => file({ bits: bits(3), photometric: 6, subsampling: [2, 2], data: new Uint8Array(COUNT * 1.5) }),
    ],
    [
      'L*a*b* colours of 8 bits',
      () => file({ bits: bits(3), photometric: 8, data: bytesOf([128, 30, 226]) }),
    ],
    ['kind of L*a*b*', () => file({ bits: bits(3), photometric: 9, data: bytesOf([128, 158, 98]) })],
    [
      'colours of an unusual kind',
      () => file({ bits: bits(3), photometric: 5, data: bytesOf([0, 200, 100]) }),
    ],
    ['colours of an unusual kind', () => file({ bits: bits(1), photometric: 32803, data: bytesOf([90]) })],
  ])('refuses %s by that name', async (words, make) => {
    const bytes = await make();
    const refusal = { code: 'picture_type_unsupported', message: expect.stringContaining(words) };
    await expect(inspectPicture(bytes)).rejects.toMatchObject(refusal);
    await expect(decodePicture(bytes)).rejects.toMatchObject(refusal);
  });

  it('reads Y’CbCr with JPEG compression, white-is-zero, and few bits', async () => {
    const jpeg = await quadrantPicture().tiff({ compression: 'jpeg', quality: 95 }).toBuffer();
    expectColours(middles(await decodePicture(jpeg)), UPRIGHT, 8);
    const negative = file({ bits: bits(1), photometric: 0, data: bytesOf([200]) });
    expectColours(middles(await decodePicture(negative)), flat([55, 55, 55]), 0);
    const few = file({ bits: bits(1, 4), photometric: 1, data: new Uint8Array(COUNT / 2).fill(0x88) });
    expectColours(middles(await decodePicture(few)), flat([136, 136, 136]), 0);
  });
});

describe('frames', () => {
  const clear = { r: 0, g: 0, b: 0, alpha: 0 };
  const frame = (background: Rgba) =>
    sharp({ create: { ...SIZE, channels: 4, background } })
      .png()
      .toBuffer();
  const animation = async (format: 'gif' | 'webp', backgrounds: Rgba[]) =>
    sharp(await Promise.all(backgrounds.map(frame)), { join: { animated: true } })
      .toFormat(format)
      .toBuffer();
  const red = { r: 200, g: 30, b: 30, alpha: 1 };

  it('shows the first of firstclear.gif that is not clear', async () => {
    const { rgb, alpha } = await decodePicture(await sample('firstclear.gif'));
    const seen = alpha ? [...alpha.data].filter((a) => a > 0).length : rgb.length / 3;
    expect(seen).toBeGreaterThan(0);
  });

  it.each(['gif', 'webp'] as const)('looks for it through a %s', async (format) => {
    const bytes = await animation(format, [clear, clear, red, { ...red, r: 0 }]);
    expectColours(middles(await decodePicture(bytes)), flat([200, 30, 30]), 6);
  });

  it.each(['gif', 'webp', 'png'] as const)('refuses a %s with nothing to see', async (format) => {
    const bytes = format === 'png' ? await frame(clear) : await animation(format, [clear, clear]);
    await expect(decodePicture(bytes)).rejects.toMatchObject({
      code: 'picture_empty',
      message: expect.stringContaining('transparent all over'),
    });
  });
});

describe('JPEG without its end marker', () => {
  it('is read where nothing else is missing', async () => {
    const bytes = await sample('noeoi.jpg');
    const mended = await decodePicture(Buffer.concat([bytes, Uint8Array.of(0xff, 0xd9)]));
    const { rgb, ...read } = await decodePicture(bytes);
    const { rgb: whole, ...rest } = mended;
    expect(read).toEqual(rest);
    expect(Buffer.from(rgb).equals(whole)).toBe(true);
    expect(await decodePicture(bytes, { longestSide: 64 })).toMatchObject({ width: 64 });
    const progressive = await quadrantPicture().jpeg({ progressive: true }).toBuffer();
    expectColours(middles(await decodePicture(progressive.subarray(0, -2))), UPRIGHT, 8);
  });

  it.each([5, 100, 10_000])('is refused where %d bytes are missing besides', async (missing) => {
    const bytes = (await sample('noeoi.jpg')).subarray(0, -missing);
    for (const longestSide of [4000, 64])
      await expect(decodePicture(bytes, { longestSide })).rejects.toMatchObject({
        code: 'picture_unreadable',
      });
  });
});

describe('HEIC', () => {
  it.each(['plain.heic', 'ten-bit.heic'])('reads %s', async (name) => {
    const bytes = await sample(name);
    expect(await inspectPicture(bytes)).toEqual({ ...SIZE, format: 'heic', hasAlpha: false });
    expectColours(middles(await decodePicture(bytes)), UPRIGHT, 6);
    expectColours(middles(await decodePicture(bytes, { longestSide: 48 })), UPRIGHT, 6);
  });

  it('turns it upright and converts Display P3, as phones write it', async () => {
    const bytes = await sample('p3-rotated.heic');
    expect(await inspectPicture(bytes)).toMatchObject({ width: 64, height: 96 });
    const decoded = await decodePicture(bytes);
    expect(decoded).toMatchObject({ width: 64, height: 96 });
    // A quarter turn clockwise.
    expectColours(middles(decoded), [bottomLeft, topLeft, bottomRight, topRight], 6);
  });

  it('keeps its transparency', async () => {
    const { rgb, alpha, ...size } = await decodePicture(await sample('alpha.heic'));
    expect(size).toEqual(SIZE);
    expect([alpha?.data[96 * 10 + 10], alpha?.data[96 * 10 + 86]]).toEqual([255, 0]);
    expect(rgb).toHaveLength(COUNT * 3);
  });

  it.each([0.2, 0.6, 0.95])('refuses a share of %d of one', async (share) => {
    const bytes = await sample('plain.heic');
    const part = bytes.subarray(0, Math.floor(bytes.length * share));
    await expect(decodePicture(part)).rejects.toMatchObject({ code: 'picture_unreadable' });
  });
});
