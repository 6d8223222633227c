/**
 * The picture of a contact sheet: cells in rows, each with its number, and with its caption where there are some. Cells that are not
 * painted yet show the photo, faint.
 */
import { type CellBox, cellBoxes, sheetSize } from '../../domain/sheet.js';
import type { DrawnCaption } from './caption.js';
import type { DecodedPicture } from './decode.js';
import { type Board, drawNumber } from './number-mark.js';
import { areaOf, type Mask, type Size } from './pixels.js';
import { resizeMask } from './resample.js';

/** How much is seen of a cell that is not painted yet, 0..1. */
const FAINT = 0.3;
/** Above and below a caption, px; and its ink, on white. */
const PADDING = 6;
const INK = 40;
const PAPER = 255;
/** Radius of a number's disc, px, and the distance of its centre from the cell's corner. */
const MARK = 13;
const MARK_AT = 20;

/** Always the sheet as it is now, ready to be encoded. */
export class SheetBoard implements Board {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
  readonly alpha: Mask;
  readonly #cell: Size;
  readonly #boxes: readonly CellBox[];
  /** The ground is paper where there are captions, else it is transparent, so that it suits light and dark chats. */
  readonly #hasPaper: boolean;

  /**
   * @param photo what a cell that is not painted yet shows, of the cells' size
   * @param captions one for each cell, of its width
   */
  constructor(cells: number, photo: DecodedPicture, captions?: readonly DrawnCaption[]) {
    this.#cell = { width: photo.width, height: photo.height };
    this.#hasPaper = captions !== undefined;
    const captionHeight = captions ? Math.max(...captions.map(({ height }) => height)) + 2 * PADDING : 0;
    const { width, height } = sheetSize(cells, { width: photo.width, height: photo.height + captionHeight });
    this.width = width;
    this.height = height;
    this.#boxes = cellBoxes(cells, this);
    const ground = this.#hasPaper ? PAPER : 0;
    this.rgb = new Uint8Array(areaOf(this) * 3).fill(ground);
    this.alpha = { width, height, data: new Uint8Array(areaOf(this)).fill(ground) };
    for (let index = 0; index < cells; index += 1) this.#place(index, photo, FAINT);
    for (const [index, caption] of (captions ?? []).entries()) this.#write(index, caption);
  }

  /** Shows the painting of a cell. */
  set(index: number, painting: DecodedPicture): void {
    this.#place(index, painting, 1);
  }

  #place(index: number, picture: DecodedPicture, opacity: number): void {
    const { width, height } = this.#cell;
    const { left, top } = this.#boxes[index]!;
    const alpha = picture.alpha && resizeMask(picture.alpha, this.#cell).data;
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) {
        const from = y * width + x;
        const to = (top + y) * this.width + left + x;
        const share = opacity * (alpha?.[from] ?? 255);
        if (this.#hasPaper) {
          for (let c = 0; c < 3; c += 1)
            this.rgb[3 * to + c] = PAPER + (share / 255) * (picture.rgb[3 * from + c]! - PAPER);
        } else {
          this.rgb.set(picture.rgb.subarray(from * 3, from * 3 + 3), to * 3);
          this.alpha.data[to] = share;
        }
      }
    }
    drawNumber(this, index + 1, { x: left + MARK_AT, y: top + MARK_AT, radius: MARK });
  }

  #write(index: number, { width, height, data }: DrawnCaption): void {
    const { left, top } = this.#boxes[index]!;
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) {
        const to = (top + this.#cell.height + PADDING + y) * this.width + left + x;
        this.rgb.fill(PAPER + (data[y * width + x]! / 255) * (INK - PAPER), 3 * to, 3 * to + 3);
      }
    }
  }
}
