import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { openDataDir } from '../../../src/queue/local/data-dir.js';
import { RedisLink } from '../../../src/queue/redis/redis-connection.js';
import { localShelf, redisShelf, type Shelf } from '../../../src/queue/storage/shared-key-value.js';
import { describeRedis, type RedisServer, startRedis } from '../../support/redis.js';

/** What both must do. `open` gives the shelf of this name, each time as another process would see it. */
function shelfContract(open: (name: string) => Promise<Shelf>): void {
  it('keeps what was put, for the next process too', async () => {
    const shelf = await open('a');
    expect(await shelf.get('key')).toBeUndefined();
    await shelf.put('key', { list: [1, 'two'], nothing: null });
    await shelf.put('other', 1);
    await shelf.put('key', { list: [3] });
    const later = await open('a');
    expect(await later.get('key')).toEqual({ list: [3] });
    await later.delete('key');
    await later.delete('never there');
    expect(await (await open('a')).get('key')).toBeUndefined();
    expect(await (await open('a')).get('other')).toBe(1);
  });

  it('keeps spaces apart', async () => {
    await (await open('b')).put('key', 'b');
    expect(await (await open('c')).get('key')).toBeUndefined();
  });

  it('gives a claim to the first that asks, for as long as was said, also across processes', async () => {
    const shelf = await open('d');
    const asked = await Promise.all([1, 2, 3].map(() => shelf.claim('event', 600)));
    expect(asked.filter(Boolean)).toHaveLength(1);
    expect(await shelf.claim('other event', 600)).toBe(true);
    expect(await (await open('d')).claim('event', 600)).toBe(false);
    expect(await (await open('e')).claim('event', 600)).toBe(true);
  });
}

describe('the shelf of the journal', () => {
  const directory = mkdtempSync(join(tmpdir(), 'atelier-shelf-'));
  let close = () => {};
  afterAll(() => {
    close();
    rmSync(directory, { recursive: true });
  });

  shelfContract(async (name) => {
    close();
    const data = openDataDir(directory, (error) => {
      throw error;
    });
    close = data.close;
    return localShelf(data.kept(name));
  });

  it('throws claims away that have run out', async () => {
    const data = openDataDir(join(directory, 'claims'), (error) => {
      throw error;
    });
    onTestFinished(() => data.close());
    expect(await localShelf(data.kept('claims')).claim('old', 0)).toBe(true);
    vi.useFakeTimers({ now: Date.now() + 1000 });
    onTestFinished(() => void vi.useRealTimers());
    expect(await localShelf(data.kept('claims')).claim('new', 600)).toBe(true);
    expect(
      data
        .kept('claims')
        .all()
        .map(({ key }) => key),
    ).toEqual(['claim:new']);
  });
});

describeRedis('the shelf in Redis', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.close());

  shelfContract(async (name) => {
    const link = new RedisLink({ url: server.url });
    await link.open();
    onTestFinished(() => link.close());
    return redisShelf(link, name);
  });
});
