/** How far something is, as text. */

/** Characters of a bar, the first of them where the work is done, the second where it is not. */
export interface BarLook {
  cells: number;
  done: string;
  open: string;
}

/** A bar as text. `fraction`: 0..1, others are clamped. Full only once all is done. */
export function progressBar(fraction: number, { cells, done, open }: BarLook): string {
  const filled = Math.floor(Math.min(1, Math.max(0, fraction)) * cells);
  return done.repeat(filled) + open.repeat(cells - filled);
}
