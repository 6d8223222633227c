import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import type { JobEvent } from '../../../src/domain/event.js';
import type { JobQueue } from '../../../src/queue/queue.js';
import { RedisConnection } from '../../../src/queue/redis/redis-connection.js';
import { RedisQueue } from '../../../src/queue/redis/redis-queue.js';
import { createWorker, type RedisWorker } from '../../../src/queue/redis/redis-worker.js';
import { RedisBlobs } from '../../../src/queue/storage/blobs-redis.js';
import { blobsContract } from '../../contract/blobs.js';
import { queueContract } from '../../contract/queue.js';
import { FakeEngine } from '../../support/fake-engine.js';
import { describeRedis, type RedisServer, startRedis } from '../../support/redis.js';
import { requestOf } from '../../support/requests.js';

let server: RedisServer;
let redis: Redis;

describeRedis('RedisQueue', () => {
  beforeAll(async () => {
    server = await startRedis();
    redis = new Redis(server.url);
  });
  afterAll(async () => {
    redis.disconnect();
    await server.close();
  });

  const fail = (error: unknown) => {
    throw error;
  };

  async function openConnection(patience?: number): Promise<RedisConnection> {
    const connection = new RedisConnection({ url: server.url, ...(patience && { patience }) });
    await connection.open();
    return connection;
  }

  /** Resolves once all workers are busy, or every ticket has got a job or was dropped: the line changes no more by itself. */
  async function settled(concurrency: number): Promise<void> {
    for (;;) {
      const [waiting, active, running] = await Promise.all([
        redis.llen('atelier:tickets:wait'),
        redis.llen('atelier:tickets:active'),
        redis.hlen('atelier:running'),
      ]);
      if (running === concurrency || (waiting === 0 && active === running)) return;
    }
  }

  queueContract('RedisQueue', async ({ engine, clock, concurrency, limits }) => {
    await redis.flushdb();
    const pictures = await openConnection();
    onTestFinished(() => pictures.close());
    const blobs = new RedisBlobs(pictures, 1);
    const common = { limits, clock, lease: 60 };
    const open = async () => {
      const connections = [await openConnection(), await openConnection()] as const;
      const [connection] = connections;
      const parts = { ...common, connection: connections[1], engine, blobs, concurrency, onError: fail };
      let worker: RedisWorker | undefined;
      const work = async () => {
        worker = await createWorker(parts);
      };
      const queue = new RedisQueue({
        ...common,
        connection,
        blobs,
        bot: 'bot',
        announceEvery: 0,
        onError: () => {},
      });
      const whole: JobQueue = {
        assertRoom: (requester, member) => queue.assertRoom(requester, member),
        get: (id) => queue.get(id),
        list: (most) => queue.list(most),
        byUser: (user, most) => queue.byUser(user, most),
        position: (id) => queue.position(id),
        cancel: (id) => queue.cancel(id),
        subscribe: (id, listener) => queue.subscribe(id, listener),
        delivered: (id) => queue.delivered(id),
        overview: (user) => queue.overview(user),
        onRetried: (listener) => queue.onRetried(listener),
        async submit(job, options) {
          const submitted = await queue.submit(job, options);
          await settled(concurrency);
          return submitted;
        },
        async retry(id) {
          const job = await queue.retry(id);
          await settled(concurrency);
          return job;
        },
        async recover() {
          const jobs = await queue.recover();
          await work();
          return jobs;
        },
        async close() {
          await Promise.all([queue.close(), worker?.close()]);
          for (const connection of connections) connection.close();
        },
      };
      return { whole, work };
    };
    const { whole, work } = await open();
    await work();
    return { queue: whole, blobs, reopen: async () => (await open()).whole };
  });

  blobsContract('RedisBlobs', async () => {
    const connection = await openConnection();
    onTestFinished(() => connection.close());
    return new RedisBlobs(connection, 1);
  });

  it('never serves a picture that was changed in Redis, and stores it again', async () => {
    const connection = await openConnection();
    onTestFinished(() => connection.close());
    const blobs = new RedisBlobs(connection, 1);
    const bytes = new Uint8Array([1, 2, 3]);
    const key = await blobs.put(bytes);
    await redis.set(`atelier:blob:${key}`, Buffer.from([1, 2]));
    await expect(blobs.get(key)).rejects.toMatchObject({ code: 'not_found' });
    expect(await blobs.put(bytes)).toBe(key);
    expect([...(await blobs.get(key))]).toEqual([1, 2, 3]);
  });

  it('lets a picture go after its days, counted from its last use', async () => {
    await redis.flushdb();
    const connection = await openConnection();
    onTestFinished(() => connection.close());
    const blobs = new RedisBlobs(connection, 2);
    const key = await blobs.put(new Uint8Array([1]));
    const days = async () => Math.round((await redis.ttl(`atelier:blob:${key}`)) / 86_400);
    for (const use of [() => blobs.get(key), () => blobs.put(new Uint8Array([1]))]) {
      await redis.expire(`atelier:blob:${key}`, 86_400);
      expect(await days()).toBe(1);
      await use();
      expect(await days()).toBe(2);
    }
  });

  it('lets jobs go after their days, and takes them out of the list of what to deliver', async () => {
    await redis.flushdb();
    const connection = await openConnection();
    onTestFinished(() => connection.close());
    const queue = new RedisQueue({
      connection,
      blobs: new RedisBlobs(connection, 1),
      bot: 'bot',
      retentionDays: 2,
    });
    const { id } = await queue.submit({ request: requestOf(), user: 'ann', community: 'web', delivery: '' });
    expect(await redis.ttl(`atelier:job:${id}`)).toBe(-1);
    await queue.cancel(id);
    expect(Math.round((await redis.ttl(`atelier:job:${id}`)) / 86_400)).toBe(2);
    expect(await queue.recover()).toMatchObject([{ id, state: 'cancelled' }]);
    await redis.del(`atelier:job:${id}`);
    expect(await queue.recover()).toEqual([]);
    expect(await redis.zcard('atelier:open:bot')).toBe(0);
    await queue.close();
  });

  it('is known by its bot: another one does not get its jobs', async () => {
    await redis.flushdb();
    const [connection, other] = [await openConnection(), await openConnection()];
    onTestFinished(() => {
      for (const each of [connection, other]) each.close();
    });
    const open = (each: RedisConnection, bot: string) =>
      new RedisQueue({ connection: each, blobs: new RedisBlobs(each, 1), bot });
    const queue = open(connection, 'one');
    const { id } = await queue.submit({ request: requestOf(), user: 'ann', community: 'web', delivery: '' });
    expect(await open(other, 'two').recover()).toEqual([]);
    expect(await open(other, 'one').recover()).toMatchObject([{ id }]);
  });

  it('has the latest news at hand for the messages of before a restart', async () => {
    await redis.flushdb();
    const connection = await openConnection();
    onTestFinished(() => connection.close());
    const open = () => new RedisQueue({ connection, blobs: new RedisBlobs(connection, 1), bot: 'bot' });
    const before = open();
    const job = { request: requestOf(), community: 'web', delivery: '' };
    const waiting = await before.submit({ ...job, user: 'ann' });
    const cancelled = await before.submit({ ...job, user: 'bob' });
    await before.cancel(cancelled.id);
    await before.close();
    const after = open();
    await after.recover();
    const told = (id: string) => {
      const events: JobEvent[] = [];
      after.subscribe(id, (event) => events.push(event))();
      return events;
    };
    expect(told(waiting.id)).toMatchObject([{ type: 'queued', position: 1 }]);
    expect(told(cancelled.id)).toEqual([{ type: 'cancelled' }]);
    await after.close();
  });

  it('lets the jobs of a worker that is stopped finish within the grace, and gives it no others', async () => {
    await redis.flushdb();
    const [connection, worked] = [await openConnection(), await openConnection()];
    onTestFinished(() => {
      for (const each of [connection, worked]) each.close();
    });
    const blobs = new RedisBlobs(connection, 1);
    const queue = new RedisQueue({ connection, blobs, bot: 'bot' });
    const engine = new FakeEngine();
    const worker = await createWorker({ connection: worked, engine, blobs, grace: 60 });
    const content = await blobs.put(new Uint8Array([1]));
    const job = { request: requestOf({}, { content, styles: [] }), community: 'web', delivery: '' };
    const [first, second] = [
      await queue.submit({ ...job, user: 'ann' }),
      await queue.submit({ ...job, user: 'bob' }),
    ];
    const run = await engine.nextRun();
    const closed = worker.close();
    expect(run.isAborted).toBe(false);
    run.finish();
    await closed;
    expect(await queue.get(first.id)).toMatchObject({ state: 'done', attempts: 1 });
    expect(await queue.get(second.id)).toMatchObject({ state: 'waiting', attempts: 0 });
    expect(await redis.zcard('atelier:workers')).toBe(0);
    await queue.close();
  });

  it('says what is wrong with an address that cannot be used', async () => {
    expect(() => new RedisConnection({ url: 'localhost:6379' })).toThrow(/REDIS_URL must be an address/);
    const nobody = new RedisConnection({ url: 'redis://user:secret@127.0.0.1:1' });
    const failure = await nobody.open(50).catch((error) => error);
    expect(failure).toMatchObject({ code: 'queue_unreachable' });
    expect(failure.message).toMatch(/^Redis at 127.0.0.1:1 cannot be reached .*correct REDIS_URL$/);
    expect(failure.message).not.toMatch(/secret/);
  });
});
