/**
 * The fake's time. Two readings: `now` dates messages and moves rate windows; `elapsed` is what deadlines count, and on a
 * patient clock only `advance` moves it, so that no test fails because its machine was slow.
 */
import type { Clock, ClockMode } from './api.js';

interface Timer {
  /** By `elapsed`, ms. */
  due: number;
  run: () => void;
  handle: NodeJS.Timeout | undefined;
}

export class FakeClock implements Clock {
  readonly #mode: ClockMode;
  readonly #start = Date.now();
  readonly #timers = new Set<Timer>();
  #advanced = 0;

  constructor(mode: ClockMode) {
    this.#mode = mode;
  }

  now(): number {
    return (this.#mode === 'frozen' ? this.#start : Date.now()) + this.#advanced;
  }

  /** Time that deadlines count, ms. */
  elapsed(): number {
    return (this.#mode === 'real' ? Date.now() - this.#start : 0) + this.#advanced;
  }

  /** Runs once a deadline has passed; the returned function calls it off. */
  after(ms: number, run: () => void): () => void {
    const timer: Timer = { due: this.elapsed() + ms, run, handle: undefined };
    this.#timers.add(timer);
    if (this.#mode === 'real') {
      timer.handle = setTimeout(() => this.#fire(timer), ms);
      timer.handle.unref();
    }
    return () => this.#drop(timer);
  }

  async advance(ms: number): Promise<void> {
    // What has just happened may still have deadlines to set.
    await turn();
    const goal = this.#advanced + ms;
    for (;;) {
      const [next] = [...this.#timers].sort((a, b) => a.due - b.due);
      const wait = next ? Math.max(0, next.due - this.elapsed()) : Infinity;
      if (!next || this.#advanced + wait > goal) break;
      this.#advanced += wait;
      this.#fire(next);
      await turn();
    }
    this.#advanced = Math.max(this.#advanced, goal);
    await turn();
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer.handle);
    this.#timers.clear();
  }

  #fire(timer: Timer): void {
    if (!this.#timers.has(timer)) return;
    this.#drop(timer);
    timer.run();
  }

  #drop(timer: Timer): void {
    clearTimeout(timer.handle);
    this.#timers.delete(timer);
  }
}

/** Lets what was started run up to its next I/O. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
