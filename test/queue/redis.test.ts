import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { RedisBlobs } from '../../src/queue/blobs-redis.js';
import type { JobQueue } from '../../src/queue/queue.js';
import { RedisLink } from '../../src/queue/redis/link.js';
import { RedisQueue } from '../../src/queue/redis/queue.js';
import { createWorker, type RedisWorker, type WorkerOptions } from '../../src/queue/redis/worker.js';
import { queueContract } from '../contract/queue.js';
import { describeRedis, type RedisServer, startRedis } from '../support/redis.js';

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

  async function openLink(patience?: number): Promise<RedisLink> {
    const link = new RedisLink({ url: server.url, ...(patience && { patience }) });
    await link.open();
    onTestFinished(() => link.close());
    return link;
  }

  /** Resolves once every ticket has got a job or was dropped: then the line changes no more by itself. */
  async function settled(): Promise<void> {
    for (;;) {
      const [waiting, active, running] = await Promise.all([
        redis.llen('atelier:tickets:wait'),
        redis.llen('atelier:tickets:active'),
        redis.hlen('atelier:running'),
      ]);
      if (waiting === 0 && active === running) return;
    }
  }

  queueContract('RedisQueue', async ({ engine, clock, concurrency, limits }) => {
    await redis.flushdb();
    const blobs = new RedisBlobs(await openLink(), 1);
    const common = { limits, now: clock.now, lease: 60 };
    const open = async () => {
      const link = await openLink();
      const parts = { ...common, link: await openLink(), engine, blobs, concurrency, onError: fail };
      let worker: RedisWorker | undefined;
      const work = async () => {
        worker = await createWorker(parts);
      };
      const queue = new RedisQueue({ ...common, link, blobs, bot: 'bot', announceEvery: 0, onError: () => {} });
      const whole: JobQueue = {
        get: (id) => queue.get(id),
        position: (id) => queue.position(id),
        cancel: (id) => queue.cancel(id),
        subscribe: (id, listener) => queue.subscribe(id, listener),
        delivered: (id) => queue.delivered(id),
        async submit(job) {
          const submitted = await queue.submit(job);
          const busy = (await redis.hlen('atelier:running')) >= concurrency;
          if (submitted.state === 'waiting' && !busy) await settled();
          return submitted;
        },
        async retry(id) {
          const job = await queue.retry(id);
          if (job) await settled();
          return job;
        },
        async recover() {
          const jobs = await queue.recover();
          await work();
          return jobs;
        },
        async close() {
          await Promise.all([queue.close(), worker?.close()]);
        },
      };
      return { whole, work };
    };
    const { whole, work } = await open();
    await work();
    return { queue: whole, blobs, reopen: async () => (await open()).whole };
  });
});
