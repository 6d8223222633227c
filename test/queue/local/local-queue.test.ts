import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { defaultsOf } from '../../../src/domain/field.js';
import type { NewJob } from '../../../src/domain/job.js';
import { SETTINGS } from '../../../src/domain/request.js';
import { MAX_DEATHS } from '../../../src/queue/job-execution.js';
import { Database, lockAlone } from '../../../src/queue/local/database.js';
import { JobRepository } from '../../../src/queue/local/job-repository.js';
import { LocalQueue, type LocalQueueOptions } from '../../../src/queue/local/local-queue.js';
import { blobKey, DirectoryBlobs } from '../../../src/queue/storage/blobs.js';
import { queueContract, record } from '../../contract/queue.js';
import { FakeEngine } from '../../support/fake-engine.js';

async function temporaryDir(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'atelier-queue-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

const fail = (error: unknown) => {
  throw error;
};

queueContract('LocalQueue', async ({ engine, clock, concurrency, limits }) => {
  const directory = await temporaryDir();
  const blobs = new DirectoryBlobs(join(directory, 'blobs'));
  const open = async () => {
    const database = new Database(join(directory, 'journal.db'));
    onTestFinished(() => database.close());
    const repository = new JobRepository(database, fail);
    const options = { engine, blobs, repository, concurrency, limits, announceEvery: 0, clock };
    return new LocalQueue({ ...options, onError: () => {} });
  };
  return { queue: await open(), blobs, reopen: open };
});

async function setUp(options: Partial<LocalQueueOptions> = {}) {
  const engine = new FakeEngine({ stopsAtOnce: true });
  const directory = await temporaryDir();
  const path = join(directory, 'journal.db');
  const blobs = new DirectoryBlobs(join(directory, 'blobs'));
  const picture = await blobs.put(new TextEncoder().encode('photo'));
  const request = { content: picture, contentLabel: 'photo', styles: [], settings: defaultsOf(SETTINGS) };
  const job = (user: string): NewJob => ({ request, user, community: 'web', delivery: '' });
  /** A queue of a new process; the one before is left as a kill leaves it. */
  const start = (more: Partial<LocalQueueOptions> = {}) => {
    const repository = new JobRepository(new Database(path), fail);
    return new LocalQueue({ engine, blobs, repository, ...options, ...more });
  };
  /** Blobs on disk besides the photo. */
  const stored = async () => {
    const files = await readdir(join(directory, 'blobs'), { recursive: true, withFileTypes: true });
    return files.filter((file) => file.isFile() && file.name !== picture).map(({ name }) => name);
  };
  const reader = new JobRepository(new Database(path), fail);
  /** This checkpoint alone is kept, and the journal names it: a kill between the two leaves a blob that retention deletes. */
  const checkpointed = async (step: number) => {
    const key = blobKey(Uint8Array.of(step));
    await expect.poll(() => reader.holds(key)).toBe(true);
    await expect.poll(stored).toEqual([key]);
  };
  return { engine, blobs, path, job, start, stored, checkpointed, queue: start() };
}

it('hands errors of listeners to onError', async () => {
  const errors: unknown[] = [];
  const { queue, job } = await setUp({ onError: (error) => errors.push(error) });
  const { id } = await queue.submit(job('ann'));
  const broken = new Error('listener broke');
  queue.subscribe(id, () => {
    throw broken;
  });
  expect(errors).toEqual([broken]);
  await queue.close();
});

it('tells news of places once for many changes', async () => {
  const { queue, job } = await setUp({ limits: { communityShare: 100 } });
  const waiting = [];
  for (let user = 0; user < 20; user++) waiting.push(await queue.submit(job(`user ${user}`)));
  const seen = record(queue, waiting[19]!.id);
  // The first runs; fifteen of the nineteen that wait leave together.
  for (const { id } of waiting.slice(1, 16)) await queue.cancel(id);
  await seen.until('queued', ({ position }) => position === 4);
  expect(seen.events.map((event) => event.type === 'queued' && event.position)).toEqual([19, 4]);
  await queue.close();
});

it('paints the same request again where results are not to be reused', async () => {
  const { engine, queue, job } = await setUp({ reuse: false });
  for (const user of ['ann', 'bob']) {
    const seen = record(queue, (await queue.submit(job(user))).id);
    (await engine.nextRun()).finish();
    await seen.until('done');
  }
  expect(engine.begun).toHaveLength(2);
});

describe('a process that dies', () => {
  it('leaves its jobs to the next one, with the last checkpoint', async () => {
    const { engine, queue, job, start, stored, checkpointed } = await setUp();
    const { id } = await queue.submit(job('ann'));
    const run = await engine.nextRun();
    for (const step of [5, 6]) {
      run.checkpoint(step);
      await checkpointed(step);
    }

    const next = start();
    expect(await next.recover()).toMatchObject([{ id, state: 'waiting', attempts: 1 }]);
    const resumed = await engine.nextRun();
    expect([...resumed.task.checkpoint!]).toEqual([6]);
    const seen = record(next, id);
    resumed.finish();
    const { picture } = await seen.until('done');
    await expect.poll(stored).toEqual([picture]);
    expect(await next.get(id)).toMatchObject({ state: 'done', attempts: 2 });
  });

  it('takes three times the same job with it at the most', async () => {
    const { engine, queue, job, start } = await setUp();
    const { id } = await queue.submit(job('ann'));
    const other = await queue.submit(job('bob'));
    (await engine.nextRun()).start();
    for (let death = 1; death < MAX_DEATHS; death++) {
      const next = start();
      expect(await next.recover()).toHaveLength(2);
      (await engine.nextRun()).start();
    }
    const last = start();
    expect(await last.recover()).toMatchObject([{ state: 'failed' }, { id: other.id, state: 'waiting' }]);
    expect((await record(last, id).until('failed')).error).toMatchObject({
      code: 'engine_crashed',
      message: expect.stringMatching(/stopped 3 times.*smaller size/),
    });
    await engine.nextRun();
    expect(engine.running).toHaveLength(MAX_DEATHS + 1);
    expect(await last.position(other.id)).toMatchObject({ position: 0 });
  });

  it('is not blamed on a job whose work the engine had not begun', async () => {
    const { engine, queue, job, start } = await setUp();
    const { id } = await queue.submit(job('ann'));
    await engine.nextRun();
    for (let death = 1; death <= 2 * MAX_DEATHS; death++) {
      expect(await start().recover()).toMatchObject([{ id, state: 'waiting' }]);
      await engine.nextRun();
    }
  });

  it('is not blamed on a job that has come further each time, or that was stopped in order', async () => {
    const { engine, queue, job, start, checkpointed } = await setUp();
    const { id } = await queue.submit(job('ann'));
    let process = queue;
    for (let step = 1; step <= 2 * MAX_DEATHS; step++) {
      const run = await engine.nextRun();
      if (step <= MAX_DEATHS) {
        run.checkpoint(step);
        await checkpointed(step);
      } else await process.close();
      process = start();
      expect(await process.recover()).toMatchObject([{ id, state: 'waiting', attempts: step }]);
    }
  });

  it('does not bring back what was cancelled while its engine had not stopped yet', async () => {
    const { queue, job, start } = await setUp({ engine: new FakeEngine({ stopsAtOnce: false }) });
    const { id } = await queue.submit(job('ann'));
    await expect.poll(() => queue.get(id)).toMatchObject({ state: 'running' });
    expect(await queue.cancel(id)).toBe(true);
    const next = start();
    expect(await next.recover()).toMatchObject([{ id, state: 'cancelled' }]);
    await record(next, id).until('cancelled');
  });
});

describe('a stop in order', () => {
  it('lets running jobs finish within the grace', async () => {
    const { engine, queue, job } = await setUp({ grace: 60 });
    const { id } = await queue.submit(job('ann'));
    const run = await engine.nextRun();
    const closed = queue.close();
    await expect(queue.submit(job('bob'))).rejects.toMatchObject({ code: 'shutting_down' });
    expect(run.isAborted).toBe(false);
    run.finish();
    await closed;
    expect(await queue.get(id)).toMatchObject({ state: 'done' });
  });

  it('stops them after it and starts nothing more; the next process resumes from the checkpoint', async () => {
    const { engine, queue, job, start } = await setUp({ grace: 0.05 });
    const ids = [(await queue.submit(job('ann'))).id, (await queue.submit(job('bob'))).id];
    (await engine.nextRun()).checkpoint(7);
    await queue.close();
    expect(engine.begun).toHaveLength(1);
    const next = start();
    expect((await next.recover()).map(({ id, state }) => [id, state])).toEqual(
      ids.map((id) => [id, 'waiting']),
    );
    expect([...(await engine.nextRun()).task.checkpoint!]).toEqual([7]);
    await next.close();
  });
});

describe('a disk that fails', () => {
  it('refuses what it cannot keep, and accepts again when it can', async () => {
    const { queue, job, path } = await setUp();
    const release = lockAlone(path);
    await expect(queue.submit(job('ann'))).rejects.toMatchObject({
      code: 'storage_failed',
      message: expect.stringMatching(/jobs cannot be written in .*journal\.db \(SQLITE_BUSY\); check/),
    });
    expect(await queue.position('ann')).toBeUndefined();
    release();
    expect(await queue.submit(job('ann'))).toMatchObject({ state: 'waiting' });
  });

  it('keeps a finished picture waiting, and nobody hears of an end that is not stored', async () => {
    const errors: unknown[] = [];
    const { engine, queue, job, path } = await setUp({ onError: (error) => errors.push(error) });
    const { id } = await queue.submit(job('ann'));
    const seen = record(queue, id);
    const run = await engine.nextRun();
    const release = lockAlone(path);
    run.finish();
    await expect.poll(() => errors).toEqual([expect.objectContaining({ code: 'storage_failed' })]);
    expect(seen.types()).not.toContain('done');
    release();
    await seen.until('done');
    expect(await queue.get(id)).toMatchObject({ state: 'done' });
    expect(await queue.list(10)).toMatchObject([{ id, state: 'done' }]);
  });
});
