/** What the program stands on, with a real Redis: ready means that a job could be taken. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Backend, openBackend } from '../../src/app/backend.js';
import { loadConfig } from '../../src/config/config.js';
import { describeRedis, type RedisServer, startRedis } from '../support/redis.js';

describeRedis('readiness over Redis', () => {
  let server: RedisServer;
  let operator: Redis;
  let directory: string;
  let backend: Backend;

  beforeAll(async () => {
    server = await startRedis();
    operator = new Redis(server.url);
    directory = await mkdtemp(join(tmpdir(), 'atelier-'));
    const refuse = () => {
      throw new Error('no engine in this process');
    };
    backend = await openBackend(loadConfig({ REDIS_URL: server.url, DATA_DIR: directory }), {
      createEngine: refuse,
      onLog: () => {},
      onChoice: () => {},
      onError: refuse,
    });
  });
  beforeEach(async () => {
    await operator.config('SET', 'maxmemory', '0');
    await operator.config('SET', 'min-replicas-to-write', '0');
  });
  afterAll(async () => {
    await backend.queue.close();
    await backend.close();
    operator.disconnect();
    await server.close();
    await rm(directory, { recursive: true, force: true });
  });

  it('is there while Redis takes writes', async () => {
    await expect(backend.assertReady()).resolves.toBeUndefined();
  });

  it.each([
    ['maxmemory', '1', 'storage_failed'],
    ['min-replicas-to-write', '1', 'queue_unreachable'],
  ])('is not there while Redis answers pings but refuses writes: %s %s', async (name, value, code) => {
    await operator.config('SET', name, value);
    expect(await operator.ping()).toBe('PONG');
    await expect(backend.assertReady()).rejects.toMatchObject({ code });
  });
});
