/** Default avatars: six plain 16 px squares (developers/reference#image-formatting-cdn-endpoints; index is (user_id >> 22) % 6). */
import { crc32, deflateSync } from 'node:zlib';

const COLOURS = ['#5f6f9e', '#6b7680', '#4f8a6b', '#a8803f', '#a2555b', '#95608f'];
const SIZE = 16;

const pngs = new Map<number, Buffer>();

export function defaultAvatar(index: number): Buffer {
  const known = pngs.get(index);
  if (known !== undefined) return known;
  const made = squarePng(COLOURS[index % COLOURS.length]!);
  pngs.set(index, made);
  return made;
}

/** An 8-bit RGB PNG of one colour (PNG specification, 3rd edition, sections 5 and 11). */
function squarePng(colour: string): Buffer {
  const rgb = Buffer.from(colour.slice(1), 'hex');
  const row = Buffer.concat([Buffer.of(0), ...Array.from({ length: SIZE }, () => rgb)]);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(SIZE, 0);
  header.writeUInt32BE(SIZE, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const data = deflateSync(Buffer.concat(Array.from({ length: SIZE }, () => row)));
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}
