import { Redis } from 'ioredis';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { RedisBlobs } from '../../src/queue/blobs-redis.js';
import type { JobQueue } from '../../src/queue/queue.js';
import { RedisLink } from '../../src/queue/redis/link.js';
import { RedisQueue } from '../../src/queue/redis/queue.js';
import { createWorker, type RedisWorker } from '../../src/queue/redis/worker.js';
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
    return link;
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
    const pictures = await openLink();
    onTestFinished(() => pictures.close());
    const blobs = new RedisBlobs(pictures, 1);
    const common = { limits, now: clock.now, lease: 60 };
    const open = async () => {
      const links = [await openLink(), await openLink()] as const;
      const [link] = links;
      const parts = { ...common, link: links[1], engine, blobs, concurrency, onError: fail };
      let worker: RedisWorker | undefined;
      const work = async () => {
        worker = await createWorker(parts);
      };
      const queue = new RedisQueue({
        ...common,
        link,
        blobs,
        bot: 'bot',
        announceEvery: 0,
        onError: () => {},
      });
      const whole: JobQueue = {
        get: (id) => queue.get(id),
        position: (id) => queue.position(id),
        cancel: (id) => queue.cancel(id),
        subscribe: (id, listener) => queue.subscribe(id, listener),
        delivered: (id) => queue.delivered(id),
        async submit(job) {
          const submitted = await queue.submit(job);
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
          for (const link of links) link.close();
        },
      };
      return { whole, work };
    };
    const { whole, work } = await open();
    await work();
    return { queue: whole, blobs, reopen: async () => (await open()).whole };
  });
});
