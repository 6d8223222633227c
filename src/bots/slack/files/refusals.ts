/**
 * Refusals of pictures in a row. One is chance: a download that failed, a file that somebody has deleted. Several are how Slack is there.
 */
import { LRUCache } from 'lru-cache';

/** Refusals in a row that are taken for chance are fewer. */
const MOST_IN_A_ROW = 3;

/** Workspaces, and ways of showing pictures, that are counted. */
const MAX_REMEMBERED = 1000;

export class Refusals {
  readonly #counts = new LRUCache<string, number>({ max: MAX_REMEMBERED });

  /** True with the last that makes them too many; then the count starts again. */
  add(key: string): boolean {
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count % MOST_IN_A_ROW);
    return count === MOST_IN_A_ROW;
  }

  /** A picture was shown. */
  clear(key: string): void {
    this.#counts.delete(key);
  }
}
