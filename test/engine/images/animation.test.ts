/** Moving pictures in and out, of a few coloured pixels. */
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { DECODE_LIMITS } from '../../../src/domain/picture-limits.js';
import {
  countFrames,
  decodeAnimation,
  encodeAnimation,
  spread,
} from '../../../src/engine/images/animation.js';
import { parseApng, renderApng } from '../../../src/engine/images/apng.js';
import type { Size } from '../../../src/engine/images/pixels.js';

const SIDE = 64;
const SIZE = { width: SIDE, height: SIDE };
const COLOURS = [
  [200, 30, 30],
  [30, 200, 30],
  [30, 30, 200],
  [200, 200, 30],
] as const;
const DELAYS = [100, 250, 40, 70];

const plain = ([r, g, b]: readonly [number, number, number]) => {
  return { ...SIZE, rgb: Uint8Array.from({ length: 3 * SIDE * SIDE }, (_, i) => [r, g, b][i % 3]!) };
};
const ANIMATION = { ...SIZE, frames: COLOURS.map(plain), delays: DELAYS };

describe('an animation', () => {
  it.each([
    ['gif', { format: 'gif' }],
    ['webp', { format: 'webp', quality: 'lossless' }],
  ] as const)('as %s keeps its frames and how long each is shown', async (_, options) => {
    const { bytes, mime } = await encodeAnimation(ANIMATION, options);
    expect(mime).toBe(`image/${options.format}`);
    expect(await sharp(bytes).metadata()).toMatchObject({ pages: 4, delay: DELAYS, loop: 0 });
    const read = await decodeAnimation(bytes, { mostFrames: 60 });
    expect(read).toMatchObject({ ...SIZE, delays: DELAYS });
    expect(read!.frames.map(({ rgb }) => [...rgb.slice(0, 3)])).toEqual(COLOURS.map((colour) => [...colour]));
  });

  it('loses frames and not its length where it has too many', async () => {
    expect(spread([10, 20, 30, 40, 50], 2)).toEqual({ from: [0, 2], delays: [30, 120] });
    const { bytes } = await encodeAnimation(ANIMATION, { format: 'gif' });
    const read = await decodeAnimation(bytes, { mostFrames: 2, longestSide: 32 });
    expect(read).toMatchObject({ width: 32, height: 32, delays: [350, 110] });
    expect(read!.frames.map(({ rgb }) => [...rgb.slice(0, 3)])).toEqual([[...COLOURS[0]], [...COLOURS[2]]]);
  });

  it('is refused where all frames together are too many pixels', async () => {
    const { bytes } = await encodeAnimation(ANIMATION, { format: 'gif' });
    const limits = { ...DECODE_LIMITS, pixels: SIDE * SIDE, fileBytes: 2 ** 20 };
    expect(await countFrames(bytes, limits)).toBe(4);
    const few = { ...limits, pixels: (SIDE * SIDE) / 4 };
    await expect(countFrames(bytes, few)).rejects.toMatchObject({ code: 'picture_too_large' });
  });

  it('is none where there is one frame', async () => {
    const still = await sharp(plain(COLOURS[0]).rgb, { raw: { ...SIZE, channels: 3 } })
      .png()
      .toBuffer();
    expect(await decodeAnimation(still, { mostFrames: 60 })).toBeUndefined();
    expect(await countFrames(still)).toBe(1);
  });

  it('keeps its transparency', async () => {
    const alpha = { ...SIZE, data: new Uint8Array(SIDE * SIDE).fill(255, 0, SIDE) };
    const frames = ANIMATION.frames.map((frame) => ({ ...frame, alpha }));
    const { bytes } = await encodeAnimation(
      { ...ANIMATION, frames },
      { format: 'webp', quality: 'lossless' },
    );
    const read = await decodeAnimation(bytes, { mostFrames: 60 });
    expect(read!.frames[1]!.alpha).toEqual(alpha);
  });
});

/** The parts of an APNG: where a frame lies, how it is drawn, what is left of it. */
interface Part {
  left: number;
  top: number;
  width: number;
  height: number;
  dispose: 0 | 1 | 2;
  blend: 0 | 1;
  rgba: readonly [number, number, number, number];
}

async function apngOf(parts: readonly Part[]): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let sequence = 0;
  for (const [index, { rgba, ...part }] of parts.entries()) {
    const control = Buffer.alloc(26);
    control.writeUInt32BE(sequence++, 0);
    [part.width, part.height, part.left, part.top].forEach(
      (value, i) => void control.writeUInt32BE(value, 4 + 4 * i),
    );
    control.writeUInt16BE(3, 20);
    control.writeUInt16BE(20, 22); // 3/20 s
    control.set([part.dispose, part.blend], 24);
    chunks.push(chunk('fcTL', control));
    for (const data of await pixelData(part, rgba)) {
      const number = Buffer.alloc(4);
      if (index > 0) number.writeUInt32BE(sequence++);
      chunks.push(index === 0 ? chunk('IDAT', data) : chunk('fdAT', Buffer.concat([number, data])));
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(SIDE, 0);
  header.writeUInt32BE(SIDE, 4);
  header.set([8, 6, 0, 0, 0], 8); // 8 bit, RGBA
  const count = Buffer.alloc(8);
  count.writeUInt32BE(parts.length);
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('acTL', count),
    ...chunks,
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** What stands in the IDAT chunks of a PNG of one colour. */
async function pixelData({ width, height }: Size, rgba: Part['rgba']): Promise<Buffer[]> {
  const raw = Uint8Array.from({ length: 4 * width * height }, (_, i) => rgba[i % 4]!);
  const png = await sharp(raw, { raw: { width, height, channels: 4 } })
    .png({ palette: false })
    .toBuffer();
  const found: Buffer[] = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    const length = png.readUInt32BE(at);
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') found.push(png.subarray(at + 8, at + 8 + length));
  }
  return found;
}

function chunk(name: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const out = Buffer.alloc(8);
  out.writeUInt32BE(data.length);
  out.writeUInt32BE(crc32(named), 4);
  return Buffer.concat([out.subarray(0, 4), named, out.subarray(4)]);
}

describe('an animated PNG', () => {
  const WHOLE = { left: 0, top: 0, width: SIDE, height: SIDE };
  const CORNER = { left: 8, top: 4, width: 16, height: 16 };
  const RED = [255, 0, 0, 255] as const;
  const BLUE = [0, 0, 255, 255] as const;
  const HALF_BLUE = [0, 0, 255, 128] as const;

  /** RGBA inside of the corner and outside of it, of each frame. */
  async function seen(parts: readonly Part[]): Promise<number[][][]> {
    const found: number[][][] = [];
    for await (const frame of renderApng(parseApng(await apngOf(parts))!)) {
      const pixel = (x: number, y: number) => [...frame.slice(4 * (y * SIDE + x), 4 * (y * SIDE + x) + 4)];
      found.push([pixel(10, 10), pixel(40, 40)]);
    }
    return found;
  }

  it('is drawn frame over frame as the specification says', async () => {
    const parts: Part[] = [
      { ...WHOLE, dispose: 0, blend: 0, rgba: RED },
      { ...CORNER, dispose: 2, blend: 1, rgba: HALF_BLUE }, // over it, then as before
      { ...CORNER, dispose: 1, blend: 0, rgba: HALF_BLUE }, // instead of it, then cleared
      { ...WHOLE, dispose: 0, blend: 1, rgba: [0, 0, 0, 0] }, // nothing more
      { ...CORNER, dispose: 0, blend: 1, rgba: BLUE },
    ];
    expect(await seen(parts)).toEqual([
      [[...RED], [...RED]],
      [[127, 0, 128, 255], [...RED]],
      [[...HALF_BLUE], [...RED]],
      [[0, 0, 0, 0], [...RED]],
      [[...BLUE], [...RED]],
    ]);
  });

  it('is read with its delays, like the other kinds', async () => {
    const bytes = await apngOf([
      { ...WHOLE, dispose: 0, blend: 0, rgba: RED },
      { ...WHOLE, dispose: 0, blend: 0, rgba: BLUE },
    ]);
    expect(await sharp(bytes).metadata()).toMatchObject({ format: 'png', width: SIDE });
    const read = await decodeAnimation(bytes, { mostFrames: 60 });
    expect(read).toMatchObject({ ...SIZE, delays: [150, 150] });
    expect([...read!.frames[1]!.rgb.slice(0, 3)]).toEqual([0, 0, 255]);
    expect(read!.frames[1]!.alpha).toBeUndefined();
  });

  it('with a frame beyond its canvas is a still for us', async () => {
    const parts: Part[] = [
      { ...WHOLE, dispose: 0, blend: 0, rgba: RED },
      { ...CORNER, left: 60, dispose: 0, blend: 0, rgba: BLUE },
    ];
    expect(parseApng(await apngOf(parts))).toBeUndefined();
  });
});
