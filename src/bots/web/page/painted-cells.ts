import type { WireMessage } from '../wire.js';

/** Cells are painted one after the other, each an equal part of the bar. */
export function paintedCells({ tone, bar, cells = [] }: WireMessage['view']): number {
  if (tone === 'done') return cells.length;
  // Sums of parts fall short of a whole by rounding.
  return Math.floor((bar?.fraction ?? 0) * cells.length + 1e-6);
}
