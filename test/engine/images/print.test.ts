/** Files for a printer as libvips reads them: each level of 16 bits, profile, resolution, and what they say of themselves. */
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodePicture } from '../../../src/engine/images/decode.js';
import { encodePicture } from '../../../src/engine/images/encode.js';
import { evidenceOf } from '../../../src/engine/images/evidence.js';
import { srgbProfile } from '../../../src/engine/images/print.js';

const size = { width: 257, height: 64 };
const count = size.width * size.height;
/** A sky: so smooth that 8 bits have only six levels for it. */
const sky = Float32Array.from({ length: 3 * count }, (_, i) => 0.4 + 0.02 * ((i % size.width) / size.width));
const evidence = evidenceOf({ network: 'compact' });

async function levelsOf(bytes: Uint8Array): Promise<Uint16Array> {
  const raw = sharp(bytes, { ignoreIcc: true }).toColourspace('rgb16').raw({ depth: 'ushort' });
  const { buffer, byteOffset, length } = await raw.toBuffer();
  return new Uint16Array(buffer, byteOffset, length / 2);
}

describe.each(['png', 'tiff'] as const)('16 bits in a %s', (format) => {
  it('are the floats themselves, with the profile that says so', async () => {
    const { bytes, mime } = await encodePicture(
      { ...size, planes: sky },
      { format, evidence, print: { bits: 16, dpi: 300 } },
    );
    expect(mime).toBe(`image/${format}`);
    const { depth, density, exif, icc, xmpAsString } = await sharp(bytes).metadata();
    expect({ depth, density, exif, xmpAsString }).toEqual({
      depth: 'ushort',
      density: 300,
      exif: undefined,
      xmpAsString: evidence,
    });
    expect(new Uint8Array(icc!)).toEqual(new Uint8Array(await srgbProfile()));
    const levels = await levelsOf(bytes);
    expect(levels).toHaveLength(3 * count);
    for (let i = 0; i < levels.length; i += 1)
      if (levels[i] !== Math.round(65535 * sky[Math.floor(i / 3)]!)) expect.fail(`sample ${i}: ${levels[i]}`);
    expect(new Set(levels).size).toBe(size.width);
    // Read by its profile it has the colours that it should have.
    const { rgb } = await decodePicture(bytes);
    for (let x = 0; x < size.width; x += 32) expect(Math.abs(rgb[3 * x]! - 255 * sky[x]!)).toBeLessThan(1);
  });

  it('keep what is clear', async () => {
    const data = Uint8Array.from({ length: count }, (_, p) => p % 256);
    const alpha = { ...size, data };
    const picture = await encodePicture({ ...size, planes: sky, alpha }, { format, print: { bits: 16 } });
    const levels = await levelsOf(picture.bytes);
    expect([1, 77, 255].map((p) => levels[4 * p + 3])).toEqual([257, 77 * 257, 65535]);
  });
});

it.each(['png', 'jpeg', 'tiff'] as const)(
  'a %s of 8 bits has profile and resolution, too',
  async (format) => {
    const options = { format, evidence, print: { bits: 8, dpi: 240 } } as const;
    const { bytes } = await encodePicture({ ...size, planes: sky }, options);
    const { depth, density, exif, icc, xmpAsString } = await sharp(bytes).metadata();
    expect({ depth, density, exif }).toEqual({ depth: 'uchar', density: 240, exif: undefined });
    expect(new Uint8Array(icc!)).toEqual(new Uint8Array(await srgbProfile()));
    expect(xmpAsString).toBe(evidence);
    const { rgb } = await decodePicture(bytes);
    for (let x = 0; x < size.width; x += 32) expect(Math.abs(rgb[3 * x]! - 255 * sky[x]!)).toBeLessThan(2);
  },
);

it('a JPEG has no 16 bits', async () => {
  const wrong = encodePicture({ ...size, planes: sky }, { format: 'jpeg', print: { bits: 16 } });
  await expect(wrong).rejects.toThrow('jpeg has 8 bits');
});
