/** Time that passes only when the test says so, a quarter of a second at a step, with everything that is due in between. */
import type { Clock } from '../../src/lib/clock.js';

const STEP_MS = 250;

export class SteppedTime implements Clock {
  #ms: number;
  readonly #start: number;
  #sleepers: { until: number; wake: () => void }[] = [];

  constructor(start = Date.UTC(2024, 0, 1)) {
    this.#start = start;
    this.#ms = start;
  }

  /** Since the start. */
  get seconds(): number {
    return (this.#ms - this.#start) / 1000;
  }

  readonly now = () => this.#ms;
  readonly monotonic = () => this.#ms;

  readonly sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const abort = () => reject(signal?.reason);
      const wake = () => {
        signal?.removeEventListener('abort', abort);
        resolve();
      };
      signal?.addEventListener('abort', abort);
      this.#sleepers.push({ until: this.#ms + ms, wake });
    });

  async pass(seconds: number): Promise<void> {
    const until = this.#ms + seconds * 1000;
    await settled();
    while (this.#ms < until) {
      this.#ms = Math.min(until, this.#ms + STEP_MS);
      const due = this.#sleepers.filter((sleeper) => sleeper.until <= this.#ms);
      this.#sleepers = this.#sleepers.filter((sleeper) => sleeper.until > this.#ms);
      for (const { wake } of due) wake();
      await settled();
    }
  }
}

/** Lets everything run that has nothing more to wait for. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
