/**
 * Paints the procedural styles: `npx tsx config/styles/make.ts [DIR]` (default: config/presets). Each is painted at twice its
 * size and reduced, so that edges are clean.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { PROCEDURAL_STYLES } from './all.js';
import { paint } from './canvas.js';

/** Side of a style picture, px. */
const SIZE = 1536;
const SUPERSAMPLING = 2;
/** Pictures are kept in the repository: 600 kB each at most. */
const MAX_BYTES = 600_000;
/** Qualities tried from the best down; below 76 the blocks of JPEG would become part of the style. */
const QUALITIES = [90, 87, 84, 82, 80, 78, 76];

async function encode(pixels: Uint8Array): Promise<Buffer> {
  const side = SIZE * SUPERSAMPLING;
  const reduced = await sharp(pixels, { raw: { width: side, height: side, channels: 3 } })
    .resize(SIZE, SIZE, { kernel: 'lanczos3' })
    .raw()
    .toBuffer();
  for (const quality of QUALITIES) {
    const jpeg = await sharp(reduced, { raw: { width: SIZE, height: SIZE, channels: 3 } })
      .jpeg({ quality, chromaSubsampling: '4:2:0', mozjpeg: true })
      .toBuffer();
    if (jpeg.length <= MAX_BYTES) return jpeg;
  }
  throw new Error(`the picture needs more than ${MAX_BYTES} bytes even at quality ${QUALITIES.at(-1)}`);
}

const folder = process.argv[2] ?? fileURLToPath(new URL('../presets', import.meta.url));
await mkdir(folder, { recursive: true });
for (const [name, setUp] of Object.entries(PROCEDURAL_STYLES)) {
  const jpeg = await encode(paint(setUp(), SIZE * SUPERSAMPLING));
  await writeFile(join(folder, `${name}.jpg`), jpeg);
  console.log(`${name}.jpg  ${SIZE}x${SIZE}  ${Math.round(jpeg.length / 1000)} kB`);
}
