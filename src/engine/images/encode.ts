/**
 * Pictures out. Each is encoded from raw pixels, so that no metadata of the photo (a place, a name, a thumbnail) can follow; a finished
 * picture says only how it was made (evidence.ts).
 */
import type { Picture } from '../../domain/event.js';
import type { Print } from '../engine.js';
import { areaOf, clip, GROUND, type Mask, planesToBytes, type Size, shrunk, withAlpha } from './pixels.js';
import { jpegForPrint, pngForPrint, srgbProfile, tiffForPrint } from './print.js';
import { resizeMask } from './resample.js';
import { plain, type Sharp, sharp } from './sharp.js';

/** Pixels to encode: floats [3,height,width] in [0,1] (clipped) or bytes [height,width,3]; sRGB. */
export type Pixels = Size & ({ planes: Float32Array } | { rgb: Uint8Array }) & { alpha?: Mask | undefined };

export type EncodeOptions = {
  /** Bound of the longer side, px; the picture is never enlarged. Default: none. */
  shrinkTo?: number;
  /** Factor of the size, without new detail: Lanczos, sharp's default kernel. Default 1. */
  enlargeBy?: number;
  /** The XMP packet of a finished picture (evidence.ts). Default: no metadata. */
  evidence?: string | undefined;
  /** For a printer, at its own size; a TIFF is so in any case. Default: for a screen. */
  print?: Print | undefined;
} & (LibvipsFormat | { format: 'tiff' });

type LibvipsFormat =
  | {
      format: 'png';
      /** zlib's level, 0..9. Default 6 (zlib's own). */
      compression?: number;
    }
  | {
      format: 'jpeg' | 'webp';
      /** 1..100, default 92 (ImageMagick's default). */
      quality?: number;
    };

/**
 * Encodes pixels; the same input gives the same bytes. A mask of any size is restored in PNG and WebP;
 * JPEG, which has none, shows the ground through it.
 */
export async function encodePicture(pixels: Pixels, options: EncodeOptions): Promise<Picture> {
  if (options.print || options.format === 'tiff')
    return encodePrint(pixels, options, options.print ?? { bits: 8 });
  const size = { width: pixels.width, height: pixels.height };
  const image = sharp(eightBits(pixels), { raw: { ...size, channels: pixels.alpha ? 4 : 3 } });
  const { enlargeBy = 1 } = options;
  const out = shrunk({ width: size.width * enlargeBy, height: size.height * enlargeBy }, options.shrinkTo);
  if (out.width !== size.width || out.height !== size.height) image.resize({ ...out, fit: 'fill' });
  if (options.evidence) image.withXmp(options.evidence);
  const bytes = plain(await inFormat(image, options).toBuffer());
  return { bytes, mime: `image/${options.format}`, ...out };
}

async function encodePrint(pixels: Pixels, options: EncodeOptions, print: Print): Promise<Picture> {
  const { width, height, alpha } = pixels;
  const { format, evidence } = options;
  if (print.bits === 16 && (format === 'jpeg' || format === 'webp'))
    throw new TypeError(`${format} has 8 bits`);
  const size = { width, height };
  const channels = alpha ? 4 : 3;
  const data = print.bits === 16 ? sixteenBits(pixels) : eightBits(pixels);
  const profile = await srgbProfile();
  const picture = (bytes: Uint8Array) => ({ bytes, mime: `image/${format}`, ...size });
  if (options.format === 'tiff')
    return picture(tiffForPrint({ ...size, data, channels }, print, { profile, evidence }));
  const image = sharp(data, { raw: { ...size, channels } });
  if (evidence) image.withXmp(evidence);
  if (print.bits === 16) image.toColourspace('rgb16');
  if (format === 'png')
    return picture(pngForPrint(await inFormat(image, options).toBuffer(), print, profile));
  const bytes = plain(await inFormat(image.withIccProfile('srgb'), options).toBuffer());
  return picture(format === 'jpeg' ? jpegForPrint(bytes, print) : bytes);
}

/** [H,W,3 or 4] */
function eightBits(pixels: Pixels): Uint8Array {
  const rgb = 'planes' in pixels ? planesToBytes(pixels.planes) : pixels.rgb;
  return pixels.alpha ? withAlpha(rgb, resizeMask(pixels.alpha, pixels)) : rgb;
}

/** The same with 16 bits, from the floats themselves, so that smooth skies stay smooth. */
function sixteenBits(pixels: Pixels): Uint16Array {
  const count = areaOf(pixels);
  const channels = pixels.alpha ? 4 : 3;
  const out = new Uint16Array(count * channels);
  const level =
    'planes' in pixels
      ? (p: number, c: number) => Math.round(65535 * clip(pixels.planes[c * count + p]))
      : (p: number, c: number) => 257 * pixels.rgb[3 * p + c];
  const mask = pixels.alpha && resizeMask(pixels.alpha, pixels);
  for (let p = 0; p < count; p++) {
    for (let c = 0; c < 3; c++) out[p * channels + c] = level(p, c);
    if (mask) out[p * channels + 3] = 257 * mask.data[p];
  }
  return out;
}

function inFormat(image: Sharp, options: LibvipsFormat): Sharp {
  if (options.format === 'png') return image.png({ compressionLevel: options.compression ?? 6 });
  const { format, quality = 92 } = options;
  // Effort 2 of 0..6: previews are made while a job runs.
  if (format === 'webp') return image.webp({ quality, effort: 2 });
  // Full chroma resolution: a painting has sharp edges between saturated colours.
  const ground = { r: GROUND, g: GROUND, b: GROUND };
  return image.flatten({ background: ground }).jpeg({ quality, chromaSubsampling: '4:4:4' });
}

/** Longer side of a preview, px: what a chat shows without a click; it is replaced within seconds. */
export const PREVIEW_SIDE = 512;
/** Quality of a preview as JPEG or WebP, %: artefacts are not seen next to brush strokes, and it is a third of the default's bytes. */
export const PREVIEW_QUALITY = 80;

/** [3,H,W] in [0,1] -> a JPEG, or a WebP where there is transparency. */
export function encodePreview(planes: Float32Array, size: Size, alpha: Mask | undefined): Promise<Picture> {
  return encodePicture(
    { ...size, planes, alpha },
    { format: alpha ? 'webp' : 'jpeg', quality: PREVIEW_QUALITY, shrinkTo: PREVIEW_SIDE },
  );
}
