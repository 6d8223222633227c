/**
 * Two bots, two workers and their Redis server, as processes, of which one after the other is killed (SIGKILL) while people
 * send pictures. What was acknowledged is finished exactly once, in the message that it was given.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { quadrantPicture } from '../support/pictures.js';
import {
  expectOnePictureEach,
  killProgram,
  messagesOf,
  numberOf,
  type Program,
  sendPicture,
  startProgram,
} from '../support/program.js';
import { describeRedis, type RedisServer, startRedis } from '../support/redis.js';

/** Of each bot. */
const JOBS = 12;

/** In this order: each kind, workers most of all. */
const KILLS = [
  'worker',
  'bot',
  'worker',
  'redis',
  'worker',
  'bot',
  'worker',
  'redis',
  'bot',
  'worker',
] as const;

describeRedis('bots, workers and Redis that are killed', () => {
  let directory: string;
  let server: RedisServer;
  let redis: Redis;
  let bots: Program[];
  let workers: Program[];

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'atelier-machines-'));
    server = await startRedis({ appendonly: true });
    redis = new Redis(server.url);
    redis.on('error', () => {});
    bots = [startBot(0), startBot(1)];
    workers = [startWorker(), startWorker()];
  });
  afterEach(async () => {
    await Promise.all([...bots, ...workers].map(killProgram));
    redis.disconnect();
    await server.close();
    await rm(directory, { recursive: true, force: true });
  });

  const env = () => ({ REDIS_URL: server.url, WORKER_LEASE: '1', ENGINE_THREADS: '1', STEP_MS: '40' });
  const startBot = (index: number) => startProgram(join(directory, String(index)), env());

  function startWorker(): Program {
    const child = spawn(process.execPath, ['out/test-programs/crash-worker.js'], {
      env: { ...process.env, ...env() },
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true,
    });
    let errors = '';
    child.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    const exit = once(child, 'close') as Program['exit'];
    return { process: child, url: Promise.resolve(''), exit, errors: () => errors };
  }

  async function restart(programs: Program[], index: number, start: () => Program): Promise<void> {
    await killProgram(programs[index]!);
    programs[index] = start();
  }

  /** Jobs under which a worker has died and which have not ended: the next death would be taken to be their doing. */
  async function areStruck(): Promise<boolean> {
    for (const key of await redis.keys('atelier:job:*')) {
      const [deaths, state] = await redis.hmget(key, 'deaths', 'state');
      if (Number(deaths) > 0 && (state === 'waiting' || state === 'running')) return true;
    }
    return (await redis.llen('atelier:tickets:active')) > (await redis.zcard('atelier:workers'));
  }

  /** Sends what is not in the chat yet; rejects when the bot is gone, or refuses. */
  async function sendMissing(url: string, photo: Uint8Array): Promise<void> {
    const there = new Set((await messagesOf(url)).map(numberOf));
    for (let number = 1; number <= JOBS; number++) {
      if (there.has(number)) continue;
      await sendPicture(url, photo, number);
      await sleep(100);
    }
  }

  it(`finishes ${2 * JOBS} pictures exactly once`, { timeout: 180_000 }, async () => {
    const photo = await quadrantPicture().jpeg().toBuffer();
    let hasEnded = false;
    /** People send their pictures again and again, until they are in the chat. */
    const people = [0, 1].map(async (index) => {
      while (!hasEnded) {
        await bots[index]!.url.then((url) => sendMissing(url, photo)).catch(() => {});
        await sleep(50);
      }
    });
    // The first to be killed has a job.
    await expect.poll(() => redis.hlen('atelier:running'), { timeout: 30_000 }).toBe(2);
    for (const [index, kind] of KILLS.entries()) {
      if (index > 0) await sleep(300 + 150 * (index % 4));
      const one = index % 2;
      if (kind === 'bot') await restart(bots, one, () => startBot(one));
      if (kind === 'worker') {
        await expect.poll(areStruck, { timeout: 30_000 }).toBe(false);
        await restart(workers, one, startWorker);
      }
      if (kind === 'redis') {
        await server.kill();
        await sleep(1500);
        await server.start();
      }
    }

    for (const bot of bots) {
      const url = await bot.url;
      const done = async () => (await messagesOf(url)).filter(({ view }) => view.tone === 'done').length;
      await expect.poll(done, { timeout: 60_000 }).toBe(JOBS);
    }
    hasEnded = true;
    await Promise.all(people);
    for (const bot of bots) {
      const url = await bot.url;
      await expectOnePictureEach(url, JOBS);
    }
    // The remaining processes are well: none has ended by itself.
    for (const { process } of [...bots, ...workers]) expect(process.exitCode).toBeNull();
    const attempts = await Promise.all(
      (await redis.keys('atelier:job:*')).map((key) => redis.hget(key, 'attempts')),
    );
    expect(attempts.filter((count) => Number(count) > 1)).not.toEqual([]);
    expect(await redis.zcard('atelier:waiting')).toBe(0);
    expect(await redis.hlen('atelier:running')).toBe(0);
  });
});
