/**
 * Who listens to which job. News come over a channel for each job; what was said before somebody listened, or while the
 * server was away, is read from the job itself. Places in line are worked out here, from the line.
 */
import type { FailedEvent, JobEvent } from '../../domain/event.js';
import { endOf, type Job } from '../../domain/job.js';
import { type Throttled, throttle } from '../../lib/throttle.js';
import { JobEvents } from '../job-events.js';
import type { JobListener, QueuePosition } from '../queue.js';
import { queued } from '../scheduling/position-updates.js';
import { decodeEvent } from './event-codec.js';
import type { RedisJobRepository } from './job-repository.js';
import type { QueueSnapshots } from './queue-snapshot.js';
import type { RedisConnection } from './redis-connection.js';

/** A job that somebody listens to. */
interface Followed {
  events: JobEvents;
  listeners: number;
  /** Number of its latest news. */
  number: number;
  /** All was said: whoever comes to listen hears the end, and that is it. */
  hasEnded: boolean;
  /** Resolves when the news of before are here. */
  isUpToDate: Promise<void>;
  /** Place in line that was told last; undefined once it has left the line. */
  place?: number | undefined;
}

export interface SubscriptionsOptions {
  connection: RedisConnection;
  store: RedisJobRepository;
  snapshots: QueueSnapshots;
  /** Shortest time between two rounds of news about places in line, ms. */
  announceEvery: number;
  onError: (error: unknown) => void;
}

const UNKNOWN: FailedEvent = {
  type: 'failed',
  error: { code: 'not_found', message: 'there is no such job (any more)' },
};

export class Subscriptions {
  readonly #options: SubscriptionsOptions;
  readonly #followed = new Map<string, Followed>();
  readonly #announce: Throttled;
  #listensToLine: Promise<void> | undefined;
  #isClosed = false;

  constructor(options: SubscriptionsOptions) {
    this.#options = options;
    this.#announce = throttle(() => void this.#try(this.#announcePlaces()), options.announceEvery);
    options.connection.onReturn(() => {
      for (const [id, followed] of this.#followed) void this.#try(this.#refresh(id, followed));
    });
  }

  follow(id: string, listener: JobListener): () => void {
    const followed = this.#followed.get(id) ?? this.#begin(id);
    if (followed.hasEnded) this.#drop(id, followed);
    followed.listeners++;
    const unsubscribe = followed.events.subscribe(listener);
    let isSubscribed = true;
    return () => {
      if (!isSubscribed) return;
      isSubscribed = false;
      unsubscribe();
      if (--followed.listeners === 0) this.#drop(id, followed);
    };
  }

  /** Somebody is about to listen: resolves when the latest news is here, to be told at once. */
  async expect(job: Job): Promise<void> {
    const end = endOf(job);
    if (this.#followed.has(job.id)) return;
    if (!end) return this.#begin(job.id).isUpToDate;
    const followed = notFollowed(this.#options.onError);
    followed.events.keep(end);
    followed.hasEnded = true;
    this.#followed.set(job.id, followed);
  }

  close(): void {
    this.#isClosed = true;
    this.#announce.stop();
    for (const [id, followed] of [...this.#followed]) this.#drop(id, followed);
    this.#options.connection.unlisten(this.#line);
  }

  get #line(): string {
    return this.#options.connection.key('line');
  }

  #begin(id: string): Followed {
    const { connection, onError } = this.#options;
    const followed = notFollowed(onError);
    this.#followed.set(id, followed);
    this.#listensToLine ??= connection.listen(this.#line, () => this.#announce());
    const listening = connection.listen(connection.key('news', id), (message) =>
      this.#receive(id, followed, message),
    );
    const heard = Promise.all([this.#listensToLine, listening]);
    followed.isUpToDate = this.#try(heard.then(() => this.#refresh(id, followed)));
    return followed;
  }

  #drop(id: string, followed: Followed): void {
    if (this.#followed.get(id) !== followed) return;
    this.#followed.delete(id);
    this.#options.connection.unlisten(this.#options.connection.key('news', id));
  }

  #receive(id: string, followed: Followed, message: Buffer): void {
    const { number, event } = decodeEvent(message);
    if (number <= followed.number || this.#followed.get(id) !== followed) return;
    followed.number = number;
    followed.place = undefined;
    if (event.type === 'done' || event.type === 'failed' || event.type === 'cancelled') {
      this.#end(id, followed, event);
    } else followed.events.send(event);
  }

  /** Without listeners the end is kept for who is expected. */
  #end(id: string, followed: Followed, event: JobEvent): void {
    followed.hasEnded = true;
    if (followed.listeners > 0) this.#drop(id, followed);
    followed.events.end(event);
  }

  /** Catches up with a job. */
  async #refresh(id: string, followed: Followed): Promise<void> {
    const { number } = followed;
    if (followed.hasEnded) return;
    const stored = await this.#options.store.get(id);
    if (this.#followed.get(id) !== followed || followed.number !== number) return;
    const end = stored ? endOf(stored.job) : UNKNOWN;
    if (end) return this.#end(id, followed, end);
    if (stored!.job.state === 'waiting') {
      const place = (await this.#options.snapshots.planner()).position(id);
      if (followed.number === number) this.#tellPlace(id, followed, place);
    } else if (stored!.last) {
      this.#receive(id, followed, stored!.last);
    } else if (followed.events.last === undefined) {
      followed.events.send(queued({ position: 1, seconds: 0 }));
    }
  }

  async #announcePlaces(): Promise<void> {
    const before = new Map([...this.#followed].map(([id, followed]) => [id, followed.number]));
    if (before.size === 0) return;
    const places = [...(await this.#options.snapshots.planner()).places()];
    for (const { id, ...place } of places) {
      const followed = this.#followed.get(id);
      // News that came meanwhile are newer than the place.
      if (followed && followed.number === before.get(id)) this.#tellPlace(id, followed, place);
    }
  }

  #tellPlace(id: string, followed: Followed, place: QueuePosition | undefined): void {
    if (this.#followed.get(id) !== followed || !place || followed.place === place.position) return;
    if (place.position === 0) return; // it runs
    followed.place = place.position;
    followed.events.send(queued(place));
  }

  /** While the server is away nothing can be told; its return brings everything up to date. */
  async #try(work: Promise<void>): Promise<void> {
    await work.catch((error) => {
      if (!this.#isClosed && error?.code !== 'queue_unreachable') this.#options.onError(error);
    });
  }
}

function notFollowed(onError: (error: unknown) => void): Followed {
  return {
    events: new JobEvents(onError),
    listeners: 0,
    number: 0,
    hasEnded: false,
    isUpToDate: Promise.resolve(),
  };
}
