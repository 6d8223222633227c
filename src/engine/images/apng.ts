/**
 * Animated PNG, which libvips reads the first frame of only. Each frame is a PNG of its own with other chunk names; here it gets those
 * back, is decoded like any PNG, and is laid on the canvas. (W3C, "Portable Network Graphics (PNG) Specification (Third Edition)", 2025,
 * sections 4.9 "APNG: frame-based animation" and 11.3.6 "Animation information".)
 */
import type { Size } from './pixels.js';
import { pngChunk } from './png-chunk.js';
import { plain, sharp } from './sharp.js';

/** What is left of a frame before the next one is drawn, and how a frame is drawn (section 11.3.6.2). */
const DISPOSE = { none: 0, background: 1, previous: 2 } as const;
const BLEND_OVER = 1;

interface Frame extends Size {
  left: number;
  top: number;
  /** ms */
  delay: number;
  dispose: number;
  blend: number;
  /** What stands in its IDAT or fdAT chunks. */
  data: Uint8Array[];
}

export interface Apng extends Size {
  frames: Frame[];
  /** Chunks that each frame needs before its pixels: palette, transparency, colour space. Whole, as they stand in the file. */
  shared: Uint8Array[];
  /** Bit depth to interlacing: the last five bytes of IHDR. */
  kind: Uint8Array;
}

/** Chunks that say how pixels are to be read. */
const SHARED = ['PLTE', 'tRNS', 'gAMA', 'cHRM', 'sRGB', 'iCCP', 'cICP', 'sBIT'];
const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** The frames of a PNG that has any: undefined for another file, and for one whose frames do not fit its canvas. */
export function parseApng(bytes: Uint8Array): Apng | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!SIGNATURE.every((byte, i) => bytes[i] === byte)) return undefined;
  let apng: Apng | undefined;
  let isAnimated = false;
  for (const { name, start, end } of chunksOf(bytes, view)) {
    const data = bytes.subarray(start, end);
    const frame = apng?.frames.at(-1);
    if (name === 'IHDR')
      apng = {
        width: view.getUint32(start),
        height: view.getUint32(start + 4),
        frames: [],
        shared: [],
        kind: data.slice(8, 13),
      };
    else if (name === 'acTL') isAnimated = true;
    else if (name === 'fcTL') apng?.frames.push(readControl(view, start));
    // An IDAT before the first control chunk is a still for programs that know no animation.
    else if (name === 'IDAT') frame?.data.push(data);
    else if (name === 'fdAT')
      frame?.data.push(data.subarray(4)); // after its sequence number
    else if (SHARED.includes(name)) apng?.shared.push(bytes.subarray(start - 8, end + 4));
  }
  if (!isAnimated || !apng || apng.frames.length === 0) return undefined;
  const { width, height } = apng;
  const fits = (frame: Frame) =>
    frame.data.length > 0 && frame.left + frame.width <= width && frame.top + frame.height <= height;
  return apng.frames.every(fits) ? apng : undefined;
}

/** Frame after frame as it is seen, RGBA [height, width, 4]; the array is used again for the next one. */
export async function* renderApng(apng: Apng): AsyncGenerator<Uint8Array> {
  const canvas = new Uint8Array(4 * apng.width * apng.height);
  for (const frame of apng.frames) {
    const before = frame.dispose === DISPOSE.previous ? Uint8Array.from(canvas) : undefined;
    draw(canvas, apng.width, frame, await decode(apng, frame));
    yield canvas;
    if (before) canvas.set(before);
    if (frame.dispose === DISPOSE.background) clear(canvas, apng.width, frame);
  }
}

/** Up to the last whole chunk. */
function* chunksOf(bytes: Uint8Array, view: DataView) {
  for (let at = 8; at + 12 <= bytes.length; ) {
    const start = at + 8;
    const end = start + view.getUint32(at);
    if (end + 4 > bytes.length) return;
    yield { name: String.fromCharCode(...bytes.subarray(at + 4, start)), start, end };
    at = end + 4;
  }
}

/** An fcTL chunk; a delay without a denominator is in hundredths of a second. */
function readControl(view: DataView, at: number): Frame {
  const delay = view.getUint16(at + 20) / (view.getUint16(at + 22) || 100);
  return {
    width: view.getUint32(at + 4),
    height: view.getUint32(at + 8),
    left: view.getUint32(at + 12),
    top: view.getUint32(at + 16),
    delay: Math.round(1000 * delay),
    dispose: view.getUint8(at + 24),
    blend: view.getUint8(at + 25),
    data: [],
  };
}

/** [height, width, 4] of the frame alone. */
async function decode({ kind, shared }: Apng, { width, height, data }: Frame): Promise<Uint8Array> {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set(kind, 8);
  const chunks = [pngChunk('IHDR', header), ...shared, ...data.map((part) => pngChunk('IDAT', part))];
  const png = Buffer.concat([SIGNATURE, ...chunks, pngChunk('IEND', new Uint8Array())]);
  const image = sharp(png, { failOn: 'error' }).toColourspace('srgb').ensureAlpha();
  return plain(await image.raw({ depth: 'uchar' }).toBuffer());
}

/** Lays a frame's pixels in their place, over what is there or instead of it (section 11.3.6.2, "blend_op"). */
function draw(canvas: Uint8Array, across: number, frame: Frame, pixels: Uint8Array): void {
  for (let y = 0; y < frame.height; y += 1) {
    for (let x = 0; x < frame.width; x += 1) {
      const from = 4 * (y * frame.width + x);
      const to = 4 * ((frame.top + y) * across + frame.left + x);
      const alpha = frame.blend === BLEND_OVER ? pixels[from + 3] / 255 : 1;
      if (alpha === 1) canvas.set(pixels.subarray(from, from + 4), to);
      else if (alpha > 0) over(canvas, to, pixels, from, alpha);
    }
  }
}

/** Straight alpha over straight alpha (Porter & Duff 1984). */
function over(canvas: Uint8Array, to: number, pixels: Uint8Array, from: number, alpha: number): void {
  const below = (canvas[to + 3] / 255) * (1 - alpha);
  const whole = alpha + below;
  for (let c = 0; c < 3; c += 1)
    canvas[to + c] = Math.round((pixels[from + c] * alpha + canvas[to + c] * below) / whole);
  canvas[to + 3] = Math.round(255 * whole);
}

function clear(canvas: Uint8Array, across: number, { left, top, width, height }: Frame): void {
  for (let y = top; y < top + height; y += 1)
    canvas.fill(0, 4 * (y * across + left), 4 * (y * across + left + width));
}
