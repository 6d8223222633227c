/**
 * Pixels as a TIFF (TIFF 6.0; section 14 on differences, section 20 on profiles by ICC.1:2022 annex B.4; deflate as in Adobe's TIFF
 * Technical Notes of 2002): the way by which pixels that another library has decoded reach libvips together with their colour profile,
 * and pictures for a printer leave with theirs.
 */
import { deflateSync } from 'node:zlib';
import type { Size } from './pixels.js';

export interface PlainPixels extends Size {
  /** [height, width, channels], 8 or 16 bit: RGB, or RGB and straight alpha. Deflating takes it for its own memory. */
  data: Uint8Array | Uint16Array;
  channels: 3 | 4;
  /** ICC profile of the colours. Absent: sRGB. */
  profile?: Uint8Array;
  /** XMP packet. */
  xmp?: Uint8Array;
  /** Dots per inch. */
  dpi?: number;
  /** Default: not compressed. */
  deflated?: boolean;
}

const BYTE = 1;
const SHORT = 3;
const LONG = 4;
const RATIONAL = 5;
const UNDEFINED = 7;

const RGB = 2;
const STRAIGHT_ALPHA = 2;
const ADOBE_DEFLATE = 8;
const HORIZONTAL_DIFFERENCES = 2;
const INCH = 2;

/** Tag, type, and the value: a number, or `count` values as bytes elsewhere in the file. */
type Tag = [tag: number, type: number, value: number | { bytes: Buffer; count: number }];

export function plainTiff(picture: PlainPixels): Uint8Array {
  const { width, height, channels, profile, xmp, dpi, deflated = false } = picture;
  const pixels = deflated ? deflatedPixels(picture) : bytesOf(picture.data);
  const bits = Buffer.alloc(2 * channels);
  for (let c = 0; c < channels; c++) bits.writeUInt16LE(8 * picture.data.BYTES_PER_ELEMENT, c * 2);
  const resolution = Buffer.alloc(8);
  resolution.writeUInt32LE(dpi ?? 0, 0);
  resolution.writeUInt32LE(1, 4);
  const tags: Tag[] = [
    [256, LONG, width],
    [257, LONG, height],
    [258, SHORT, { bytes: bits, count: channels }],
    [259, SHORT, deflated ? ADOBE_DEFLATE : 1],
    [262, SHORT, RGB],
    [273, LONG, 0], // where the pixels begin: known below
    [277, SHORT, channels],
    [278, LONG, height],
    [279, LONG, pixels.length],
  ];
  if (dpi) {
    tags.push(
      [282, RATIONAL, { bytes: resolution, count: 1 }],
      [283, RATIONAL, { bytes: resolution, count: 1 }],
    );
    tags.push([296, SHORT, INCH]);
  }
  if (deflated) tags.push([317, SHORT, HORIZONTAL_DIFFERENCES]);
  if (channels === 4) tags.push([338, SHORT, STRAIGHT_ALPHA]);
  if (xmp) tags.push([700, BYTE, { bytes: Buffer.from(xmp), count: xmp.length }]);
  if (profile) tags.push([34675, UNDEFINED, { bytes: Buffer.from(profile), count: profile.length }]);
  return Buffer.concat([header(tags), pixels]);
}

/** Header, directory and what its values are too long for, up to the pixels. */
function header(tags: Tag[]): Buffer {
  const directoryAt = 8;
  let end = directoryAt + 2 + tags.length * 12 + 4;
  const placed = tags.map(([tag, type, value]) => {
    if (typeof value === 'number') return { tag, type, count: 1, field: value };
    const at = end;
    end = even(at + value.bytes.length);
    return { tag, type, count: value.count, field: at, bytes: value.bytes };
  });
  const head = Buffer.alloc(end);
  head.write('II*\0', 'latin1');
  head.writeUInt32LE(directoryAt, 4);
  head.writeUInt16LE(tags.length, directoryAt);
  for (const [index, { tag, type, count, field, bytes }] of placed.entries()) {
    const at = directoryAt + 2 + index * 12;
    head.writeUInt16LE(tag, at);
    head.writeUInt16LE(type, at + 2);
    head.writeUInt32LE(count, at + 4);
    head.writeUInt32LE(tag === 273 ? end : field, at + 8);
    if (bytes) head.set(bytes, field);
  }
  return head;
}

/** Each sample less that of the pixel to its left, modulo its range; then deflated. Changes the data. */
function deflatedPixels({ width, height, channels, data }: PlainPixels): Buffer {
  const stride = width * channels;
  for (let row = 0; row < height; row++) {
    const start = row * stride;
    for (let i = start + stride - 1; i >= start + channels; i--) data[i] -= data[i - channels];
  }
  return deflateSync(bytesOf(data));
}

/** Little-endian, as all machines are that this runs on. */
function bytesOf(data: Uint8Array | Uint16Array): Buffer {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}

function even(at: number): number {
  return at + (at % 2);
}
