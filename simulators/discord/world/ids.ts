/** Snowflakes: milliseconds since 2015, then worker, process and a counter (discord-api-docs, developers/reference#snowflakes). */
const EPOCH_MS = 1_420_070_400_000;
const COUNTER = (1n << 12n) - 1n;

export class Ids {
  #last = 0n;

  constructor(private readonly now: () => number) {}

  /** Unique and rising, also while the clock stands still: a full counter borrows from the next millisecond. */
  next(): string {
    const full = (this.#last & COUNTER) === COUNTER;
    return this.#give(full ? following(this.#last) : this.#last + 1n);
  }

  /** In a millisecond of its own, so that guilds made one after the other fall on one shard after the other. */
  nextApart(): string {
    return this.#give(following(this.#last));
  }

  #give(atLeast: bigint): string {
    const now = BigInt(Math.floor(this.now()) - EPOCH_MS) << 22n;
    this.#last = now > atLeast ? now : atLeast;
    return this.#last.toString();
  }
}

const following = (id: bigint): bigint => ((id >> 22n) + 1n) << 22n;

/** Milliseconds since 1970 that an id carries. */
export const madeAt = (id: string): number => Number(BigInt(id) >> 22n) + EPOCH_MS;

/** The shard that hears about a guild: (id >> 22) % count; direct messages go to shard 0 (developers/events/gateway#sharding). */
export const shardOf = (guildId: string | undefined, shards: number): number =>
  guildId === undefined ? 0 : Number((BigInt(guildId) >> 22n) % BigInt(shards));
