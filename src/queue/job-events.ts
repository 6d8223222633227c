/** The events of one job, for any number of listeners; a late one gets the last event at once. */
import type { JobEvent } from '../domain/event.js';
import type { JobListener } from './queue.js';

export class JobEvents {
  readonly #listeners = new Set<JobListener>();
  readonly #onError: (error: unknown) => void;
  #last: JobEvent | undefined;

  /** `onError` is called for listeners that throw: the queue continues without them. */
  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  get last(): JobEvent | undefined {
    return this.#last;
  }

  get hasListeners(): boolean {
    return this.#listeners.size > 0;
  }

  /** Keeps the event for those who come later, without telling those who are here. */
  keep(event: JobEvent): void {
    this.#last = event;
  }

  send(event: JobEvent): void {
    this.#last = event;
    for (const listener of [...this.#listeners]) this.#call(listener, event);
  }

  /** Sends the last event of all and lets the listeners go. */
  end(event: JobEvent): void {
    this.send(event);
    this.#listeners.clear();
  }

  subscribe(listener: JobListener): () => void {
    // A function of its own per subscription: the same listener may subscribe twice.
    const own: JobListener = (event) => listener(event);
    if (this.#last !== undefined) this.#call(own, this.#last);
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  #call(listener: JobListener, event: JobEvent): void {
    try {
      listener(event);
    } catch (error) {
      this.#onError(error);
    }
  }
}
