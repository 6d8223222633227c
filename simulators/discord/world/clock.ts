/** The fake's time: frozen and moved by hand, or real time plus what was advanced. Deadlines take effect as it passes them. */
import type { FakeClock } from '../api.js';

interface Deadline {
  at: number;
  run: () => void;
}

export class Clock implements FakeClock {
  readonly #start = Date.now();
  readonly #startedReal = performance.now();
  readonly #running: boolean;
  #offset = 0;
  #deadlines: Deadline[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(
    mode: 'frozen' | 'running',
    private readonly onAdvance: () => void = () => {},
  ) {
    this.#running = mode === 'running';
  }

  now(): number {
    return this.#start + this.#offset + (this.#running ? this.#elapsed() : 0);
  }

  /** Milliseconds for rate-limit windows: they pass in real time too, since discord.js waits them out in real time. */
  paced(): number {
    return this.#offset + this.#elapsed();
  }

  advance(ms: number): void {
    if (!(ms >= 0)) throw new RangeError(`the clock advances by 0 ms or more, not by ${ms}`);
    const end = this.#offset + ms;
    // Deadlines are met one by one, each at its own time, so that what happens in between happens in order.
    for (;;) {
      const next = this.#deadlines[0];
      const reach = next === undefined ? Number.POSITIVE_INFINITY : this.#offset + (next.at - this.now());
      if (reach > end) break;
      this.#offset = Math.max(this.#offset, reach);
      this.#meet();
    }
    this.#offset = end;
    this.#arm();
    this.onAdvance();
  }

  /** Runs once the time has come; returns a way to call it off. */
  when(at: number, run: () => void): () => void {
    const deadline = { at, run };
    this.#deadlines.push(deadline);
    this.#deadlines.sort((a, b) => a.at - b.at);
    this.#arm();
    return () => {
      this.#deadlines = this.#deadlines.filter((other) => other !== deadline);
    };
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#deadlines = [];
  }

  #elapsed(): number {
    return performance.now() - this.#startedReal;
  }

  #meet(): void {
    const now = this.now();
    const due = this.#deadlines.filter(({ at }) => at <= now);
    this.#deadlines = this.#deadlines.filter(({ at }) => at > now);
    for (const { run } of due) run();
  }

  #arm(): void {
    clearTimeout(this.#timer);
    const next = this.#deadlines[0];
    if (!this.#running || next === undefined) return;
    this.#timer = setTimeout(
      () => {
        this.#meet();
        this.#arm();
      },
      Math.max(0, Math.ceil(next.at - this.now())),
    );
    this.#timer.unref();
  }
}
