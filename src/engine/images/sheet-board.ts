/** The picture of a contact sheet: cells in rows, each with its number. Cells that are not painted yet show the photo, faint. */
import { type CellBox, cellBoxes, sheetSize } from '../../domain/sheet.js';
import type { DecodedPicture } from './decode.js';
import { type Board, drawNumber } from './number-mark.js';
import { areaOf, type Mask, resizeMask, type Size } from './pixels.js';

/** How much is seen of a cell that is not painted yet, 0..1. */
const FAINT = 0.3;
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

  /** @param photo what a cell that is not painted yet shows, of the cells' size */
  constructor(cells: number, photo: DecodedPicture) {
    this.#cell = { width: photo.width, height: photo.height };
    const { width, height } = sheetSize(cells, photo);
    this.width = width;
    this.height = height;
    this.#boxes = cellBoxes(cells, this);
    this.rgb = new Uint8Array(areaOf(this) * 3);
    this.alpha = { width: this.width, height: this.height, data: new Uint8Array(areaOf(this)) };
    for (let index = 0; index < cells; index += 1) this.#place(index, photo, FAINT);
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
        this.rgb.set(picture.rgb.subarray(from * 3, from * 3 + 3), to * 3);
        this.alpha.data[to] = opacity * (alpha?.[from] ?? 255);
      }
    }
    drawNumber(this, index + 1, { x: left + MARK_AT, y: top + MARK_AT, radius: MARK });
  }
}
