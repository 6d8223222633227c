/**
 * Files for a printer: an sRGB profile, so that no program has to guess the colours, and the resolution, without an EXIF block of its
 * own. The profile is put into the file by us: libvips takes 16-bit pixels for Display P3 and would convert them.
 */
import { deflateSync } from 'node:zlib';
import type { Print } from '../engine.js';
import type { Size } from './pixels.js';
import { plainTiff } from './plain-tiff.js';
import { pngChunk } from './png-chunk.js';
import { sharp } from './sharp.js';

const CM_PER_INCH = 2.54;

/** libvips' own sRGB profile (480 bytes). */
export async function srgbProfile(): Promise<Uint8Array> {
  const pixel = sharp({ create: { width: 1, height: 1, channels: 3, background: '#000' } });
  const { icc } = await sharp(await pixel.withIccProfile('srgb').png().toBuffer()).metadata();
  return icc!;
}

/** [H,W,channels] as a TIFF with deflated rows, each pixel as its difference to the one before. */
export function tiffForPrint(
  pixels: Size & { data: Uint8Array | Uint16Array; channels: 3 | 4 },
  { dpi }: Print,
  { profile, evidence }: { profile: Uint8Array; evidence?: string | undefined },
): Uint8Array {
  const xmp = evidence === undefined ? undefined : Buffer.from(evidence);
  return plainTiff({ ...pixels, profile, deflated: true, ...(dpi && { dpi }), ...(xmp && { xmp }) });
}

/** A PNG with profile and resolution (PNG third edition, 11.3.2.3 iCCP and 11.3.4.3 pHYs): both stand behind the header. */
export function pngForPrint(png: Uint8Array, { dpi }: Print, profile: Uint8Array): Uint8Array {
  const icc = pngChunk('iCCP', Buffer.concat([Buffer.from('sRGB\0\0', 'latin1'), deflateSync(profile)]));
  return Buffer.concat([
    png.subarray(0, PNG_HEADER),
    icc,
    ...(dpi ? [physical(dpi)] : []),
    png.subarray(PNG_HEADER),
  ]);
}

/** Signature, and the chunk IHDR. */
const PNG_HEADER = 8 + 25;

/** Pixels per metre. */
function physical(dpi: number): Buffer {
  const data = Buffer.alloc(9);
  const perMetre = Math.round((100 * dpi) / CM_PER_INCH);
  data.writeUInt32BE(perMetre, 0);
  data.writeUInt32BE(perMetre, 4);
  data[8] = 1;
  return pngChunk('pHYs', data);
}

/** A JPEG with the resolution in a JFIF header (ITU-T T.871, 10.1), which libvips leaves out where there is other metadata. */
export function jpegForPrint(jpeg: Uint8Array, { dpi }: Print): Uint8Array {
  if (!dpi) return jpeg;
  const [high, low] = [dpi >> 8, dpi & 0xff];
  const perInch = 1;
  const header = [0xff, 0xe0, 0, 16, ...Buffer.from('JFIF\0'), 1, 1, perInch, high, low, high, low, 0, 0];
  const hasHeader = jpeg[3] === 0xe0;
  return Buffer.concat([jpeg.subarray(0, 2), Buffer.from(header), jpeg.subarray(hasHeader ? 2 + 18 : 2)]);
}
