/**
 * The engine in child processes: a step of the runtime blocks its event loop for up to seconds, and a crash of native code
 * takes its process along; neither may happen to the bot. Processes start on demand, stay warm, and work on one task at a
 * time. When one dies in the middle of a task, the task is retried in a new one.
 */
import { AtelierError, type ErrorCode, toAtelierError } from '../../domain/errors.js';
import type { EngineEvent } from '../../domain/event.js';
import { scriptBeside } from '../../lib/child-script.js';
import { said } from '../../words/said.js';
import type { Engine, EngineTask, RunOptions } from '../engine.js';
import type { WideNetworkSetting } from '../networks/network-choice.js';
import type { Choice } from '../runtimes/selection/choose.js';
import { type SelectOptions, selectRuntimes } from '../runtimes/selection/select.js';
import { CPU, type RuntimeCandidate, type RuntimeSetting, variantName } from '../runtimes/variants.js';
import { ChildEngine } from './child-engine.js';

export interface ProcessPoolOptions {
  /** Tasks that run at once, each in a process of its own. */
  processes: number;
  modelsDir: string;
  /** Threads of each process; absent leaves the number to the runtime. */
  threads?: number;
  /** Memory of each process, MB; absent or 0 shares what is free on the machine among them. */
  memoryLimit?: number;
  /** The runtime. Default 'auto', by trials that begin with the pool. */
  runtime?: RuntimeSetting;
  /** Whether network auto may be VGG-19. Default 'auto'. */
  wideNetwork?: WideNetworkSetting;
  /** Called with one line about which runtime was chosen, and why; not where the settings name the CPU. */
  onChoice?: (line: string) => void;
  /** How it is chosen. */
  select?: (options: SelectOptions) => Promise<Choice>;
  /** The script of a process. Default `process.js` beside this module. */
  entry?: URL;
  /** Called with each line that a process writes. */
  onLog?: (line: string) => void;
  /** A process has ended in the middle of a task, or had to be ended after one: the next task starts another. */
  onLost?: () => void;
  /** How long a process may take to stop before it is killed, ms. Default 10 s. */
  graceMs?: number;
}

/** Failures of the process rather than of the request: worth a second try in a fresh one. */
const TRIED_AGAIN: ReadonlySet<ErrorCode> = new Set(['engine_crashed', 'out_of_memory']);

/**
 * Two steps of the compact network at 2048 px (0.3 s at 512 px on 2 cores, docs/measurements/performance.md); in tiles it stops sooner. A slower
 * network may lose its warm process to a cancel, nothing more.
 */
const GRACE_MS = 10_000;

const ENTRY = scriptBeside(import.meta.url, 'worker-entry');

/** How an engine in processes of its own is made: `createProcessPool`, or what stands in for it. */
export type CreateEngine = (options: ProcessPoolOptions) => Engine;

export function createProcessPool(options: ProcessPoolOptions): Engine {
  return new ProcessPool(options);
}

class ProcessPool implements Engine {
  readonly #options: ProcessPoolOptions;
  readonly #slots: Slots;
  #warm: ChildEngine[] = [];
  readonly #tasks = new Map<AbortController, Promise<unknown>>();
  readonly #trials = new AbortController();
  readonly #runtimes: Promise<readonly RuntimeCandidate[]>;
  #closed: Promise<void> | undefined;

  constructor(options: ProcessPoolOptions) {
    this.#options = options;
    this.#slots = new Slots(options.processes);
    this.#runtimes = this.#chooseRuntimes();
  }

  async stylize(task: EngineTask, { signal, onEvent = () => {} }: RunOptions = {}) {
    if (this.#closed) throw new AtelierError('shutting_down', said('refusals.stopping'));
    const controller = new AbortController();
    const cancel = () => controller.abort(signal?.reason);
    if (signal?.aborted) cancel();
    signal?.addEventListener('abort', cancel, { once: true });
    const run = this.#runInSlot(task, controller.signal, onEvent);
    this.#tasks.set(controller, run);
    try {
      return await run;
    } finally {
      this.#tasks.delete(controller);
      signal?.removeEventListener('abort', cancel);
    }
  }

  warmUp(): void {
    this.#runtimes.then(
      (runtimes) => {
        if (this.#closed || this.#tasks.size > 0 || this.#warm.some(({ alive }) => alive)) return;
        const process = this.#start(runtimes);
        this.#warm.push(process);
        process.warmUp();
      },
      () => {}, // the next task says why there is no runtime
    );
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#trials.abort();
    for (const controller of this.#tasks.keys()) controller.abort();
    await Promise.allSettled(this.#tasks.values());
    await Promise.all(this.#warm.splice(0).map((process) => process.end()));
  }

  async #runInSlot(task: EngineTask, signal: AbortSignal, onEvent: NonNullable<RunOptions['onEvent']>) {
    await this.#slots.take(signal);
    try {
      const first = new Attempt(task, onEvent);
      return await this.#attempt(first, signal).catch((error: unknown) => {
        if (!TRIED_AGAIN.has(toAtelierError(error).code) || signal.aborted) throw error;
        return this.#attempt(new Attempt(first.rest(), onEvent), signal);
      });
    } finally {
      this.#slots.give();
    }
  }

  async #attempt(attempt: Attempt, signal: AbortSignal) {
    const runtimes = await this.#runtimes;
    if (signal.aborted) throw new AtelierError('cancelled', said('refusals.cancelled'));
    this.#warm = this.#warm.filter((process) => process.alive);
    const process = this.#warm.pop() ?? this.#start(runtimes);
    try {
      return await process.run(attempt.task, signal, (event) => attempt.take(event));
    } catch (error) {
      // Out of memory, and still alive: only its end gives the memory back.
      if (toAtelierError(error).code === 'out_of_memory') await process.end();
      throw error;
    } finally {
      // A device that was lost is lost to the process that had it.
      if (attempt.hasChanged) await process.end();
      if (process.alive) this.#warm.push(process);
      else this.#options.onLost?.();
    }
  }

  async #chooseRuntimes(): Promise<readonly RuntimeCandidate[]> {
    const { runtime: setting = 'auto', modelsDir, threads = 0 } = this.#options;
    const { select = selectRuntimes, onChoice = () => {} } = this.#options;
    const choice = await select({ setting, modelsDir, threads, signal: this.#trials.signal });
    if (setting !== CPU.runtime && !this.#trials.signal.aborted) onChoice(choice.line);
    return choice.fallbackOrder;
  }

  #start(runtimes: readonly RuntimeCandidate[]): ChildEngine {
    const { processes, modelsDir, threads, wideNetwork, memoryLimit = 0 } = this.#options;
    const { entry = ENTRY, onLog = () => {}, graceMs = GRACE_MS } = this.#options;
    const settings = { ...(threads && { threads }), ...(wideNetwork && { wideNetwork }) };
    const child = { modelsDir, runtimes, ...settings, memoryLimit, processes };
    return new ChildEngine({ entry, child, graceMs, onLog });
  }
}

/** One try of a task, and what is needed to resume it in another process. */
class Attempt {
  /** Whether the runtime was changed on the way. */
  hasChanged = false;
  #runtime: string | undefined;
  #checkpoint: Uint8Array | undefined;

  constructor(
    readonly task: EngineTask,
    private readonly onEvent: (event: EngineEvent) => void,
  ) {
    this.#checkpoint = task.checkpoint;
  }

  take(event: EngineEvent): void {
    if (event.type === 'started') {
      this.hasChanged = this.#runtime !== undefined;
      this.#runtime = event.runtime;
    }
    if (event.type === 'checkpoint') this.#checkpoint = event.state;
    this.onEvent(event);
  }

  /** The task from where it got to; not on a GPU's runtime that its process died with. */
  rest(): EngineTask {
    const { task } = this;
    const isOther = this.#runtime !== undefined && this.#runtime !== variantName(CPU);
    return {
      ...task,
      ...(this.#checkpoint && { checkpoint: this.#checkpoint }),
      ...(isOther && { without: [...(task.without ?? []), this.#runtime!] }),
    };
  }
}

/** A fixed number of slots, given out in the order of asking. */
class Slots {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  take(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const cancelled = () => {
        const place = this.#waiting.indexOf(begin);
        if (place >= 0) this.#waiting.splice(place, 1);
        reject(new AtelierError('cancelled', said('refusals.cancelled')));
      };
      const begin = () => {
        signal.removeEventListener('abort', cancelled);
        this.#free--;
        resolve();
      };
      if (signal.aborted) return cancelled();
      if (this.#free > 0) return begin();
      signal.addEventListener('abort', cancelled, { once: true });
      this.#waiting.push(begin);
    });
  }

  give(): void {
    this.#free++;
    this.#waiting.shift()?.();
  }
}
