/**
 * Pictures in. A file is judged before it is decoded: by its size, its first bytes, its header; what passes comes out upright,
 * 8 bit, sRGB, at most as large as asked for, and with something to see.
 */
import { AtelierError } from '../../domain/errors.js';
import { checkFile, checkSize, DECODE_LIMITS, type DecodeLimits } from '../../domain/picture-limits.js';
import type { PictureType } from '../../domain/picture-type.js';
import { said } from '../../words/said.js';
import { ownEvidence } from './evidence.js';
import { heicSize, heicToTiff } from './heic.js';
import { areaOf, isVisible, type Mask, overGround, pickChannels, type Size, shrunk } from './pixels.js';
import { type Metadata, plain, readable, type Sharp, type SharpOptions, sharp } from './sharp.js';
import { tiffKind } from './tiff-header.js';

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
  /** The XMP packet of a finished picture of this program (evidence.ts). */
  evidence?: string;
}

export interface DecodeOptions {
  /** Bound of the longer side, px. Default: none. */
  longestSide?: number;
  /** Default: DECODE_LIMITS. */
  limits?: DecodeLimits;
}

/**
 * For what we have painted ourselves: a large PNG is heavier than an upload may be, and a copy or the cell of a panorama is smaller and
 * narrower.
 */
export const OWN_LIMITS: DecodeLimits = {
  ...DECODE_LIMITS,
  fileBytes: Number.POSITIVE_INFINITY,
  shorterSide: 1,
  aspect: Number.POSITIVE_INFINITY,
};

/** Frames of an animation that are looked at for one that shows something. */
const MOST_FRAMES = 100;

/** Pixels of all frames of a file together, as a multiple of the limit for one picture: bounds the time of decoding. */
export const MOST_FRAME_PIXELS = 10;

/** Reads and judges the header only: upright size and kind. Rejects with a picture_* code; the message names the limit. */
export async function inspectPicture(
  bytes: Uint8Array,
  limits: DecodeLimits = DECODE_LIMITS,
): Promise<PictureInfo> {
  const format = checkFile(bytes, limits);
  const { width, height, hasAlpha } = await readable(() => headerOf(bytes, format));
  checkSize(width, height, limits);
  return { width, height, format, hasAlpha };
}

/**
 * Decodes the first frame that shows something, upright, in sRGB; shrunk when its longer side is above `longestSide`, never
 * enlarged. Rejects with a picture_* code. Without `longestSide` a picture at the limit takes 200 MB.
 */
export async function decodePicture(
  bytes: Uint8Array,
  { longestSide, limits = DECODE_LIMITS }: DecodeOptions = {},
): Promise<DecodedPicture> {
  const { format, ...whole } = await inspectPicture(bytes, limits);
  const size = shrunk({ width: whole.width, height: whole.height }, longestSide);
  return readable(async () => {
    const file = await openFile(bytes, format, limits);
    const evidence = ownEvidence(file.metadata.xmpAsString);
    const most = Math.ceil((MOST_FRAME_PIXELS * limits.pixels) / areaOf(whole));
    const frames = Math.min(file.frames, MOST_FRAMES, most);
    for (let frame = 0; frame < frames; frame++) {
      const picture = await readFrame(file, frame, size);
      if (isVisible(picture.alpha)) return { ...picture, ...(evidence && { evidence }) };
    }
    throw new AtelierError('picture_empty', said('refusals.transparent'));
  });
}

/** A file as libvips reads it right. */
interface OpenFile {
  bytes: Uint8Array;
  options: SharpOptions;
  metadata: Metadata;
  /** Frames of an animation, else 1. */
  frames: number;
  /**
   * Numbers of the decoded channels to keep, where the others are neither colour nor alpha. Where this is present the file is
   * decoded at full size before it is shrunk.
   */
  channels?: readonly number[];
}

async function headerOf(bytes: Uint8Array, format: PictureType): Promise<Size & { hasAlpha: boolean }> {
  if (format === 'heic') return heicSize(bytes);
  if (format === 'tiff') assertReadableTiff(bytes);
  const { autoOrient, hasAlpha } = await metadataOf(bytes);
  return { ...autoOrient, hasAlpha };
}

/** Without a pixel limit, because no pixel is read here, and checkSize words the refusal. */
function metadataOf(bytes: Uint8Array): Promise<Metadata> {
  return sharp(bytes, { limitInputPixels: false }).metadata();
}

async function openFile(given: Uint8Array, format: PictureType, limits: DecodeLimits): Promise<OpenFile> {
  // 'error' refuses truncated and broken files, and lets through the odd metadata that many cameras write ('warning').
  const options: SharpOptions = { autoOrient: true, failOn: 'error', limitInputPixels: limits.pixels };
  const ended = format === 'jpeg' ? endedJpeg(given) : undefined;
  // Only a warning tells whether more is missing than the end marker, and only at full size the last row has one.
  if (ended) return opened(ended, { ...options, failOn: 'warning' }, [0, 1, 2]);
  if (format === 'heic') return opened(await heicToTiff(given), options);
  return opened(given, options, format === 'tiff' ? channelsOf(given) : undefined);
}

async function opened(
  bytes: Uint8Array,
  options: SharpOptions,
  channels?: readonly number[],
): Promise<OpenFile> {
  const metadata = await metadataOf(bytes);
  const isAnimation = metadata.format === 'gif' || metadata.format === 'webp';
  const frames = isAnimation ? (metadata.pages ?? 1) : 1;
  return { bytes, options, metadata, frames, ...(channels && { channels }) };
}

async function readFrame(file: OpenFile, frame: number, size: Size): Promise<DecodedPicture> {
  const image = sharp(file.bytes, { ...file.options, ...(file.frames > 1 && { page: frame }) });
  const sized = (file.channels ? await onlyChannels(image, file) : image)
    // libvips shrinks a JPEG while it decodes it, and leaves at least a factor of two for this kernel.
    .resize({ ...size, fit: 'fill', kernel: 'lanczos3', fastShrinkOnLoad: false });
  const { data, info } = await toSrgb(sized, file)
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return info.channels === 3
    ? { ...size, rgb: plain(data) }
    : { ...size, ...overGround(data, info.channels, size) };
}

/**
 * The pixels of these channels only, 8 bit, sRGB, upright: decoded at full size, because a resize would already dim the colours by
 * what it takes for alpha.
 */
async function onlyChannels(image: Sharp, file: OpenFile): Promise<Sharp> {
  const { data, info } = await toSrgb(image, file)
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const picked = pickChannels(plain(data), info.channels, file.channels!);
  const { width, height } = info;
  return sharp(picked, { raw: { width, height, channels: file.channels!.length as 3 | 4 } });
}

/**
 * sharp takes 16-bit RGB with an embedded profile to Display P3 (its `pipeline.cc`, `processingProfile`) and leaves it there unless
 * a profile is asked for; without an embedded one that request would itself shift the colours.
 */
function toSrgb(image: Sharp, { metadata }: OpenFile): Sharp {
  const isInP3 = metadata.space === 'rgb16' && metadata.hasProfile;
  return (isInP3 ? image.withIccProfile('srgb') : image).toColourspace('srgb');
}

function assertReadableTiff(bytes: Uint8Array): void {
  const kind = tiffKind(bytes);
  if (!kind || !('refused' in kind)) return;
  throw new AtelierError('picture_type_unsupported', said('refusals.strangeTiff', { kind: kind.refused }));
}

/** The decoded channels that a TIFF means to be seen; undefined where libvips finds them itself. */
function channelsOf(bytes: Uint8Array): readonly number[] | undefined {
  const kind = tiffKind(bytes);
  if (!kind || 'refused' in kind || kind.extra.length === 0) return undefined;
  const alpha = kind.extra.findIndex((meaning) => meaning !== 0);
  if (alpha === 0 && kind.extra.length === 1) return undefined;
  // Every kind of colour has become red, green and blue.
  return alpha < 0 ? [0, 1, 2] : [0, 1, 2, 3 + alpha];
}

/** Start of scan and end of image (ITU-T T.81, table B.1). */
const SOS = Buffer.from([0xff, 0xda]);
const EOI = Buffer.from([0xff, 0xd9]);

/** A JPEG file with the end marker, which some cameras and programs leave out; undefined where it has one. */
function endedJpeg(bytes: Uint8Array): Uint8Array | undefined {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // A thumbnail in the metadata has an end of its own, before the last scan begins.
  return file.includes(EOI, Math.max(0, file.lastIndexOf(SOS))) ? undefined : Buffer.concat([file, EOI]);
}
