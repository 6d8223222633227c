/** Several pictures of one size beside each other, with a title above and a drawing beneath each: one picture for people to look at. */
import type { Picture } from '../../domain/event.js';
import { encodePicture } from './encode.js';
import { plain, sharp } from './sharp.js';

export interface Panel {
  title: string;
  picture: Picture;
  /** The drawing beneath, as the text of an SVG of this size. */
  below: (width: number, height: number) => string;
}

/** A panel is at least so wide that the drawing can be read, px. */
const LEAST_WIDTH = 320;
/** The drawing's height by its width. */
const BELOW = 0.55;
const GAP = 16;

/** With the `evidence` that it was painted (evidence.ts). Titles and drawings want a font on the machine; without one their words are left out. */
export async function drawPanels(
  panels: readonly Panel[],
  format: 'png' | 'jpeg',
  evidence: string,
): Promise<Uint8Array> {
  const [{ width, height }] = panels.map(({ picture }) => picture) as [Picture];
  const panel = Math.max(LEAST_WIDTH, width);
  const below = { width: panel, height: Math.round(BELOW * panel) };
  const titleHeight = Math.round(Math.max(28, panel / 14));
  const tops = { picture: GAP + titleHeight, below: 2 * GAP + titleHeight + height };
  const parts: { input: Buffer; left: number; top: number }[] = [];
  for (const [i, { title, picture, below: draw }] of panels.entries()) {
    const left = GAP + i * (panel + GAP);
    parts.push(
      { input: await drawn(titleSvg(title, panel, titleHeight)), left, top: GAP },
      { input: Buffer.from(picture.bytes), left: left + Math.floor((panel - width) / 2), top: tops.picture },
      { input: await drawn(draw(below.width, below.height)), left, top: tops.below },
    );
  }
  const size = { width: GAP + panels.length * (panel + GAP), height: tops.below + below.height + GAP };
  const sheet = sharp({ create: { ...size, channels: 3, background: '#ffffff' } })
    .composite(parts)
    .removeAlpha();
  const rgb = plain(await sheet.raw().toBuffer());
  return (await encodePicture({ ...size, rgb }, { format, evidence })).bytes;
}

function titleSvg(title: string, width: number, height: number): string {
  const y = Math.round(0.62 * height);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><text x="${width / 2}" y="${y}" text-anchor="middle" font-family="sans-serif" font-size="${Math.round(0.6 * height)}" fill="#222222">${title}</text></svg>`;
}

/**
 * Our own drawing as pixels. The loader of SVG is switched off for whatever comes from outside (sharp.ts), and so it is again after
 * this: one drawing at a time.
 */
async function drawn(svg: string): Promise<Buffer> {
  const svgLoader = { operation: ['VipsForeignLoadSvg'] };
  sharp.unblock(svgLoader);
  try {
    return await sharp(Buffer.from(svg)).png().toBuffer();
  } finally {
    sharp.block(svgLoader);
  }
}
