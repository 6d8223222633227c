/** Sends the place in line to the listeners of a waiting job: when they subscribe, and whenever it changes. */
import type { QueuedEvent } from '../../domain/event.js';
import type { Job } from '../../domain/job.js';
import { type Throttled, throttle } from '../../lib/throttle.js';
import type { JobEvents } from '../job-events.js';
import type { QueuePosition } from '../queue.js';
import type { Planner } from './planner.js';

/** A job that has not ended, with its listeners. */
interface ListedJob {
  readonly job: Job;
  readonly events: JobEvents;
}

export class PositionUpdates {
  /** Some job has joined or left the line; many such changes in a short time are announced once. */
  readonly changed: Throttled;
  readonly #planner: Planner;
  readonly #jobs: ReadonlyMap<string, ListedJob>;
  /** Place that was announced last, by job. */
  readonly #sent = new WeakMap<ListedJob, number>();

  /** `every`: shortest time between two rounds of updates, ms. */
  constructor(planner: Planner, jobs: ReadonlyMap<string, ListedJob>, every: number) {
    this.#planner = planner;
    this.#jobs = jobs;
    this.changed = throttle(() => this.#announce(), every);
  }

  /** A listener is about to subscribe: it is given the current place. */
  refresh(active: ListedJob): void {
    const place = active.job.state === 'waiting' && this.#planner.position(active.job.id);
    if (!place) return;
    this.#sent.set(active, place.position);
    active.events.keep(queued(place));
  }

  #announce(): void {
    // All places first: a listener may cancel jobs and so change the line.
    for (const { id, ...place } of [...this.#planner.places()]) {
      const active = this.#jobs.get(id);
      if (active?.job.state !== 'waiting' || this.#sent.get(active) === place.position) continue;
      if (!active.events.hasListeners) continue;
      this.#sent.set(active, place.position);
      active.events.send(queued(place));
    }
  }
}

export function queued({ position, seconds }: QueuePosition): QueuedEvent {
  return { type: 'queued', position, ...(seconds !== undefined && { secondsToStart: seconds }) };
}
