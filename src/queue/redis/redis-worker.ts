/**
 * A worker: gets tickets, takes the job whose turn it is for each, and runs it. Any number of them on any machines. One that
 * dies or is cut off from the server loses its jobs to the others, which go on from the last checkpoint.
 */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ErrorValue } from '../../domain/errors.js';
import { defaultsOf } from '../../domain/field.js';
import type { JobTools } from '../job-execution.js';
import { LIMITS, type QueueLimits } from '../scheduling/limits.js';
import { RedisJobRepository } from './job-repository.js';
import { Run } from './job-run.js';
import { QueueSnapshots, workerName } from './queue-snapshot.js';
import type { RedisConnection } from './redis-connection.js';
import { Tickets, workTickets } from './tickets.js';

export interface WorkerOptions extends JobTools {
  /** Open; waits for the server without limit. */
  connection: RedisConnection;
  /** Jobs that run at once: the number of engine processes. Default 1. */
  concurrency?: number;
  /** The same for all processes on one server. */
  limits?: Partial<QueueLimits>;
  /** How long ended jobs are kept, days. Default 30. */
  retentionDays?: number;
  /** After so long without a sign of life the jobs of a worker go to others, s. Default 15. */
  lease?: number;
  /** Time that running jobs get to finish when the worker is closed, s. Default 0. */
  grace?: number;
  /** Milliseconds since the epoch. Default Date.now. */
  now?: () => number;
  onError?: (error: unknown) => void;
}

export interface RedisWorker {
  /** No new jobs; running ones get a time to finish, and then go on elsewhere from their last checkpoint. */
  close(): Promise<void>;
}

/** So many workers in a row may die under a job. */
const MAX_DEATHS = 2;

const POISONOUS: ErrorValue = {
  code: 'engine_crashed',
  message: `${MAX_DEATHS} workers stopped while they painted this, so it is not tried again; ask for a smaller size`,
};

/** How long a close waits for a server that is away, ms. After that the lease decides. */
const FAREWELL_MS = 5000;

/** How long BullMQ is waited for at the end, ms. It never ends while one of its connections is being renewed. */
const BULLMQ_MS = 1000;

/** Lets a worker take jobs from now on. */
export async function createWorker(options: WorkerOptions): Promise<RedisWorker> {
  const worker = new ActiveWorker(options);
  await worker.start();
  return worker;
}

class ActiveWorker implements RedisWorker {
  readonly #options: Required<Omit<WorkerOptions, 'limits'>>;
  readonly #name: string;
  readonly #store: RedisJobRepository;
  readonly #snapshots: QueueSnapshots;
  readonly #tickets: Tickets;
  readonly #works = new Set<Promise<void>>();
  readonly #runs = new Set<Run>();
  readonly #ending = new AbortController();
  #stopWorking = async () => {};
  #closed: Promise<void> | undefined;

  constructor({ limits, ...rest }: WorkerOptions) {
    const defaults = {
      concurrency: 1,
      retentionDays: 30,
      lease: 15,
      grace: 0,
      now: Date.now,
      onError: console.error,
    };
    this.#options = { ...defaults, ...rest };
    const { connection, concurrency, retentionDays, lease, now } = this.#options;
    this.#name = workerName(`${hostname()} ${randomUUID()}`, concurrency);
    this.#store = new RedisJobRepository({ connection, now, retention: retentionDays * 24 * 60 * 60 });
    const everything = { ...defaultsOf(LIMITS), ...limits };
    this.#snapshots = new QueueSnapshots({ connection, now, limits: everything, lease: lease * 1000 });
    this.#tickets = new Tickets(connection);
  }

  async start(): Promise<void> {
    const { connection, concurrency, lease, onError } = this.#options;
    await this.#beat();
    void this.#keepBeating();
    await connection.listen(connection.key('stop'), (id) => this.#cancel(id.toString()));
    const onTicket = async (ticket: string) => {
      const work = this.#work(ticket);
      this.#works.add(work);
      await work.finally(() => this.#works.delete(work));
    };
    this.#stopWorking = workTickets({ connection, concurrency, lease: lease * 1000, onTicket, onError });
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    const { connection, grace } = this.#options;
    const isStopped = this.#stopWorking();
    await within(this.#idle(), grace * 1000);
    for (const run of this.#runs) run.stop('interrupted');
    this.#ending.abort();
    // The engine is this process's own: it is waited for whatever becomes of the server.
    await Promise.all([...this.#runs].map((run) => run.engineStopped()));
    const farewell = this.#idle().then(() => this.#store.gone(this.#name));
    await within(farewell, FAREWELL_MS);
    await within(isStopped, BULLMQ_MS);
    await this.#tickets.close();
    connection.unlisten(connection.key('stop'));
  }

  /** Resolves once no ticket is being worked on. */
  async #idle(): Promise<void> {
    await Promise.allSettled(this.#works);
  }

  async #keepBeating(): Promise<void> {
    const { lease, onError } = this.#options;
    const { signal } = this.#ending;
    for (;;) {
      await sleep((lease * 1000) / 3, undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      await this.#beat().catch(onError);
    }
  }

  /** A sign of life, and a look after what dead ones have left: turns that nobody takes, and jobs without a ticket. */
  async #beat(): Promise<void> {
    const { waiting, turns } = await this.#store.alive(this.#name);
    for (const [ticket, turn] of Object.entries(turns)) {
      if (!(await this.#tickets.isHeld(ticket))) await this.#abandon(ticket, turn);
    }
    if (waiting > 0 && (await this.#tickets.waiting()) === 0) {
      await this.#tickets.issue(Math.min(waiting, this.#options.concurrency));
    }
  }

  async #work(ticket: string): Promise<void> {
    // A ticket that comes back still has the job of the worker that has died.
    await this.#abandon(ticket);
    const run = await this.#take(ticket);
    if (run === undefined) return;
    this.#runs.add(run);
    if (this.#ending.signal.aborted) run.stop('interrupted');
    try {
      await run.toEnd();
    } finally {
      this.#runs.delete(run);
    }
    await this.#tickets.issue();
  }

  /** Takes the job whose turn it is. */
  async #take(ticket: string): Promise<Run | undefined> {
    const { engine, blobs, now, onError } = this.#options;
    const store = this.#store;
    for (;;) {
      const { job, version } = await this.#snapshots.next();
      if (job === undefined || this.#closed) return undefined;
      const key = { id: job.id, run: randomUUID() };
      // Another worker was faster: whose turn it is now is another question.
      if (!(await store.take(key, ticket, job, version))) continue;
      const stored = await store.get(job.id);
      if (stored === undefined) throw new Error(`job ${job.id} has gone from Redis; is its memory limited?`);
      const run = new Run(key, stored, { engine, blobs, store, now, onError });
      if (stored.isCancelled) run.stop('cancelled');
      return run;
    }
  }

  async #abandon(ticket: string, turn?: string): Promise<void> {
    const checkpoint = await this.#store.abandon(ticket, MAX_DEATHS, POISONOUS, turn);
    if (checkpoint !== undefined) await this.#options.blobs.delete(checkpoint).catch(this.#options.onError);
  }

  #cancel(id: string): void {
    for (const run of this.#runs) if (run.key.id === id) run.stop('cancelled');
  }
}

/** Resolves with the promise, or when the time is over. */
async function within(promise: Promise<unknown>, ms: number): Promise<void> {
  const timer = new AbortController();
  await Promise.race([promise, sleep(ms, undefined, { signal: timer.signal }).catch(() => {})]);
  timer.abort();
}
