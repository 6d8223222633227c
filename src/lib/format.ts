/** Quantities as text, the same wherever they are shown: sizes, durations, progress. */

/** A size in binary megabytes: "20 MB". Rounded up to tenths, so that a size above a limit never reads as the limit itself. */
export function megabytes(bytes: number): string {
  return `${Math.ceil((bytes / 2 ** 20) * 10) / 10} MB`;
}

/** A measured time: "2.5 s", "42 s", "3 min 20 s". */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** An estimated time, coarse because it is one: "a few seconds", "about 20 s", "about 3 min", "about 1.5 h". */
export function approximateDuration(seconds: number): string {
  if (!(seconds > 4)) return 'a few seconds';
  if (seconds <= 55) return `about ${Math.ceil(seconds / 5) * 5} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `about ${minutes} min` : `about ${Number((seconds / 3600).toFixed(1))} h`;
}

/** A time in whole minutes or hours, rounded up: "20 min", "3 h". */
export function coarseDuration(seconds: number): string {
  const minutes = Math.max(1, Math.ceil(seconds / 60));
  return minutes < 90 ? `${minutes} min` : `${Math.ceil(minutes / 60)} h`;
}

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
