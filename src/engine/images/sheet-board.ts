/** The picture of a contact sheet: cells in rows, each with its number. Cells that are not painted yet show the photo, faint. */
import type { DecodedPicture } from './decode.js';
import { type Board, drawNumber } from './number-mark.js';
import { areaOf, type Mask, resizeMask, type Size } from './pixels.js';

/** Between two cells, px: transparent, so that it suits light and dark chats. */
const GAP = 8;
/** How much is seen of a cell that is not painted yet, 0..1. */
const FAINT = 0.3;
/** Radius of a number's disc, px, and the distance of its centre from the cell's corner. */
const MARK = 13;
const MARK_AT = 20;

/** Five and fewer stand side by side; more in about as many rows as columns. */
function columnsOf(cells: number): number {
  return cells <= 5 ? cells : Math.ceil(Math.sqrt(cells));
}

/** Always the sheet as it is now, ready to be encoded. */
export class SheetBoard implements Board {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
  readonly alpha: Mask;
  readonly #cell: Size;
  readonly #columns: number;

  /** @param photo what a cell that is not painted yet shows, of the cells' size */
  constructor(cells: number, photo: DecodedPicture) {
    this.#cell = { width: photo.width, height: photo.height };
    this.#columns = columnsOf(cells);
    const rows = Math.ceil(cells / this.#columns);
    this.width = this.#columns * (photo.width + GAP) - GAP;
    this.height = rows * (photo.height + GAP) - GAP;
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
    const left = (index % this.#columns) * (width + GAP);
    const top = Math.floor(index / this.#columns) * (height + GAP);
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
