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
export function picturesOf({ content, initial, styles, sheet = [] }: StyleRequest): BlobKey[] {
  const sources = [...styles, ...sheet.flatMap((cell) => cell.styles)];
  const keys = [
    content,
    ...(initial === undefined ? [] : [initial]),
    ...sources.map(({ picture }) => picture),
  ];
  return [...new Set(keys)];
}
