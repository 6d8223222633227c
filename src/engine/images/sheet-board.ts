/** The picture of a contact sheet: cells in rows, each with its number. Cells that are not painted yet show the photo, faint. */
import type { DecodedPicture } from './decode.js';
import { drawNumber } from './number-mark.js';
import { areaOf, type Mask, resizeMask, type Size } from './pixels.js';
import { sharp } from './sharp.js';

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

export class SheetBoard implements Size {
  readonly width: number;
  readonly height: number;
  readonly #cell: Size;
  readonly #columns: number;
  readonly #data: Uint8Array;

  /** @param photo what a cell that is not painted yet shows, of the cells' size */
  constructor(cells: number, photo: DecodedPicture) {
    this.#cell = { width: photo.width, height: photo.height };
    this.#columns = columnsOf(cells);
    const rows = Math.ceil(cells / this.#columns);
    this.width = this.#columns * (photo.width + GAP) - GAP;
    this.height = rows * (photo.height + GAP) - GAP;
    this.#data = new Uint8Array(areaOf(this) * 4);
    for (let index = 0; index < cells; index += 1) this.#place(index, photo, FAINT);
  }

  /** Shows the painting of a cell. */
  set(index: number, painting: DecodedPicture): void {
    this.#place(index, painting, 1);
  }

  /** The sheet as it is now: colours [height, width, 3] and what is transparent. */
  pixels(): Size & { rgb: Uint8Array; alpha: Mask } {
    const { width, height } = this;
    const count = areaOf(this);
    const rgb = new Uint8Array(count * 3);
    const alpha = new Uint8Array(count);
    for (let p = 0; p < count; p += 1) {
      rgb.set(this.#data.subarray(p * 4, p * 4 + 3), p * 3);
      alpha[p] = this.#data[p * 4 + 3]!;
    }
    return { width, height, rgb, alpha: { width, height, data: alpha } };
  }

  #place(index: number, picture: DecodedPicture, opacity: number): void {
    const { width, height } = this.#cell;
    const left = (index % this.#columns) * (width + GAP);
    const top = Math.floor(index / this.#columns) * (height + GAP);
    const alpha = picture.alpha && resizeMask(picture.alpha, this.#cell).data;
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) {
        const from = y * width + x;
        const to = ((top + y) * this.width + left + x) * 4;
        this.#data.set(picture.rgb.subarray(from * 3, from * 3 + 3), to);
        this.#data[to + 3] = opacity * (alpha?.[from] ?? 255);
      }
    }
    const board = { width: this.width, height: this.height, data: this.#data };
    drawNumber(board, index + 1, { x: left + MARK_AT, y: top + MARK_AT, radius: MARK });
  }
}

/** A picture at exactly this size, with its transparency. */
export async function atSize(picture: DecodedPicture, { width, height }: Size): Promise<DecodedPicture> {
  if (picture.width === width && picture.height === height) return picture;
  const raw = { width: picture.width, height: picture.height, channels: 3 as const };
  const rgb = await sharp(picture.rgb, { raw }).resize({ width, height, fit: 'fill' }).raw().toBuffer();
  return { width, height, rgb, ...(picture.alpha && { alpha: picture.alpha }) };
}
