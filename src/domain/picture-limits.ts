/**
 * What is accepted as a picture: the limits, and the checks that need no decoder. Each refusal names the limit and says what
 * to do about it.
 */

import { english } from '../words/english.js';
import { megabytes } from '../words/measures.js';
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

const SEND_ONE = 'Send a JPEG, PNG, WebP, AVIF, HEIC, GIF or TIFF picture.';

/** Media types that no picture has. */
const FOREIGN_KINDS = ['audio', 'video', 'text', 'font', 'model'];

/** The type of a file within the limits; throws a coded error for any other. */
export function checkFile(bytes: Uint8Array, limits: DecodeLimits): PictureType {
  if (bytes.length === 0) {
    throw new AtelierError('picture_unreadable', 'The picture file is empty. Send it again.');
  }
  checkFileSize(bytes.length, limits);
  const type = sniffPicture(bytes);
  if (type) return type;
  throw new AtelierError('picture_type_unsupported', `This file is ${describeForeign(bytes)}. ${SEND_ONE}`);
}

/** Throws picture_type_unsupported for what is said to be no picture. Names are often wrong: what may be one is left to `checkFile`. */
export function checkMime(mime: string): void {
  const [kind = ''] = mime.split('/');
  if (!FOREIGN_KINDS.includes(kind)) return;
  throw new AtelierError('picture_type_unsupported', `This file is no picture. ${SEND_ONE}`);
}

/** Throws a coded error for so many bytes, where they are above the limit. */
export function checkFileSize(bytes: number, limits: DecodeLimits): void {
  if (bytes <= limits.fileBytes) return;
  const sizes = `${english(megabytes(bytes))} large; the limit is ${english(megabytes(limits.fileBytes))}`;
  throw new AtelierError('picture_too_large', `The picture file is ${sizes}. Send a smaller one.`);
}

/** Throws a coded error for a width and height, px, outside the limits. */
export function checkSize(width: number, height: number, limits: DecodeLimits): void {
  const is = `The picture is ${width} x ${height} px`;
  if (width * height > limits.pixels) {
    const most = `the limit is ${limits.pixels / 1e6} megapixels`;
    throw new AtelierError('picture_too_large', `${is}; ${most}. Send a smaller one.`);
  }
  if (Math.min(width, height) < limits.shorterSide) {
    const least = `its shorter side must be at least ${limits.shorterSide} px`;
    throw new AtelierError('picture_too_small', `${is}; ${least}. Send a larger one.`);
  }
  if (Math.max(width, height) > limits.aspect * Math.min(width, height)) {
    const most = `its longer side may be at most ${limits.aspect} times the shorter one`;
    throw new AtelierError('picture_too_long', `${is}; ${most}. Crop it.`);
  }
}
