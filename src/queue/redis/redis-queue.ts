/**
 * The queue of many machines: bots submit and follow jobs through this class, workers (`redis-worker.ts`) take and run them.
 *
 * Jobs and the line live in Redis (lua/). Whose turn it is is decided by the same planner as in the embedded queue, from a
 * snapshot, by the worker that is about to run a job; Redis accepts the decision only if nothing was started or ended since.
 *
 * BullMQ does not carry the queue's state. Its part is twofold: it wakes an idle worker at once, and it leases that wake-up, so
 * that the work of a worker that dies is offered to another (`tickets.ts`). A look into BullMQ shows wake-ups, not jobs. The
 * price of the rest: a decision reads the whole line, some 200 bytes a job, which suits lines of hundreds to thousands.
 */
import { randomUUID } from 'node:crypto';
import { AtelierError, toAtelierError } from '../../domain/errors.js';
import type { DoneEvent } from '../../domain/event.js';
import { defaultsOf } from '../../domain/field.js';
import { decodeJob, encodeJob, hasEnded, type Job, type NewJob } from '../../domain/job.js';
import { framesOf } from '../../domain/motion.js';
import type { StyleRequest } from '../../domain/request.js';
import { type Clock, systemClock } from '../../lib/clock.js';
import { said } from '../../words/said.js';
import { LOST } from '../job-execution.js';
import type {
  JobListener,
  JobQueue,
  MemberLimits,
  QueueOverview,
  QueuePosition,
  SubmitOptions,
} from '../queue.js';
import {
  LIMITS,
  memberHadEnough,
  memberIsBusy,
  type QueueLimits,
  type Requester,
} from '../scheduling/limits.js';
import type { BlobStore } from '../storage/blobs.js';
import type { KeyValueStore } from '../storage/local-key-value.js';
import { type Limit, RedisJobRepository } from './job-repository.js';
import { QueueSnapshots } from './queue-snapshot.js';
import type { RedisConnection } from './redis-connection.js';
import { Subscriptions } from './subscriptions.js';
import { Tickets } from './tickets.js';

export interface RedisQueueOptions {
  /** Open; its patience is how long a person waits to hear that the queue is unreachable. */
  connection: RedisConnection;
  blobs: BlobStore;
  /** Name of this bot: the same after a restart, and no other bot's. `recover` brings back the jobs submitted under it. */
  bot: string;
  /** Keeps, over a restart, which jobs have to be taken back because their submission was reported as failed. */
  withdrawn?: KeyValueStore;
  /** Keeps, over a restart, the jobs whose messages do not show their end: Redis may lose them, the chat does not. */
  accepted?: KeyValueStore;
  /** The same for all processes on one server. */
  limits?: Partial<QueueLimits>;
  /** Whether the stored picture of the same request is offered instead of painting it again. Default true. */
  reuse?: boolean;
  /** How long ended jobs are kept, days. Default 30. */
  retentionDays?: number;
  /** How long a worker may be silent before its engines do not count any more, s. Default 15. */
  lease?: number;
  /** Shortest time between two rounds of events about places in line, ms. Default 1000: chats allow about one edit a second. */
  announceEvery?: number;
  /** How often the jobs that somebody follows are compared with what Redis knows, ms. Default a minute. */
  reconcileEvery?: number;
  /** Default the system's. */
  clock?: Clock;
  /** Called for listeners that throw. Default console.error. */
  onError?: (error: unknown) => void;
}

const NO_MEMBER_LIMITS = { perMember: 0, perDay: 0 };

/** Tries to reserve a place: each time that a job starts between the refusal and the look at the line. */
const MAX_RESERVES = 5;

export class RedisQueue implements JobQueue {
  readonly #options: RedisQueueOptions;
  readonly #limits: QueueLimits;
  readonly #clock: Clock;
  readonly #onError: (error: unknown) => void;
  readonly #repository: RedisJobRepository;
  readonly #snapshots: QueueSnapshots;
  readonly #tickets: Tickets;
  readonly #subscriptions: Subscriptions;
  readonly #reconciling: NodeJS.Timeout;
  #isClosed = false;

  constructor(options: RedisQueueOptions) {
    const { connection, retentionDays = 30, lease = 15, announceEvery = 1000 } = options;
    const { clock = systemClock, onError = console.error, reconcileEvery = 60_000 } = options;
    this.#options = options;
    this.#clock = clock;
    this.#onError = onError;
    this.#limits = { ...defaultsOf(LIMITS), ...options.limits };
    const retention = retentionDays * 24 * 60 * 60;
    this.#repository = new RedisJobRepository({ connection, clock, retention, onError });
    this.#snapshots = new QueueSnapshots({ connection, clock, limits: this.#limits, lease: lease * 1000 });
    this.#tickets = new Tickets(connection);
    const parts = { connection, repository: this.#repository, snapshots: this.#snapshots };
    this.#subscriptions = new Subscriptions({ ...parts, announceEvery, onError });
    const reconcile = () => this.#subscriptions.reconcile().catch(() => {}); // while Redis is unavailable nothing is known
    this.#reconciling = setInterval(reconcile, reconcileEvery).unref();
  }

  async submit(newJob: NewJob, options: SubmitOptions = {}): Promise<Job> {
    this.#assertOpen();
    const result = await this.#storedResult(newJob.request);
    this.#assertOpen();
    const now = this.#clock.now();
    const job: Job = { ...newJob, id: randomUUID(), state: 'waiting', createdAt: now, attempts: 0 };
    if (result !== undefined) Object.assign(job, { state: 'done', finishedAt: now, result });
    await this.#reserve(job, options);
    job.delivery = await this.#post(job, options);
    await this.#release(job);
    this.#remember(job);
    // The job is accepted; should this fail, workers notice within seconds that it has no ticket.
    if (result === undefined) await this.#tickets.issue().catch(this.#onError);
    return job;
  }

  async assertRoom(requester: Requester, member: MemberLimits = NO_MEMBER_LIMITS): Promise<void> {
    this.#assertOpen();
    const limit = await this.#repository.limitFor(requester, this.#options.bot, this.#limits, member);
    if (limit !== undefined) await this.#assertRoom(requester, limit, member);
  }

  async get(id: string): Promise<Job | undefined> {
    return (await this.#repository.get(id))?.job;
  }

  /** Of all bots. */
  list(most: number): Promise<Job[]> {
    return this.#repository.list(most);
  }

  byUser(user: string, most: number): Promise<Job[]> {
    return this.#repository.byUser(user, most);
  }

  async overview(user: string): Promise<QueueOverview> {
    const { waiting, running, own, planner } = await this.#snapshots.overview(user);
    const jobs = (await this.#repository.byIds(own)).sort((a, b) => b.createdAt - a.createdAt);
    const placed = jobs.flatMap((job) => {
      const position = hasEnded(job) ? undefined : planner.position(job.id);
      return position ? [{ job, position }] : [];
    });
    return { waiting, running, own: placed };
  }

  async position(id: string): Promise<QueuePosition | undefined> {
    const position = (await this.#snapshots.planner()).position(id);
    // A job that was cancelled has its engine until that has stopped.
    if (position?.position === 0 && hasEnded((await this.get(id)) ?? { state: 'failed' })) return undefined;
    return position;
  }

  cancel(id: string): Promise<boolean> {
    return this.#repository.cancel(id);
  }

  subscribe(id: string, listener: JobListener): () => void {
    return this.#subscriptions.subscribe(id, listener);
  }

  /** The jobs of this bot. Workers have continued them meanwhile. */
  async recover(): Promise<Job[]> {
    for (const { key } of this.#options.withdrawn?.all() ?? []) await this.#withdraw(key);
    const open = await this.#repository.open(this.#options.bot);
    const jobs = [...open, ...(await this.#lostJobs(open))].sort((a, b) => a.createdAt - b.createdAt);
    await Promise.all(jobs.map((job) => this.#subscriptions.preload(job)));
    return jobs;
  }

  async delivered(id: string): Promise<void> {
    await this.#repository.delivered(id, this.#options.bot);
    this.#options.accepted?.delete(id);
  }

  async retry(id: string): Promise<Job | undefined> {
    const past = await this.get(id);
    if (past?.state !== 'failed' && past?.state !== 'cancelled') return undefined;
    const { request, user, community, delivery, createdAt } = past;
    const job: Job = { id, request, user, community, delivery, createdAt, state: 'waiting', attempts: 0 };
    if (!(await this.#repository.retry(job))) return undefined;
    await this.#tickets.issue().catch(this.#onError);
    return job;
  }

  /** Jobs of this bot, retried by any process. */
  onRetried(listener: (job: Job) => void): void {
    const { connection, bot } = this.#options;
    const onRetried = async (id: string) => {
      const job = await this.get(id);
      if (job === undefined || this.#isClosed) return;
      this.#remember(job);
      listener(job);
    };
    connection
      .listen(connection.key('retried', bot), (id) => {
        onRetried(id.toString()).catch(this.#onError);
      })
      .catch(this.#onError);
  }

  /** No new jobs, no more events. Those that run do so on workers. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearInterval(this.#reconciling);
    this.#subscriptions.close();
    await this.#tickets.close();
  }

  #assertOpen(): void {
    if (this.#isClosed) throw new AtelierError('shutting_down', said('refusals.stopping'));
  }

  async #reserve(job: Job, { member = NO_MEMBER_LIMITS }: SubmitOptions): Promise<void> {
    for (let attempt = 0; attempt < MAX_RESERVES; attempt++) {
      const limit = await this.#askForPlace(job, member);
      if (limit === undefined) return;
      await this.#assertRoom(job, limit, member);
      // There is room after all: a job has started in the meantime.
    }
    throw new AtelierError('queue_full', said('refusals.queueFullNow'));
  }

  /** A place that was reserved without an answer is given up as soon as the server is back; at the latest it runs out. */
  async #askForPlace(job: Job, member: MemberLimits): Promise<Limit | undefined> {
    try {
      return await this.#repository.reserve(job, this.#options.bot, this.#limits, member);
    } catch (error) {
      if (toAtelierError(error).code === 'queue_unreachable')
        this.#options.connection.onceBack(() => this.#repository.discard(job));
      throw error;
    }
  }

  /** Throws in words that say when to come back. */
  async #assertRoom(job: Requester, limit: Limit, { perMember, perDay }: MemberLimits) {
    if (limit.of === 'member') throw memberIsBusy(perMember);
    if (limit.of === 'day') throw memberHadEnough(perDay, limit.oldest, this.#clock.now());
    (await this.#snapshots.planner()).assertRoom(job);
  }

  async #post(job: Job, { post }: SubmitOptions): Promise<string> {
    try {
      if (!post) return job.delivery;
      // Only moving pictures show an expected time before they start: the plan is read for them alone.
      const planner = framesOf(job.request) > 1 ? await this.#snapshots.planner() : undefined;
      return await post({ ...job }, planner?.expected(job.request));
    } catch (error) {
      // A place that cannot be given up now is given up by itself.
      await this.#repository.discard(job).catch(this.#onError);
      throw error;
    }
  }

  /**
   * A release that was sent but not answered may have arrived. The requester sees that the job was not accepted, so it must not
   * be painted: it is withdrawn as soon as the server is back, by the next process if need be.
   */
  async #release(job: Job): Promise<void> {
    try {
      if (await this.#repository.release(job, this.#options.bot)) return;
    } catch (error) {
      if (toAtelierError(error).code !== 'queue_unreachable') throw error;
      this.#options.withdrawn?.put(job.id, job.createdAt);
      this.#options.connection.onceBack(() => this.#withdraw(job.id));
      throw error;
    }
    throw new AtelierError('queue_unreachable', said('refusals.tooLate'));
  }

  async #withdraw(id: string): Promise<void> {
    const job = (await this.#repository.get(id))?.job;
    await this.#repository.cancel(id);
    if (job) await this.#repository.discard(job);
    await this.delivered(id);
    this.#options.withdrawn?.delete(id);
  }

  /** What is lost with it is noticed only if Redis loses the job as well. */
  #remember(job: Job): void {
    try {
      this.#options.accepted?.put(job.id, encodeJob(job));
    } catch (error) {
      this.#onError(error);
    }
  }

  /** Jobs whose messages wait for an end that Redis does not know of: FLUSHALL, or a lost last second. */
  async #lostJobs(open: readonly Job[]): Promise<Job[]> {
    const { accepted } = this.#options;
    const known = new Set(open.map(({ id }) => id));
    const unknown = (accepted?.all() ?? []).filter(({ key }) => !known.has(key));
    const missing = new Set(await this.#repository.missing(unknown.map(({ key }) => key)));
    for (const { key } of unknown) if (!missing.has(key)) accepted?.delete(key); // delivered
    return unknown
      .filter(({ key }) => missing.has(key))
      .map(({ value }) => ({
        ...decodeJob(value as string),
        state: 'failed',
        finishedAt: this.#clock.now(),
        error: LOST,
      }));
  }

  /** The picture that the same request has led to, if it is still there. */
  async #storedResult(request: StyleRequest): Promise<DoneEvent | undefined> {
    const { reuse = true, blobs } = this.#options;
    const result = reuse ? await this.#repository.resultFor(request) : undefined;
    return (
      result &&
      blobs.get(result.picture).then(
        () => result,
        () => undefined,
      )
    );
  }
}
