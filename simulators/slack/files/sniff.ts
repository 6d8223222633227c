/** What a file is, by its first bytes: type and size of pictures. */
export interface Sniffed {
  mimetype: string;
  /** As Slack's file types name it: docs.slack.dev/reference/objects/file-object */
  filetype: string;
  pretty: string;
  /** px; 0 for what is no picture. */
  width: number;
  height: number;
}

export function sniff(bytes: Buffer, name: string): Sniffed {
  if (bytes.subarray(1, 4).toString('latin1') === 'PNG') {
    return image('png', 'PNG', bytes.readUInt32BE(16), bytes.readUInt32BE(20));
  }
  if (bytes[0] === 0xff && bytes[1] === 0xd8) {
    const [width, height] = jpegSize(bytes);
    return { ...image('jpg', 'JPEG', width, height), mimetype: 'image/jpeg' };
  }
  if (bytes.subarray(0, 4).toString('latin1') === 'GIF8') {
    return image('gif', 'GIF', bytes.readUInt16LE(6), bytes.readUInt16LE(8));
  }
  if (bytes.subarray(8, 12).toString('latin1') === 'WEBP') return image('webp', 'WebP', 0, 0);
  if (bytes.subarray(4, 12).toString('latin1') === 'ftypheic') return image('heic', 'HEIC', 0, 0);
  const text = /\.(txt|md|csv)$/i.test(name);
  return text
    ? { mimetype: 'text/plain', filetype: 'text', pretty: 'Plain Text', width: 0, height: 0 }
    : { mimetype: 'application/octet-stream', filetype: 'binary', pretty: 'Binary', width: 0, height: 0 };
}

function image(filetype: string, pretty: string, width: number, height: number): Sniffed {
  return { mimetype: `image/${filetype}`, filetype, pretty, width, height };
}

/** Width and height of the first frame header (ITU T.81, B.2.2). */
function jpegSize(bytes: Buffer): [number, number] {
  let at = 2;
  while (at + 9 < bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1]!;
    const frame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (frame) return [bytes.readUInt16BE(at + 7), bytes.readUInt16BE(at + 5)];
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return [0, 0];
}
