/**
 * The engine in child processes: a step of the runtime blocks its event loop for up to seconds, and a crash of native code
 * takes its process along; neither may happen to the bot. Processes start on demand, stay warm, and work on one task at a
 * time. When one dies in the middle of a task, the task is tried once more in a new one.
 */
import { AtelierError, type ErrorCode, toAtelierError } from '../domain/errors.js';
import { EngineProcess } from './child.js';
import type { Engine, EngineTask, RunOptions } from './engine.js';

export interface EngineHostOptions {
  /** Tasks that run at once, each in a process of its own. */
  processes: number;
  modelsDir: string;
  /** Threads of each process; absent leaves the number to the runtime. */
  threads?: number;
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
 * Two steps of the compact network at 2048 px (0.3 s at 512 px on 2 cores, docs/performance.md). A slower network may lose
 * its warm process to a cancel, nothing more.
 */
const GRACE_MS = 10_000;

/** Beside this module, and TypeScript where this module is (tests, tsx). */
const ENTRY = new URL(import.meta.url.endsWith('.ts') ? './process.ts' : './process.js', import.meta.url);

export function createEngineHost(options: EngineHostOptions): Engine {
  return new EngineHost(options);
}

class EngineHost implements Engine {
  readonly #options: EngineHostOptions;
  readonly #slots: Slots;
  #warm: EngineProcess[] = [];
  readonly #tasks = new Map<AbortController, Promise<unknown>>();
  #closed: Promise<void> | undefined;

  constructor(options: EngineHostOptions) {
    this.#options = options;
    this.#slots = new Slots(options.processes);
  }

  async stylize(task: EngineTask, { signal, onEvent = () => {} }: RunOptions = {}) {
    if (this.#closed) throw new AtelierError('shutting_down', 'the engine is shutting down; try again later');
    const controller = new AbortController();
    const cancel = () => controller.abort();
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

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    for (const controller of this.#tasks.keys()) controller.abort();
    await Promise.allSettled(this.#tasks.values());
    await Promise.all(this.#warm.splice(0).map((process) => process.end()));
  }

  async #runInSlot(task: EngineTask, signal: AbortSignal, onEvent: NonNullable<RunOptions['onEvent']>) {
    await this.#slots.take(signal);
    try {
      return await this.#attempt(task, signal, onEvent).catch((error: unknown) => {
        if (!TRIED_AGAIN.has(toAtelierError(error).code) || signal.aborted) throw error;
        return this.#attempt(task, signal, onEvent);
      });
    } finally {
      this.#slots.give();
    }
  }

  async #attempt(task: EngineTask, signal: AbortSignal, onEvent: NonNullable<RunOptions['onEvent']>) {
    this.#warm = this.#warm.filter((process) => process.alive);
    const process = this.#warm.pop() ?? this.#start();
    try {
      return await process.run(task, signal, onEvent);
    } catch (error) {
      // Out of memory, and still alive: only its end gives the memory back.
      if (toAtelierError(error).code === 'out_of_memory') await process.end();
      throw error;
    } finally {
      if (process.alive) this.#warm.push(process);
      else this.#options.onLost?.();
    }
  }

  #start(): EngineProcess {
    const { modelsDir, threads, entry = ENTRY, onLog = () => {}, graceMs = GRACE_MS } = this.#options;
    return new EngineProcess({ entry, child: { modelsDir, ...(threads && { threads }) }, graceMs, onLog });
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
        reject(new AtelierError('cancelled', 'the painting was cancelled'));
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
