/**
 * A worker: for each ticket that BullMQ gives it, it takes the job whose turn it is and runs it. Any number of them on any
 * machines. One that dies or is cut off from the server loses its jobs to the others, which resume from the last checkpoint.
 */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { errorToValue } from '../../domain/errors.js';
import { defaultsOf } from '../../domain/field.js';
import { type Clock, systemClock } from '../../lib/clock.js';
import { type JobTools, MAX_DEATHS, POISONOUS } from '../job-execution.js';
import { LIMITS, type QueueLimits } from '../scheduling/limits.js';
import { RedisJobRepository, type RunKey, type StoredJob } from './job-repository.js';
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
  /** Default the system's. */
  clock?: Clock;
  onError?: (error: unknown) => void;
}

export interface RedisWorker {
  /** No new jobs; running ones get a time to finish, and then resume on another worker from their last checkpoint. */
  close(): Promise<void>;
}

/** Tries to take a job for one ticket: others may be faster so often. After that the next beat issues a ticket where one lacks. */
const MAX_TAKES = 20;

/** How long a close waits for an unavailable server, ms. After that the lease decides. */
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
  readonly #repository: RedisJobRepository;
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
      clock: systemClock,
      onError: console.error,
    };
    this.#options = { ...defaults, ...rest };
    const { connection, concurrency, retentionDays, lease, clock, onError } = this.#options;
    this.#name = workerName(`${hostname()} ${randomUUID()}`, concurrency);
    this.#repository = new RedisJobRepository({
      connection,
      clock,
      onError,
      retention: retentionDays * 24 * 60 * 60,
    });
    const everything = { ...defaultsOf(LIMITS), ...limits };
    this.#snapshots = new QueueSnapshots({ connection, clock, limits: everything, lease: lease * 1000 });
    this.#tickets = new Tickets(connection);
  }

  async start(): Promise<void> {
    const { connection, concurrency, lease, onError } = this.#options;
    await this.#beat();
    this.#keepBeating().catch(onError);
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
    await this.#within(this.#idle(), grace * 1000);
    for (const run of this.#runs) run.stop('interrupted');
    this.#ending.abort();
    // The engine is this process's own: it is waited for whatever becomes of the server.
    await Promise.all([...this.#runs].map((run) => run.engineStopped()));
    const farewell = this.#idle().then(() => this.#repository.removeWorker(this.#name));
    await this.#within(farewell, FAREWELL_MS);
    await this.#within(isStopped, BULLMQ_MS);
    await this.#tickets.close();
    connection.unlisten(connection.key('stop'));
  }

  /** Resolves once no ticket is being worked on. */
  async #idle(): Promise<void> {
    await Promise.allSettled(this.#works);
  }

  async #keepBeating(): Promise<void> {
    const { lease, clock, onError } = this.#options;
    const { signal } = this.#ending;
    for (;;) {
      await clock.sleep((lease * 1000) / 3, signal).catch(() => {});
      if (signal.aborted) return;
      await this.#beat().catch(onError);
    }
  }

  /** A sign of life, and a look after what dead processes have left: turns that nobody takes, jobs without a ticket, reservations. */
  async #beat(): Promise<void> {
    const { waiting, turns, expired } = await this.#repository.alive(this.#name);
    for (const [ticket, turn] of turns) {
      if (!(await this.#tickets.isHeld(ticket))) await this.#abandon(ticket, turn);
    }
    for (const plan of expired) await this.#repository.discard(JSON.parse(plan), plan);
    if (waiting > 0 && (await this.#tickets.waiting()) === 0) {
      await this.#tickets.issue(Math.min(waiting, this.#options.concurrency));
    }
  }

  async #work(ticket: string): Promise<void> {
    // A ticket that comes back still has the job of the worker that has died.
    const turn = await this.#repository.turnOf(ticket);
    if (turn !== undefined) await this.#abandon(ticket, turn);
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

  /** Takes the job whose turn it is, if one may run. */
  async #take(ticket: string): Promise<Run | undefined> {
    const { engine, blobs, clock, onError } = this.#options;
    const repository = this.#repository;
    for (let take = 0; take < MAX_TAKES; take++) {
      const { next, version } = await this.#snapshots.next();
      if (next === undefined || this.#closed) return undefined;
      const key = { job: next.job, run: randomUUID() };
      // Another worker was faster, or the line named a job that is lost: whose turn it is now is another question.
      if ((await repository.take(key, ticket, next, version)) !== 'taken') continue;
      const stored = await this.#read(key);
      if (stored) return new Run(key, stored, { engine, blobs, repository, clock, onError });
    }
    return undefined;
  }

  /** A job that was taken and cannot be read fails; one that is lost is left to the next beat. */
  async #read(key: RunKey): Promise<StoredJob | undefined> {
    try {
      return await this.#repository.get(key.job.id);
    } catch (error) {
      this.#options.onError(error);
      await this.#repository.fail(key, errorToValue(error));
      return undefined;
    }
  }

  async #abandon(ticket: string, turn: string): Promise<void> {
    const checkpoint = await this.#repository.abandon(ticket, turn, MAX_DEATHS, POISONOUS);
    if (checkpoint !== undefined) await this.#options.blobs.delete(checkpoint).catch(this.#options.onError);
  }

  #cancel(id: string): void {
    for (const run of this.#runs) if (run.key.job.id === id) run.stop('cancelled');
  }

  /** Resolves with the promise, or when the time is over. */
  async #within(promise: Promise<unknown>, ms: number): Promise<void> {
    const timer = new AbortController();
    await Promise.race([promise, this.#options.clock.sleep(ms, timer.signal).catch(() => {})]);
    timer.abort();
  }
}
