/**
 * The embedded queue: everything in this process, every job in SQLite on disk. `Planner` decides whose turn it is,
 * p-queue bounds how many run at once, `ActiveJob` takes a job to its end.
 *
 * p-queue is given neither a signal nor a timeout: it would free the slot while the engine is still working, and two runs
 * would overlap. The task hands the signal to the engine itself and settles only once the engine has stopped.
 */
import { randomUUID } from 'node:crypto';
import PQueue from 'p-queue';
import { AtelierError } from '../../domain/errors.js';
import type { DoneEvent } from '../../domain/event.js';
import { defaultsOf } from '../../domain/field.js';
import { endOf, hasEnded, type Job, type NewJob } from '../../domain/job.js';
import type { StyleRequest } from '../../domain/request.js';
import { type Clock, systemClock } from '../../lib/clock.js';
import { said } from '../../words/said.js';
import { JobEvents } from '../job-events.js';
import { type JobTools, LOST, MAX_DEATHS, POISONOUS } from '../job-execution.js';
import type {
  JobListener,
  JobQueue,
  MemberLimits,
  QueueOverview,
  QueuePosition,
  SubmitOptions,
} from '../queue.js';
import { LIMITS, type QueueLimits, type Requester } from '../scheduling/limits.js';
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
  /** Shortest time between two rounds of events about places in line, ms. Default 1000: chats allow about one edit a second. */
  announceEvery?: number;
  /** Default the system's. */
  clock?: Clock;
  /** Called for listeners that throw, and when the disk fails. Default console.error. */
  onError?: (error: unknown) => void;
}

/** Runs that the queue remembers at the start: more than one engine does in an hour, and enough to know its speed. */
const PAST_RUNS = 1000;

/** How long a cancel waits to be stored before it is answered anyway, ms. */
const STORE_PATIENCE_MS = 200;

export class LocalQueue implements JobQueue {
  readonly #tools: ActiveJobTools;
  readonly #reuse: boolean;
  readonly #grace: number;
  readonly #slots: PQueue;
  readonly #planner: Planner;
  /** Jobs that have not ended, and cancelled ones whose engine has not stopped. */
  readonly #active = new Map<string, ActiveJob>();
  readonly #updates: PositionUpdates;
  readonly #retriedListeners: ((job: Job) => void)[] = [];
  #closed: Promise<void> | undefined;

  constructor(options: LocalQueueOptions) {
    const { engine, blobs, repository, concurrency = 1 } = options;
    const { clock = systemClock, onError = console.error } = options;
    this.#tools = { engine, blobs, repository, clock, onError };
    this.#reuse = options.reuse ?? true;
    this.#grace = options.grace ?? 0;
    this.#slots = new PQueue({ concurrency });
    const limits = { ...defaultsOf(LIMITS), ...options.limits };
    this.#planner = new Planner({ engines: concurrency, limits, clock });
    this.#updates = new PositionUpdates(this.#planner, this.#active, options.announceEvery ?? 1000);
  }

  async submit(newJob: NewJob, options: SubmitOptions = {}): Promise<Job> {
    const result = this.#reuse ? await this.#storedResult(newJob.request) : undefined;
    this.#assertOpen();
    const createdAt = this.#tools.clock.now();
    const job: Job = { ...newJob, id: randomUUID(), state: 'waiting', createdAt, attempts: 0 };
    if (result !== undefined) Object.assign(job, { state: 'done', finishedAt: createdAt, result });
    else this.#planner.assertRoom(newJob);
    await this.#accept(job, options);
    return result ? job : this.#enqueue({ job });
  }

  async assertRoom(requester: Requester, member?: MemberLimits): Promise<void> {
    this.#assertOpen();
    this.#planner.assertRoom(requester);
    if (member)
      this.#tools.repository.assertMember({ ...requester, createdAt: this.#tools.clock.now() }, member);
  }

  async get(id: string): Promise<Job | undefined> {
    const active = this.#active.get(id);
    return active ? { ...active.job } : this.#tools.repository.get(id);
  }

  async list(most: number): Promise<Job[]> {
    return this.#asNow(this.#tools.repository.list(most));
  }

  async byUser(user: string, most: number): Promise<Job[]> {
    return this.#asNow(this.#tools.repository.byUser(user, most));
  }

  async overview(user: string): Promise<QueueOverview> {
    const own = [...this.#active.values()]
      .filter(({ job }) => job.user === user && !hasEnded(job))
      .flatMap(({ job }) => {
        const position = this.#planner.position(job.id);
        return position ? [{ job: { ...job }, position }] : [];
      })
      .sort((a, b) => b.job.createdAt - a.job.createdAt);
    return { waiting: this.#planner.waiting, running: this.#planner.running, own };
  }

  async position(id: string): Promise<QueuePosition | undefined> {
    const active = this.#active.get(id);
    return active && !hasEnded(active.job) ? this.#planner.position(id) : undefined;
  }

  async cancel(id: string): Promise<boolean> {
    const active = this.#active.get(id);
    if (active === undefined || hasEnded(active.job)) return false;
    const wasWaiting = this.#planner.remove(id);
    const stored = active.cancel().then(() => {
      if (wasWaiting) this.#forget(active);
    });
    if (wasWaiting) this.#updates.changed();
    // Cancelled is cancelled, also while the disk is full: then it is stored as soon as that is possible.
    stored.catch(this.#tools.onError);
    await Promise.race([stored, this.#tools.clock.sleep(STORE_PATIENCE_MS)]);
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
    repository.discardReserved();
    this.#planner.restore(repository.pastRuns(PAST_RUNS));
    const open = repository.open().filter(({ job }) => !this.#active.has(job.id));
    const ended = open.filter(({ job }) => hasEnded(job)).map(({ job }) => job);
    const waiting = open.filter(({ job }) => !hasEnded(job) && job.startedAt === undefined);
    const begun = open.filter(({ job }) => !hasEnded(job) && job.startedAt !== undefined);
    // Jobs that were interrupted resume first: while nobody else is in line, it is their turn again.
    begun.sort((a, b) => a.job.startedAt! - b.job.startedAt!);
    const resumed: Job[] = [];
    for (const job of begun) resumed.push(await this.#resume(job));
    const jobs = [...ended, ...resumed, ...waiting.map((job) => this.#enqueue(job))];
    return jobs.sort((a, b) => a.createdAt - b.createdAt);
  }

  async delivered(id: string): Promise<void> {
    this.#tools.repository.delivered(id);
  }

  async retry(id: string): Promise<Job | undefined> {
    const { repository } = this.#tools;
    const past = repository.get(id);
    const isBusy = this.#planner.isRunning(id) || !hasEnded(this.#active.get(id)?.job ?? { state: 'done' });
    if (isBusy || (past?.state !== 'failed' && past?.state !== 'cancelled')) return undefined;
    const { request, user, community, delivery, createdAt } = past;
    const job: Job = { id, request, user, community, delivery, createdAt, state: 'waiting', attempts: 0 };
    repository.update(job);
    const accepted = this.#enqueue({ job });
    for (const listener of this.#retriedListeners) listener({ ...accepted });
    return accepted;
  }

  onRetried(listener: (job: Job) => void): void {
    this.#retriedListeners.push(listener);
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#updates.changed.stop();
    const idle = this.#slots.onIdle();
    const timer = new AbortController();
    const { clock } = this.#tools;
    await Promise.race([idle, clock.sleep(this.#grace * 1000, timer.signal).catch(() => {})]);
    timer.abort();
    for (const active of this.#active.values()) active.interrupt();
    await idle;
  }

  #assertOpen(): void {
    if (this.#closed) {
      throw new AtelierError('shutting_down', said('refusals.stopping'));
    }
  }

  /** Stores the job durably: its place first, then, with its message posted, the job. */
  async #accept(job: Job, { member, post }: SubmitOptions): Promise<void> {
    const { repository, onError } = this.#tools;
    if (!post) return repository.add(job, { ...(member && { member }) });
    const giveUp = hasEnded(job) ? () => {} : this.#planner.reserve(job);
    try {
      repository.add(job, { isReserved: true, ...(member && { member }) });
      try {
        job.delivery = await post({ ...job }, this.#planner.expected(job.request));
        // The queue may have been closed while the message was posted: nobody would take the job up before the next start.
        this.#assertOpen();
        repository.release(job);
      } catch (error) {
        repository.discard(job.id, onError);
        throw error;
      }
    } finally {
      giveUp();
    }
  }

  /** Of stored jobs, those that are active as they are now. */
  #asNow(stored: readonly Job[]): Job[] {
    return stored.map((job) => ({ ...(this.#active.get(job.id)?.job ?? job) }));
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

  /** Puts a stored job in line; returns it as it was then. */
  #enqueue({ job, checkpoint }: OpenJob): Job {
    const accepted = { ...job };
    this.#active.set(job.id, new ActiveJob(job, this.#tools, checkpoint));
    this.#planner.add(job);
    this.#startJobs();
    this.#updates.changed();
    return accepted;
  }

  /** Takes up a job whose run did not end. Only a death after the engine had begun its work counts. */
  async #resume({ job, checkpoint }: OpenJob): Promise<Job> {
    if (job.hasBegun) job.deaths = (job.deaths ?? 0) + 1;
    delete job.hasBegun;
    job.state = 'waiting';
    if ((job.deaths ?? 0) >= MAX_DEATHS) {
      await new ActiveJob(job, this.#tools, checkpoint).end({ type: 'failed', error: POISONOUS });
      return job;
    }
    this.#tools.repository.update(job);
    return this.#enqueue({ job, ...(checkpoint && { checkpoint }) });
  }

  /** Unless it is in line again already. */
  #forget(active: ActiveJob): void {
    if (this.#active.get(active.job.id) === active) this.#active.delete(active.job.id);
  }

  #startJobs(): void {
    while (!this.#closed && this.#slots.pending < this.#slots.concurrency) {
      const id = this.#planner.next();
      if (id === undefined) return;
      const active = this.#active.get(id)!;
      this.#slots
        .add(() => this.#run(active))
        .catch(this.#tools.onError)
        .finally(() => this.#startJobs());
    }
  }

  async #run(active: ActiveJob): Promise<void> {
    const { id } = active.job;
    active.events.keep(queued({ position: 1, seconds: 0 }));
    this.#planner.started(active.job);
    const last = await active.run(({ secondsLeft }) => this.#planner.expect(id, secondsLeft));
    const seconds = this.#planner.ended(id, last?.type === 'done');
    // The slot is kept until the end is stored: nothing new starts while the disk is full.
    if (last !== undefined) await active.end(last, seconds);
    if (hasEnded(active.job)) this.#forget(active);
    this.#updates.changed();
  }

  /** The last event of a job that has ended, or that never was. */
  #pastEvents(id: string): JobEvents {
    const events = new JobEvents(this.#tools.onError);
    const job = this.#tools.repository.get(id);
    events.keep((job && endOf(job)) ?? { type: 'failed', error: LOST });
    return events;
  }
}
