import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openDataDir } from '../../../src/queue/local/data-dir.js';
import { RedisConnection } from '../../../src/queue/redis/redis-connection.js';
import {
  localSharedStore,
  redisSharedStore,
  type SharedKeyValueStore,
} from '../../../src/queue/storage/shared-key-value.js';
import { describeRedis, type RedisServer, startRedis } from '../../support/redis.js';
import { SteppedTime } from '../../support/stepped-time.js';

/** What both must do. `open` gives the sharedStore of this name, each time as another process would see it. */
function sharedStoreContract(open: (name: string) => Promise<SharedKeyValueStore>): void {
  it('keeps what was put, for the next process too', async () => {
    const sharedStore = await open('a');
    expect(await sharedStore.get('key')).toBeUndefined();
    await sharedStore.put('key', { list: [1, 'two'], nothing: null });
    await sharedStore.put('other', 1);
    await sharedStore.put('key', { list: [3] });
    const later = await open('a');
    expect(await later.get('key')).toEqual({ list: [3] });
    await later.delete('key');
    await later.delete('never there');
    expect(await (await open('a')).get('key')).toBeUndefined();
    expect(await (await open('a')).get('other')).toBe(1);
    await (await open('a')).claim('event', 600);
    expect(await (await open('a')).keys()).toEqual(['other']);
  });

  it('keeps spaces apart', async () => {
    await (await open('b')).put('key', 'b');
    expect(await (await open('c')).get('key')).toBeUndefined();
  });

  it('gives a claim to the first that asks, for as long as was said, also across processes', async () => {
    const sharedStore = await open('d');
    const claims = await Promise.all([1, 2, 3].map(() => sharedStore.claim('event', 600)));
    expect(claims.filter(Boolean)).toHaveLength(1);
    expect(await sharedStore.claim('other event', 600)).toBe(true);
    expect(await (await open('d')).claim('event', 600)).toBe(false);
    expect(await (await open('e')).claim('event', 600)).toBe(true);
  });
}

describe('the sharedStore of the repository', () => {
  const directory = mkdtempSync(join(tmpdir(), 'atelier-sharedStore-'));
  let close = () => {};
  afterAll(() => {
    close();
    rmSync(directory, { recursive: true });
  });

  sharedStoreContract(async (name) => {
    close();
    const data = openDataDir(directory, (error) => {
      throw error;
    });
    close = data.close;
    return localSharedStore(data.store(name));
  });

  it('deletes expired claims', async () => {
    const data = openDataDir(join(directory, 'claims'), (error) => {
      throw error;
    });
    onTestFinished(() => data.close());
    const clock = new SteppedTime();
    expect(await localSharedStore(data.store('claims'), clock).claim('old', 0)).toBe(true);
    await clock.pass(1);
    expect(await localSharedStore(data.store('claims'), clock).claim('new', 600)).toBe(true);
    expect(
      data
        .store('claims')
        .all()
        .map(({ key }) => key),
    ).toEqual(['claim:new']);
  });
});

describeRedis('the sharedStore in Redis', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.close());

  sharedStoreContract(async (name) => {
    const connection = new RedisConnection({ url: server.url });
    await connection.open();
    onTestFinished(() => connection.close());
    return redisSharedStore(connection, name);
  });
});
