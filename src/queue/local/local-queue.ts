/**
 * The embedded queue: everything in this process, every job in a journal on disk. `Planner` decides whose turn it is,
 * p-queue bounds how many run at once, `ActiveJob` takes a job to its end.
 *
 * p-queue is given neither a signal nor a timeout: it would free the slot while the engine is still working, and two runs
 * would overlap. The task hands the signal to the engine itself and settles only once the engine has stopped.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import PQueue from 'p-queue';
import { AtelierError } from '../../domain/errors.js';
import type { DoneEvent } from '../../domain/event.js';
import { defaultsOf } from '../../domain/field.js';
import { endOf, type Job, type NewJob } from '../../domain/job.js';
import type { StyleRequest } from '../../domain/request.js';
import { JobEvents } from '../job-events.js';
import { type JobTools, MAX_DEATHS, POISONOUS } from '../job-execution.js';
import type { JobListener, JobQueue, QueuePosition } from '../queue.js';
import { LIMITS, type QueueLimits } from '../scheduling/limits.js';
import { Planner } from '../scheduling/planner.js';
import { PositionUpdates, queued } from '../scheduling/position-updates.js';
import { ActiveJob, type ActiveJobTools } from './active-job.js';
import type { JobRepository, OpenJob } from './job-repository.js';

export interface LocalQueueOptions extends JobTools {
  repository: JobRepository;
  /** Jobs that run at once: the number of engine processes. Default 1. */
  concurrency?: number;
  limits?: Partial<QueueLimits>;
  /** Whether the stored picture of the same request is offered instead of painting it again. Default true. */
  reuse?: boolean;
  /** Time that running jobs get to finish when the queue is closed, s. Default 0. */
  grace?: number;
  /** Shortest time between two rounds of news about places in line, ms. Default 1000: chats allow about one edit a second. */
  announceEvery?: number;
  /** Milliseconds since the epoch. Default Date.now. */
  now?: () => number;
  /** Hears of listeners that throw, and of a disk that fails. Default console.error. */
  onError?: (error: unknown) => void;
}

/** Runs that the queue remembers at the start: more than one engine does in an hour, and enough to know its speed. */
const PAST_RUNS = 1000;

export class LocalQueue implements JobQueue {
  readonly #tools: ActiveJobTools;
  readonly #reuse: boolean;
  readonly #grace: number;
  readonly #slots: PQueue;
  readonly #planner: Planner;
  /** Jobs that have not ended, and those whose end the journal did not take. */
  readonly #active = new Map<string, ActiveJob>();
  readonly #updates: PositionUpdates;
  #closed: Promise<void> | undefined;

  constructor(options: LocalQueueOptions) {
    const { engine, blobs, repository, concurrency = 1, now = Date.now, onError = console.error } = options;
    this.#tools = { engine, blobs, repository, now, onError };
    this.#reuse = options.reuse ?? true;
    this.#grace = options.grace ?? 0;
    this.#slots = new PQueue({ concurrency });
    const limits = { ...defaultsOf(LIMITS), ...options.limits };
    this.#planner = new Planner({ engines: concurrency, limits, now });
    this.#updates = new PositionUpdates(this.#planner, this.#active, options.announceEvery ?? 1000);
  }

  async submit(newJob: NewJob): Promise<Job> {
    const result = this.#reuse ? await this.#storedResult(newJob.request) : undefined;
    if (this.#closed) {
      throw new AtelierError('shutting_down', 'the queue is being stopped; try again in a minute');
    }
    const { repository, now } = this.#tools;
    const job: Job = { ...newJob, id: randomUUID(), state: 'waiting', createdAt: now(), attempts: 0 };
    if (result !== undefined) {
      const done: Job = { ...job, state: 'done', finishedAt: job.createdAt, result };
      repository.add(done);
      return done;
    }
    this.#planner.assertRoom(newJob);
    repository.add(job);
    return this.#enqueue({ job });
  }

  async get(id: string): Promise<Job | undefined> {
    const active = this.#active.get(id);
    return active ? { ...active.job } : this.#tools.repository.get(id);
  }

  async list(most: number): Promise<Job[]> {
    return this.#tools.repository.list(most);
  }

  async byUser(user: string, most: number): Promise<Job[]> {
    return this.#tools.repository
      .byUser(user, most)
      .map((job) => ({ ...(this.#active.get(job.id)?.job ?? job) }));
  }

  async position(id: string): Promise<QueuePosition | undefined> {
    return this.#planner.position(id);
  }

  async cancel(id: string): Promise<boolean> {
    const active = this.#active.get(id);
    if (active === undefined || endOf(active.job)) return false;
    if (this.#planner.remove(id)) {
      this.#end(active, { type: 'cancelled' });
      this.#updates.changed();
    } else {
      active.cancel();
    }
    return true;
  }

  subscribe(id: string, listener: JobListener): () => void {
    const active = this.#active.get(id);
    if (active === undefined) return this.#pastEvents(id).subscribe(listener);
    this.#updates.refresh(active);
    return active.events.subscribe(listener);
  }

  async recover(): Promise<Job[]> {
    const { repository } = this.#tools;
    this.#planner.restore(repository.pastRuns(PAST_RUNS));
    const open = repository.open().filter(({ job }) => !this.#active.has(job.id));
    const ended = open.filter(({ job }) => endOf(job)).map(({ job }) => job);
    const waiting = open.filter(({ job }) => !endOf(job) && job.startedAt === undefined);
    const begun = open.filter(({ job }) => !endOf(job) && job.startedAt !== undefined);
    // Those that have had their turn go on first: while nobody else is in line, it is theirs again.
    begun.sort((a, b) => a.job.startedAt! - b.job.startedAt!);
    const resumed = begun.map((job) => this.#resume(job));
    const jobs = [...ended, ...resumed, ...waiting.map((job) => this.#enqueue(job))];
    return jobs.sort((a, b) => a.createdAt - b.createdAt);
  }

  async delivered(id: string): Promise<void> {
    this.#tools.repository.delivered(id);
  }

  async retry(id: string): Promise<Job | undefined> {
    const { repository } = this.#tools;
    const past = repository.get(id);
    if (this.#active.has(id) || (past?.state !== 'failed' && past?.state !== 'cancelled')) return undefined;
    const { request, user, community, delivery, createdAt } = past;
    const job: Job = { id, request, user, community, delivery, createdAt, state: 'waiting', attempts: 0 };
    repository.update(job);
    return this.#enqueue({ job });
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#updates.changed.stop();
    const idle = this.#slots.onIdle();
    const timer = new AbortController();
    await Promise.race([
      idle,
      sleep(this.#grace * 1000, undefined, { signal: timer.signal }).catch(() => {}),
    ]);
    timer.abort();
    for (const active of this.#active.values()) active.interrupt();
    await idle;
  }

  /** The picture that the same request has led to, if it is still there. */
  async #storedResult(request: StyleRequest): Promise<DoneEvent | undefined> {
    const { repository, blobs } = this.#tools;
    const result = repository.resultFor(request);
    return (
      result &&
      blobs.get(result.picture).then(
        () => result,
        () => undefined,
      )
    );
  }

  /** Puts a job that the journal has in line; returns it as it was then. */
  #enqueue({ job, checkpoint }: OpenJob): Job {
    const accepted = { ...job };
    this.#active.set(job.id, new ActiveJob(job, this.#tools, checkpoint));
    this.#planner.add(job);
    this.#startJobs();
    this.#updates.changed();
    return accepted;
  }

  /** Takes up a job whose run did not end: a process that dies leaves it `running`, one that stops in order does not. */
  #resume({ job, checkpoint }: OpenJob): Job {
    if (job.state === 'running') job.deaths = (job.deaths ?? 0) + 1;
    job.state = 'waiting';
    if (job.deaths === MAX_DEATHS) {
      new ActiveJob(job, this.#tools, checkpoint).end(POISONOUS);
      return job;
    }
    this.#tools.repository.update(job);
    return this.#enqueue({ job, ...(checkpoint && { checkpoint }) });
  }

  #startJobs(): void {
    while (!this.#closed && this.#slots.pending < this.#slots.concurrency) {
      const id = this.#planner.next();
      if (id === undefined) return;
      const active = this.#active.get(id)!;
      void this.#slots.add(() => this.#run(active)).finally(() => this.#startJobs());
    }
  }

  async #run(active: ActiveJob): Promise<void> {
    const { id } = active.job;
    active.begin();
    active.events.keep(queued({ position: 1, seconds: 0 }));
    this.#planner.started(active.job);
    const last = await active.run(({ secondsLeft }) => this.#planner.expect(id, secondsLeft));
    const seconds = this.#planner.ended(id, last?.type === 'done');
    if (last === undefined) return;
    this.#end(active, last, seconds);
    this.#updates.changed();
  }

  #end(active: ActiveJob, last: Parameters<ActiveJob['end']>[0], seconds?: number): void {
    if (active.end(last, seconds)) this.#active.delete(active.job.id);
  }

  /** The last word about a job that has ended, or that never was. */
  #pastEvents(id: string): JobEvents {
    const events = new JobEvents(this.#tools.onError);
    const job = this.#tools.repository.get(id);
    const unknown = { code: 'not_found', message: 'there is no such job (any more)' } as const;
    events.keep((job && endOf(job)) ?? { type: 'failed', error: unknown });
    return events;
  }
}
