/** What every JobQueue must do. Run against each implementation by test/queue/*.test.ts. */
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ErrorCode } from '../../src/domain/errors.js';
import type { JobEvent } from '../../src/domain/event.js';
import { defaultsOf } from '../../src/domain/field.js';
import type { Job, NewJob } from '../../src/domain/job.js';
import { SETTINGS, type Settings } from '../../src/domain/request.js';
import type { JobQueue } from '../../src/queue/queue.js';
import type { QueueLimits } from '../../src/queue/scheduling/limits.js';
import type { BlobStore } from '../../src/queue/storage/blobs.js';
import { FakeClock, FakeEngine } from '../support/fake-engine.js';

export interface QueueParts {
  engine: FakeEngine;
  clock: FakeClock;
  concurrency: number;
  limits: Partial<QueueLimits>;
}

export interface QueueUnderTest {
  queue: JobQueue;
  blobs: BlobStore;
  /** The queue of the next process, on the same engine: over what the last one, which is closed, has left. */
  reopen(): Promise<JobQueue>;
}

/**
 * Makes an empty queue that runs jobs on the given engine, announces places without delay, and gives running jobs no time
 * when it is closed.
 */
export type MakeQueue = (parts: QueueParts) => Promise<QueueUnderTest>;

/** All events of a job from now on, and a way to wait for one. */
export function record(queue: JobQueue, id: string) {
  const events: JobEvent[] = [];
  const waiters = new Set<() => void>();
  const unsubscribe = queue.subscribe(id, (event) => {
    events.push(event);
    for (const wake of [...waiters]) wake();
  });
  const until = <T extends JobEvent['type']>(
    type: T,
    matches: (event: Extract<JobEvent, { type: T }>) => boolean = () => true,
  ) =>
    new Promise<Extract<JobEvent, { type: T }>>((resolve) => {
      const look = () => {
        const found = events.find(
          (event): event is Extract<JobEvent, { type: T }> =>
            event.type === type && matches(event as Extract<JobEvent, { type: T }>),
        );
        if (found === undefined) return;
        waiters.delete(look);
        resolve(found);
      };
      waiters.add(look);
      look();
    });
  return { events, until, unsubscribe, types: () => events.map((event) => event.type) };
}

const WIDE: Partial<QueueLimits> = { maxWaitingPerUser: 100, communityShare: 100 };

export function queueContract(name: string, make: MakeQueue): void {
  async function setUp({
    concurrency = 1,
    limits = WIDE,
    stopsAtOnce = true,
  }: Partial<QueueParts> & { stopsAtOnce?: boolean } = {}) {
    const engine = new FakeEngine({ stopsAtOnce });
    const clock = new FakeClock();
    const made = await make({ engine, clock, concurrency, limits });
    const { queue, blobs } = made;
    let latest = queue;
    /** Ends the process, so to speak, and starts the next one. */
    const restart = async (): Promise<JobQueue> => {
      await latest.close();
      latest = await made.reopen();
      return latest;
    };
    const newJob = async (photo: string, who: Partial<NewJob> = {}, settings: Partial<Settings> = {}) => ({
      user: 'web:ann',
      community: 'web',
      delivery: '{"message":1}',
      request: {
        content: await blobs.put(new TextEncoder().encode(photo)),
        contentLabel: photo,
        styles: [{ picture: await blobs.put(new TextEncoder().encode('style')), weight: 1, label: 'style' }],
        settings: { ...defaultsOf(SETTINGS), ...settings },
      },
      ...who,
    });
    const submit = async (photo: string, who?: Partial<NewJob>, settings?: Partial<Settings>): Promise<Job> =>
      queue.submit(await newJob(photo, who, settings));
    /** Lets the next run take so many seconds and returns its name once its job has ended. */
    const paint = async (seconds = 1): Promise<string> => {
      const run = await engine.nextRun();
      clock.advance(seconds);
      run.finish();
      return run.name;
    };
    onTestFinished(async () => {
      for (const run of [...engine.running]) run.stop();
      await latest.close();
    });
    return { engine, clock, queue, blobs, newJob, submit, paint, restart };
  }

  const refused = (code: ErrorCode, words: RegExp) => ({ code, message: expect.stringMatching(words) });
  const by = (user: string, community = 'web') => ({ user, community });

  describe(`${name}: the way of a job`, () => {
    it('lists what has not ended, oldest first, then what has, latest first', async () => {
      const { clock, queue, submit, paint } = await setUp();
      const names = async (most: number) =>
        (await queue.list(most)).map(({ request, state }) => `${request.contentLabel} ${state}`);
      for (const photo of ['a', 'b', 'c', 'd']) {
        await submit(photo);
        clock.advance(1);
      }
      for (let ended = 0; ended < 2; ended++) {
        const [first] = await queue.list(1);
        const end = record(queue, first!.id).until('done');
        await paint();
        await end;
      }
      await expect.poll(() => names(10)).toEqual(['c running', 'd waiting', 'b done', 'a done']);
      expect(await names(3)).toEqual(['c running', 'd waiting', 'b done']);
    });

    it('lists one person’s jobs, newest first, in the state they have', async () => {
      const { clock, queue, submit, paint } = await setUp();
      for (const [photo, user] of [
        ['a', 'ann'],
        ['b', 'bob'],
        ['c', 'ann'],
      ] as const) {
        await submit(photo, by(user));
        clock.advance(1);
      }
      const names = async (most: number) =>
        (await queue.byUser('ann', most)).map(({ request, state }) => `${request.contentLabel} ${state}`);
      await paint();
      await expect.poll(() => names(10)).toEqual(['c waiting', 'a done']);
      expect(await names(1)).toEqual(['c waiting']);
      expect(await queue.byUser('eve', 10)).toEqual([]);
    });

    it('accepts a job, runs it with its pictures and settings, and keeps the result', async () => {
      const { engine, queue, blobs, submit } = await setUp();
      const job = await submit('photo', {}, { size: 96 });
      expect(job).toMatchObject({
        state: 'waiting',
        user: 'web:ann',
        delivery: '{"message":1}',
        attempts: 0,
      });
      const seen = record(queue, job.id);

      const run = await engine.nextRun();
      expect(run.name).toBe('photo');
      expect(new TextDecoder().decode(run.task.styles[0]!.picture)).toBe('style');
      expect(run.task.settings.size).toBe(96);
      expect(await queue.get(job.id)).toMatchObject({ state: 'running', attempts: 1 });
      run.finish();

      const done = await seen.until('done');
      expect(done).toMatchObject({ mime: 'image/png', width: 8, height: 8, steps: 10 });
      expect(new TextDecoder().decode(await blobs.get(done.picture))).toBe('painted photo');
      expect(await queue.get(job.id)).toMatchObject({ state: 'done', result: done });
    });

    it('passes progress and previews on in order, between queued and done', async () => {
      const { engine, queue, submit, paint } = await setUp();
      await submit('first');
      const job = await submit('second');
      const seen = record(queue, job.id);
      await paint();
      const run = await engine.nextRun();
      run.start();
      run.step(1, 9);
      run.preview(1);
      run.step(2, 8);
      run.finish();
      await seen.until('done');
      expect(seen.types()).toEqual(['queued', 'started', 'step', 'preview', 'step', 'done']);
      expect(seen.events[3]).toMatchObject({ picture: { bytes: new Uint8Array([1]), mime: 'image/jpeg' } });
    });

    it('gives who comes late the last event at once, after the end too', async () => {
      const { engine, queue, submit } = await setUp();
      const job = await submit('photo');
      const seen = record(queue, job.id);
      const run = await engine.nextRun();
      run.step(3, 7);
      await seen.until('step');
      const late = record(queue, job.id);
      expect(await late.until('step')).toMatchObject({ step: 3 });
      run.finish();
      const done = await seen.until('done');
      const latest = record(queue, job.id);
      await latest.until('done');
      expect(latest.events).toEqual([done]);
    });

    it('stops calling who has unsubscribed, and survives a listener that throws', async () => {
      const { engine, queue, submit } = await setUp();
      const job = await submit('photo');
      const gone = record(queue, job.id);
      await gone.until('queued');
      gone.unsubscribe();
      const before = gone.events.length;
      queue.subscribe(job.id, () => {
        throw new Error('listener broke');
      });
      const seen = record(queue, job.id);
      const run = await engine.nextRun();
      run.step(1, 1);
      run.finish();
      await seen.until('done');
      expect(gone.events).toHaveLength(before);
      expect(seen.types()).toContain('step');
    });

    it('reports a failed run with its code, and continues', async () => {
      const { engine, queue, submit, paint } = await setUp();
      const job = await submit('bad');
      const next = await submit('good');
      const seen = record(queue, job.id);
      const seenNext = record(queue, next.id);
      (await engine.nextRun()).fail(new Error('no such luck'));
      const failed = { code: 'internal', message: 'no such luck' };
      expect((await seen.until('failed')).error).toEqual(failed);
      expect(await queue.get(job.id)).toMatchObject({ state: 'failed', error: failed });
      await paint();
      await seenNext.until('done');
    });

    it('fails a job whose picture is gone, in words that name the picture', async () => {
      const { queue, newJob } = await setUp();
      const job = await newJob('photo');
      const absent = 'a'.repeat(64);
      const styles = [{ picture: absent, weight: 1, label: 'Wave' }];
      const { id } = await queue.submit({ ...job, request: { ...job.request, styles } });
      const { error } = await record(queue, id).until('failed');
      expect(error).toMatchObject(refused('not_found', /the style Wave is no longer stored/));
    });

    it('knows nothing of a job that never was', async () => {
      const { queue } = await setUp();
      expect(await queue.get('nobody')).toBeUndefined();
      expect(await queue.position('nobody')).toBeUndefined();
      expect(await queue.cancel('nobody')).toBe(false);
      const seen = record(queue, 'nobody');
      expect((await seen.until('failed')).error.code).toBe('not_found');
    });
  });

  describe(`${name}: place in line and time left`, () => {
    it('counts places from 1, sends them again when they change, and tells the time left', async () => {
      const { engine, queue, submit, paint } = await setUp();
      const jobs = [await submit('a'), await submit('b'), await submit('c')];
      const run = await engine.nextRun();
      expect(await queue.position(jobs[0]!.id)).toEqual({ position: 0 });
      expect(await queue.position(jobs[2]!.id)).toEqual({ position: 2 });
      const seen = record(queue, jobs[2]!.id);
      expect(await seen.until('queued')).toEqual({ type: 'queued', position: 2 });

      run.step(1, 12);
      await expect.poll(() => queue.position(jobs[0]!.id)).toEqual({ position: 0, seconds: 12 });
      expect(await queue.position(jobs[1]!.id)).toEqual({ position: 1, seconds: 12 });
      run.finish();
      await seen.until('queued', ({ position }) => position === 1);
      await paint();
      await paint();
      await seen.until('done');
      expect(await queue.position(jobs[2]!.id)).toBeUndefined();
    });

    it('is right within 30 % once two jobs were measured', async () => {
      const { engine, clock, queue, submit, paint } = await setUp({ concurrency: 2 });
      const users = ['u1', 'u2', 'u3', 'u4', 'u5', 'u6'];
      for (const user of users.slice(0, 2)) {
        const seen = record(queue, (await submit(`${user} before`, by(user))).id);
        await paint(20);
        await seen.until('done');
      }
      const jobs: Job[] = [];
      for (const user of users) jobs.push(await submit(user, by(user)));
      const runs = [await engine.nextRun(), await engine.nextRun()];
      clock.advance(5);
      const secondsOf = async (index: number) => (await queue.position(jobs[index]!.id))?.seconds;
      // Two engines, 20 s a job, 5 s gone.
      for (const [index, expected] of [15, 15, 15, 15, 35, 35].entries()) {
        const seconds = await secondsOf(index);
        expect(seconds).toBeGreaterThan(0.7 * expected);
        expect(seconds).toBeLessThan(1.3 * expected);
      }
      for (const run of runs) run.finish();
    });

    it('scales the time left by size', async () => {
      const { engine, queue, submit, paint } = await setUp();
      for (const photo of ['1', '2']) {
        const seen = record(queue, (await submit(photo, {}, { size: 256 })).id);
        await paint(10);
        await seen.until('done');
      }
      const job = await submit('large', {}, { size: 512 });
      await engine.nextRun();
      const seconds = (await queue.position(job.id))?.seconds;
      expect(seconds).toBeGreaterThan(0.7 * 40);
      expect(seconds).toBeLessThan(1.3 * 40);
    });
  });

  describe(`${name}: cancel`, () => {
    it('ends a waiting job at once: it never runs', async () => {
      const { engine, queue, submit, paint } = await setUp();
      await submit('a');
      const job = await submit('b');
      const last = await submit('c');
      const seen = record(queue, job.id);
      const seenLast = record(queue, last.id);
      expect(await queue.cancel(job.id)).toBe(true);
      await seen.until('cancelled');
      expect((await queue.get(job.id))?.state).toBe('cancelled');
      await seenLast.until('queued', ({ position }) => position === 1);
      await paint();
      await paint();
      await seenLast.until('done');
      expect(engine.begun).toEqual(['a', 'c']);
      expect(seen.types().at(-1)).toBe('cancelled');
    });

    it('ends a running job at once; its engine is free once it has stopped', async () => {
      const { engine, queue, submit } = await setUp({ stopsAtOnce: false });
      const job = await submit('a');
      const next = await submit('b');
      const seen = record(queue, job.id);
      const run = await engine.nextRun();
      run.step(1, 9);
      await seen.until('step');
      expect(await queue.cancel(job.id)).toBe(true);
      await seen.until('cancelled');
      expect((await queue.get(job.id))?.state).toBe('cancelled');
      expect(await queue.position(job.id)).toBeUndefined();
      await expect.poll(() => run.isAborted).toBe(true);
      run.step(2, 8);
      expect(engine.begun).toEqual(['a']);
      expect(await queue.position(next.id)).toMatchObject({ position: 1 });
      expect(await queue.cancel(job.id)).toBe(false);
      expect(await queue.retry(job.id)).toBeUndefined();
      run.stop();
      await engine.nextRun();
      expect(engine.mostAtOnce).toBe(1);
      expect(seen.types().filter((type) => type === 'step')).toHaveLength(1);
      expect(seen.types().filter((type) => type === 'cancelled')).toHaveLength(1);
      expect((await queue.get(job.id))?.state).toBe('cancelled');
    });

    it('ends as cancelled a job whose engine finished all the same', async () => {
      const { engine, queue, submit } = await setUp({ stopsAtOnce: false });
      const job = await submit('a');
      const seen = record(queue, job.id);
      const run = await engine.nextRun();
      await queue.cancel(job.id);
      await expect.poll(() => run.isAborted).toBe(true);
      run.finish();
      await seen.until('cancelled');
      expect((await queue.get(job.id))?.state).toBe('cancelled');
    });

    it('is too late for a job that has ended', async () => {
      const { queue, submit, paint } = await setUp();
      const job = await submit('a');
      const seen = record(queue, job.id);
      await paint();
      await seen.until('done');
      expect(await queue.cancel(job.id)).toBe(false);
      expect((await queue.get(job.id))?.state).toBe('done');
    });
  });

  describe(`${name}: limits`, () => {
    it('runs as many at once as there are engines, and no more', async () => {
      const { engine, queue, submit, paint } = await setUp({ concurrency: 2 });
      const jobs: Job[] = [];
      for (const user of ['u1', 'u2', 'u3', 'u4']) jobs.push(await submit(user, by(user)));
      const seen = jobs.map(({ id }) => record(queue, id));
      for (const _ of jobs) await paint();
      await Promise.all(seen.map(({ until }) => until('done')));
      expect(engine.mostAtOnce).toBe(2);
    });

    it('lets a user run one at a time while an engine is free for others', async () => {
      const { engine, submit } = await setUp({ concurrency: 2 });
      await submit('a1', by('ann'));
      await submit('a2', by('ann'));
      const first = await engine.nextRun();
      await submit('b1', by('bob'));
      expect((await engine.nextRun()).name).toBe('b1');
      first.finish();
      expect((await engine.nextRun()).name).toBe('a2');
    });

    it('refuses when the queue is full, naming the limit and when to come back', async () => {
      const { engine, submit } = await setUp({ limits: { ...WIDE, maxWaiting: 2 } });
      await submit('a', by('u1'));
      const run = await engine.nextRun();
      for (const user of ['u2', 'u3']) await submit(user, by(user));
      const full = /the queue is full \(limit: 2 waiting\).*try again when one of them has started/;
      await expect(submit('d', by('u4'))).rejects.toMatchObject(refused('queue_full', full));
      run.step(1, 240);
      const soon = /try again in about 4 min/;
      await expect.poll(() => submit('d', by('u4')).catch((error) => error.message)).toMatch(soon);
      run.finish();
      await engine.nextRun();
      await submit('d', by('u4'));
    });

    it('refuses a fourth waiting job of one user, not of another', async () => {
      const { engine, submit } = await setUp({ limits: {} });
      await submit('a0', by('ann'));
      await engine.nextRun();
      for (const photo of ['a1', 'a2', 'a3']) await submit(photo, by('ann'));
      const words = /you have 3 jobs waiting, which is the limit for one person; try again/;
      await expect(submit('a4', by('ann'))).rejects.toMatchObject(refused('too_many_waiting', words));
      await submit('b1', by('bob'));
    });

    it('says beforehand what it would refuse, and holds no place by it', async () => {
      const { engine, queue, submit } = await setUp({
        limits: { ...WIDE, maxWaiting: 3, maxWaitingPerUser: 1 },
      });
      const [ann, bob] = [by('ann'), by('bob')];
      await submit('a0', ann);
      await engine.nextRun();
      for (let time = 0; time < 5; time++) await queue.assertRoom(ann, { perMember: 2, perDay: 2 });
      await submit('a1', ann);
      const words = /you have 1 job waiting, which is the limit for one person; try again/;
      await expect(queue.assertRoom(ann)).rejects.toMatchObject(refused('too_many_waiting', words));
      await expect(queue.assertRoom({ ...ann }, { perMember: 2, perDay: 0 })).rejects.toThrow();
      await queue.assertRoom(bob, { perMember: 1, perDay: 1 });
      await submit('b0', bob);
      const enough = /you have reached the limit of 1 picture a day/;
      const member = { perMember: 0, perDay: 1 };
      await submit('c0', by('cid'));
      await expect(queue.assertRoom(by('dan'))).rejects.toMatchObject({ code: 'queue_full' });
      await queue.cancel((await queue.byUser('cid', 1))[0]!.id);
      await queue.cancel((await queue.byUser('bob', 1))[0]!.id);
      await expect(queue.assertRoom(bob, member)).rejects.toMatchObject(refused('too_many_waiting', enough));
    });

    it('refuses a community more than its share of the waiting places', async () => {
      const { engine, submit } = await setUp({ limits: { maxWaiting: 4, communityShare: 50 } });
      await submit('running', by('u0', 'red'));
      await engine.nextRun();
      for (const user of ['u1', 'u2']) await submit(user, by(user, 'red'));
      const words = /2 jobs of this community wait, which is the limit for one community; try again/;
      await expect(submit('c', by('u3', 'red'))).rejects.toMatchObject(refused('too_many_waiting', words));
      await submit('c', by('u3', 'blue'));
    });

    it('keeps engines for other communities only while those have jobs waiting', async () => {
      const { engine, submit } = await setUp({ concurrency: 2, limits: { communityShare: 50 } });
      const runs = new Map<string, { finish(): void }>();
      for (const user of ['r1', 'r2', 'r3']) await submit(user, by(user, 'red'));
      // Nobody else is here: red may have both engines.
      for (const _ of [1, 2]) {
        const run = await engine.nextRun();
        runs.set(run.name, run);
      }
      await submit('b1', by('b1', 'blue'));
      runs.get('r1')!.finish();
      expect((await engine.nextRun()).name).toBe('b1');
    });
  });

  describe(`${name}: what a community allows its members`, () => {
    const member = (perMember: number, perDay: number) => ({ member: { perMember, perDay } });
    const outcomes = (submissions: Promise<Job>[]) =>
      Promise.all(
        submissions.map((job) =>
          job.then(
            () => 'accepted',
            ({ code }) => code,
          ),
        ),
      );
    const count = (results: string[], wanted: string) => results.filter((one) => one === wanted).length;

    it('bounds the jobs of a member under way, also for calls at the same moment', async () => {
      const { engine, queue, newJob } = await setUp();
      const jobs = await Promise.all(Array.from({ length: 8 }, (_, index) => newJob(`${index}`, by('ann'))));
      const results = await outcomes(jobs.map((job) => queue.submit(job, member(2, 0))));
      expect([count(results, 'accepted'), count(results, 'too_many_waiting')]).toEqual([2, 6]);
      const words = /you have 2 pictures on the way, which is the limit for each member here/;
      const again = await newJob('again', by('ann'));
      await expect(queue.submit(again, member(2, 0))).rejects.toMatchObject(
        refused('too_many_waiting', words),
      );
      // Neither somebody else nor another community is bound by it.
      await queue.submit(await newJob('x', by('bob')), member(2, 0));
      await queue.submit(await newJob('y', by('ann', 'elsewhere')), member(2, 0));
      const [mine] = (await queue.overview('ann')).own.filter(({ job }) => job.community === 'web');
      await queue.cancel(mine!.job.id);
      await queue.submit(again, member(2, 0));
      for (const run of engine.running) expect(run.isAborted).toBe(false);
    });

    it('bounds the jobs of a member in a day: failed ones and those of other communities do not count', async () => {
      const { engine, clock, queue, submit, newJob } = await setUp();
      const fail = async () => {
        const seen = record(queue, (await submit('fails', by('ann'))).id);
        (await engine.nextRun()).fail(new Error('no such luck'));
        await seen.until('failed');
      };
      await fail();
      for (let job = 0; job < 5; job++) {
        const seen = record(queue, (await submit(`else ${job}`, by('ann', 'elsewhere'))).id);
        (await engine.nextRun()).finish();
        await seen.until('done');
      }
      const jobs = await Promise.all(Array.from({ length: 6 }, (_, index) => newJob(`${index}`, by('ann'))));
      const results = await outcomes(jobs.map((job) => queue.submit(job, member(0, 3))));
      expect([count(results, 'accepted'), count(results, 'too_many_waiting')]).toEqual([3, 3]);
      clock.advance(21 * 3600);
      await expect(queue.submit(jobs[0]!, member(0, 3))).rejects.toMatchObject(
        refused('too_many_waiting', /the limit of 3 pictures a day; ask again in 3 h/),
      );
      clock.advance(3 * 3600 + 1);
      await queue.submit(jobs[0]!, member(0, 3));
    });

    it('counts a stored picture that is shown again', async () => {
      const { queue, submit, paint, newJob } = await setUp();
      const first = record(queue, (await submit('a', by('bob'))).id);
      await paint();
      await first.until('done');
      const job = await newJob('a', by('ann'));
      expect(await queue.submit(job, member(1, 2))).toMatchObject({ state: 'done' });
      expect(await queue.submit(job, member(1, 2))).toMatchObject({ state: 'done' });
      await expect(queue.submit(job, member(1, 2))).rejects.toMatchObject({ code: 'too_many_waiting' });
    });
  });

  describe(`${name}: the message of a job`, () => {
    it('is posted once the job has its place, which counts from then on, and before it runs', async () => {
      const { engine, queue, newJob } = await setUp({ limits: { ...WIDE, maxWaiting: 1 } });
      let posted = (_delivery: string) => {};
      let hasPlace = () => {};
      const place = new Promise<void>((resolve) => {
        hasPlace = resolve;
      });
      const post = () => {
        hasPlace();
        return new Promise<string>((resolve) => {
          posted = resolve;
        });
      };
      const submitted = queue.submit(await newJob('a'), { post });
      await place;
      const neverPosted = async (): Promise<string> => {
        throw new Error('a message was posted for a refused job');
      };
      const late = await newJob('b', by('bob'));
      await expect(queue.submit(late, { post: neverPosted })).rejects.toMatchObject({ code: 'queue_full' });
      expect(engine.begun).toEqual([]);
      posted('{"message":7}');
      const { id } = await submitted;
      await engine.nextRun();
      expect(await queue.get(id)).toMatchObject({ delivery: '{"message":7}', state: 'running' });
    });

    it('that cannot be posted takes the place with it', async () => {
      const { engine, queue, newJob, restart } = await setUp({ limits: { ...WIDE, maxWaiting: 1 } });
      const refusal = new Error('the channel is gone');
      const post = async () => {
        throw refusal;
      };
      const member = { perMember: 1, perDay: 1 };
      await expect(queue.submit(await newJob('a'), { post, member })).rejects.toBe(refusal);
      expect(await queue.overview('web:ann')).toEqual({ waiting: 0, running: 0, own: [] });
      await queue.submit(await newJob('b'), { member });
      await engine.nextRun();
      expect(await (await restart()).recover()).toHaveLength(1);
    });

    it('that was not posted when the process ended leaves no job', async () => {
      const { queue, newJob, restart } = await setUp();
      let hasPlace = () => {};
      const place = new Promise<void>((resolve) => {
        hasPlace = resolve;
      });
      const post = () => {
        hasPlace();
        return new Promise<string>(() => {});
      };
      queue.submit(await newJob('a'), { post }).catch(() => {});
      await place;
      expect(await (await restart()).recover()).toEqual([]);
    });
  });

  describe(`${name}: an overview`, () => {
    it('counts what waits and runs, and has one’s own jobs with their places', async () => {
      const { clock, engine, queue, submit } = await setUp();
      for (const [photo, user] of [
        ['a', 'ann'],
        ['b', 'bob'],
        ['c', 'ann'],
      ] as const) {
        await submit(photo, by(user));
        clock.advance(1);
      }
      await engine.nextRun();
      const { own, ...counts } = await queue.overview('ann');
      expect(counts).toEqual({ waiting: 2, running: 1 });
      expect(own.map(({ job, position }) => [job.request.contentLabel, position.position])).toEqual([
        ['c', 2],
        ['a', 0],
      ]);
      expect((await queue.overview('eve')).own).toEqual([]);
    });
  });

  describe(`${name}: fairness`, () => {
    it('never lets ten jobs of one user delay the first of another by more than one', async () => {
      const { engine, submit, paint } = await setUp();
      for (let photo = 0; photo < 10; photo++) await submit(`a${photo}`, by('ann'));
      await submit('b0', by('bob'));
      await submit('c0', by('cleo'));
      for (let run = 0; run < 12; run++) await paint(10);
      expect(engine.begun.slice(0, 4)).toEqual(['a0', 'b0', 'c0', 'a1']);
      expect(engine.begun.slice(4)).toEqual(['a2', 'a3', 'a4', 'a5', 'a6', 'a7', 'a8', 'a9']);
    });

    it('prefers the user who had less engine time lately, not the one who came first', async () => {
      const { engine, queue, submit, paint } = await setUp();
      for (const [user, seconds] of [
        ['ann', 60],
        ['bob', 20],
      ] as const) {
        const seen = record(queue, (await submit(`${user} before`, by(user))).id);
        await paint(seconds);
        await seen.until('done');
      }
      await submit('cleo', by('cleo'));
      await submit('ann', by('ann'));
      await submit('bob', by('bob'));
      for (let run = 0; run < 3; run++) await paint();
      expect(engine.begun.slice(2)).toEqual(['cleo', 'bob', 'ann']);
    });
  });

  describe(`${name}: recover`, () => {
    it('takes up what was waiting and running: what had begun goes first, each ends once', async () => {
      const { engine, submit, paint, restart } = await setUp();
      // Bob had less engine time than Ann when the process ends, and came later.
      const jobs = [await submit('a', by('ann')), await submit('b', by('bob')), await submit('c', by('ann'))];
      await engine.nextRun();
      const queue = await restart();
      const back = await queue.recover();
      expect(back.map(({ id, state, delivery }) => ({ id, state, delivery }))).toEqual(
        jobs.map(({ id, delivery }) => ({ id, state: 'waiting', delivery })),
      );
      const seen = jobs.map(({ id }) => record(queue, id));
      for (const _ of jobs) await paint();
      await Promise.all(seen.map(({ until }) => until('done')));
      expect(engine.begun).toEqual(['a', 'a', 'b', 'c']);
      expect(seen.map(({ types }) => types().filter((type) => type === 'done'))).toEqual(
        jobs.map(() => ['done']),
      );
    });

    it('resumes a run from its last checkpoint, which belongs to that job alone', async () => {
      const { engine, submit, restart, newJob } = await setUp();
      const job = await submit('a');
      const run = await engine.nextRun();
      expect(run.task.checkpoint).toBeUndefined();
      run.checkpoint(3);
      run.checkpoint(4);
      const queue = await restart();
      await queue.recover();
      const resumed = await engine.nextRun();
      expect([...resumed.task.checkpoint!]).toEqual([4]);
      const seen = record(queue, job.id);
      resumed.finish();
      await seen.until('done');
      await queue.submit(await newJob('b'));
      expect((await engine.nextRun()).task.checkpoint).toBeUndefined();
    });

    it('never sends a checkpoint to a listener', async () => {
      const { engine, queue, submit } = await setUp();
      const seen = record(queue, (await submit('a')).id);
      const run = await engine.nextRun();
      run.checkpoint(1);
      run.finish();
      await seen.until('done');
      expect(seen.types()).not.toContain('checkpoint');
    });

    it('brings ended jobs back until their end was delivered, and paints none of them again', async () => {
      const { engine, queue, submit, paint, restart } = await setUp();
      const jobs = [await submit('done'), await submit('failed'), await submit('cancelled')];
      const seen = jobs.map(({ id }) => record(queue, id));
      await paint();
      (await engine.nextRun()).fail(new Error('no such luck'));
      await seen[1]!.until('failed');
      await engine.nextRun();
      await queue.cancel(jobs[2]!.id);
      await seen[2]!.until('cancelled');

      let next = await restart();
      const back = await next.recover();
      expect(back.map(({ id, state }) => ({ id, state }))).toEqual([
        { id: jobs[0]!.id, state: 'done' },
        { id: jobs[1]!.id, state: 'failed' },
        { id: jobs[2]!.id, state: 'cancelled' },
      ]);
      for (const [index, { id }] of jobs.entries()) {
        const replayed = record(next, id);
        await expect.poll(() => replayed.events).toEqual([seen[index]!.events.at(-1)]);
      }
      await next.delivered(jobs[0]!.id);
      next = await restart();
      expect((await next.recover()).map(({ id }) => id)).toEqual([jobs[1]!.id, jobs[2]!.id]);
      expect(engine.begun).toEqual(['done', 'failed', 'cancelled']);
    });

    it('remembers who had engine time lately, and how long jobs take', async () => {
      const { engine, queue, submit, paint, restart, newJob } = await setUp();
      for (const photo of ['1', '2']) {
        const seen = record(queue, (await submit(photo, by('ann'))).id);
        await paint(60);
        await seen.until('done');
      }
      const next = await restart();
      await next.recover();
      await next.submit(await newJob('cleo', by('cleo')));
      await engine.nextRun();
      const ann = await next.submit(await newJob('ann', by('ann')));
      const bob = await next.submit(await newJob('bob', by('bob')));
      expect(await next.position(bob.id)).toMatchObject({ position: 1, seconds: 60 });
      expect(await next.position(ann.id)).toMatchObject({ position: 2, seconds: 120 });
    });
  });

  describe(`${name}: the same again`, () => {
    it('offers the stored picture of the same request at once, for anybody', async () => {
      const { engine, queue, submit, paint } = await setUp();
      const first = record(queue, (await submit('a', by('ann'))).id);
      await paint();
      const done = await first.until('done');
      const again = await submit('a', by('bob'));
      expect(again).toMatchObject({ state: 'done', user: 'bob', result: done });
      expect(await record(queue, again.id).until('done')).toEqual(done);
      expect(await queue.cancel(again.id)).toBe(false);
      await submit('a', by('bob'), { seed: 1 });
      await engine.nextRun();
      expect(engine.begun).toEqual(['a', 'a']);
    });

    it('paints it again where it has to pass a screening, and the stored picture did not', async () => {
      const { engine, queue, submit, paint, newJob } = await setUp();
      await submit('a');
      await paint();
      const { request, ...job } = await newJob('a', by('bob'));
      const screening = { level: 'explicit', threshold: 0.7 } as const;
      const screened = { ...job, request: { ...request, screening } };
      expect((await queue.submit(screened)).state).toBe('waiting');
      expect((await engine.nextRun()).task.screening).toEqual(screening);
    });

    it('paints it again when the stored picture is gone', async () => {
      const { engine, queue, blobs, submit, paint } = await setUp();
      const seen = record(queue, (await submit('a')).id);
      await paint();
      await blobs.delete((await seen.until('done')).picture);
      expect((await submit('a')).state).toBe('waiting');
      await engine.nextRun();
      expect(engine.begun).toEqual(['a', 'a']);
    });
  });

  describe(`${name}: retry`, () => {
    it('puts a failed job in line again, under its id', async () => {
      const { engine, queue, submit, paint } = await setUp();
      const { id } = await submit('a');
      const seen = record(queue, id);
      (await engine.nextRun()).fail(new Error('no such luck'));
      await seen.until('failed');
      const retried: Job[] = [];
      queue.onRetried((job) => retried.push(job));
      const again = await queue.retry(id);
      expect(again).toMatchObject({ id, state: 'waiting', delivery: '{"message":1}' });
      await expect.poll(() => retried).toMatchObject([{ id, delivery: '{"message":1}' }]);
      expect(again?.error).toBeUndefined();
      const next = record(queue, id);
      await paint();
      await next.until('done');
      expect(await queue.get(id)).toMatchObject({ state: 'done' });
    });

    it('leaves alone what is under way, done, or unknown', async () => {
      const { engine, queue, submit, paint } = await setUp();
      const { id } = await submit('a');
      expect(await queue.retry(id)).toBeUndefined();
      const seen = record(queue, id);
      await paint();
      await seen.until('done');
      expect(await queue.retry(id)).toBeUndefined();
      expect(await queue.retry('nobody')).toBeUndefined();
      expect(engine.begun).toEqual(['a']);
    });
  });

  describe(`${name}: close`, () => {
    it('takes no more jobs, keeps those it has, and is quiet once the engine has stopped', async () => {
      const { engine, queue, newJob, submit } = await setUp({ stopsAtOnce: false });
      const seen = [record(queue, (await submit('a')).id), record(queue, (await submit('b')).id)];
      for (const { until } of seen) await until('queued');
      const late = await newJob('late');
      const run = await engine.nextRun();
      let quiet = false;
      const closed = queue.close().then(() => {
        quiet = true;
      });
      await expect(queue.submit(late)).rejects.toMatchObject(refused('shutting_down', /try again/));
      await expect.poll(() => run.isAborted).toBe(true);
      expect(quiet).toBe(false);
      run.stop();
      await closed;
      expect(seen.map(({ types }) => types())).toEqual([['queued'], ['queued']]);
      expect(engine.begun).toEqual(['a']);
      await queue.close();
    });
  });
}
