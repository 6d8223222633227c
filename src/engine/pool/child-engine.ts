/**
 * One engine process as its parent sees it: started, given one task at a time, ended. Its death in the middle of a task, a
 * listener that throws and a cancel that is not obeyed all end as one rejected promise.
 */
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { AtelierError, errorFromValue, errorToValue } from '../../domain/errors.js';
import type { EngineEvent, EngineResult } from '../../domain/event.js';
import { forkScript } from '../../lib/child-script.js';
import { said } from '../../words/said.js';
import type { EngineTask } from '../engine.js';
import { type Death, deathToError } from './crash.js';
import { countOomKills } from './oom-kills.js';
import type { ChildOptions, FromChild, ToChild } from './protocol.js';

/** Lines of stderr kept for the message of a crash: V8's report of a full heap is about 40 lines. */
const KEPT_LINES = 60;

/**
 * glibc raises these limits to 32 and 64 MB as such blocks are freed, and what is freed below them stays with the process: at 2048 px
 * that was 90 to 130 MB. Fixed, pictures and features go back at once (one job each: 2 to 4 s more system time of 62 s, empirical).
 */
const ALLOCATOR = {
  MALLOC_MMAP_THRESHOLD_: String(4 * 2 ** 20),
  MALLOC_TRIM_THRESHOLD_: String(128 * 2 ** 10),
};

export interface ChildEngineOptions {
  /** The script that calls `serveEngine`. */
  entry: URL;
  child: ChildOptions;
  /** How long a child may take to obey before it is killed, ms. */
  graceMs: number;
  onLog: (line: string) => void;
}

export class ChildEngine {
  readonly #child: ChildProcess;
  readonly #graceMs: number;
  readonly #death: Promise<void>;
  /** What the child said since its task began. */
  readonly #stderr: string[] = [];
  #alive = true;
  #lastId = 0;
  /** Ends the task at work. One field instead of a callback on `#death` per task, which would keep every task's pictures. */
  #settle: ((outcome: EngineResult | AtelierError) => void) | undefined;

  constructor({ entry, child, graceMs, onLog }: ChildEngineOptions) {
    this.#graceMs = graceMs;
    this.#child = forkScript(entry, child, ALLOCATOR);
    forEachLine(this.#child.stdout, onLog);
    forEachLine(this.#child.stderr, (line) => {
      this.#stderr.push(line);
      if (this.#stderr.length > KEPT_LINES) this.#stderr.shift();
      onLog(line);
    });
    this.#death = new Promise((resolve) => {
      const oomKills = countOomKills();
      const die = (death: Omit<Death, 'oomKills'>) => {
        this.#alive = false;
        this.#settle?.(deathToError({ ...death, oomKills: countOomKills() - oomKills }));
        resolve();
      };
      // 'close', not 'exit': the last words on stderr are wanted. A process that could not be started only says 'error'.
      this.#child.once('exit', () => {
        this.#alive = false;
      });
      this.#child.once('close', (code, signal) => die({ code, signal, stderr: this.#stderr }));
      this.#child.on('error', ({ message }) => {
        if (this.#child.pid === undefined) die({ code: null, signal: null, stderr: [message] });
      });
    });
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** Runs one task; the caller waits for its end before it gives the next one. Settles only once the child has stopped. */
  run(task: EngineTask, signal: AbortSignal, onEvent: (event: EngineEvent) => void): Promise<EngineResult> {
    const id = ++this.#lastId;
    this.#stderr.length = 0;
    return new Promise((resolve, reject) => {
      let stopped: unknown; // why the run was stopped from here, once it was
      let killer: NodeJS.Timeout | undefined;
      const stop = (failure: unknown, why?: unknown) => {
        if (stopped) return;
        stopped = failure;
        this.#send({ type: 'cancel', id, ...(why instanceof AtelierError && { reason: errorToValue(why) }) });
        killer = setTimeout(() => this.#child.kill('SIGKILL'), this.#graceMs);
      };
      const cancel = () => stop(new AtelierError('cancelled', said('refusals.cancelled')), signal.reason);
      const settle = (outcome: EngineResult | AtelierError) => {
        clearTimeout(killer);
        signal.removeEventListener('abort', cancel);
        this.#child.off('message', listen);
        this.#settle = undefined;
        if (stopped) reject(stopped);
        else if (outcome instanceof AtelierError) reject(outcome);
        else resolve(outcome);
      };
      const listen = (message: FromChild) => {
        if (message.id !== id) return;
        if (message.type === 'done') return settle(message.result);
        if (message.type === 'failed') return settle(errorFromValue(message.error));
        // What was interrupted may still say where it stopped.
        if (stopped && message.event.type !== 'checkpoint') return;
        try {
          onEvent(message.event);
        } catch (error) {
          stop(error); // the listener's failure ends its run, as it does with the engine in this process
        }
      };
      this.#child.on('message', listen);
      this.#settle = settle;
      this.#send({ type: 'run', id, task });
      if (signal.aborted) cancel();
      else signal.addEventListener('abort', cancel, { once: true });
    });
  }

  /** Has it load what the next task needs; a task need not wait for that. */
  warmUp(): void {
    this.#send({ type: 'warm-up' });
  }

  /**
   * Tells the child to exit; kills it when it does not. (Not by `disconnect()`: after that Node never emits the 'close' that
   * `#death` waits for, https://github.com/nodejs/node/issues/19433.)
   */
  async end(): Promise<void> {
    this.#send({ type: 'end' });
    const killer = setTimeout(() => this.#child.kill('SIGKILL'), this.#graceMs);
    await this.#death;
    clearTimeout(killer);
  }

  #send(message: ToChild): void {
    // A channel that has closed meanwhile means a dead child, which `#death` reports.
    if (this.#child.connected) this.#child.send(message, () => {});
  }
}

/** A process that could not be started has no streams. */
function forEachLine(input: Readable | null | undefined, onLine: (line: string) => void): void {
  if (input) createInterface({ input }).on('line', onLine);
}
