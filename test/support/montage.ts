/** Many small pictures as one, for the docs: in columns, with as much of each as there is. */
import sharp from 'sharp';

/** px */
const GAP = 14;

/** Longest side of a picture in the docs, px: more is not seen there. */
const MOST = 1700;

/** In so many columns of about the same height, read from top to bottom. */
export async function inColumns(pictures: readonly Buffer[], count: number): Promise<Buffer[][]> {
  const heights = await Promise.all(pictures.map(async (one) => (await sharp(one).metadata()).height));
  const most = heights.reduce((sum, height) => sum + height, 0) / count;
  const columns: Buffer[][] = [[]];
  let filled = 0;
  for (const [index, picture] of pictures.entries()) {
    if (filled + heights[index]! / 2 > most && columns.length < count) {
      columns.push([]);
      filled = 0;
    }
    columns.at(-1)!.push(picture);
    filled += heights[index]!;
  }
  return columns;
}

/** `background`: of the page that the pictures are of. */
export async function saveMontage(
  columns: readonly (readonly Buffer[])[],
  background: string,
  path: string,
): Promise<void> {
  const placed: { input: Buffer; left: number; top: number }[] = [];
  let left = GAP;
  let height = 0;
  for (const column of columns) {
    let top = GAP;
    let width = 0;
    for (const input of column) {
      const size = await sharp(input).metadata();
      placed.push({ input, left, top });
      top += size.height + GAP;
      width = Math.max(width, size.width);
    }
    left += width + GAP;
    height = Math.max(height, top);
  }
  const whole = sharp({ create: { width: left, height, channels: 3, background } }).composite(placed);
  const fitted = sharp(await whole.png().toBuffer()).resize({ width: MOST, withoutEnlargement: true });
  await fitted.jpeg({ quality: 80, mozjpeg: true }).toFile(path);
}
