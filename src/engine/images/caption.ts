/** Words beneath a cell of a contact sheet, drawn by Pango, which libvips brings along; the font is the machine's. */
import type { Caption } from '../engine.js';
import type { Mask } from './pixels.js';
import { sharp } from './sharp.js';

/** How much of each pixel is ink, of a width that the cell has. Height 0: the machine has no font. */
export type DrawnCaption = Mask;

/** Height of letters, px. */
const TITLE = 15;
const NOTE = 12;
/** Kept free at both sides, px. */
const MARGIN = 4;

/** Folded to the width, px, and centred. */
export async function drawCaption({ title, note }: Caption, width: number): Promise<DrawnCaption> {
  const lines = [span(title, TITLE), ...(note === undefined ? [] : [span(note, NOTE)])];
  const text = {
    text: lines.join('\n'),
    width: width - 2 * MARGIN,
    align: 'centre',
    rgba: true,
    dpi: 72,
  } as const;
  try {
    const ink = await sharp({ text }).extractChannel('alpha').raw().toBuffer({ resolveWithObject: true });
    return centred({ width: ink.info.width, height: ink.info.height, data: ink.data }, width);
  } catch {
    return { width, height: 0, data: new Uint8Array() }; // nothing was drawn
  }
}

/** Pango's markup; sizes there are 1024ths of a point, which is a pixel at 72 dpi. */
function span(text: string, size: number): string {
  const plain = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<span font_family="sans" size="${size * 1024}">${plain}</span>`;
}

/** A word that is too long for the width loses its ends. */
function centred(ink: Mask, width: number): DrawnCaption {
  const data = new Uint8Array(width * ink.height);
  const shift = Math.floor((width - ink.width) / 2);
  for (let y = 0; y < ink.height; y += 1) {
    const row = ink.data.subarray(y * ink.width, (y + 1) * ink.width);
    data.set(row.subarray(Math.max(0, -shift), Math.max(0, -shift) + width), y * width + Math.max(0, shift));
  }
  return { width, height: ink.height, data };
}
