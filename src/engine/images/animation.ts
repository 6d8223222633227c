/**
 * Moving pictures in and out: GIF, animated WebP and APNG become a few frames of one size, with how long each is shown; and frames become
 * an animated WebP or GIF, which hold only pixels and times.
 */
import { AtelierError } from '../../domain/errors.js';
import type { Picture } from '../../domain/event.js';
import { checkFile, checkSize, DECODE_LIMITS, type DecodeLimits } from '../../domain/picture-limits.js';
import { said } from '../../words/said.js';
import { parseApng, renderApng } from './apng.js';
import { type DecodedPicture, MOST_FRAME_PIXELS } from './decode.js';
import { areaOf, fitSize, isVisible, overGround, type Size, shrunk, withAlpha } from './pixels.js';
import { resizeMask } from './resample.js';
import { atSize } from './scale.js';
import { plain, readable, sharp } from './sharp.js';

export interface Animation extends Size {
  /** At least two, all of this size. */
  frames: DecodedPicture[];
  /** How long each is shown, ms. */
  delays: number[];
}

/** Pixels that are decoded at a time, 4 bytes each. */
const AT_ONCE = 2 ** 24;

/** Browsers show what asks for less than 20 ms for 100 ms: such files were made for that. */
const LEAST_DELAY = 20;
const DEFAULT_DELAY = 100;

/** What a file holds, by its header. */
interface Source extends Size {
  delays: number[];
  /** Frame after frame as it is seen, [height, width, channels]; an array may be used again for the next frame. */
  read(): AsyncGenerator<{ data: Uint8Array; channels: 3 | 4 }>;
}

/** How many frames a file shows; 1 for a still. Rejects with a picture_* code for what is no picture. */
export async function countFrames(bytes: Uint8Array, limits: DecodeLimits = DECODE_LIMITS): Promise<number> {
  return (await openSource(bytes, limits))?.delays.length ?? 1;
}

/**
 * The frames of a file, at most `mostFrames`, spread evenly over its length, each shown until the next one that is kept. Undefined for a
 * still, and for an animation of which nothing is seen. Rejects with a picture_* code.
 * @param longestSide bound of the longer side, px
 */
export async function decodeAnimation(
  bytes: Uint8Array,
  {
    longestSide,
    mostFrames,
    limits = DECODE_LIMITS,
  }: { longestSide?: number; mostFrames: number; limits?: DecodeLimits },
): Promise<Animation | undefined> {
  return readable(async () => {
    const source = await openSource(bytes, limits);
    if (!source) return undefined;
    const { width, height } = source;
    const kept = spread(source.delays, mostFrames);
    const size = shrunk({ width, height }, longestSide);
    const frames: DecodedPicture[] = [];
    let index = 0;
    for await (const { data, channels } of source.read()) {
      if (index === kept.from[frames.length])
        frames.push(await sized(data, channels, { width, height }, size));
      index += 1;
      if (frames.length === kept.from.length) break;
    }
    if (!frames.some(({ alpha }) => isVisible(alpha))) return undefined;
    return { ...size, frames, delays: kept.delays };
  });
}

export type AnimationOptions = {
  /** The XMP packet of a finished picture (evidence.ts), for WebP. Default: no metadata. */
  evidence?: string | undefined;
} & ({ format: 'webp'; quality: number | 'lossless' } | { format: 'gif'; colours?: number });

/** The same with a longer side of exactly `longestSide` px. */
export async function resizeAnimation(animation: Animation, longestSide: number): Promise<Animation> {
  const { width, height, frames, delays } = animation;
  const size = fitSize(width, height, longestSide);
  if (size.width === width && size.height === height) return animation;
  const resized = frames.map(async (frame) => ({
    ...(await atSize(frame, size)),
    ...(frame.alpha && { alpha: resizeMask(frame.alpha, size) }),
  }));
  return { ...size, frames: await Promise.all(resized), delays };
}

/** Loops endlessly. The same input gives the same bytes. */
export async function encodeAnimation(
  { width, height, frames, delays }: Animation,
  options: AnimationOptions,
): Promise<Picture> {
  const isOpaque = frames.every(({ alpha }) => alpha === undefined);
  const channels = isOpaque ? 3 : 4;
  const strip = new Uint8Array(channels * width * height * frames.length);
  frames.forEach(({ rgb, alpha }, index) => {
    const opaque = { width, height, data: new Uint8Array(width * height).fill(255) };
    strip.set(isOpaque ? rgb : withAlpha(rgb, alpha ?? opaque), index * channels * width * height);
  });
  const image = sharp(strip, {
    raw: { width, height: height * frames.length, channels, pageHeight: height },
    limitInputPixels: false,
  });
  if (options.evidence) image.withXmp(options.evidence);
  const times = { delay: delays, loop: 0 };
  const encoded =
    options.format === 'gif'
      ? image.gif({ ...times, colours: options.colours ?? 256, effort: 7 })
      : image.webp(
          options.quality === 'lossless'
            ? { ...times, lossless: true, effort: 2 }
            : { ...times, quality: options.quality, effort: 4 },
        );
  return { bytes: plain(await encoded.toBuffer()), mime: `image/${options.format}`, width, height };
}

/** Undefined for a still. */
async function openSource(bytes: Uint8Array, limits: DecodeLimits): Promise<Source | undefined> {
  const type = checkFile(bytes, limits);
  if (type !== 'png' && type !== 'gif' && type !== 'webp') return undefined;
  const source = type === 'png' ? apngSource(bytes) : await pagesOf(bytes);
  if (!source || source.delays.length < 2) return undefined;
  checkSize(source.width, source.height, limits);
  assertLength(source, limits);
  return source;
}

function apngSource(bytes: Uint8Array): Source | undefined {
  const apng = parseApng(bytes);
  if (!apng) return undefined;
  return {
    width: apng.width,
    height: apng.height,
    delays: apng.frames.map(({ delay }) => shownFor(delay)),
    async *read() {
      for await (const data of renderApng(apng)) yield { data, channels: 4 };
    },
  };
}

async function pagesOf(bytes: Uint8Array): Promise<Source | undefined> {
  const {
    width,
    height,
    pageHeight = height,
    pages = 1,
    delay = [],
  } = await readable(() => sharp(bytes, { limitInputPixels: false }).metadata());
  return {
    width,
    height: pageHeight,
    delays: Array.from({ length: pages }, (_, page) => shownFor(delay[page] ?? 0)),
    async *read() {
      const chunk = Math.max(1, Math.floor(AT_ONCE / (width * pageHeight)));
      for (let page = 0; page < pages; page += chunk) {
        const some = { page, pages: Math.min(chunk, pages - page) };
        const image = sharp(bytes, { ...some, failOn: 'error', limitInputPixels: false });
        const { data, info } = await image
          .toColourspace('srgb')
          .raw({ depth: 'uchar' })
          .toBuffer({ resolveWithObject: true });
        const channels = info.channels as 3 | 4;
        const each = width * pageHeight * channels;
        for (let at = 0; at < data.length; at += each)
          yield { data: plain(data.subarray(at, at + each)), channels };
      }
    },
  };
}

function shownFor(delay: number): number {
  return delay < LEAST_DELAY ? DEFAULT_DELAY : delay;
}

/** Throws picture_too_large. */
function assertLength({ width, height, delays }: Source, limits: DecodeLimits): void {
  const most = MOST_FRAME_PIXELS * limits.pixels;
  if (width * height * delays.length <= most) return;
  const words = { count: delays.length, limit: most / 1e6 };
  throw new AtelierError('picture_too_large', said('refusals.movingTooLong', words));
}

/** Of frames with these delays `most` at even distances: which, and how long each is shown then. */
export function spread(delays: readonly number[], most: number): { from: number[]; delays: number[] } {
  const count = Math.min(most, delays.length);
  const from = Array.from({ length: count }, (_, i) => Math.floor((i * delays.length) / count));
  const shown = from.map((start, i) =>
    delays.slice(start, from[i + 1] ?? delays.length).reduce((sum, delay) => sum + delay, 0),
  );
  return { from, delays: shown };
}

async function sized(data: Uint8Array, channels: 3 | 4, from: Size, to: Size): Promise<DecodedPicture> {
  const pixels =
    areaOf(from) === areaOf(to)
      ? Uint8Array.from(data)
      : plain(
          await sharp(data, { raw: { ...from, channels }, limitInputPixels: false })
            .resize({ ...to, fit: 'fill', kernel: 'lanczos3' })
            .raw()
            .toBuffer(),
        );
  return channels === 3 ? { ...to, rgb: pixels } : { ...to, ...overGround(pixels, channels, to) };
}
