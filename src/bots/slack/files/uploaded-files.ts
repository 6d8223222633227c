/**
 * What a message has left in Slack besides itself: the file of its picture, on its way or shared, and those of previews. Kept on
 * this machine before anything is done with them, so that after a restart a picture is neither shared twice nor left behind.
 */
import type { KeyValueStore } from '../../../queue/storage/local-key-value.js';
import type { Time } from '../connection/clock.js';
import { keyOf, type Place } from '../delivery/message-reference.js';

export interface Trace {
  /** When it was changed last, ms since 1970. */
  at: number;
  /** Files of previews that have not been taken away. */
  previews?: string[];
  /** File of the finished picture. */
  file?: string | undefined;
  /** Its sharing was seen. */
  isShared?: boolean | undefined;
}

/** Longer than pictures and jobs are kept by default, ms. */
const KEPT_MS = 60 * 24 * 60 * 60_000;

const PREFIX = 'message:';

export class Traces {
  readonly #store: KeyValueStore;
  readonly #time: Time;

  constructor(store: KeyValueStore, time: Time) {
    this.#store = store;
    this.#time = time;
    for (const { key, value } of store.all()) {
      if (key.startsWith(PREFIX) && (value as Trace).at < time.now() - KEPT_MS) store.delete(key);
    }
  }

  /** Undefined for a message that this bot has not posted, or posted long ago. */
  get(place: Place): Trace | undefined {
    return this.#store.get(PREFIX + keyOf(place)) as Trace | undefined;
  }

  change(place: Place, change: Omit<Trace, 'at'>): void {
    this.#store.put(PREFIX + keyOf(place), {
      ...this.get(place),
      ...change,
      at: this.#time.now(),
    } satisfies Trace);
  }

  forget(place: Place): void {
    this.#store.delete(PREFIX + keyOf(place));
  }
}
