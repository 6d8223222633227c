/**
 * The arithmetic of exact tiles; pure. A network is cut at its poolings into blocks; a block's input is covered by windows of
 * one size that overlap. Each window has a core, and the cores are a partition: what is computed counts for its core only. The
 * border around it - the halo - is as wide as a wrong value can creep in from the window's edge, where the convolutions see
 * zeros instead of the picture. Where a window's edge is the picture's own those zeros are right, and no halo is needed.
 */

import type { Size } from '../../images/pixels.js';
import type { Layer, Network } from '../../networks/networks.js';

/** A rectangle of positions. */
export interface Rect extends Size {
  x: number;
  y: number;
}

/** In positions of the block's input. */
export interface Tile {
  window: Rect;
  core: Rect;
}

export interface Grid {
  /** Size of every window. */
  window: Size;
  /** Row by row. Made when they are read: a plan weighs hundreds of grids by their windows alone. */
  readonly tiles: readonly Tile[];
}

/** How wide a halo must be, and what windows and cores are aligned to, in positions of a block's input. */
export interface Reach {
  step: number;
  /** For the features and the pooled result. */
  forward: number;
  /** For the gradient with respect to the input, which sees its surroundings twice. */
  backward: number;
}

/** Layers that end in a convolution, cut behind each pooling; only the last block does not end in one. */
export function cutAtPoolings(layers: readonly Layer[]): Layer[][] {
  const blocks: Layer[][] = [[]];
  for (const layer of layers) {
    blocks.at(-1)!.push(layer);
    if (layer.kind === 'pool') blocks.push([]);
  }
  return blocks;
}

/** Whether its pooled result is the input of a next block. */
export function endsInPooling(block: readonly Layer[]): boolean {
  return block.at(-1)!.kind === 'pool';
}

/**
 * The reach of a block of `n` convolutions, 3x3: forward, values may be wrong `n` positions from a window's edge. Backward, relu
 * chooses by those values, and so does max pooling, by the cell; each convolution then carries what is wrong one position on.
 */
export function reachOf(block: readonly Layer[], pool: Network['pool']): Reach {
  const convolutions = block.filter(({ kind }) => kind === 'conv').length;
  const step = endsInPooling(block) ? 2 : 1;
  const chosen = pool === 'max' ? roundUp(convolutions, step) : convolutions;
  return { step, forward: roundUp(convolutions, step), backward: roundUp(chosen + convolutions, step) };
}

/** Covers a picture by windows of one size, of about `area` positions and near to square. */
export function grid(size: Size, area: number, step: number, halo: number): Grid {
  const side = Math.sqrt(area);
  const rows = cover(size.height, size.width < side ? area / size.width : side, step, halo);
  const columns = cover(size.width, area / rows.size, step, halo);
  return {
    window: { width: columns.size, height: rows.size },
    get tiles() {
      const across = columns.spans;
      return rows.spans.flatMap((row) =>
        across.map((column) => ({
          window: { x: column.start, y: row.start, width: columns.size, height: rows.size },
          core: { x: column.from, y: row.from, width: column.to - column.from, height: row.to - row.from },
        })),
      );
    },
  };
}

/** One axis of a tile: where its window begins, and its core [from, to). */
export interface Span {
  start: number;
  from: number;
  to: number;
}

/**
 * Covers `length` positions by windows of one size, not above `side` and as few as possible; a side too small for any core is
 * raised to the least that works. Windows begin, and cores end, at multiples of `step`; so is `halo` one. No window reaches over
 * an end: the last is shifted inwards.
 */
export function cover(
  length: number,
  side: number,
  step: number,
  halo: number,
): { size: number; readonly spans: Span[] } {
  // A window that ends with the picture ends as unevenly as the picture, and so do all, being of one size.
  const rest = length % step;
  const even = length - rest;
  const most = Math.max(Math.floor((side - rest) / step) * step, 2 * halo + step);
  if (even <= most) return { size: length, spans: [{ start: 0, from: 0, to: length }] };
  const count = Math.ceil((even - 2 * halo) / (most - 2 * halo));
  const used = roundUp((even + 2 * halo * (count - 1)) / count, step);
  const size = used + rest;
  return {
    size,
    get spans() {
      const spans: Span[] = [];
      for (let from = 0; from < length; from = spans.at(-1)!.to) {
        const start = Math.min(Math.max(0, from - halo), length - size);
        spans.push({ start, from, to: start + size === length ? length : start + used - halo });
      }
      return spans;
    },
  };
}

/** The rectangle behind a pooling. It begins at even positions; an odd last row or column is left out, as the pooling does. */
export function pooled({ x, y, width, height }: Rect): Rect {
  return { x: x / 2, y: y / 2, width: Math.floor(width / 2), height: Math.floor(height / 2) };
}

/** `inner` as seen from the corner of `outer`. */
export function within(inner: Rect, outer: Rect): Rect {
  return { ...inner, x: inner.x - outer.x, y: inner.y - outer.y };
}

function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}
