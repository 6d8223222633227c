/**
 * Contact sheets: one photo painted small in several ways, in one picture of numbered cells, so that people see before they choose.
 * A request with a `sheet` is painted like any other; the cell that somebody chooses becomes a request of its own. Pure.
 */
import type { BlobKey, Quality, Settings, StyleRequest } from './request.js';

/** Longer side of a cell, px: large enough to tell brush strokes, and nine take a few seconds. */
export const CELL_SIDE = 192;

/** Most cells of a sheet: three by three, and as many as the digits that mark them. */
export const MOST_CELLS = 9;

export const CELL_QUALITY = 'draft' satisfies Quality;

/** Between two cells, px: transparent, so that it suits light and dark chats. */
const CELL_GAP = 8;

/** px */
interface Size {
  width: number;
  height: number;
}

/** Where a cell lies, px from the sheet's corner. */
export interface CellBox extends Size {
  left: number;
  top: number;
}

/** Size of the sheet that this number of cells makes. */
export function sheetSize(cells: number, cell: Size): Size {
  const { columns, rows } = gridOf(cells);
  return {
    width: columns * (cell.width + CELL_GAP) - CELL_GAP,
    height: rows * (cell.height + CELL_GAP) - CELL_GAP,
  };
}

/** Where the cells lie on a sheet of this size, in the order of their numbers: row by row. */
export function cellBoxes(cells: number, sheet: Size): CellBox[] {
  const { columns, rows } = gridOf(cells);
  const width = (sheet.width + CELL_GAP) / columns - CELL_GAP;
  const height = (sheet.height + CELL_GAP) / rows - CELL_GAP;
  return Array.from({ length: cells }, (_, index) => ({
    left: (index % columns) * (width + CELL_GAP),
    top: Math.floor(index / columns) * (height + CELL_GAP),
    width,
    height,
  }));
}

/** Five and fewer stand side by side; more in about as many rows as columns. */
function gridOf(cells: number): { columns: number; rows: number } {
  const columns = cells <= 5 ? cells : Math.ceil(Math.sqrt(cells));
  return { columns, rows: Math.ceil(cells / columns) };
}

/** The settings that all cells are painted with, besides their own: those of the full picture, small and quick. */
export function cellSettings({ settings }: Pick<StyleRequest, 'settings'>): Settings {
  return { ...settings, size: CELL_SIDE, quality: CELL_QUALITY };
}

/** The request for a cell in full. `number` counts from 1, as the cells are marked; undefined where there is no such cell. */
export function requestOfCell({ sheet, ...request }: StyleRequest, number: number): StyleRequest | undefined {
  const cell = sheet?.[number - 1];
  return cell && { ...request, styles: cell.styles, settings: { ...request.settings, ...cell.settings } };
}

/** Every picture that the request needs, each once. */
export function picturesOf({ content, initial, mask, styles, sheet = [] }: StyleRequest): BlobKey[] {
  const sources = [...styles, ...sheet.flatMap((cell) => cell.styles)];
  const keys = [
    content,
    ...(initial === undefined ? [] : [initial]),
    ...(mask === undefined ? [] : [mask]),
    ...sources.map(({ picture }) => picture),
  ];
  return [...new Set(keys)];
}
