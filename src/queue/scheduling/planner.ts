/**
 * What every queue decides the same way, whatever moves its jobs: who gets in, whose turn it is, and when that will be.
 * `FairQueue` keeps the order, `Speed` the expectations, `estimate.ts` plays them forward. No I/O; the clock is passed in.
 */
import type { JobState, NewJob } from '../../domain/job.js';
import type { Clock } from '../../lib/clock.js';
import type { QueuePosition } from '../queue.js';
import { WINDOW } from './engine-time.js';
import { type RunningJob, secondsToStart, startTimes, type WaitingJob } from './estimate.js';
import { FairQueue } from './fair-queue.js';
import { assertRoom, communityPart, type LineCounts, type QueueLimits, type Requester } from './limits.js';
import { type SizedRequest, Speed, type WorkSize, workOf, workSizeOf } from './speed.js';

export interface PlannerOptions {
  /** Jobs that run at once. */
  engines: number;
  limits: QueueLimits;
  clock: Pick<Clock, 'now' | 'monotonic'>;
}

/** What planning needs to know of a job. */
export interface PlannedJob {
  id: string;
  user: string;
  community: string;
  attempts: number;
  request: SizedRequest;
}

/** A run that has ended: the job as it was then, and the engine time, s. */
export interface PlannedRun {
  job: PlannedJob & { state: JobState; finishedAt?: number };
  seconds: number;
}

interface Run {
  job: PlannedJob;
  /** Monotonic ms. */
  startedAt: number;
  /** The engine's own word on when the run ends, monotonic ms. */
  endsAt?: number;
}

export class Planner {
  readonly #engines: number;
  readonly #limits: QueueLimits;
  readonly #clock: PlannerOptions['clock'];
  /** From monotonic to wall time, ms: fixed, so that the last hour stays the last hour when the wall clock is set. */
  readonly #epoch: number;
  readonly #line: FairQueue;
  readonly #speed = new Speed();
  readonly #work = new Map<string, WorkSize>();
  readonly #runs = new Map<string, Run>();
  /** Jobs whose message is not posted yet: they hold a place, and do not start. */
  readonly #reserved = new Set<NewJob>();

  constructor({ engines, limits, clock }: PlannerOptions) {
    this.#engines = engines;
    this.#limits = limits;
    this.#clock = clock;
    this.#epoch = clock.now() - clock.monotonic();
    this.#line = new FairQueue({
      maxRunningPerUser: limits.maxRunningPerUser,
      fairRunningPerCommunity: communityPart(limits, engines),
    });
  }

  /** What an earlier process knew: runs and the engine time that each took, s, in the order of their ends. */
  restore(past: Iterable<PlannedRun>): void {
    for (const { job, seconds } of past) {
      if (job.state === 'done') this.#learn(job, seconds);
      const date = Math.min(job.finishedAt!, this.#date());
      if (date > this.#date() - WINDOW) this.#line.charge(job.user, seconds, date);
    }
  }

  /** Throws queue_full or too_many_waiting when a limit leaves no room for the job. */
  assertRoom(job: Requester): void {
    assertRoom(this.#limits, this.#counts, job, (which) => {
      const first = [...this.#line.waiting()].findIndex(which);
      return secondsToStart(first + 1, ...this.#situation());
    });
  }

  /** Holds a place in the counts of `assertRoom` until the returned function is called. */
  reserve(job: NewJob): () => void {
    this.#reserved.add(job);
    return () => this.#reserved.delete(job);
  }

  get waiting(): number {
    return this.#line.size;
  }

  get running(): number {
    return this.#runs.size;
  }

  isRunning(id: string): boolean {
    return this.#runs.has(id);
  }

  /** How long a job will take once it has started, s; undefined before any was measured. */
  expected(request: SizedRequest): number | undefined {
    return this.#speed.seconds(workSizeOf(request));
  }

  /** Puts a job in line. */
  add({ id, user, community, request }: PlannedJob): void {
    const work = workSizeOf(request);
    this.#work.set(id, work);
    const seconds = this.#speed.seconds(work) ?? workOf(work);
    this.#line.add({ id, user, community, seconds });
  }

  /** Takes a waiting job out of line; false when it does not wait. */
  remove(id: string): boolean {
    return this.#line.remove(id) && this.#work.delete(id);
  }

  /** Id of the job that may start now, if one may. */
  next(): string | undefined {
    return this.#line.take(this.#date())?.id;
  }

  /** The job that `next` gave has been started. */
  started(job: PlannedJob): void {
    this.#work.delete(job.id);
    this.#runs.set(job.id, { job, startedAt: this.#clock.monotonic() });
  }

  /** The engine says how long a running job will still take. */
  expect(id: string, secondsLeft: number): void {
    const run = this.#runs.get(id);
    if (run !== undefined) run.endsAt = this.#clock.monotonic() + secondsLeft * 1000;
  }

  /** A running job has ended: returns the seconds it took. Speed is learned from those that were completed. */
  ended(id: string, completed: boolean): number {
    const run = this.#runs.get(id);
    if (run === undefined) return 0;
    this.#runs.delete(id);
    const seconds = (this.#clock.monotonic() - run.startedAt) / 1000;
    if (completed) this.#learn(run.job, seconds);
    this.#line.ended(id, run.job.user, seconds, this.#date());
    return seconds;
  }

  /** Place in line and time left; undefined for a job that is not here. */
  position(id: string): QueuePosition | undefined {
    const run = this.#runs.get(id);
    if (run !== undefined) return place(0, this.#secondsLeft(run));
    const position = this.#line.position(id);
    if (position === undefined) return undefined;
    return place(position, secondsToStart(position, ...this.#situation()));
  }

  /** All waiting jobs with their places, next first: one pass over the line. */
  *places(): Generator<QueuePosition & { id: string }> {
    const starts = startTimes(...this.#situation());
    let position = 0;
    for (const { id } of this.#line.waiting()) {
      yield { id, ...place(++position, starts.next().value ?? undefined) };
    }
  }

  #date(): number {
    return this.#epoch + this.#clock.monotonic();
  }

  get #counts(): LineCounts {
    const reserved = [...this.#reserved];
    return {
      size: this.#line.size + reserved.length,
      waitingOf: (user) => this.#line.waitingOf(user) + reserved.filter((job) => job.user === user).length,
      waitingIn: (community) =>
        this.#line.waitingIn(community) + reserved.filter((job) => job.community === community).length,
    };
  }

  /** A run that went on from a checkpoint says nothing about a whole one. */
  #learn({ attempts, request }: PlannedJob, seconds: number): void {
    if (attempts === 1) this.#speed.learn(workSizeOf(request), seconds);
  }

  #situation(): Parameters<typeof startTimes> {
    const running = Array.from(
      this.#runs.values(),
      (run): RunningJob => ({ user: run.job.user, secondsLeft: this.#secondsLeft(run) }),
    );
    return [this.#expectations(), running, this.#engines, this.#limits.maxRunningPerUser];
  }

  *#expectations(): Generator<WaitingJob> {
    for (const { id, user } of this.#line.waiting()) {
      yield { user, seconds: this.#speed.seconds(this.#work.get(id)!) };
    }
  }

  /** By the engine's own word, else by the speed of earlier jobs. */
  #secondsLeft({ job, startedAt, endsAt }: Run): number | undefined {
    const now = this.#clock.monotonic();
    if (endsAt !== undefined) return Math.max(0, (endsAt - now) / 1000);
    const expected = this.#speed.seconds(workSizeOf(job.request));
    return expected && Math.max(0, expected - (now - startedAt) / 1000);
  }
}

function place(position: number, seconds: number | undefined): QueuePosition {
  return { position, ...(seconds !== undefined && { seconds }) };
}
