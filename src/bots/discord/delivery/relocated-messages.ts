/**
 * Messages that could not be changed any more and were posted anew, by the id of the first one: their handles cannot know. Kept on this
 * machine.
 */
import type { KeyValueStore } from '../../../queue/storage/local-key-value.js';
import type { Handle } from './message-reference.js';

/** The oldest go first. */
const MOST_MOVED = 1000;

export interface NewPlace {
  channel: string;
  message: string;
  /** Absent for a direct message. */
  guild?: string | undefined;
}

export class MovedMessages {
  readonly #store: KeyValueStore;

  constructor(store: KeyValueStore) {
    this.#store = store;
  }

  put(first: string, place: NewPlace): void {
    this.#store.put(keyOf(first), place);
    const all = this.#store.all().filter(({ key }) => key.startsWith(keyOf('')));
    for (const { key } of all.slice(0, Math.max(0, all.length - MOST_MOVED))) this.#store.delete(key);
  }

  /** Where the message is now: in its first place, or where only the bot's own token leads. */
  follow(handle: Handle): Handle {
    const place = this.#store.get(keyOf(handle.message)) as NewPlace | undefined;
    if (place === undefined) return handle;
    const { guild } = place;
    const isThere = { guild, isMember: guild !== undefined, stays: true, isPrivate: false };
    return { ...handle, ...place, ...isThere, token: '', at: 0 };
  }
}

function keyOf(message: string): string {
  return `moved:${message}`;
}
