/** The profile of Adobe RGB (1998), built from its numbers (Adobe RGB (1998) Color Image Encoding, annex B; ICC.1:2001-04). */

/** Colorants adapted to D50, by the rows of X, Y and Z, and the gamma. */
const COLORANTS = {
  rXYZ: [0.60974, 0.31111, 0.01947],
  gXYZ: [0.20528, 0.62567, 0.06087],
  bXYZ: [0.14919, 0.06322, 0.74457],
} as const;
const D50 = [0.9642, 1, 0.8249] as const;
const GAMMA = 563 / 256;

const xyz = (values: readonly number[]) => {
  const data = Buffer.alloc(20);
  data.write('XYZ ', 0, 'latin1');
  for (const [i, value] of values.entries()) data.writeInt32BE(Math.round(value * 65_536), 8 + 4 * i);
  return data;
};

/** One number of 8.8 bits: a plain gamma. */
const curve = () => {
  const data = Buffer.alloc(16);
  data.write('curv', 0, 'latin1');
  data.writeUInt32BE(1, 8);
  data.writeUInt16BE(Math.round(GAMMA * 256), 12);
  return data;
};

const description = (text: string) => {
  const data = Buffer.alloc(92 + text.length + 1);
  data.write('desc', 0, 'latin1');
  data.writeUInt32BE(text.length + 1, 8);
  data.write(text, 12, 'latin1');
  return data;
};

export function adobeRgb(): Buffer {
  const tags: [string, Buffer][] = [
    ['desc', description('Adobe RGB (1998)')],
    ['cprt', Buffer.concat([Buffer.from('text\0\0\0\0', 'latin1'), Buffer.from('none\0\0\0\0', 'latin1')])],
    ['wtpt', xyz(D50)],
    ...Object.entries(COLORANTS).map(([name, values]): [string, Buffer] => [name, xyz(values)]),
    ...['rTRC', 'gTRC', 'bTRC'].map((name): [string, Buffer] => [name, curve()]),
  ];
  const padded = tags.map(([, data]) => Buffer.concat([data, Buffer.alloc(-data.length & 3)]));
  const table = Buffer.alloc(4 + 12 * tags.length);
  table.writeUInt32BE(tags.length, 0);
  let offset = 128 + table.length;
  tags.forEach(([name, data], i) => {
    table.write(name, 4 + 12 * i, 'latin1');
    table.writeUInt32BE(offset, 8 + 12 * i);
    table.writeUInt32BE(data.length, 12 + 12 * i);
    offset += padded[i]!.length;
  });
  const header = Buffer.alloc(128);
  header.writeUInt32BE(offset, 0);
  header.writeUInt32BE(0x02100000, 8);
  header.write('mntrRGB XYZ ', 12, 'latin1');
  header.write('acsp', 36, 'latin1');
  for (const [i, value] of D50.entries()) header.writeInt32BE(Math.round(value * 65_536), 68 + 4 * i);
  return Buffer.concat([header, table, ...padded]);
}
