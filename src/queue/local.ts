/**
 * The embedded queue: everything in this process. `Planner` decides whose turn it is, p-queue bounds how many run at once.
 *
 * p-queue is given neither a signal nor a timeout: it would free the slot while the engine is still working, and two runs
 * would overlap. The task hands the signal to the engine itself and settles only once the engine has stopped.
 */
import { randomUUID } from 'node:crypto';
import PQueue from 'p-queue';
import { AtelierError } from '../domain/errors.js';
import type { EngineEvent, QueuedEvent } from '../domain/event.js';
import { defaultsOf } from '../domain/field.js';
import type { Job, NewJob } from '../domain/job.js';
import { Feed } from './feed.js';
import { LIMITS, type QueueLimits } from './limits.js';
import { Planner } from './planner.js';
import type { JobListener, JobQueue, QueuePosition } from './queue.js';
import { type JobTools, type LastEvent, runJob } from './run-job.js';
import { type Throttled, throttle } from './throttle.js';

export interface LocalQueueOptions extends JobTools {
  /** Jobs that run at once: the number of engine processes. Default 1. */
  concurrency?: number;
  limits?: Partial<QueueLimits>;
  /** Ended jobs that are remembered. Default 1000. */
  keepEnded?: number;
  /** Shortest time between two rounds of news about places in line, ms. Default 1000: chats allow about one edit a second. */
  announceEvery?: number;
  /** Milliseconds since the epoch. Default Date.now. */
  now?: () => number;
  /** Hears of listeners that throw. Default console.error. */
  onError?: (error: unknown) => void;
}

interface Entry {
  job: Job;
  feed: Feed;
  stop: AbortController;
  /** Place in line that listeners were told last. */
  toldPosition?: number;
}

export class LocalQueue implements JobQueue {
  readonly #tools: JobTools;
  readonly #keepEnded: number;
  readonly #now: () => number;
  readonly #onError: (error: unknown) => void;
  readonly #slots: PQueue;
  readonly #planner: Planner;
  readonly #entries = new Map<string, Entry>();
  /** Ids of ended jobs, oldest first. */
  readonly #ended = new Set<string>();
  readonly #announce: Throttled;
  #closing = false;

  constructor(options: LocalQueueOptions) {
    const {
      engine,
      blobs,
      concurrency = 1,
      keepEnded = 1000,
      announceEvery = 1000,
      now = Date.now,
    } = options;
    this.#tools = { engine, blobs };
    this.#keepEnded = keepEnded;
    this.#now = now;
    this.#onError = options.onError ?? console.error;
    this.#slots = new PQueue({ concurrency });
    const limits = { ...defaultsOf(LIMITS), ...options.limits };
    this.#planner = new Planner({ engines: concurrency, limits, now });
    this.#announce = throttle(() => this.#announcePlaces(), announceEvery);
  }

  async submit(newJob: NewJob): Promise<Job> {
    if (this.#closing) {
      throw new AtelierError('shutting_down', 'the queue is being stopped; try again in a minute');
    }
    this.#planner.assertRoom(newJob);
    const job: Job = { ...newJob, id: randomUUID(), state: 'waiting', createdAt: this.#now(), attempts: 0 };
    this.#entries.set(job.id, { job, feed: new Feed(this.#onError), stop: new AbortController() });
    this.#planner.add(job);
    const accepted = { ...job };
    this.#startJobs();
    this.#announce();
    return accepted;
  }

  async get(id: string): Promise<Job | undefined> {
    const entry = this.#entries.get(id);
    return entry && { ...entry.job };
  }

  async position(id: string): Promise<QueuePosition | undefined> {
    return this.#planner.position(id);
  }

  async cancel(id: string): Promise<boolean> {
    const entry = this.#entries.get(id);
    if (entry === undefined || this.#ended.has(id)) return false;
    entry.stop.abort();
    if (this.#planner.remove(id)) {
      this.#end(entry, { type: 'cancelled' });
      this.#announce();
    }
    return true;
  }

  subscribe(id: string, listener: JobListener): () => void {
    const entry = this.#entries.get(id);
    if (entry === undefined) {
      const unknown = new Feed(this.#onError);
      unknown.keep({
        type: 'failed',
        error: { code: 'not_found', message: 'there is no such job (any more)' },
      });
      return unknown.subscribe(listener);
    }
    if (entry.job.state === 'waiting') {
      const place = this.#planner.position(id)!;
      entry.toldPosition = place.position;
      entry.feed.keep(queued(place));
    }
    return entry.feed.subscribe(listener);
  }

  async close(): Promise<void> {
    this.#closing = true;
    await Promise.all([...this.#entries.keys()].map((id) => this.cancel(id)));
    await this.#slots.onIdle();
    this.#announce.stop();
  }

  #startJobs(): void {
    while (this.#slots.pending < this.#slots.concurrency) {
      const id = this.#planner.next();
      if (id === undefined) return;
      const entry = this.#entries.get(id)!;
      void this.#slots.add(() => this.#run(entry)).finally(() => this.#startJobs());
    }
  }

  async #run(entry: Entry): Promise<void> {
    const { job, feed, stop } = entry;
    job.state = 'running';
    job.startedAt = this.#now();
    job.attempts++;
    feed.keep(queued({ position: 1, seconds: 0 }));
    this.#planner.started(job);
    const onEvent = (event: EngineEvent) => {
      if (event.type === 'checkpoint') return;
      if (event.type === 'step') this.#planner.expect(job.id, event.secondsLeft);
      feed.send(event);
    };
    const last = await runJob(job.request, this.#tools, { signal: stop.signal, onEvent });
    this.#planner.ended(job.id, last.type === 'done');
    this.#end(entry, last);
    this.#announce();
  }

  #end({ job, feed }: Entry, last: LastEvent): void {
    job.state = last.type;
    job.finishedAt = this.#now();
    if (last.type === 'done') job.result = last;
    if (last.type === 'failed') job.error = last.error;
    this.#ended.add(job.id);
    feed.end(last);
    for (const id of this.#ended) {
      if (this.#ended.size <= this.#keepEnded) break;
      this.#ended.delete(id);
      this.#entries.delete(id);
    }
  }

  /** Tells who listens to a waiting job that its place has changed. */
  #announcePlaces(): void {
    // All places first: a listener may cancel jobs and so change the line.
    for (const { id, ...place } of [...this.#planner.places()]) {
      const entry = this.#entries.get(id);
      if (entry?.job.state !== 'waiting' || entry.toldPosition === place.position) continue;
      if (!entry.feed.hasListeners) continue;
      entry.toldPosition = place.position;
      entry.feed.send(queued(place));
    }
  }
}

function queued({ position, seconds }: QueuePosition): QueuedEvent {
  return { type: 'queued', position, ...(seconds !== undefined && { secondsToStart: seconds }) };
}
