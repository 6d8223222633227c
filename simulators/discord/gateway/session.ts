/** A session of one shard: its intents, and everything it was sent, so that it can resume (developers/events/gateway#resuming). */
import { randomBytes } from 'node:crypto';
import { OP } from '../protocol.js';
import { shardOf } from '../world/ids.js';
import type { Audience } from '../world/world.js';

/** How many events a session keeps for a resume; more would mean a client that was gone for hours. */
const KEPT_EVENTS = 2_000;

export class Session {
  readonly id = randomBytes(16).toString('hex');
  readonly #sent: { s: number; text: string }[] = [];
  #sequence = 0;
  /** Set while a connection carries it. */
  send: ((text: string) => void) | undefined;

  constructor(
    readonly shard: number,
    readonly shards: number,
    readonly intents: number,
  ) {}

  get connected(): boolean {
    return this.send !== undefined;
  }

  hears(to: Audience): boolean {
    const isSubscribed = to.intent === undefined || (this.intents & to.intent) !== 0;
    return isSubscribed && shardOf(to.guildId, this.shards) === this.shard;
  }

  /** Sends an event, or keeps it until the session is resumed. */
  dispatch(event: string, data: unknown): void {
    this.#sequence += 1;
    const text = JSON.stringify({ op: OP.dispatch, t: event, s: this.#sequence, d: data });
    this.#sent.push({ s: this.#sequence, text });
    if (this.#sent.length > KEPT_EVENTS) this.#sent.shift();
    this.send?.(text);
  }

  /** What was missed after `sequence`; undefined for a number that was never given out. */
  missed(sequence: number): string[] | undefined {
    if (sequence > this.#sequence) return undefined;
    return this.#sent.filter(({ s }) => s > sequence).map(({ text }) => text);
  }
}
