/**
 * Which kind of file some bytes are, by their first bytes and never by a name: only the seven formats listed here ever
 * reach an image decoder. Signatures: ITU-T T.81 (JPEG), RFC 2083 (PNG), RFC 9649 (WebP), AV1 Image File Format 1.1 over
 * ISO/IEC 14496-12 (AVIF), ISO/IEC 23008-12
 * (HEIC), GIF89a, TIFF 6.0 and BigTIFF.
 */
import { type Key, type Said, said } from '../words/said.js';

export const PICTURE_TYPES = ['jpeg', 'png', 'webp', 'avif', 'heic', 'gif', 'tiff'] as const;
export type PictureType = (typeof PICTURE_TYPES)[number];

/** The picture type of a file's content, or undefined when it is none of PICTURE_TYPES. */
export function sniffPicture(bytes: Uint8Array): PictureType | undefined {
  const head = latin1(bytes, 0, 12);
  if (head.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  if (head.startsWith('RIFF') && head.endsWith('WEBP')) return 'webp';
  if (head.startsWith('GIF87a') || head.startsWith('GIF89a')) return 'gif';
  if (TIFF_SIGNATURES.some((signature) => head.startsWith(signature))) return 'tiff';
  const named = brands(bytes);
  if (named.some((brand) => brand === 'avif' || brand === 'avis')) return 'avif';
  return named.some((brand) => HEIC_BRANDS.includes(brand)) ? 'heic' : undefined;
}

/** What a refused file seems to be, for the message: people send these, often under the name of a photo. */
export function describeForeign(bytes: Uint8Array): Said {
  const start = latin1(bytes, 0, 64).replace('\xef\xbb\xbf', '').trimStart();
  if (start.startsWith('<')) return said('refusals.kind.page');
  if (start.startsWith('%PDF')) return said('refusals.kind.pdf');
  const kind = FOREIGN.find(
    ({ signature, at = 0 }) => latin1(bytes, at, at + signature.length) === signature,
  );
  return { key: kind?.name ?? 'refusals.kind.unknown' };
}

const TIFF_SIGNATURES = ['II*\0', 'MM\0*', 'II+\0', 'MM\0+'];
const HEIC_BRANDS = ['heic', 'heix', 'hevc', 'hevx', 'heim', 'heis', 'mif1', 'msf1'];

/** Pictures and photos of other kinds, and films: the signatures of their own specifications. */
const FOREIGN: readonly { signature: string; at?: number; name: Key }[] = [
  { signature: 'BM', name: 'refusals.kind.bmp' },
  { signature: '8BPS', name: 'refusals.kind.photoshop' },
  { signature: '\xff\x0a', name: 'refusals.kind.jpegXl' },
  { signature: '\0\0\0\x0cJXL ', name: 'refusals.kind.jpegXl' },
  { signature: '\0\0\0\x0cjP  ', name: 'refusals.kind.jpeg2000' },
  { signature: '\0\0\x01\0', name: 'refusals.kind.icon' },
  { signature: 'PK\x03\x04', name: 'refusals.kind.archive' },
  { signature: 'ftyp', at: 4, name: 'refusals.kind.film' },
  { signature: '\x1aE\xdf\xa3', name: 'refusals.kind.film' },
];

/** Major and compatible brands of an ISO base media file: [size u32]['ftyp'][major][version u32][compatible]*. */
function brands(bytes: Uint8Array): string[] {
  if (latin1(bytes, 4, 8) !== 'ftyp') return [];
  const size = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0);
  const found = [latin1(bytes, 8, 12)];
  for (let at = 16; at + 4 <= Math.min(size, bytes.length); at += 4) found.push(latin1(bytes, at, at + 4));
  return found;
}

function latin1(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to));
}
