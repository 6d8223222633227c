import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import type { Job } from '../../../src/domain/job.js';
import { type DataDir, openDataDir } from '../../../src/queue/local/data-dir.js';
import { Retention } from '../../../src/queue/local/retention.js';
import { FakeClock } from '../../support/fake-engine.js';
import { DONE, requestOf } from '../../support/requests.js';

const NOW = Date.UTC(2024, 5, 1);
const DAY = 24 * 3600 * 1000;

let directory: string;
let data: DataDir;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'atelier-retention-'));
  data = openDataDir(directory, (error) => {
    throw error;
  });
  onTestFinished(async () => {
    data.close();
    await rm(directory, { recursive: true, force: true });
  });
});

/** Stores a picture that was last put so many days ago. */
async function put(text: string, daysAgo: number): Promise<string> {
  const key = await data.blobs.put(new TextEncoder().encode(text));
  const then = new Date(NOW - daysAgo * DAY);
  await utimes(join(directory, 'blobs', key.slice(0, 2), key), then, then);
  return key;
}

/** A job over its own photo and result, ended so many days ago; waiting when that is undefined. */
async function job(id: string, endedDaysAgo: number | undefined, style: string): Promise<Job> {
  const age = endedDaysAgo ?? 40;
  const request = requestOf(
    {},
    {
      content: await put(`photo ${id}`, age),
      styles: [{ picture: style, weight: 1, label: 'style' }],
    },
  );
  const base: Job = {
    id,
    request,
    user: 'u',
    community: 'c',
    delivery: '',
    state: 'waiting',
    createdAt: 0,
    attempts: 1,
  };
  data.repository.add(base);
  if (endedDaysAgo === undefined) return base;
  const result = { ...DONE, picture: await put(`result ${id}`, age) };
  const ended: Job = { ...base, state: 'done', finishedAt: NOW - endedDaysAgo * DAY, result };
  data.repository.end(ended, 5);
  return ended;
}

const clean = (onForget: (before: number) => void = () => {}) => retention(onForget).run();
const clock = new FakeClock();
const retention = (onForget: (before: number) => void = () => {}) => {
  clock.ms = NOW;
  return new Retention({ ...data, retentionDays: 30, onForget, clock });
};
const isStored = (key: string) =>
  data.blobs.get(key).then(
    () => true,
    () => false,
  );

it('forgets jobs after their time, and the pictures that no other job needs', async () => {
  const style = await put('style', 40);
  const [old, young, waiting] = [
    await job('old', 31, style),
    await job('young', 29, style),
    await job('waiting', undefined, style),
  ];
  const told: number[] = [];
  await clean((before) => told.push(before));
  expect(told).toEqual([NOW - 30 * DAY]);
  expect(data.repository.get('old')).toBeUndefined();
  expect(data.repository.get('young')).toEqual(young);
  expect(data.repository.get('waiting')).toEqual(waiting);
  const kept = [old, young, waiting].map(({ request, result }) =>
    Promise.all([isStored(request.content), result && isStored(result.picture)]),
  );
  expect(await Promise.all(kept)).toEqual([
    [false, false],
    [true, true],
    [true, undefined],
  ]);
  expect(await isStored(style)).toBe(true);
});

it('keeps checkpoints of jobs, and pictures that were put lately: their job is on its way', async () => {
  const waiting = await job('waiting', undefined, await put('style', 40));
  const [checkpoint, orphan, fresh] = [
    await put('state', 40),
    await put('orphan', 40),
    await put('fresh', 0),
  ];
  data.repository.checkpoint(waiting, checkpoint);
  // Put again although it is there: young again.
  const again = await put('again', 40);
  await data.blobs.put(new TextEncoder().encode('again'));
  await clean();
  expect(await Promise.all([checkpoint, orphan, fresh, again].map(isStored))).toEqual([
    true,
    false,
    true,
    true,
  ]);
});

it('takes away what interrupted writes have left, and nothing that is not its own', async () => {
  const folder = join(directory, 'blobs', 'ab');
  const key = `ab${'0'.repeat(62)}`;
  await mkdir(folder, { recursive: true });
  const then = new Date(NOW - DAY);
  for (const name of [`${key}.1234567890`, 'notes.txt']) {
    await writeFile(join(folder, name), '');
    await utimes(join(folder, name), then, then);
  }
  await clean();
  expect(await readdir(folder)).toEqual(['notes.txt']);
});

it('deletes nothing because the wall clock jumps ahead', async () => {
  const style = await put('style', 1);
  const young = await job('young', 1, style);
  const orphan = await put('orphan', 0);
  const kept = retention();
  clock.jump = 400 * DAY;
  onTestFinished(() => {
    clock.jump = 0;
  });
  await kept.run();
  expect(data.repository.get('young')).toEqual(young);
  expect(await Promise.all([style, orphan, young.request.content].map(isStored))).toEqual([true, true, true]);
});
