/** What happens when Redis, or the way to it, goes: to bots, to workers, to their jobs. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished } from 'vitest';
import { defaultsOf } from '../../../src/domain/field.js';
import type { NewJob } from '../../../src/domain/job.js';
import { SETTINGS } from '../../../src/domain/request.js';
import { MAX_DEATHS } from '../../../src/queue/job-execution.js';
import { Database } from '../../../src/queue/local/database.js';
import { RedisConnection } from '../../../src/queue/redis/redis-connection.js';
import { RedisQueue } from '../../../src/queue/redis/redis-queue.js';
import { createWorker } from '../../../src/queue/redis/redis-worker.js';
import { RedisBlobs } from '../../../src/queue/storage/blobs-redis.js';
import { openKeyValueStore } from '../../../src/queue/storage/local-key-value.js';
import { record } from '../../contract/queue.js';
import { FakeEngine } from '../../support/fake-engine.js';
import { type Network, startProxy } from '../../support/proxy.js';
import { describeRedis, type RedisServer, startRedis } from '../../support/redis.js';
import { requestOf } from '../../support/requests.js';

/** s */
const LEASE = 1;

describeRedis('Redis that goes away', () => {
  let server: RedisServer;
  let redis: Redis;

  beforeAll(async () => {
    server = await startRedis({ appendonly: true });
    redis = new Redis(server.url);
    redis.on('error', () => {});
  });
  afterAll(async () => {
    redis.disconnect();
    await server.close();
  });
  beforeEach(async () => {
    await redis.flushdb();
  });

  /** A way to the server that can be cut. */
  async function openConnection(
    patience?: number,
  ): Promise<{ connection: RedisConnection; proxy: Network; log: string[] }> {
    const proxy = await startProxy(Number(new URL(server.url).port));
    const log: string[] = [];
    const onLog = (line: string) => log.push(line);
    const url = `redis://127.0.0.1:${proxy.port}`;
    const connection = new RedisConnection({ url, onLog, ...(patience && { patience }) });
    await connection.open();
    onTestFinished(() => {
      connection.close();
      proxy.close();
    });
    return { connection, proxy, log };
  }

  /** @param patience ms: short, so that an unavailable server is told soon, and longer than a busy machine takes for a script */
  async function openBot(patience = 1000) {
    const { connection, ...rest } = await openConnection(patience);
    const blobs = new RedisBlobs(connection, 1);
    const queue = new RedisQueue({
      connection,
      blobs,
      bot: 'bot',
      announceEvery: 0,
      lease: LEASE,
      reuse: false,
    });
    onTestFinished(() => queue.close());
    const content = await blobs.put(new Uint8Array([1]));
    const request = { content, contentLabel: 'photo', styles: [], settings: defaultsOf(SETTINGS) };
    const job = (user: string): NewJob => ({ request, user, community: 'web', delivery: '' });
    return { queue, blobs, job, ...rest };
  }

  async function openWorker() {
    const { connection, ...rest } = await openConnection();
    const engine = new FakeEngine({ stopsAtOnce: true });
    const errors: unknown[] = [];
    const onError = (error: unknown) => errors.push(error);
    const worker = await createWorker({
      connection,
      engine,
      blobs: new RedisBlobs(connection, 1),
      lease: LEASE,
      onError,
    });
    onTestFinished(() => {
      rest.proxy.restore();
      return worker.close();
    });
    return { engine, worker, errors, ...rest };
  }

  const blobsLeft = async () => (await redis.keys('atelier:blob:*')).length;

  it('gives the job of a worker that was cut off to another, which resumes it; the first stops', async () => {
    const { queue, job } = await openBot();
    const first = await openWorker();
    const { id } = await queue.submit(job('ann'));
    const seen = record(queue, id);
    const run = await first.engine.nextRun();
    run.start();
    run.checkpoint(3);
    run.step(3, 9);
    await seen.until('step');
    await expect.poll(() => redis.hget(`atelier:job:${id}`, 'checkpoint')).not.toBeNull();
    first.proxy.cut();

    const second = await openWorker();
    const resumed = await second.engine.nextRun();
    expect([...resumed.task.checkpoint!]).toEqual([3]);
    expect(await queue.get(id)).toMatchObject({ state: 'running', attempts: 2, deaths: 1 });
    resumed.step(4, 8);
    await seen.until('step', ({ step }) => step === 4);

    // The first comes back and wants to go on: nobody hears it, its engine is stopped, and it is not blamed.
    first.proxy.restore();
    await expect
      .poll(() => {
        run.step(9, 1);
        return run.isAborted;
      })
      .toBe(true);
    await expect.poll(async () => (await queue.get(id))?.deaths).toBe(0);
    resumed.finish();
    await seen.until('done');
    expect(seen.events.filter((event) => event.type === 'step' && event.step === 9)).toEqual([]);
    expect(seen.types().filter((type) => type === 'done')).toHaveLength(1);
    // Photo and result are left; the checkpoint has gone.
    await expect.poll(blobsLeft).toBe(2);
  });

  it(`fails a job under which ${MAX_DEATHS} workers have gone, and paints the others`, async () => {
    const { queue, job } = await openBot();
    const { id } = await queue.submit(job('ann'));
    const seen = record(queue, id);
    for (let death = 1; death <= MAX_DEATHS; death++) {
      const worker = await openWorker();
      (await worker.engine.nextRun()).start();
      await expect.poll(() => redis.hexists(`atelier:job:${id}`, 'hasBegun')).toBe(1);
      worker.proxy.cut();
    }
    const other = await queue.submit(job('bob'));
    const last = await openWorker();
    const { error } = await seen.until('failed');
    expect(error).toMatchObject({
      code: 'engine_crashed',
      message: expect.stringMatching(/stopped 3 times.*smaller size/),
    });
    const seenOther = record(queue, other.id);
    (await last.engine.nextRun()).finish();
    await seenOther.until('done');
    expect(last.engine.begun).toHaveLength(1);
  });

  it('does not blame a job whose work no engine had begun', async () => {
    const { queue, job } = await openBot();
    const { id } = await queue.submit(job('ann'));
    for (let death = 1; death <= MAX_DEATHS; death++) {
      const worker = await openWorker();
      await worker.engine.nextRun();
      worker.proxy.cut();
    }
    const last = await openWorker();
    const seen = record(queue, id);
    (await last.engine.nextRun()).finish();
    await seen.until('done');
  });

  it('does not forgive a death for nothing, but for progress', async () => {
    const { queue, job } = await openBot();
    const { id } = await queue.submit(job('ann'));
    for (let death = 1; death <= MAX_DEATHS; death++) {
      const worker = await openWorker();
      const run = await worker.engine.nextRun();
      run.start();
      run.checkpoint(10 + death);
      await expect.poll(async () => (await queue.get(id))?.deaths).toBeUndefined();
      await expect.poll(() => redis.hget(`atelier:job:${id}`, 'checkpoint')).not.toBeNull();
      worker.proxy.cut();
    }
    expect(await queue.get(id)).toMatchObject({ state: 'running' });
  });

  it('tells a bot that was cut off what it has missed', async () => {
    const { queue, job, proxy, log } = await openBot();
    const { engine } = await openWorker();
    const { id } = await queue.submit(job('ann'));
    const seen = record(queue, id);
    const run = await engine.nextRun();
    run.step(1, 9);
    await seen.until('step');
    proxy.cut();
    run.step(2, 8);
    run.finish();
    await expect.poll(() => redis.hget(`atelier:job:${id}`, 'state')).toBe('done');
    expect(seen.types().at(-1)).toBe('step');
    proxy.restore();
    await seen.until('done');
    expect(log).toEqual(['Redis is unavailable; waiting for it', 'Redis is back']);
  });

  it.each(['cut', 'freeze'] as const)(
    'says that the queue is unreachable (%s), soon, and accepts when it is back',
    async (how) => {
      const { queue, job, proxy } = await openBot();
      proxy[how]();
      const refusal = {
        code: 'queue_unreachable',
        message: expect.stringMatching(/cannot be reached; try again/),
      };
      await expect(queue.submit(job('ann'))).rejects.toMatchObject(refusal);
      await expect(queue.get('x')).rejects.toMatchObject(refusal);
      proxy.restore();
      await expect
        .poll(() =>
          queue.submit(job('ann')).then(
            ({ state }) => state,
            () => 'refused',
          ),
        )
        .toBe('waiting');
      expect(await redis.zcard('atelier:waiting')).toBe(1);
    },
  );

  it.each(['by itself', 'by the next process'])(
    'does not paint what was refused although it had arrived: it is taken back %s',
    async (how) => {
      const { connection, proxy } = await openConnection(300);
      const database = new Database(':memory:');
      const options = {
        blobs: new RedisBlobs(connection, 1),
        bot: 'bot',
        withdrawn: openKeyValueStore(database, 'withdrawn'),
        reuse: false,
      };
      const queue = new RedisQueue({ connection, ...options });
      const job = (user: string): NewJob => ({ request: requestOf(), user, community: 'web', delivery: '' });
      const first = await queue.submit(job('ann'));
      const post = async () => {
        proxy.mute();
        return '';
      };
      await expect(queue.submit(job('bob'), { post })).rejects.toMatchObject({ code: 'queue_unreachable' });
      expect(await redis.zcard('atelier:waiting')).toBe(2);
      let latest = queue;
      if (how === 'by the next process') {
        await queue.close();
        connection.close();
        latest = new RedisQueue({ ...options, connection: (await openConnection()).connection });
      } else {
        proxy.restore();
        await expect.poll(() => redis.zcard('atelier:waiting')).toBe(1);
      }
      expect(await latest.recover()).toMatchObject([{ id: first.id }]);
      expect(await redis.zcard('atelier:waiting')).toBe(1);
      expect(options.withdrawn.all()).toEqual([]);
      await latest.close();
      database.close();
    },
  );

  it('gives a place up that was reserved without an answer', async () => {
    const { queue, job, proxy } = await openBot();
    proxy.mute();
    await expect(queue.submit(job('ann'))).rejects.toMatchObject({ code: 'queue_unreachable' });
    expect(await redis.zcard('atelier:reserved')).toBe(1);
    proxy.restore();
    await expect.poll(() => redis.zcard('atelier:reserved')).toBe(0);
    expect(await redis.hlen('atelier:of-user')).toBe(0);
  });

  it('serves the others when the hash of a job is lost, without an endless loop', async () => {
    const { queue, job } = await openBot();
    const [lost, other] = [await queue.submit(job('ann')), await queue.submit(job('bob'))];
    const told = [record(queue, lost.id), record(queue, other.id)];
    await redis.del(`atelier:job:${lost.id}`);
    const worker = await openWorker();
    (await worker.engine.nextRun()).finish();
    await told[1]!.until('done');
    expect(await redis.zcard('atelier:waiting')).toBe(0);
    expect([await redis.hlen('atelier:of-user'), await redis.hlen('atelier:of-community')]).toEqual([0, 0]);
    expect((await told[0]!.until('failed')).error.message).toMatch(/has lost this job/);
    // With nothing to do the worker is idle: a beat each third of the lease, and BullMQ's own.
    const commands = async () => Number(/total_commands_processed:(\d+)/.exec(await redis.info('stats'))![1]);
    const before = await commands();
    await sleep(LEASE * 1000);
    expect((await commands()) - before).toBeLessThan(200);
  });

  it('resumes after the hash of a running job is lost', async () => {
    const { queue, job } = await openBot();
    const worker = await openWorker();
    const lost = await queue.submit(job('ann'));
    const run = await worker.engine.nextRun();
    await redis.del(`atelier:job:${lost.id}`);
    await expect
      .poll(() => {
        run.step(1, 1);
        return run.isAborted;
      })
      .toBe(true);
    const other = await queue.submit(job('bob'));
    const told = record(queue, other.id);
    (await worker.engine.nextRun()).finish();
    await told.until('done');
    await expect.poll(() => redis.hlen('atelier:running')).toBe(0);
  });

  it('fails a job that cannot be read, and paints the others', async () => {
    const { queue, job } = await openBot();
    const [damaged, other] = [await queue.submit(job('ann')), await queue.submit(job('bob'))];
    const told = [record(queue, damaged.id), record(queue, other.id)];
    await redis.hset(`atelier:job:${damaged.id}`, 'job', '{');
    const worker = await openWorker();
    (await worker.engine.nextRun()).finish();
    await told[1]!.until('done');
    expect((await told[0]!.until('failed')).error.code).toBe('storage_failed');
    expect(await redis.zcard('atelier:waiting')).toBe(0);
  });

  it('closes the messages of jobs that Redis has lost: at once, and after a restart of the bot', async () => {
    const { connection } = await openConnection(300);
    const database = new Database(':memory:');
    const options = {
      connection,
      blobs: new RedisBlobs(connection, 1),
      bot: 'bot',
      accepted: openKeyValueStore(database, 'accepted'),
      reconcileEvery: 20,
    };
    const before = new RedisQueue(options);
    const job: NewJob = { request: requestOf(), user: 'ann', community: 'web', delivery: '{"message":1}' };
    const { id } = await before.submit(job);
    const told = record(before, id);
    await told.until('queued');
    await redis.flushall();
    expect((await told.until('failed')).error.message).toMatch(/has lost this job/);
    await before.close();

    const after = new RedisQueue({ ...options, connection: (await openConnection()).connection });
    expect(await after.recover()).toMatchObject([{ id, state: 'failed', delivery: '{"message":1}' }]);
    expect((await record(after, id).until('failed')).error.message).toMatch(/has lost this job/);
    await after.delivered(id);
    expect(await after.recover()).toEqual([]);
    await after.close();
    database.close();
  });

  it('continues by itself when the server comes back, with everything that was acknowledged', async () => {
    const { queue, job } = await openBot();
    const { engine, errors } = await openWorker();
    const jobs = [
      await queue.submit(job('ann')),
      await queue.submit(job('bob')),
      await queue.submit(job('cleo')),
    ];
    const seen = jobs.map(({ id }) => record(queue, id));
    const run = await engine.nextRun();
    await server.kill();
    run.step(5, 5);
    run.finish();
    await expect(queue.submit(job('dora'))).rejects.toMatchObject({ code: 'queue_unreachable' });
    await sleep(2 * LEASE * 1000);
    await server.start();
    await seen[0]!.until('done');
    for (const index of [1, 2]) {
      (await engine.nextRun()).finish();
      await seen[index]!.until('done');
    }
    expect(engine.begun).toHaveLength(3);
    expect(await queue.recover()).toMatchObject(jobs.map(({ id }) => ({ id, state: 'done' })));
    expect(errors.filter((error) => !/lock|ECONN|closed|EPIPE/.test(String(error)))).toEqual([]);
  });
});
