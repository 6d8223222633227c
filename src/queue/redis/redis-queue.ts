/**
 * The queue of many machines: bots put jobs in and hear of them through this class, workers (`redis-worker.ts`) take and paint them.
 *
 * Jobs and the line live in Redis (`scripts.ts`). Whose turn it is is decided by the same planner as in the embedded queue,
 * from the whole state as it is at that moment, by whoever is about to run a job; Redis accepts the decision only if nothing
 * has been started or ended since. BullMQ hands out the turns, watches over who has one, and passes them on when somebody
 * dies (`tickets.ts`).
 *
 * The price: a decision reads the whole line, some 200 bytes a job, which suits lines of hundreds to thousands; and a look
 * into BullMQ shows turns, not jobs. What is gained: order, limits and expectations are those of one program, tested
 * once, and no job is ever moved about between BullMQ's lists because somebody else's has ended.
 */
import { randomUUID } from 'node:crypto';
import { AtelierError, toAtelierError } from '../../domain/errors.js';
import type { DoneEvent } from '../../domain/event.js';
import { defaultsOf } from '../../domain/field.js';
import type { Job, NewJob } from '../../domain/job.js';
import type { StyleRequest } from '../../domain/request.js';
import type { JobListener, JobQueue, QueuePosition } from '../queue.js';
import { LIMITS, type QueueLimits } from '../scheduling/limits.js';
import type { BlobStore } from '../storage/blobs.js';
import type { KeyValueStore } from '../storage/local-key-value.js';
import { RedisJobRepository } from './job-repository.js';
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
  /** Keeps, over a restart, which jobs have to be taken back because their chat was told that they were not accepted. */
  withdrawn?: KeyValueStore;
  /** The same for all processes on one server. */
  limits?: Partial<QueueLimits>;
  /** Whether the stored picture of the same request is offered instead of painting it again. Default true. */
  reuse?: boolean;
  /** How long ended jobs are kept, days. Default 30. */
  retentionDays?: number;
  /** How long a worker may be silent before its engines do not count any more, s. Default 15. */
  lease?: number;
  /** Shortest time between two rounds of news about places in line, ms. Default 1000: chats allow about one edit a second. */
  announceEvery?: number;
  /** Milliseconds since the epoch. Default Date.now. */
  now?: () => number;
  /** Hears of listeners that throw. Default console.error. */
  onError?: (error: unknown) => void;
}

export class RedisQueue implements JobQueue {
  readonly #options: RedisQueueOptions;
  readonly #limits: QueueLimits;
  readonly #now: () => number;
  readonly #onError: (error: unknown) => void;
  readonly #store: RedisJobRepository;
  readonly #snapshots: QueueSnapshots;
  readonly #tickets: Tickets;
  readonly #subscriptions: Subscriptions;
  #isClosed = false;

  constructor(options: RedisQueueOptions) {
    const { connection, retentionDays = 30, lease = 15, announceEvery = 1000 } = options;
    const { now = Date.now, onError = console.error } = options;
    this.#options = options;
    this.#now = now;
    this.#onError = onError;
    this.#limits = { ...defaultsOf(LIMITS), ...options.limits };
    this.#store = new RedisJobRepository({ connection, now, retention: retentionDays * 24 * 60 * 60 });
    this.#snapshots = new QueueSnapshots({ connection, now, limits: this.#limits, lease: lease * 1000 });
    this.#tickets = new Tickets(connection);
    const parts = { connection, store: this.#store, snapshots: this.#snapshots };
    this.#subscriptions = new Subscriptions({ ...parts, announceEvery, onError });
  }

  async submit(newJob: NewJob): Promise<Job> {
    this.#assertOpen();
    const result = await this.#storedResult(newJob.request);
    this.#assertOpen();
    const { bot } = this.#options;
    const now = this.#now();
    const job: Job = { ...newJob, id: randomUUID(), state: 'waiting', createdAt: now, attempts: 0 };
    if (result !== undefined) {
      const done: Job = { ...job, state: 'done', finishedAt: now, result };
      await this.#store.record(done, bot);
      return done;
    }
    await this.#enter(job);
    // The job is accepted; should this fail, workers notice within seconds that it has no ticket.
    await this.#tickets.issue().catch(this.#onError);
    return job;
  }

  async get(id: string): Promise<Job | undefined> {
    return (await this.#store.get(id))?.job;
  }

  /** Of all bots. */
  async list(most: number): Promise<Job[]> {
    return this.#store.list(most);
  }

  async byUser(user: string, most: number): Promise<Job[]> {
    return this.#store.byUser(user, most);
  }

  async position(id: string): Promise<QueuePosition | undefined> {
    return (await this.#snapshots.planner()).position(id);
  }

  async cancel(id: string): Promise<boolean> {
    return (await this.#store.cancel(id)) !== 'late';
  }

  subscribe(id: string, listener: JobListener): () => void {
    return this.#subscriptions.follow(id, listener);
  }

  /** The jobs of this bot. Workers have gone on with them meanwhile. */
  async recover(): Promise<Job[]> {
    for (const { key } of this.#options.withdrawn?.all() ?? []) await this.#withdraw(key);
    const jobs = await this.#store.open(this.#options.bot);
    await Promise.all(jobs.map((job) => this.#subscriptions.expect(job)));
    return jobs;
  }

  async delivered(id: string): Promise<void> {
    await this.#store.delivered(id, this.#options.bot);
  }

  async retry(id: string): Promise<Job | undefined> {
    const past = await this.get(id);
    if (past?.state !== 'failed' && past?.state !== 'cancelled') return undefined;
    const { request, user, community, delivery, createdAt } = past;
    const job: Job = { id, request, user, community, delivery, createdAt, state: 'waiting', attempts: 0 };
    if (!(await this.#store.retry(job))) return undefined;
    await this.#tickets.issue().catch(this.#onError);
    return job;
  }

  /** No new jobs, no more news. Those that run do so on workers. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#subscriptions.close();
    await this.#tickets.close();
  }

  #assertOpen(): void {
    if (this.#isClosed)
      throw new AtelierError('shutting_down', 'the queue is being stopped; try again in a minute');
  }

  async #enter(job: Job): Promise<void> {
    for (;;) {
      const limit = await this.#withdrawIfLost(job, () =>
        this.#store.submit(job, this.#options.bot, this.#limits),
      );
      if (limit === undefined) return;
      (await this.#snapshots.planner()).assertRoom(job);
      // There is room after all: a job has started in the meantime.
    }
  }

  /**
   * A submission that was sent but not answered may have been accepted. Its chat is told that it was not, so it must not be
   * painted: it is withdrawn as soon as the server is back, by the next process if need be.
   */
  async #withdrawIfLost<T>(job: Job, submit: () => Promise<T>): Promise<T> {
    try {
      return await submit();
    } catch (error) {
      if (toAtelierError(error).code !== 'queue_unreachable') throw error;
      this.#options.withdrawn?.put(job.id, job.createdAt);
      this.#options.connection.onceBack(() => this.#withdraw(job.id));
      throw error;
    }
  }

  async #withdraw(id: string): Promise<void> {
    await this.#store.cancel(id);
    await this.delivered(id);
    this.#options.withdrawn?.delete(id);
  }

  /** The picture that the same request has led to, if it is still there. */
  async #storedResult(request: StyleRequest): Promise<DoneEvent | undefined> {
    const { reuse = true, blobs } = this.#options;
    const result = reuse ? await this.#store.resultFor(request) : undefined;
    return (
      result &&
      blobs.get(result.picture).then(
        () => result,
        () => undefined,
      )
    );
  }
}
