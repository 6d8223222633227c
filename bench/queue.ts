/**
 * The embedded queue under load, with the database on disk and an engine that does nothing: what one submit costs when many
 * jobs wait, what they hold in memory, how fast they drain, and whether engines add up.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EngineResult } from '../src/domain/event.js';
import { defaultsOf } from '../src/domain/field.js';
import type { NewJob } from '../src/domain/job.js';
import { SETTINGS } from '../src/domain/request.js';
import type { EngineTask } from '../src/engine/engine.js';
import { type DataDir, openDataDir } from '../src/queue/local/data-dir.js';
import { LocalQueue } from '../src/queue/local/local-queue.js';

const UNLIMITED = {
  maxWaiting: 100_000,
  maxWaitingPerUser: 100_000,
  maxRunningPerUser: 1000,
  communityShare: 100,
};
/** Jobs of one user, so that both many users and several jobs of each are in line. */
const PER_USER = 5;

type Paint = (task: EngineTask) => Promise<void>;

/** A queue in a folder of its own, with `concurrency` engines of this kind; the folder goes afterwards. */
async function withQueue(
  concurrency: number,
  paint: Paint,
  work: (queue: LocalQueue, data: DataDir) => Promise<void>,
): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'atelier-bench-'));
  const data = openDataDir(directory, console.error);
  const stylize = async (task: EngineTask): Promise<EngineResult> => {
    await paint(task);
    const bytes = new TextEncoder().encode(`painted ${task.settings.seed}`);
    const picture = { bytes, mime: 'image/png', width: 1, height: 1 };
    const losses = { content: 0, style: 0, tv: 0, total: 0 };
    const about = { network: 'none', runtime: 'none', seed: task.settings.seed, peakMemoryMb: 0 };
    return { picture, steps: 0, losses, seconds: 0, firstPreviewSeconds: 0, ...about };
  };
  const queue = new LocalQueue({ engine: { stylize }, ...data, concurrency, limits: UNLIMITED });
  try {
    await work(queue, data);
  } finally {
    await queue.close();
    data.close();
    await rm(directory, { recursive: true, force: true });
  }
}

/** Submits so many jobs, each another request; returns the milliseconds that each submit took. */
async function submitAll(queue: LocalQueue, { blobs }: DataDir, count: number): Promise<number[]> {
  const content = await blobs.put(new TextEncoder().encode('photo'));
  const times: number[] = [];
  for (let seed = 0; seed < count; seed++) {
    const settings = { ...defaultsOf(SETTINGS), seed };
    const request = { content, contentLabel: 'photo.jpg', styles: [], settings };
    const user = `user ${Math.floor(seed / PER_USER)}`;
    const job: NewJob = { request, user, community: 'bench', delivery: '{"via":"bench","handle":"1"}' };
    const start = performance.now();
    await queue.submit(job);
    times.push(performance.now() - start);
  }
  return times;
}

async function benchLine(count: number): Promise<void> {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let painted = 0;
  const paint = async () => {
    await held;
    painted++;
  };
  await withQueue(1, paint, async (queue, data) => {
    const before = heapMb();
    const times = (await submitAll(queue, data, count)).sort((a, b) => a - b);
    const heap = heapMb() - before;
    const start = performance.now();
    release();
    while (painted < count) await sleep(5);
    const drain = (performance.now() - start) / count;
    const [median, p99] = [0.5, 0.99].map((share) => times[Math.floor(share * count)]!.toFixed(1));
    console.log(
      `${count} waiting: submit ${median} ms (median), ${p99} ms (p99); heap +${heap.toFixed(1)} MB; drained at ${drain.toFixed(1)} ms a job`,
    );
  });
}

async function benchEngines(engines: number): Promise<void> {
  const jobs = 60;
  const paintMs = 200;
  let painted = 0;
  const paint = async () => {
    await sleep(paintMs);
    painted++;
  };
  await withQueue(engines, paint, async (queue, data) => {
    const start = performance.now();
    await submitAll(queue, data, jobs);
    while (painted < jobs) await sleep(1);
    const ideal = (jobs / engines) * paintMs;
    const share = (100 * ideal) / (performance.now() - start);
    console.log(`${engines} engines, ${jobs} jobs of ${paintMs} ms: ${share.toFixed(0)} % of the ideal`);
  });
}

/** What is really in use: after a collection where node was started with --expose-gc. */
function heapMb(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

export async function benchQueue(): Promise<void> {
  for (const count of [500, 5000]) await benchLine(count);
  for (const engines of [1, 2, 4]) await benchEngines(engines);
}
