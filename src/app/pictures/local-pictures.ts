/**
 * Pictures for chats, made in this process: taken in, copied from their pixels, made to fit, put side by side. The bots use them
 * by way of `picture-processes.ts`, the command line as they are.
 */
import type { Encoded, KeptPicture, PictureTools } from '../../bots/media/picture-tools.js';
import { AtelierError } from '../../domain/errors.js';
import { MOST_MOVING_SIDE } from '../../domain/motion.js';
import { DECODE_LIMITS } from '../../domain/picture-limits.js';
import { sniffPicture } from '../../domain/picture-type.js';
import { SETTINGS } from '../../domain/request.js';
import type { SafetyRating } from '../../domain/screening.js';
import {
  type Animation,
  countFrames,
  decodeAnimation,
  encodeAnimation,
  resizeAnimation,
} from '../../engine/images/animation.js';
import { decodePicture, OWN_LIMITS } from '../../engine/images/decode.js';
import { encodePicture } from '../../engine/images/encode.js';
import { bytesToPlanes } from '../../engine/images/pixels.js';
import { toPlanes } from '../../engine/images/scale.js';
import { rateSafety } from '../../engine/vision/safety.js';
import { said } from '../../words/said.js';

/** Quality of copies, %: artefacts are not seen at this size. Textures in WebP take 30 % less at 75 than at 82. */
const COPY_QUALITY = { jpeg: 82, webp: 75 };

/** Qualities that are tried to make a picture fit, %, best first. Below the last it is made smaller instead. */
const FIT_QUALITIES = [95, 88, 80];
/** Each smaller try has this part of the side of the one before: about half the pixels. */
const SMALLER = Math.SQRT1_2;
/** Longer side of the smallest try, px. */
const SMALLEST = 64;

/** What is tried to make a moving picture fit: qualities, %, and colours of a GIF. */
const MOVING_QUALITIES = [85, 70];
const GIF_COLOURS = [256, 96];

/** Between before and after, as a part of their height, and its level: a middle grey that reads on light and dark chats. */
const GAP = 1 / 64;
const GAP_LEVEL = 0.5;

export const pictureTools: PictureTools = { takeIn, shrink, fit, convert, rate, beside, asGif };

/** Longer side of a stored picture, px: the largest size that can be requested. */
const KEPT_SIDE = SETTINGS.size.max;

/** JPEG quality of what is kept, %: with full chroma resolution no difference is seen, in a tenth of a PNG's bytes. */
const KEPT_QUALITY = 95;

/** Quality of a result that somebody keeps as JPEG or WebP, %. */
const CONVERTED_QUALITY = 92;

/** zlib's level for what is kept with its transparency: half the time of level 6 for a few per cent more bytes. */
const KEPT_COMPRESSION = 3;

/** `side`: where the command line paints larger than chats do. */
async function takeIn(bytes: Uint8Array, mostFrames = 1, side = KEPT_SIDE): Promise<KeptPicture> {
  const moving = mostFrames > 1 ? await takeFramesIn(bytes, mostFrames) : undefined;
  if (moving) return moving;
  const picture = await decodePicture(bytes, { longestSide: Math.max(KEPT_SIDE, side) });
  return picture.alpha
    ? encodePicture(picture, { format: 'png', compression: KEPT_COMPRESSION })
    : encodePicture(picture, { format: 'jpeg', quality: KEPT_QUALITY });
}

/** How frames are tried to be kept: exactly, so that what stands still does; smaller; and what is longer yet, almost. */
const KEPT_FRAMES = [
  { side: MOST_MOVING_SIDE, quality: 'lossless' },
  { side: MOST_MOVING_SIDE * SMALLER, quality: 'lossless' },
  { side: MOST_MOVING_SIDE * SMALLER, quality: 90 },
] as const;

/** A moving picture as an animated WebP that can be painted; undefined for a still. Rejects as `takeIn` does. */
async function takeFramesIn(bytes: Uint8Array, mostFrames: number): Promise<KeptPicture | undefined> {
  for (const { side, quality } of KEPT_FRAMES) {
    const animation = await decodeAnimation(bytes, { longestSide: Math.round(side), mostFrames });
    if (!animation) return undefined;
    const kept = await encodeAnimation(animation, { format: 'webp', quality });
    if (kept.bytes.byteLength > DECODE_LIMITS.fileBytes) continue;
    // Frames that are equal have become one.
    const frames = await countFrames(kept.bytes);
    return frames > 1 ? { ...kept, frames } : undefined;
  }
  throw new AtelierError('picture_too_large', said('refusals.doesNotFit'));
}

async function shrink(bytes: Uint8Array, side: number, wanted?: 'webp'): Promise<Encoded> {
  const picture = await decodePicture(bytes, { longestSide: side, limits: OWN_LIMITS });
  const format = wanted ?? (picture.alpha ? 'webp' : 'jpeg');
  return encodePicture(picture, { format, quality: COPY_QUALITY[format], evidence: picture.evidence });
}

async function fit(
  bytes: Uint8Array,
  mostBytes: number,
  formats: readonly ('jpeg' | 'webp')[] = ['webp', 'jpeg'],
): Promise<Encoded> {
  const type = sniffPicture(bytes) ?? 'png';
  const isTaken = ['png', 'gif', ...formats].includes(type);
  if (isTaken && bytes.byteLength <= mostBytes) return { bytes, mime: `image/${type}` };
  const animation = await decodeOwnAnimation(bytes);
  if (animation) return fitAnimation(animation, mostBytes, formats.includes('webp') ? 'webp' : 'gif');
  const picture = await decodePicture(bytes, { limits: OWN_LIMITS });
  for (let side = Math.max(picture.width, picture.height); side >= SMALLEST; side *= SMALLER) {
    for (const quality of FIT_QUALITIES) {
      for (const format of formats) {
        const shrinkTo = Math.round(side);
        const tried = await encodePicture(picture, { format, quality, shrinkTo, evidence: picture.evidence });
        if (tried.bytes.byteLength <= mostBytes) return tried;
      }
    }
  }
  throw new AtelierError('picture_too_large', said('refusals.doesNotFit'));
}

/** GIF is taken wherever pictures are; a WebP of the same bytes has all its colours. */
async function fitAnimation(
  animation: Animation,
  mostBytes: number,
  format: 'webp' | 'gif',
): Promise<Encoded> {
  for (let side = Math.max(animation.width, animation.height); side >= SMALLEST; side *= SMALLER) {
    const smaller = await resizeAnimation(animation, Math.round(side));
    for (const step of [0, 1]) {
      const tried = await encodeAnimation(
        smaller,
        format === 'gif'
          ? { format, colours: GIF_COLOURS[step]! }
          : { format, quality: MOVING_QUALITIES[step]! },
      );
      if (tried.bytes.byteLength <= mostBytes) return tried;
    }
  }
  throw new AtelierError('picture_too_large', said('refusals.doesNotFit'));
}

/** One of our own results; undefined for a still. */
function decodeOwnAnimation(bytes: Uint8Array): Promise<Animation | undefined> {
  return decodeAnimation(bytes, { mostFrames: Number.POSITIVE_INFINITY, limits: OWN_LIMITS });
}

async function convert(
  bytes: Uint8Array,
  format: 'png' | 'jpeg' | 'webp' | 'gif',
  enlargeBy: number,
): Promise<Encoded> {
  if (format === 'gif') {
    const animation = await decodeOwnAnimation(bytes);
    if (animation) return encodeAnimation(animation, { format });
    throw new AtelierError('invalid_input', 'only a moving picture becomes a GIF');
  }
  const picture = await decodePicture(bytes, { limits: OWN_LIMITS });
  const { evidence } = picture;
  if (format === 'png') return encodePicture(picture, { format, enlargeBy, evidence });
  return encodePicture(picture, { format, enlargeBy, quality: CONVERTED_QUALITY, evidence });
}

/** Pictures are rated at about the size at which most are painted, px; the classifier sees 224 of them. */
const RATED_SIDE = 1024;

async function rate(bytes: Uint8Array): Promise<SafetyRating[]> {
  const how = { longestSide: RATED_SIDE, limits: OWN_LIMITS };
  const moving = await decodeAnimation(bytes, { ...how, mostFrames: Number.POSITIVE_INFINITY });
  const ratings: SafetyRating[] = [];
  for (const { rgb, width, height } of moving?.frames ?? [await decodePicture(bytes, how)])
    ratings.push(await rateSafety({ data: bytesToPlanes(rgb), width, height }));
  return ratings;
}

async function beside(before: Uint8Array, after: Uint8Array, side: number): Promise<Encoded> {
  const painting = await decodePicture(after, { longestSide: side, limits: OWN_LIMITS });
  const { width, height } = painting;
  // The painting has the photo's shape, but for rounding.
  const photo = await toPlanes(await decodePicture(before, { longestSide: side }), width, height);
  const planes = joined(photo, await toPlanes(painting, width, height), width, height);
  return encodePicture(planes, { format: 'jpeg', quality: 90, evidence: painting.evidence });
}

/** Longer side of a loop as GIF, px, and its frames at most: some 500 kB. */
const GIF_LOOP = { longestSide: 256, mostFrames: 60 };

async function asGif(loop: Uint8Array): Promise<Encoded> {
  const animation = await decodeAnimation(loop, { ...GIF_LOOP, limits: OWN_LIMITS });
  if (!animation) throw new AtelierError('internal', 'a loop that does not move');
  return encodeAnimation(animation, { format: 'gif' });
}

/** Two pictures [3, height, width] of one size, a gap between them. */
function joined(left: Float32Array, right: Float32Array, width: number, height: number) {
  const gap = Math.max(2, Math.round(height * GAP));
  const whole = 2 * width + gap;
  const planes = new Float32Array(3 * height * whole).fill(GAP_LEVEL);
  for (let row = 0; row < 3 * height; row += 1) {
    const from = row * width;
    planes.set(left.subarray(from, from + width), row * whole);
    planes.set(right.subarray(from, from + width), row * whole + width + gap);
  }
  return { planes, width: whole, height };
}
