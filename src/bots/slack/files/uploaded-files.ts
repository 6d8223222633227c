/**
 * What a message has left in Slack besides itself: the file of its picture, on its way or shared, and those of previews. Stored on
 * this machine before anything is done with them, so that after a restart a picture is neither shared twice nor left behind.
 */

import type { Clock } from '../../../lib/clock.js';
import type { KeyValueStore } from '../../../queue/storage/local-key-value.js';
import { keyOf, type SlackMessageReference } from '../delivery/message-reference.js';

export interface MessageFiles {
  /** When it was changed last, ms since 1970. */
  at: number;
  /** Files of previews that have not been deleted. */
  previews?: string[];
  /** File of the finished picture. */
  file?: string | undefined;
  /** Its sharing was seen. */
  isShared?: boolean | undefined;
}

/** Longer than pictures and jobs are kept by default, ms. */
const KEPT_MS = 60 * 24 * 60 * 60_000;

const PREFIX = 'message:';

export class UploadedFiles {
  readonly #store: KeyValueStore;
  readonly #clock: Clock;

  constructor(store: KeyValueStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
    for (const { key, value } of store.all()) {
      if (key.startsWith(PREFIX) && (value as MessageFiles).at < clock.now() - KEPT_MS) store.delete(key);
    }
  }

  /** Undefined for a message that this bot has not posted, or posted long ago. */
  get(reference: SlackMessageReference): MessageFiles | undefined {
    return this.#store.get(PREFIX + keyOf(reference)) as MessageFiles | undefined;
  }

  change(reference: SlackMessageReference, change: Omit<MessageFiles, 'at'>): void {
    this.#store.put(PREFIX + keyOf(reference), {
      ...this.get(reference),
      ...change,
      at: this.#clock.now(),
    } satisfies MessageFiles);
  }

  forget(reference: SlackMessageReference): void {
    this.#store.delete(PREFIX + keyOf(reference));
  }
}
