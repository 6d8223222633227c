/** Engine time that each user had in the last hour, counted in five-minute slices so that the books stay small. */
import { getOrAdd } from '../../lib/get-or-add.js';

/** Length of the window that "lately" means, ms. A choice: long against one job (seconds to minutes), short against a day. */
export const WINDOW = 60 * 60 * 1000;

const SLICE = WINDOW / 12;

/** Rounding left over when slices are subtracted, s. */
const NOTHING = 1e-6;

export class EngineTime {
  /** Slice number -> user -> s; in order of time. */
  readonly #slices = new Map<number, Map<string, number>>();
  readonly #sums = new Map<string, number>();

  /** Seconds of the user in the window. */
  of(user: string): number {
    return this.#sums.get(user) ?? 0;
  }

  /** `now` in ms; calls come in order of time. */
  charge(user: string, seconds: number, now: number): void {
    const number = Math.floor(now / SLICE);
    const slice = getOrAdd(this.#slices, number, () => new Map<string, number>());
    slice.set(user, (slice.get(user) ?? 0) + seconds);
    this.#sums.set(user, this.of(user) + seconds);
  }

  /** Drops what has left the window; returns the users whose sum has changed. */
  forgetBefore(now: number): Set<string> {
    const changed = new Set<string>();
    const oldest = Math.floor((now - WINDOW) / SLICE) + 1;
    for (const [number, slice] of this.#slices) {
      if (number >= oldest) break;
      this.#slices.delete(number);
      for (const [user, seconds] of slice) {
        const left = this.of(user) - seconds;
        if (left > NOTHING) this.#sums.set(user, left);
        else this.#sums.delete(user);
        changed.add(user);
      }
    }
    return changed;
  }
}
