/**
 * What kind of picture a TIFF holds, by the tags of its first directory (TIFF 6.0; BigTIFF as libtiff defines it). libvips
 * reads some kinds as something else: an extra channel as alpha, floating point as 0..255, raw Y'CbCr as RGB. The tags
 * tell which of the samples are colours, and which kinds have to be refused by their name.
 */
import { type Said, said } from '../../words/said.js';

/** Numbers of the tags. */
const TAG = {
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  samplesPerPixel: 277,
  extraSamples: 338,
  sampleFormat: 339,
} as const;

/** PhotometricInterpretation. */
const WHITE_IS_ZERO = 0;
const BLACK_IS_ZERO = 1;
const RGB = 2;
const PALETTE = 3;
const INKS = 5;
const YCBCR = 6;
const CIE_LAB = 8;
/** As ICC profiles and fax machines code it. */
const OTHER_LAB = [9, 10];

/** Compression: JPEG, whose own decoder turns Y'CbCr into RGB. */
const JPEG = [6, 7];

/** SampleFormat. */
const UNSIGNED = 1;
const SIGNED = 2;
const FLOAT = 3;
/** Nothing is said of the samples: read as unsigned. */
const VOID = 4;

export type TiffKind =
  | {
      /** Samples of a pixel that make its colour: 1, 3 or 4. */
      colours: number;
      /** Meaning of the samples behind them: 0 none that is known, 1 premultiplied alpha, 2 alpha (ExtraSamples). */
      extra: readonly number[];
    }
  /** Why it cannot be read: what it holds, in words. */
  | { refused: Said };

/** Undefined where the header leads nowhere: the decoder will say so. */
export function tiffKind(bytes: Uint8Array): TiffKind | undefined {
  const tags = readTags(bytes);
  if (!tags) return undefined;
  const one = (tag: number, usual: number) => tags.get(tag)?.[0] ?? usual;
  const photometric = one(TAG.photometric, BLACK_IS_ZERO);
  const samples = one(TAG.samplesPerPixel, 1);
  const refused = refusal({
    bits: tags.get(TAG.bitsPerSample) ?? [1],
    format: one(TAG.sampleFormat, UNSIGNED),
    photometric,
    isJpeg: JPEG.includes(one(TAG.compression, 1)),
  });
  if (refused !== undefined) return { refused };
  const colours = coloursOf(photometric);
  if (colours === undefined || samples < colours) return { refused: said('refusals.tiff.colours') };
  const given = tags.get(TAG.extraSamples) ?? [];
  const extra = Array.from({ length: samples - colours }, (_, index) => given[index] ?? 0);
  return { colours, extra };
}

function refusal(kind: {
  bits: readonly number[];
  format: number;
  photometric: number;
  isJpeg: boolean;
}): Said | undefined {
  const { bits, format, photometric, isJpeg } = kind;
  const depth = bits[0]!;
  // libvips writes 32 bits itself and reads 16 as TIFF 6.0 says.
  if (photometric === CIE_LAB && (depth === 16 || (depth === 32 && format === FLOAT))) return undefined;
  if (photometric === CIE_LAB) return said('refusals.tiff.lab', { depth: `${depth}` });
  if (OTHER_LAB.includes(photometric)) return said('refusals.tiff.otherLab');
  if (format === FLOAT) return said('refusals.tiff.float', { depth: `${depth}` });
  if (format === SIGNED) return said('refusals.tiff.signed', { depth: `${depth}` });
  if (format !== UNSIGNED && format !== VOID) return said('refusals.tiff.complex');
  if (bits.some((other) => other !== depth)) return said('refusals.tiff.mixed');
  if (photometric === YCBCR && !isJpeg) return said('refusals.tiff.ycbcr');
  const readable = photometric === RGB || photometric === INKS ? [8, 16] : [1, 2, 4, 8, 16];
  return readable.includes(depth) ? undefined : said('refusals.tiff.bits', { depth: `${depth}` });
}

function coloursOf(photometric: number): number | undefined {
  switch (photometric) {
    case WHITE_IS_ZERO:
    case BLACK_IS_ZERO:
    case PALETTE:
      return 1;
    case RGB:
    case YCBCR:
    case CIE_LAB:
      return 3;
    case INKS:
      return 4;
    default:
      return undefined;
  }
}

/** Bytes of a value of each field type, for those that the tags above may have: BYTE, SHORT, LONG, LONG8. */
const SIZES: Readonly<Record<number, number>> = { 1: 1, 3: 2, 4: 4, 16: 8 };

/** Values read of one tag: more samples than this make no picture. */
const MOST_VALUES = 64;

/** The numbers of the first directory's tags, or undefined where it lies outside the file. */
function readTags(bytes: Uint8Array): Map<number, number[]> | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = bytes[0] === 0x49;
  const short = (at: number) => view.getUint16(at, little);
  const long = (at: number) => view.getUint32(at, little);
  const long8 = (at: number) => Number(view.getBigUint64(at, little));
  const value = (type: number, at: number) =>
    type === 1 ? view.getUint8(at) : type === 3 ? short(at) : type === 4 ? long(at) : long8(at);
  try {
    const isBig = short(2) === 43;
    const start = isBig ? long8(8) : long(4);
    const [count, head, entry, room] = isBig ? [long8(start), 8, 20, 8] : [short(start), 2, 12, 4];
    const tags = new Map<number, number[]>();
    for (let index = 0; index < count; index += 1) {
      const at = start + head + index * entry;
      const type = short(at + 2);
      const size = SIZES[type];
      if (size === undefined) continue;
      const length = isBig ? long8(at + 4) : long(at + 4);
      const field = at + entry - room;
      const from = length * size <= room ? field : isBig ? long8(field) : long(field);
      const read = Array.from({ length: Math.min(length, MOST_VALUES) }, (_, k) =>
        value(type, from + k * size),
      );
      tags.set(short(at), read);
    }
    return tags;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
