/**
 * What all bots of a queue share besides jobs: settings of communities, installations. JSON under keys, in spaces. In this
 * process it is a table of the database, with Redis a hash, so that every bot and every shard sees the same.
 */

import { randomUUID } from 'node:crypto';
import { type Clock, systemClock } from '../../lib/clock.js';
import type { RedisConnection } from '../redis/redis-connection.js';
import type { KeyValueStore } from './local-key-value.js';

export interface SharedKeyValueStore {
  /** Undefined when nothing was put there. Rejects with storage_failed or queue_unreachable, as the others do. */
  get(key: string): Promise<unknown>;
  put(key: string, value: unknown): Promise<void>;
  /** Deleting what is not there is no error. */
  delete(key: string): Promise<void>;
  /** What there is, in no order. */
  keys(): Promise<string[]>;
  /** True for the first bot that asks, false for the others until the claim expires: of two that see the same event, one acts. */
  claim(key: string, seconds: number): Promise<boolean>;
}

/** The spaces of both kinds of stores are in one database: those of shared ones have this prefix, which existing files hold. */
export const SHARED_PREFIX = 'shelf:';

/** Claims live among the rest, under names of their own. */
const CLAIM = 'claim:';

/** Expired claims are deleted after this number of new ones. */
const CLAIMS_PER_CLEANUP = 100;

export function localSharedStore(
  store: KeyValueStore,
  clock: Pick<Clock, 'now'> = systemClock,
): SharedKeyValueStore {
  let claims = 0;
  /** When a claim ends, ms since 1970; undefined for what is no claim. */
  const endOf = ({ key, value }: { key: string; value: unknown }) =>
    key.startsWith(CLAIM) ? (value as number) : undefined;
  function deleteExpired(now: number): void {
    for (const entry of store.all()) if ((endOf(entry) ?? now) < now) store.delete(entry.key);
  }
  return {
    get: async (key) => store.get(key),
    put: async (key, value) => store.put(key, value),
    delete: async (key) => store.delete(key),
    keys: async () => store.all().flatMap(({ key }) => (key.startsWith(CLAIM) ? [] : [key])),
    async claim(key, seconds) {
      const now = clock.now();
      if (claims++ % CLAIMS_PER_CLEANUP === 0) deleteExpired(now);
      const until = store.get(`${CLAIM}${key}`);
      if (typeof until === 'number' && until > now) return false;
      store.put(`${CLAIM}${key}`, now + seconds * 1000);
      return true;
    },
  };
}

export function redisSharedStore(connection: RedisConnection, space: string): SharedKeyValueStore {
  const hash = connection.key('shelf', space);
  return {
    async get(key) {
      const text = await connection.call((redis) => redis.hget(hash, key));
      return text === null ? undefined : JSON.parse(text);
    },
    async put(key, value) {
      await connection.call((redis) => redis.hset(hash, key, JSON.stringify(value)));
    },
    async delete(key) {
      await connection.call((redis) => redis.hdel(hash, key));
    },
    keys: () => connection.call((redis) => redis.hkeys(hash)),
    async claim(key, seconds) {
      // A command may be sent twice: what this call has set is its own.
      const own = randomUUID();
      const name = connection.key('claim', space, key);
      const holder = await connection.call(async (redis) => {
        await redis.set(name, own, 'EX', seconds, 'NX');
        return redis.get(name);
      });
      return holder === own;
    },
  };
}
