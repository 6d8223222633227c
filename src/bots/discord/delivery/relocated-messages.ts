/**
 * Messages that could not be edited any more and were posted again, by the id of the first one: their references cannot know. Stored on this
 * machine.
 */
import type { KeyValueStore } from '../../../queue/storage/local-key-value.js';
import type { DiscordMessageReference } from './message-reference.js';

/** The oldest go first. */
const MAX_RELOCATED = 1000;

export interface NewLocation {
  channel: string;
  message: string;
  /** Absent for a direct message. */
  guild?: string | undefined;
  /** The first message is still to be removed. */
  hasLeftover?: boolean;
}

export class RelocatedMessages {
  readonly #store: KeyValueStore;

  constructor(store: KeyValueStore) {
    this.#store = store;
  }

  put(first: string, location: NewLocation): void {
    this.#store.put(keyOf(first), location);
    const all = this.#store.all().filter(({ key }) => key.startsWith(keyOf('')));
    for (const { key } of all.slice(0, Math.max(0, all.length - MAX_RELOCATED))) this.#store.delete(key);
  }

  /** Where the message is now: in its first place, or where only the bot's own token leads. */
  follow(reference: DiscordMessageReference): DiscordMessageReference {
    const location = this.get(reference.message);
    if (location === undefined) return reference;
    const { channel, message, guild } = location;
    const isThere = { guild, isMember: guild !== undefined, stays: true, isPrivate: false };
    return { ...reference, channel, message, ...isThere, token: '', at: 0 };
  }

  get(first: string): NewLocation | undefined {
    return this.#store.get(keyOf(first)) as NewLocation | undefined;
  }
}

function keyOf(message: string): string {
  return `moved:${message}`;
}
