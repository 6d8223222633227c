import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { defaultsOf } from '../../src/domain/field.js';
import type { NewJob } from '../../src/domain/job.js';
import { SETTINGS } from '../../src/domain/request.js';
import { DirectoryBlobs } from '../../src/queue/blobs.js';
import { LocalQueue, type LocalQueueOptions } from '../../src/queue/local.js';
import { queueContract, record } from '../contract/queue.js';
import { FakeEngine } from '../support/fake-engine.js';

async function temporaryBlobs(): Promise<DirectoryBlobs> {
  const directory = await mkdtemp(join(tmpdir(), 'atelier-queue-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return new DirectoryBlobs(directory);
}

queueContract('LocalQueue', async ({ engine, clock, concurrency, limits }) => {
  const blobs = await temporaryBlobs();
  const options = { engine, blobs, concurrency, limits, announceEvery: 0, now: clock.now };
  return { queue: new LocalQueue({ ...options, onError: () => {} }), blobs };
});

async function setUp(options: Partial<LocalQueueOptions> = {}) {
  const engine = new FakeEngine({ stopsAtOnce: true });
  const blobs = await temporaryBlobs();
  const queue = new LocalQueue({ engine, blobs, ...options });
  const picture = await blobs.put(new Uint8Array([1]));
  const request = { content: picture, contentLabel: 'photo', styles: [], settings: defaultsOf(SETTINGS) };
  const job = (user: string): NewJob => ({ request, user, community: 'web', delivery: '' });
  return { engine, queue, job };
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

it('forgets the oldest of the ended jobs', async () => {
  const { engine, queue, job } = await setUp({ keepEnded: 2 });
  const ids: string[] = [];
  for (let count = 0; count < 3; count++) {
    const { id } = await queue.submit(job('ann'));
    ids.push(id);
    const seen = record(queue, id);
    (await engine.nextRun()).finish();
    await seen.until('done');
  }
  expect(await queue.get(ids[0]!)).toBeUndefined();
  expect((await queue.get(ids[1]!))?.state).toBe('done');
  expect((await queue.get(ids[2]!))?.state).toBe('done');
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
