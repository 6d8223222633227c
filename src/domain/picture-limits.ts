/**
 * What is accepted as a picture: the limits, and the checks that need no decoder. Each refusal names the limit and says what
 * to do about it.
 */
import { megabytes } from '../words/measures.js';
import { said } from '../words/said.js';
import { AtelierError } from './errors.js';
import { describeForeign, type PictureType, sniffPicture } from './picture-type.js';

export interface DecodeLimits {
  /** Largest file, bytes. */
  fileBytes: number;
  /** Largest width times height, px; an integer. */
  pixels: number;
  /** Least shorter side, px. */
  shorterSide: number;
  /** Greatest ratio of the longer to the shorter side. */
  aspect: number;
}

export const DECODE_LIMITS: Readonly<DecodeLimits> = {
  /** 20 MB */
  fileBytes: 20 * 2 ** 20,
  /** 50 megapixels */
  pixels: 50_000_000,
  /** 64 px */
  shorterSide: 64,
  /** 1:8 */
  aspect: 8,
};

/** Longer side, px, below which a picture of this shape is smaller than the limits allow. */
export function leastLongerSide({ width, height }: { width: number; height: number }): number {
  return Math.ceil((DECODE_LIMITS.shorterSide * Math.max(width, height)) / Math.min(width, height));
}

/** Media types that no picture has. */
const FOREIGN_KINDS = ['audio', 'video', 'text', 'font', 'model'];

/** The type of a file within the limits; throws a coded error for any other. */
export function checkFile(bytes: Uint8Array, limits: DecodeLimits): PictureType {
  if (bytes.length === 0) {
    throw new AtelierError('picture_unreadable', said('refusals.emptyFile'));
  }
  checkFileSize(bytes.length, limits);
  const type = sniffPicture(bytes);
  if (type) return type;
  throw new AtelierError(
    'picture_type_unsupported',
    said('refusals.foreignFile', { kind: describeForeign(bytes) }),
  );
}

/** Throws picture_type_unsupported for what is said to be no picture. Names are often wrong: what may be one is left to `checkFile`. */
export function checkMime(mime: string): void {
  const [kind = ''] = mime.split('/');
  if (!FOREIGN_KINDS.includes(kind)) return;
  throw new AtelierError('picture_type_unsupported', said('refusals.noPicture'));
}

/** Throws a coded error where the number of bytes is above the limit. */
export function checkFileSize(bytes: number, limits: DecodeLimits): void {
  if (bytes <= limits.fileBytes) return;
  const sizes = { size: megabytes(bytes), limit: megabytes(limits.fileBytes) };
  throw new AtelierError('picture_too_large', said('refusals.largeFile', sizes));
}

/** Throws a coded error for a width and height, px, outside the limits. */
export function checkSize(width: number, height: number, limits: DecodeLimits): void {
  const pixels = said('amounts.pixels', { width: `${width}`, height: `${height}` });
  if (width * height > limits.pixels) {
    const limit = limits.pixels / 1e6;
    throw new AtelierError('picture_too_large', said('refusals.tooManyPixels', { pixels, limit }));
  }
  if (Math.min(width, height) < limits.shorterSide) {
    const limit = limits.shorterSide;
    throw new AtelierError('picture_too_small', said('refusals.tooFewPixels', { pixels, limit }));
  }
  if (Math.max(width, height) > limits.aspect * Math.min(width, height))
    throw new AtelierError('picture_too_long', said('refusals.tooLong', { pixels, limit: limits.aspect }));
}
