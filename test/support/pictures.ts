/** Pictures and broken files for tests, made on the spot: what each holds is known and no bytes lie in the repository. */
import { crc32, deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';

/** Colours of the four quadrants, in reading order. */
export const QUADRANTS = {
  topLeft: [220, 40, 40],
  topRight: [40, 180, 60],
  bottomLeft: [50, 70, 200],
  bottomRight: [230, 210, 80],
} as const;

/** [height, width, 3] bytes of four flat quadrants. */
export function quadrants(width: number, height: number): Uint8Array {
  const rgb = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) rgb.set(quadrantAt(x < width / 2, y < height / 2), (y * width + x) * 3);
  }
  return rgb;
}

function quadrantAt(left: boolean, top: boolean): readonly number[] {
  if (top) return left ? QUADRANTS.topLeft : QUADRANTS.topRight;
  return left ? QUADRANTS.bottomLeft : QUADRANTS.bottomRight;
}

/** Pixels as a sharp pipeline, ready to be encoded in any format. */
export function picture(
  pixels: Uint8Array | Uint16Array,
  width: number,
  height: number,
  channels: 1 | 2 | 3 | 4 = 3,
): Sharp {
  return sharp(pixels, { raw: { width, height, channels } });
}

/** Four quadrants as a sharp pipeline. */
export function quadrantPicture(width = 96, height = 64): Sharp {
  return picture(quadrants(width, height), width, height);
}

/** Four quadrants as a JPEG with a gain map (Ultra HDR), as phones write it. */
export function ultraHdr(): Sharp {
  return (quadrantPicture() as UntypedSharp).withGainMap().jpeg({ quality: 95 });
}

/** In sharp 0.35, but not in its type declarations. */
type UntypedSharp = Sharp & { withGainMap(): Sharp };

/** [height, width, 4]: quadrants whose left half is opaque and whose right half has this alpha. */
export function halfClear(width: number, height: number, alpha: number): Uint8Array {
  const rgb = quadrants(width, height);
  const rgba = new Uint8Array(width * height * 4);
  for (let p = 0; p < width * height; p++) {
    rgba.set(rgb.subarray(p * 3, p * 3 + 3), p * 4);
    rgba[p * 4 + 3] = p % width < width / 2 ? 255 : alpha;
  }
  return rgba;
}

/** Frames of plain colours, looping. */
export async function animation(format: 'gif' | 'webp', colours: string[], width = 96, height = 64) {
  const frames = colours.map((background) =>
    sharp({ create: { width, height, channels: 3, background } })
      .png()
      .toBuffer(),
  );
  return sharp(await Promise.all(frames), { join: { animated: true } })
    .toFormat(format)
    .toBuffer();
}

/** A whole, valid, black 1-bit PNG: a thousandth of the bytes that its pixels take as RGB. */
export function blackPng(width: number, height: number): Uint8Array {
  return png(width, height, deflateSync(Buffer.alloc((Math.ceil(width / 8) + 1) * height)));
}

/** A PNG header that promises a size, with next to nothing behind it. */
export function pngHeader(width: number, height: number): Uint8Array {
  return png(width, height, deflateSync(Buffer.alloc(1)));
}

/** The same JPEG with another size in its frame header (SOF0). */
export function jpegClaiming(jpeg: Uint8Array, width: number, height: number): Uint8Array {
  const bytes = Buffer.from(jpeg);
  const frame = bytes.indexOf(Buffer.from([0xff, 0xc0]));
  bytes.writeUInt16BE(height, frame + 5);
  bytes.writeUInt16BE(width, frame + 7);
  return bytes;
}

/** W3C PNG, section 5: signature, then chunks of length, type, data, CRC. Bit depth 1, greyscale. */
function png(width: number, height: number, data: Buffer): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 1;
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  framed.set(body, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

/** A GIF of 96 x 64 px with three frames, of which the second is shown for 140 ms and the others for 60 ms. */
export async function movingPicture(): Promise<Buffer> {
  const frames = [0, 90, 180].map(async (angle) => {
    const turned = await quadrantPicture(96, 96).png().toBuffer();
    return sharp(await sharp(turned).rotate(angle).png().toBuffer())
      .resize(96, 64, { fit: 'fill' })
      .png()
      .toBuffer();
  });
  return sharp(await Promise.all(frames), { join: { animated: true } })
    .gif({ delay: [60, 140, 60] })
    .toBuffer();
}

/** A GIF of 96 x 64 px: a camera that moves over the photo of a cat. */
export async function panOverCat(frames: number, delay: number | number[] = 100): Promise<Buffer> {
  const photo = sharp('test/photos/cat-chelsea.jpg');
  const views = Array.from({ length: frames }, (_, index) => {
    const view = { left: 12 * index, top: 12 * index, width: 360, height: 240 };
    return photo.clone().extract(view).resize(96, 64).png().toBuffer();
  });
  return sharp(await Promise.all(views), { join: { animated: true } })
    .gif({ delay })
    .toBuffer();
}
