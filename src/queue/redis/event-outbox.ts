/**
 * The events of one run on their way to the server, one after the other. While the server is slow or unavailable they do not pile up:
 * of previews only the latest waits, of steps the latest few.
 */
import type { CheckpointEvent, EngineEvent } from '../../domain/event.js';

export type RunEvent = Exclude<EngineEvent, CheckpointEvent>;

/** Far more than wait while the server is there: an engine makes tens of steps a second, the server thousands. */
const MOST_STEPS = 32;

export class EventOutbox {
  readonly #send: (event: RunEvent) => Promise<void>;
  readonly #waiting: RunEvent[] = [];
  #sending: Promise<void> | undefined;

  /** `send` never rejects. */
  constructor(send: (event: RunEvent) => Promise<void>) {
    this.#send = send;
  }

  push(event: RunEvent): void {
    this.#makeRoom(event.type);
    this.#waiting.push(event);
    this.#sending ??= this.#sendAll();
  }

  /** Resolves once nothing waits any more. */
  async settled(): Promise<void> {
    await this.#sending;
  }

  #makeRoom(type: RunEvent['type']): void {
    const alike = this.#waiting.filter((waiting) => waiting.type === type);
    if ((type === 'preview' && alike.length > 0) || (type === 'step' && alike.length === MOST_STEPS)) {
      this.#waiting.splice(this.#waiting.indexOf(alike[0]!), 1);
    }
  }

  async #sendAll(): Promise<void> {
    for (let event = this.#waiting.shift(); event !== undefined; event = this.#waiting.shift()) {
      await this.#send(event);
    }
    this.#sending = undefined;
  }
}
