/**
 * Pixels as an uncompressed TIFF in memory (TIFF 6.0, section 20 on profiles by ICC.1:2022 annex B.4): the way by which pixels
 * that another library has decoded reach libvips together with their colour profile.
 */
import type { Size } from './pixels.js';

export interface PlainPixels extends Size {
  /** [height, width, channels], 8 bit: RGB, or RGB and straight alpha. */
  data: Uint8Array;
  channels: 3 | 4;
  /** ICC profile of the colours. Absent: sRGB. */
  profile?: Uint8Array;
}

const SHORT = 3;
const LONG = 4;
const UNDEFINED = 7;

const RGB = 2;
const STRAIGHT_ALPHA = 2;

export function plainTiff({ width, height, data, channels, profile }: PlainPixels): Uint8Array {
  const bits = Buffer.alloc(8);
  for (let c = 0; c < 4; c++) bits.writeUInt16LE(8, c * 2);
  const bitsAt = 8;
  const profileAt = bitsAt + bits.length;
  const directoryAt = even(profileAt + (profile?.length ?? 0));
  const tags: [tag: number, type: number, count: number, value: number][] = [
    [256, LONG, 1, width],
    [257, LONG, 1, height],
    [258, SHORT, channels, bitsAt],
    [259, SHORT, 1, 1], // no compression
    [262, SHORT, 1, RGB],
    [273, LONG, 1, 0], // where the pixels begin: known below
    [277, SHORT, 1, channels],
    [278, LONG, 1, height],
    [279, LONG, 1, data.length],
  ];
  if (channels === 4) tags.push([338, SHORT, 1, STRAIGHT_ALPHA]);
  if (profile) tags.push([34675, UNDEFINED, profile.length, profileAt]);
  const pixelsAt = directoryAt + 2 + tags.length * 12 + 4;
  tags[5]![3] = pixelsAt;

  const head = Buffer.alloc(pixelsAt);
  head.write('II*\0', 'latin1');
  head.writeUInt32LE(directoryAt, 4);
  head.set(bits, bitsAt);
  if (profile) head.set(profile, profileAt);
  head.writeUInt16LE(tags.length, directoryAt);
  for (const [index, [tag, type, count, value]] of tags.entries()) {
    const at = directoryAt + 2 + index * 12;
    head.writeUInt16LE(tag, at);
    head.writeUInt16LE(type, at + 2);
    head.writeUInt32LE(count, at + 4);
    head.writeUInt32LE(value, at + 8);
  }
  return Buffer.concat([head, data]);
}

function even(at: number): number {
  return at + (at % 2);
}
