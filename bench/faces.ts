/**
 * A portrait and a group, painted with faces kept and without, for docs/measurements/recipes.md.
 *
 *   npm run bench -- faces PORTRAIT OUT.jpg [STYLE]
 *
 * The group is ten prints of the portrait, of several sizes and some of them mirrored, in one photo of 512 px: its faces have 25 to 45 px.
 */
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { defaultsOf } from '../src/domain/field.js';
import { SETTINGS } from '../src/domain/request.js';
import { createStylizer } from '../src/engine/pipeline/stylizer.js';

const SIDE = 512;
/** Of the sheet, px. */
const WIDTH = 1080;
/** Each print: left, top and side of what is cut out of the portrait, in parts of its side, and whether it is mirrored. */
const PRINTS: readonly [number, number, number, boolean][] = [
  [0.22, 0, 0.44, false],
  [0.14, 0, 0.56, false],
  [0.1, 0, 0.68, false],
  [0.22, 0, 0.48, true],
  [0.05, 0, 0.8, false],
  [0.12, 0, 0.62, true],
  [0.2, 0, 0.46, false],
  [0.06, 0, 0.76, true],
  [0.2, 0, 0.5, false],
  [0.14, 0, 0.6, true],
];
const COLUMNS = 5;

export async function benchFaces([path, out, style = 'van-gogh-starry-night']: readonly string[]) {
  if (!path || !out) throw new Error('expected PORTRAIT OUT.jpg [STYLE]');
  const preset = await readFile(new URL(`../config/presets/${style}.jpg`, import.meta.url));
  const engine = createStylizer({ modelsDir: new URL('../models', import.meta.url).pathname });
  const paint = async (content: Uint8Array, faces: 'keep' | 'paint') => {
    const { picture, seconds } = await engine.stylize({
      content,
      styles: [{ picture: preset, weight: 1 }],
      settings: { ...defaultsOf(SETTINGS), size: SIDE, faces },
    });
    console.log(`${picture.width} x ${picture.height} px, faces=${faces}: ${seconds.toFixed(1)} s`);
    return picture.bytes;
  };
  const portrait = await cut(await readFile(path), [0.08, 0, 0.74, false], SIDE);
  const group = await groupOf(await readFile(path));
  const portraits = [portrait, await paint(portrait, 'keep'), await paint(portrait, 'paint')];
  const groups = [group, await paint(group, 'keep'), await paint(group, 'paint')];
  await engine.close();

  const [cell, tall] = [WIDTH / 3, Math.round((WIDTH * 2) / COLUMNS)];
  const cells = [
    ...portraits.map(async (picture, i) => ({
      input: await sharp(picture).resize(cell, cell).png().toBuffer(),
      left: i * cell,
      top: 0,
    })),
    ...groups.map(async (picture, i) => ({
      input: await sharp(picture).resize(WIDTH, tall, { fit: 'fill' }).png().toBuffer(),
      left: 0,
      top: cell + i * tall,
    })),
  ];
  await sharp({ create: { width: WIDTH, height: cell + 3 * tall, channels: 3, background: '#ffffff' } })
    .composite(await Promise.all(cells))
    .jpeg({ quality: 82, mozjpeg: true })
    .toFile(out);
}

async function groupOf(portrait: Buffer): Promise<Buffer> {
  const side = Math.floor(SIDE / COLUMNS);
  const prints = PRINTS.map(async (print, i) => ({
    input: await cut(portrait, print, side),
    left: (i % COLUMNS) * side,
    top: Math.floor(i / COLUMNS) * side,
  }));
  const size = { width: COLUMNS * side, height: (PRINTS.length / COLUMNS) * side };
  return sharp({ create: { ...size, channels: 3, background: '#ffffff' } })
    .composite(await Promise.all(prints))
    .png()
    .toBuffer();
}

async function cut(
  portrait: Buffer,
  [left, top, part, isMirrored]: (typeof PRINTS)[number],
  side: number,
): Promise<Buffer> {
  const { width } = await sharp(portrait).metadata();
  const px = (share: number) => Math.round(share * width);
  return sharp(portrait)
    .extract({ left: px(left), top: px(top), width: px(part), height: px(part) })
    .resize(side, side)
    .flop(isMirrored)
    .png()
    .toBuffer();
}
