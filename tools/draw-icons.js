// Draws the page's icons from its SVG, and the picture that a link to it is shown with: `node tools/draw-icons.js`. What comes of it is
// in the repository, since it changes about never and the build stays fast.
import { mkdir, readFile } from 'node:fs/promises';
import sharp from 'sharp';

const PAGE = 'src/bots/web/page';
const FOLDER = `${PAGE}/icons`;
const PAPER = '#f4efe5';

const svg = await readFile(`${PAGE}/icon.svg`);
await mkdir(FOLDER, { recursive: true });

/** The palette on nothing, or on paper: `part` is its share of the side. */
async function draw(name, side, { part = 1, background = '#0000' } = {}) {
  const inner = Math.round(side * part);
  const palette = await sharp(svg, { density: (72 * inner) / 32 })
    .resize(inner, inner)
    .png()
    .toBuffer();
  await sharp({ create: { width: side, height: side, channels: 4, background } })
    .composite([{ input: palette }])
    .png({ palette: true, effort: 10 })
    .toFile(`${FOLDER}/${name}.png`);
}

await draw('icon-192', 192);
await draw('icon-512', 512);
// A launcher may cut all but the circle of 80 % away (W3C, Web Application Manifest, maskable).
await draw('icon-maskable-512', 512, { part: 0.6, background: PAPER });
await draw('apple-touch-icon', 180, { part: 0.78, background: PAPER });

// The first row of the README's picture: a photo and its painting.
const half = (left) =>
  sharp('docs/images/hero.jpg')
    .extract({ left, top: 0, width: 410, height: 430 })
    .resize(600, 630, { kernel: 'lanczos3' })
    .toBuffer();
await sharp({ create: { width: 1200, height: 630, channels: 3, background: PAPER } })
  .composite([
    { input: await half(130), left: 0, top: 0 },
    { input: await half(1150), left: 600, top: 0 },
    {
      input: { create: { width: 6, height: 630, channels: 3, background: PAPER } },
      left: 597,
      top: 0,
    },
  ])
  .jpeg({ quality: 78, mozjpeg: true })
  .toFile(`${FOLDER}/preview.jpg`);
