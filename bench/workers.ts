/**
 * Many workers over a real redis-server (Debian's, on a free port): throughput with 1, 2 and 4 of them, each job simulated at
 * 200 ms, and what a submit costs while many jobs wait.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { EngineResult } from '../src/domain/event.js';
import { defaultsOf } from '../src/domain/field.js';
import type { NewJob } from '../src/domain/job.js';
import { SETTINGS } from '../src/domain/request.js';
import type { EngineTask } from '../src/engine/engine.js';
import { RedisConnection } from '../src/queue/redis/redis-connection.js';
import { RedisQueue } from '../src/queue/redis/redis-queue.js';
import { createWorker } from '../src/queue/redis/redis-worker.js';
import { RedisBlobs } from '../src/queue/storage/blobs-redis.js';
import { type RedisServer, startRedis } from '../test/support/redis.js';

const LIMITS = {
  maxWaiting: 100_000,
  maxWaitingPerUser: 100_000,
  maxRunningPerUser: 1000,
  communityShare: 100,
};
const JOB_MS = 200;
/** For each worker: 10 s of work. */
const JOBS = 50;

async function stylize({ settings: { seed } }: EngineTask): Promise<EngineResult> {
  await sleep(JOB_MS);
  const picture = {
    bytes: new TextEncoder().encode(`painted ${seed}`),
    mime: 'image/png',
    width: 1,
    height: 1,
  };
  const losses = { content: 0, style: 0, tv: 0, total: 0 };
  const about = { network: 'none', runtime: 'none', seed, peakMemoryMb: 0 };
  return { picture, steps: 0, losses, seconds: JOB_MS / 1000, firstPreviewSeconds: 0, ...about };
}

interface Parts {
  connection: RedisConnection;
  blobs: RedisBlobs;
}

async function withServer<T>(work: (open: () => Promise<Parts>) => Promise<T>): Promise<T> {
  const server: RedisServer = await startRedis({ appendonly: true });
  const links: RedisConnection[] = [];
  const open = async () => {
    const connection = new RedisConnection({ url: server.url });
    await connection.open();
    links.push(connection);
    return { connection, blobs: new RedisBlobs(connection, 1) };
  };
  try {
    return await work(open);
  } finally {
    for (const connection of links) connection.close();
    await server.close();
  }
}

/** Jobs of as many users, each another request. */
async function jobs({ blobs }: Parts, count: number): Promise<NewJob[]> {
  const content = await blobs.put(new TextEncoder().encode('photo'));
  return Array.from({ length: count }, (_, seed) => ({
    request: { content, contentLabel: 'photo.jpg', styles: [], settings: { ...defaultsOf(SETTINGS), seed } },
    user: `user ${seed}`,
    community: 'bench',
    delivery: '',
  }));
}

/** Jobs a second of so many workers, from the first start to the last end, by what the jobs say. */
async function throughput(workers: number): Promise<number> {
  return withServer(async (open) => {
    const bot = await open();
    const queue = new RedisQueue({ ...bot, bot: 'bench', limits: LIMITS, reuse: false });
    const submitted = await Promise.all((await jobs(bot, JOBS * workers)).map((job) => queue.submit(job)));
    const ends = submitted.map(
      ({ id }) =>
        new Promise<void>((resolve) => queue.subscribe(id, ({ type }) => type === 'done' && resolve())),
    );
    const running = await Promise.all(
      Array.from({ length: workers }, async () => {
        const parts = await open();
        return createWorker({ ...parts, engine: { stylize }, limits: LIMITS });
      }),
    );
    await Promise.all(ends);
    const ended = await Promise.all(submitted.map(({ id }) => queue.get(id)));
    const started = Math.min(...ended.map((job) => job!.startedAt!));
    const finished = Math.max(...ended.map((job) => job!.finishedAt!));
    await Promise.all(running.map((worker) => worker.close()));
    await queue.close();
    return (1000 * ended.length) / (finished - started);
  });
}

/** Milliseconds that a submit and a look at the line take when so many jobs wait. */
async function costs(waiting: number): Promise<{ submit: number; place: number }> {
  return withServer(async (open) => {
    const bot = await open();
    const queue = new RedisQueue({ ...bot, bot: 'bench', limits: LIMITS });
    const times: number[] = [];
    let last = '';
    for (const job of await jobs(bot, waiting)) {
      const start = performance.now();
      last = (await queue.submit(job)).id;
      times.push(performance.now() - start);
    }
    const start = performance.now();
    await queue.position(last);
    const place = performance.now() - start;
    await queue.close();
    times.sort((a, b) => a - b);
    return { submit: times[Math.floor(0.99 * times.length)]!, place };
  });
}

export async function benchWorkers(): Promise<void> {
  console.log(`\nworkers over Redis, ${JOB_MS} ms a job`);
  const [one, ...more] = [await throughput(1), await throughput(2), await throughput(4)];
  console.log(`  1 worker: ${one!.toFixed(2)} jobs/s`);
  for (const [index, rate] of more.entries()) {
    const workers = 2 ** (index + 1);
    const share = (100 * rate) / (workers * one!);
    console.log(`  ${workers} workers: ${rate.toFixed(2)} jobs/s, ${share.toFixed(0)} % of linear`);
  }
  for (const waiting of [500, 5000]) {
    const { submit, place } = await costs(waiting);
    const figures = `submit p99 ${submit.toFixed(1)} ms, a look at the line ${place.toFixed(1)} ms`;
    console.log(`  ${waiting} jobs waiting: ${figures}`);
  }
}
