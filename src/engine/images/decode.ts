/**
 * Picture files in and out, by sharp (libvips), imported only here. A file is judged before it is decoded: by its size, its
 * first bytes, its header; what passes comes out upright, 8 bit, sRGB, at most as large as asked for. What goes out holds
 * pixels only: it is encoded from raw pixels, so that no metadata of the photo (a place, a name, a thumbnail) can follow.
 */
import sharp, { type Sharp } from 'sharp';
import { AtelierError } from '../../domain/errors.js';
import type { Picture } from '../../domain/event.js';
import { checkFile, checkSize, DECODE_LIMITS, type DecodeLimits } from './picture-limits.js';
import type { PictureType } from './picture-type.js';
import {
  bytesToPlanes,
  fitSize,
  GROUND,
  type Mask,
  overGround,
  planesToBytes,
  resizeMask,
  type Size,
  withAlpha,
} from './pixels.js';

// One thread a picture: the network owns the cores, and pictures are few. No cache of operations: memory returns after a job.
sharp.concurrency(1);
sharp.cache(false);
// libvips chooses a loader by itself: all but these are switched off, so that SVG, PDF and the like can never be loaded even
// if a file is two things at once. Ultra HDR is off too: such a JPEG is read as its ordinary, standard-range picture.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['Jpeg', 'Png', 'Webp', 'Heif', 'Nsgif', 'Tiff'].map((loader) => `VipsForeignLoad${loader}`),
});

export interface PictureInfo extends Size {
  format: PictureType;
  /** Whether it can hold transparency (every GIF can); whether any pixel is clear only decoding tells. */
  hasAlpha: boolean;
}

export interface DecodedPicture extends Size {
  /** [height, width, 3], sRGB. */
  rgb: Uint8Array;
  /** Present when any pixel is not opaque; of the same size. */
  alpha?: Mask;
}

/** Reads and judges the header only: upright size and kind. Rejects with a picture_* code; the message names the limit. */
export async function inspectPicture(
  bytes: Uint8Array,
  limits: DecodeLimits = DECODE_LIMITS,
): Promise<PictureInfo> {
  const format = checkFile(bytes, limits);
  // Without a pixel limit, because no pixel is read here, and checkSize words the refusal.
  const metadata = await readable(() => sharp(bytes, { limitInputPixels: false }).metadata());
  const { width, height } = metadata.autoOrient;
  checkSize(width, height, limits);
  return { width, height, format, hasAlpha: metadata.hasAlpha };
}

/**
 * Decodes the first frame, upright, in sRGB; shrunk when its longer side is above `longestSide`, never enlarged. Rejects
 * with a picture_* code. Without `longestSide` a picture at the limit takes 200 MB.
 */
export async function decodePicture(
  bytes: Uint8Array,
  { longestSide = Number.POSITIVE_INFINITY, limits = DECODE_LIMITS }: DecodeOptions = {},
): Promise<DecodedPicture> {
  const { width, height } = await inspectPicture(bytes, limits);
  const size = shrunk({ width, height }, longestSide);
  const { data, info } = await readable(() =>
    // 'error' refuses truncated and broken files, and lets through the odd metadata that many cameras write ('warning').
    sharp(bytes, { autoOrient: true, failOn: 'error', limitInputPixels: limits.pixels })
      // Decoded whole: JPEG's own scaling by 2, 4 or 8 was measured to be less exact (mean error 3.7 levels against 1.3 on
      // a photo shrunk 5 times) and no faster.
      .resize({ ...size, fit: 'fill', kernel: 'lanczos3', fastShrinkOnLoad: false })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true }),
  );
  return info.channels === 3
    ? { ...size, rgb: plain(data) }
    : { ...size, ...overGround(data, info.channels, size) };
}

export interface DecodeOptions {
  /** Bound of the longer side, px. Default: none. */
  longestSide?: number;
  /** Default: DECODE_LIMITS. */
  limits?: DecodeLimits;
}

/** A decoded picture at exactly this size (Lanczos) as the engine wants it: [3,height,width] in [0,1]. */
export async function toPlanes(
  picture: DecodedPicture,
  width: number,
  height: number,
): Promise<Float32Array> {
  const raw = await sharp(picture.rgb, { raw: { width: picture.width, height: picture.height, channels: 3 } })
    .resize({ width, height, fit: 'fill', kernel: 'lanczos3' })
    .raw()
    .toBuffer();
  return bytesToPlanes(raw);
}

/** Pixels to encode: floats [3,height,width] in [0,1] (clipped) or bytes [height,width,3]; sRGB. */
export type Pixels = Size & ({ planes: Float32Array } | { rgb: Uint8Array }) & { alpha?: Mask | undefined };

export type EncodeOptions = {
  /** Bound of the longer side, px; the picture is never enlarged. Default: none. */
  shrinkTo?: number;
} & (
  | { format: 'png' }
  | {
      format: 'jpeg' | 'webp';
      /** 1..100, default 92 (ImageMagick's default). */
      quality?: number;
    }
);

/**
 * Encodes pixels and nothing else; the same input gives the same bytes. A mask of any size is restored in PNG and WebP;
 * JPEG, which has none, shows the ground through it.
 */
export async function encodePicture(pixels: Pixels, options: EncodeOptions): Promise<Picture> {
  const size = { width: pixels.width, height: pixels.height };
  const rgb = 'planes' in pixels ? planesToBytes(pixels.planes) : pixels.rgb;
  const image = pixels.alpha
    ? sharp(withAlpha(rgb, resizeMask(pixels.alpha, size)), { raw: { ...size, channels: 4 } })
    : sharp(rgb, { raw: { ...size, channels: 3 } });
  const out = shrunk(size, options.shrinkTo ?? Number.POSITIVE_INFINITY);
  if (out.width !== size.width || out.height !== size.height) image.resize({ ...out, fit: 'fill' });
  const bytes = plain(await inFormat(image, options).toBuffer());
  return { bytes, mime: `image/${options.format}`, ...out };
}

function inFormat(image: Sharp, options: EncodeOptions): Sharp {
  if (options.format === 'png') return image.png();
  const { format, quality = 92 } = options;
  // Effort 2 of 0..6: previews are made while a job runs.
  if (format === 'webp') return image.webp({ quality, effort: 2 });
  // Full chroma resolution: a painting has sharp edges between saturated colours.
  const ground = { r: GROUND, g: GROUND, b: GROUND };
  return image.flatten({ background: ground }).jpeg({ quality, chromaSubsampling: '4:4:4' });
}

/** Whatever libvips cannot read is the file's fault: its messages are kept as the cause, not shown. */
async function readable<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    const message = 'The picture file is damaged or incomplete. Save or export it anew and send that.';
    throw new AtelierError('picture_unreadable', message, { cause });
  }
}

function shrunk(size: Size, longestSide: number): Size {
  return Math.max(size.width, size.height) > longestSide
    ? fitSize(size.width, size.height, longestSide)
    : size;
}

/** The same memory without Buffer's methods, as every other picture in the program. */
function plain(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}
