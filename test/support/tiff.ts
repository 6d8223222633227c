/** TIFF files tag by tag, for the kinds that no encoder at hand writes (TIFF 6.0, sections 2, 8, 12, 18, 20, 21, 23). */

export interface TiffOptions {
  width: number;
  height: number;
  /** The samples as they lie in the file, one strip, little-endian. */
  data: Uint8Array;
  /** Of each sample of a pixel. */
  bits: readonly number[];
  /** PhotometricInterpretation: 1 grey, 2 RGB, 5 inks, 6 YCbCr, 8 CIE L*a*b*. */
  photometric: number;
  /** 1 unsigned (default), 2 signed, 3 floating point. */
  sampleFormat?: number;
  /** ExtraSamples: 0 no alpha, 1 premultiplied alpha, 2 alpha. */
  extra?: readonly number[];
  /** YCbCrSubSampling. */
  subsampling?: readonly [number, number];
  /** ICC profile. */
  profile?: Uint8Array;
}

/** A little-endian, uncompressed TIFF. */
export function tiff(options: TiffOptions): Uint8Array {
  const { width, height, data, bits, photometric, sampleFormat, extra, subsampling, profile } = options;
  const SHORT = 3;
  const LONG = 4;
  const UNDEFINED = 7;
  const tags: [tag: number, type: number, values: readonly number[]][] = [
    [256, LONG, [width]],
    [257, LONG, [height]],
    [258, SHORT, bits],
    [259, SHORT, [1]],
    [262, SHORT, [photometric]],
    [273, LONG, [8]],
    [277, SHORT, [bits.length]],
    [278, LONG, [height]],
    [279, LONG, [data.length]],
    ...(extra ? ([[338, SHORT, extra]] as [number, number, readonly number[]][]) : []),
    ...(sampleFormat === undefined
      ? []
      : ([[339, SHORT, bits.map(() => sampleFormat)]] as [number, number, readonly number[]][])),
    ...(subsampling ? ([[530, SHORT, subsampling]] as [number, number, readonly number[]][]) : []),
    ...(profile ? ([[34675, UNDEFINED, [...profile]]] as [number, number, readonly number[]][]) : []),
  ];
  const start = 8 + data.length + (data.length % 2);
  const directory = Buffer.alloc(2 + tags.length * 12 + 4);
  directory.writeUInt16LE(tags.length, 0);
  const outside: Buffer[] = [];
  let free = start + directory.length;
  for (const [index, [tag, type, values]] of tags.entries()) {
    const size = type === SHORT ? 2 : type === LONG ? 4 : 1;
    const bytes = Buffer.alloc(Math.max(4, values.length * size + ((values.length * size) % 2)));
    for (const [place, value] of values.entries()) bytes.writeUIntLE(value, place * size, size);
    const at = 2 + index * 12;
    directory.writeUInt16LE(tag, at);
    directory.writeUInt16LE(type, at + 2);
    directory.writeUInt32LE(values.length, at + 4);
    if (bytes.length === 4) bytes.copy(directory, at + 8);
    else {
      directory.writeUInt32LE(free, at + 8);
      outside.push(bytes);
      free += bytes.length;
    }
  }
  const header = Buffer.from('II*\0\0\0\0\0', 'latin1');
  header.writeUInt32LE(start, 4);
  return Buffer.concat([header, data, Buffer.alloc(data.length % 2), directory, ...outside]);
}
