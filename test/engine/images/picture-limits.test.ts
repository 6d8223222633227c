import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { DECODE_LIMITS } from '../../../src/domain/picture-limits.js';
import { decodePicture, inspectPicture } from '../../../src/engine/images/decode.js';
import { blackPng, jpegClaiming, picture, pngHeader, quadrantPicture } from '../../support/pictures.js';

/** Both ways in refuse with this code, in words that match. */
async function expectRefused(bytes: Uint8Array, code: string, words: RegExp): Promise<void> {
  await expect(inspectPicture(bytes)).rejects.toMatchObject({ code, message: expect.stringMatching(words) });
  await expect(decodePicture(bytes)).rejects.toMatchObject({ code, message: expect.stringMatching(words) });
}

const text = (content: string) => new TextEncoder().encode(content);
const svg =
  '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100"><rect width="9" height="9"/></svg>';

describe('files that are no pictures', () => {
  it.each([
    ['an SVG', text(svg), /SVG.*Send a JPEG/],
    ['an SVG behind a byte order mark and a prologue', text(`\ufeff <?xml version="1.0"?>${svg}`), /SVG/],
    ['a web page', text('<!doctype html><title>404</title>'), /web page/],
    ['a PDF', text('%PDF-1.7\n1 0 obj'), /PDF/],
    ['a film', text('\0\0\0\x18ftypisom\0\0\0\0isommp42'), /a film/],
    ['a BMP picture', text(`BM${'\0'.repeat(60)}`), /a BMP picture/],
    ['a Photoshop document', text(`8BPS\0\x01${'\0'.repeat(60)}`), /a Photoshop document/],
    ['a JPEG XL picture', Uint8Array.of(0xff, 0x0a, ...new Array(60).fill(0)), /a JPEG XL picture/],
    ['a single byte', Uint8Array.of(0xff), /not a known kind/],
    ['noise', Uint8Array.from({ length: 5000 }, (_, i) => (i * i * 31 + 7) % 256), /not a known kind/],
    ['an SVG in disguise', text(`GIF8${svg}`), /not a known kind/],
  ])('refuses %s by its content', async (_, bytes, words) => {
    await expectRefused(bytes, 'picture_type_unsupported', words);
  });

  it('refuses an empty file', async () => {
    await expectRefused(new Uint8Array(), 'picture_unreadable', /empty/);
  });

  it('never lets libvips load a drawing behind the signature of a picture', async () => {
    await expectRefused(text(`GIF89a${svg}`), 'picture_unreadable', /damaged/);
    await expectRefused(text(`II*\0${svg}`), 'picture_unreadable', /damaged/);
    // Nor in any other way: the loader itself is off in a process that has sharp.ts.
    await expect(sharp(Buffer.from(svg)).metadata()).rejects.toThrow(/unsupported image format/);
  });
});

describe('damaged pictures', () => {
  it.each(['jpeg', 'png', 'webp', 'avif', 'gif', 'tiff'] as const)(
    'refuses a truncated %s',
    async (format) => {
      const noisy = picture(
        Uint8Array.from({ length: 128 * 96 * 3 }, (_, i) => (i * 7919) % 251),
        128,
        96,
      );
      const bytes = await noisy.toFormat(format).toBuffer();
      for (const share of [0.3, 0.6, 0.95]) {
        const part = bytes.subarray(0, Math.floor(bytes.length * share));
        await expect(decodePicture(part)).rejects.toMatchObject({ code: 'picture_unreadable' });
        await expect(decodePicture(part, { longestSide: 32 })).rejects.toMatchObject({
          code: 'picture_unreadable',
          message: expect.stringMatching(/damaged or incomplete.*send/),
          cause: expect.any(Error),
        });
      }
    },
  );

  it('refuses a signature with noise behind it', async () => {
    for (const head of ['\xff\xd8\xff', '\x89PNG\r\n\x1a\n', 'RIFF\0\0\0\0WEBP', 'GIF89a', 'MM\0*']) {
      const bytes = Buffer.concat([Buffer.from(head, 'latin1'), Buffer.alloc(4000, 0x5a)]);
      await expect(decodePicture(bytes)).rejects.toMatchObject({ code: expect.stringMatching(/^picture_/) });
    }
  });
});

describe('limits', () => {
  it('refuses a file over 20 MB before it reads it', async () => {
    const bytes = new Uint8Array(DECODE_LIMITS.fileBytes + 1);
    await expectRefused(bytes, 'picture_too_large', /20\.1 MB.*limit is 20 MB.*smaller/);
  });

  it('refuses decompression bombs by their header', async () => {
    const bomb = blackPng(20_000, 20_000);
    expect(bomb.length).toBeLessThan(100_000);
    await expectRefused(bomb, 'picture_too_large', /20000 × 20000 px.*50 megapixels/);
    await expectRefused(pngHeader(500_000, 500_000), 'picture_too_large', /50 megapixels/);
    const jpeg = await quadrantPicture().jpeg().toBuffer();
    await expectRefused(jpegClaiming(jpeg, 60_000, 60_000), 'picture_too_large', /50 megapixels/);
  });

  it('refuses a header that promises more than there is', async () => {
    await expect(decodePicture(pngHeader(640, 640))).rejects.toMatchObject({ code: 'picture_unreadable' });
  });

  it('takes the least side and the longest shape, and nothing beyond', async () => {
    expect(await inspectPicture(blackPng(64, 64))).toMatchObject({ width: 64, height: 64 });
    expect(await inspectPicture(blackPng(64, 512))).toMatchObject({ width: 64, height: 512 });
    await expectRefused(blackPng(63, 64), 'picture_too_small', /63 × 64 px.*at least 64 px.*larger/);
    await expectRefused(blackPng(64, 513), 'picture_too_long', /64 × 513 px.*at most 8 times.*Crop/);
  });

  it('takes just 50 megapixels, and shrinks them', async () => {
    expect(await inspectPicture(blackPng(10_000, 5_000))).toMatchObject({ width: 10_000, height: 5_000 });
    await expectRefused(blackPng(10_000, 5_001), 'picture_too_large', /10000 × 5001/);
    const shrunk = await decodePicture(blackPng(10_000, 5_000), { longestSide: 100 });
    expect(shrunk).toMatchObject({ width: 100, height: 50 });
  });

  it('can be set otherwise', async () => {
    const bytes = await quadrantPicture(96, 64).png().toBuffer();
    const refusal = async (limits: Partial<typeof DECODE_LIMITS>) =>
      decodePicture(bytes, { limits: { ...DECODE_LIMITS, ...limits } }).then(
        () => 'taken',
        (error) => error.code,
      );
    expect(await refusal({})).toBe('taken');
    expect(await refusal({ fileBytes: 10 })).toBe('picture_too_large');
    expect(await refusal({ pixels: 6143 })).toBe('picture_too_large');
    expect(await refusal({ shorterSide: 65 })).toBe('picture_too_small');
    expect(await refusal({ aspect: 1.4 })).toBe('picture_too_long');
  });
});
