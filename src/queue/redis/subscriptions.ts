/**
 * Subscriptions to jobs. Events come over a channel for each job; what was published before somebody subscribed, or while the
 * server was unavailable, is read from the job itself. Places in line are worked out here, from a snapshot.
 */
import type { FailedEvent, JobEvent } from '../../domain/event.js';
import { endOf, type Job } from '../../domain/job.js';
import { type Throttled, throttle } from '../../lib/throttle.js';
import { JobEvents } from '../job-events.js';
import { LOST } from '../job-execution.js';
import type { JobListener, QueuePosition } from '../queue.js';
import { queued } from '../scheduling/position-updates.js';
import { decodeEvent } from './event-codec.js';
import type { RedisJobRepository } from './job-repository.js';
import type { QueueSnapshots } from './queue-snapshot.js';
import type { RedisConnection } from './redis-connection.js';

/** A job that somebody listens to. */
interface Subscribed {
  events: JobEvents;
  listeners: number;
  /** Number of its latest event. */
  number: number;
  /** Its end was sent: a later listener gets only that end. */
  hasEnded: boolean;
  /** Resolves when the earlier events are here. */
  isUpToDate: Promise<void>;
  /** Place in line that was sent last; undefined once it has left the line. */
  place?: number | undefined;
}

export interface SubscriptionsOptions {
  connection: RedisConnection;
  repository: RedisJobRepository;
  snapshots: QueueSnapshots;
  /** Shortest time between two rounds of updates of places in line, ms. */
  announceEvery: number;
  onError: (error: unknown) => void;
}

const LOST_EVENT: FailedEvent = { type: 'failed', error: LOST };

export class Subscriptions {
  readonly #options: SubscriptionsOptions;
  readonly #jobs = new Map<string, Subscribed>();
  readonly #announce: Throttled;
  #listensToLine: Promise<void> | undefined;
  #isClosed = false;

  constructor(options: SubscriptionsOptions) {
    this.#options = options;
    this.#announce = throttle(() => void this.#try(this.#announcePlaces()), options.announceEvery);
    options.connection.onReturn(() => {
      for (const [id, subscribed] of this.#jobs) void this.#try(this.#refresh(id, subscribed));
    });
  }

  subscribe(id: string, listener: JobListener): () => void {
    const subscribed = this.#jobs.get(id) ?? this.#begin(id);
    if (subscribed.hasEnded) this.#drop(id, subscribed);
    subscribed.listeners++;
    const unsubscribe = subscribed.events.subscribe(listener);
    let isSubscribed = true;
    return () => {
      if (!isSubscribed) return;
      isSubscribed = false;
      unsubscribe();
      if (--subscribed.listeners === 0) this.#drop(id, subscribed);
    };
  }

  /** Before a subscription: resolves when the latest event is here, to be sent at once. */
  async preload(job: Job): Promise<void> {
    const end = endOf(job);
    if (this.#jobs.has(job.id)) return;
    if (!end) return this.#begin(job.id).isUpToDate;
    const subscribed = newSubscribed(this.#options.onError);
    subscribed.events.keep(end);
    subscribed.hasEnded = true;
    this.#jobs.set(job.id, subscribed);
  }

  /** Ends the subscriptions to jobs that Redis does not know any more: their events will never come. */
  async reconcile(): Promise<void> {
    const open = [...this.#jobs].filter(([, { hasEnded }]) => !hasEnded).map(([id]) => id);
    for (const id of await this.#options.repository.missing(open)) {
      const subscribed = this.#jobs.get(id);
      if (subscribed && !subscribed.hasEnded) this.#end(id, subscribed, LOST_EVENT);
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#announce.stop();
    for (const [id, subscribed] of [...this.#jobs]) this.#drop(id, subscribed);
    this.#options.connection.unlisten(this.#line);
  }

  get #line(): string {
    return this.#options.connection.key('line');
  }

  #begin(id: string): Subscribed {
    const { connection, onError } = this.#options;
    const subscribed = newSubscribed(onError);
    this.#jobs.set(id, subscribed);
    this.#listensToLine ??= connection.listen(this.#line, () => this.#announce());
    const listening = connection.listen(connection.key('news', id), (message) =>
      this.#receive(id, subscribed, message),
    );
    const heard = Promise.all([this.#listensToLine, listening]);
    subscribed.isUpToDate = this.#try(heard.then(() => this.#refresh(id, subscribed)));
    return subscribed;
  }

  #drop(id: string, subscribed: Subscribed): void {
    if (this.#jobs.get(id) !== subscribed) return;
    this.#jobs.delete(id);
    this.#options.connection.unlisten(this.#options.connection.key('news', id));
  }

  #receive(id: string, subscribed: Subscribed, message: Buffer): void {
    const { number, event } = decodeEvent(message);
    if (number <= subscribed.number || this.#jobs.get(id) !== subscribed) return;
    subscribed.number = number;
    subscribed.place = undefined;
    if (event.type === 'done' || event.type === 'failed' || event.type === 'cancelled') {
      this.#end(id, subscribed, event);
    } else subscribed.events.send(event);
  }

  /** Without listeners the end is kept for who is expected. */
  #end(id: string, subscribed: Subscribed, event: JobEvent): void {
    subscribed.hasEnded = true;
    if (subscribed.listeners > 0) this.#drop(id, subscribed);
    subscribed.events.end(event);
  }

  /** Catches up with a job. */
  async #refresh(id: string, subscribed: Subscribed): Promise<void> {
    const { number } = subscribed;
    if (subscribed.hasEnded) return;
    const stored = await this.#options.repository.get(id);
    if (this.#jobs.get(id) !== subscribed || subscribed.number !== number) return;
    const end = stored ? endOf(stored.job) : LOST_EVENT;
    if (end) return this.#end(id, subscribed, end);
    if (stored!.job.state === 'waiting') {
      const place = (await this.#options.snapshots.planner()).position(id);
      if (subscribed.number === number) this.#sendPlace(id, subscribed, place);
    } else if (stored!.last) {
      this.#receive(id, subscribed, stored!.last);
    } else if (subscribed.events.last === undefined) {
      subscribed.events.send(queued({ position: 1, seconds: 0 }));
    }
  }

  async #announcePlaces(): Promise<void> {
    const before = new Map([...this.#jobs].map(([id, subscribed]) => [id, subscribed.number]));
    if (before.size === 0) return;
    const places = [...(await this.#options.snapshots.planner()).places()];
    for (const { id, ...place } of places) {
      const subscribed = this.#jobs.get(id);
      // News that came meanwhile are newer than the place.
      if (subscribed && subscribed.number === before.get(id)) this.#sendPlace(id, subscribed, place);
    }
  }

  #sendPlace(id: string, subscribed: Subscribed, place: QueuePosition | undefined): void {
    if (this.#jobs.get(id) !== subscribed || !place || subscribed.place === place.position) return;
    if (place.position === 0) return; // it runs
    subscribed.place = place.position;
    subscribed.events.send(queued(place));
  }

  /** While the server is unavailable nothing is sent; its return brings everything up to date. */
  async #try(work: Promise<void>): Promise<void> {
    await work.catch((error) => {
      if (!this.#isClosed && error?.code !== 'queue_unreachable') this.#options.onError(error);
    });
  }
}

function newSubscribed(onError: (error: unknown) => void): Subscribed {
  return {
    events: new JobEvents(onError),
    listeners: 0,
    number: 0,
    hasEnded: false,
    isUpToDate: Promise.resolve(),
  };
}
