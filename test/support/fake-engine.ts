/** An engine driven by hand, and a clock to go with it: the queue is the thing under test. */
import { AtelierError } from '../../src/domain/errors.js';
import type { EngineEvent, EngineResult, Losses } from '../../src/domain/event.js';
import type { Engine, EngineTask, RunOptions } from '../../src/engine/engine.js';
import { type Clock, systemClock } from '../../src/lib/clock.js';

const LOSSES: Losses = { content: 1, style: 2, tv: 0.5, total: 3.5 };

/** Time that passes only when told; pauses are real ones. */
export class FakeClock implements Clock {
  ms = Date.UTC(2024, 0, 1);
  /** How far the wall clock has been set ahead, ms. */
  jump = 0;
  readonly now = () => this.ms + this.jump;
  readonly monotonic = () => this.ms;
  readonly sleep = systemClock.sleep;

  advance(seconds: number): void {
    this.ms += seconds * 1000;
  }
}

/** One run: it does what it is told and nothing else. */
export class FakeRun {
  readonly ended: Promise<EngineResult>;
  #resolve!: (result: EngineResult) => void;
  #reject!: (error: unknown) => void;

  constructor(
    readonly task: EngineTask,
    readonly options: RunOptions,
  ) {
    this.ended = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** The photo's bytes as text: tests tell runs apart by it. */
  get name(): string {
    return new TextDecoder().decode(this.task.content);
  }

  get isAborted(): boolean {
    return this.options.signal?.aborted ?? false;
  }

  emit(event: EngineEvent): void {
    this.options.onEvent?.(event);
  }

  start(): void {
    this.emit({ type: 'started', width: 8, height: 8, steps: 10, network: 'compact', runtime: 'fake' });
  }

  step(step: number, secondsLeft: number): void {
    this.emit({ type: 'step', step, steps: 10, progress: step / 10, secondsLeft, losses: LOSSES });
  }

  preview(step: number): void {
    const picture = { bytes: new Uint8Array([step]), mime: 'image/jpeg', width: 8, height: 8 };
    this.emit({ type: 'preview', step, picture });
  }

  /** The state says the step. */
  checkpoint(step: number): void {
    this.emit({ type: 'checkpoint', step, state: new Uint8Array([step]) });
  }

  finish(bytes: Uint8Array = new TextEncoder().encode(`painted ${this.name}`)): void {
    const picture = { bytes, mime: 'image/png', width: 8, height: 8 };
    const about = { network: 'compact', runtime: 'fake', seed: 0, peakMemoryMb: 1 };
    this.#resolve({ picture, steps: 10, losses: LOSSES, seconds: 1, firstPreviewSeconds: 0.5, ...about });
  }

  fail(error: unknown): void {
    this.#reject(error);
  }

  /** What an engine does some time after its signal has fired. */
  stop(): void {
    this.#reject(new AtelierError('cancelled', 'the run was cancelled'));
  }
}

export class FakeEngine implements Engine {
  /** Runs that have not ended, oldest first. */
  readonly running: FakeRun[] = [];
  /** Names of all runs in the order in which they began. */
  readonly begun: string[] = [];
  /** The most runs there ever were at once. */
  mostAtOnce = 0;
  readonly #unseen: FakeRun[] = [];
  readonly #waiters: ((run: FakeRun) => void)[] = [];
  readonly #stopsAtOnce: boolean;

  constructor({ stopsAtOnce = false } = {}) {
    this.#stopsAtOnce = stopsAtOnce;
  }

  async stylize(task: EngineTask, options: RunOptions = {}): Promise<EngineResult> {
    const run = new FakeRun(task, options);
    if (this.#stopsAtOnce) options.signal?.addEventListener('abort', () => run.stop());
    this.running.push(run);
    this.begun.push(run.name);
    this.mostAtOnce = Math.max(this.mostAtOnce, this.running.length);
    const waiter = this.#waiters.shift();
    if (waiter !== undefined) waiter(run);
    else this.#unseen.push(run);
    try {
      return await run.ended;
    } finally {
      this.running.splice(this.running.indexOf(run), 1);
    }
  }

  /** The next run to begin, or one that has begun and was not taken yet. */
  nextRun(): Promise<FakeRun> {
    const run = this.#unseen.shift();
    return run ? Promise.resolve(run) : new Promise((resolve) => this.#waiters.push(resolve));
  }

  async close(): Promise<void> {
    for (const run of [...this.running]) run.stop();
  }
}
