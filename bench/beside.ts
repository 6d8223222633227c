/**
 * Two sizes of one painting side by side, for docs/measurements/performance.md: each as a whole, and the same detail of both, the larger pixel by
 * pixel.
 *
 *   npm run bench -- beside SMALL.png LARGE.png OUT.jpg [LEFT TOP]
 *
 * LEFT and TOP say where the detail is, as shares of the picture.
 */
import sharp, { type Sharp } from 'sharp';

/** Width of a column, px, and the space between two. */
const COLUMN = 720;
const GAP = 8;
const WHITE = '#ffffff';

export async function besideEachOther(words: readonly string[]): Promise<void> {
  const [small, large, out, left = '0.2', top = '0.1'] = words;
  if (!small || !large || !out) throw new Error('expected SMALL.png LARGE.png OUT.jpg');
  const { width = 0, height = 0 } = await sharp(large).metadata();
  const row = Math.round((COLUMN * height) / width);
  const detail = { left: Number(left), top: Number(top), width: COLUMN / width, height: row / height };
  const cells = await Promise.all(
    [small, large].flatMap((file, column) => {
      const at = { left: column * (COLUMN + GAP) };
      return [
        resized(sharp(file), row).then((input) => ({ ...at, input, top: 0 })),
        cut(file, detail, row).then((input) => ({ ...at, input, top: row + GAP })),
      ];
    }),
  );
  const size = { width: 2 * COLUMN + GAP, height: 2 * row + GAP };
  await sharp({ create: { ...size, channels: 3, background: WHITE } })
    .composite(cells)
    .jpeg({ quality: 85, mozjpeg: true })
    .toFile(out);
}

function resized(picture: Sharp, height: number): Promise<Buffer> {
  return picture.resize(COLUMN, height, { fit: 'fill' }).png().toBuffer();
}

/** A rectangle given by shares of the picture, as large as a column. */
async function cut(
  file: string,
  share: { left: number; top: number; width: number; height: number },
  row: number,
): Promise<Buffer> {
  const { width = 0, height = 0 } = await sharp(file).metadata();
  const rectangle = {
    left: Math.round(share.left * width),
    top: Math.round(share.top * height),
    width: Math.round(share.width * width),
    height: Math.round(share.height * height),
  };
  return resized(sharp(file).extract(rectangle), row);
}
