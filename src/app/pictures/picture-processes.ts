/**
 * The picture tools in processes beside the bot's: a few at a time, each within a limit of memory, so that no picture costs the bot
 * more than its bytes. Pictures with many pixels have a process of their own, one at a time: they take seconds and hundreds of
 * megabytes, and what others send does not wait for them. Processes start on demand and end when they have been idle.
 */
import PQueue from 'p-queue';
import type { PictureTools } from '../../bots/media/picture-tools.js';
import { AtelierError, errorFromValue } from '../../domain/errors.js';
import { DECODE_LIMITS } from '../../domain/picture-limits.js';
import { SETTINGS } from '../../domain/request.js';
import { said } from '../../words/said.js';
import { PictureChild } from './picture-child.js';
import type { ProcessLimits, ToolAnswer, ToolCall, ToolName } from './picture-protocol.js';

/** 17 MP, the largest painting. The costliest such picture was an AVIF with 300 MB. */
const USUAL: ProcessLimits = { pixels: SETTINGS.size.max ** 2, memory: 700 };

/** 50 MP. The costliest such picture was an AVIF with 870 MB. */
const HEAVY: ProcessLimits = { pixels: DECODE_LIMITS.pixels, memory: 1400 };

const USUAL_PROCESSES = 2;
const HEAVY_PROCESSES = 1;

/** An idle process is ended after so long, ms: its memory is worth more than the 0.2 s of a start. */
const IDLE_MS = 60_000;

export interface PictureProcesses extends PictureTools {
  /** Calls under way are broken off. */
  close(): void;
}

export interface PictureProcessesOptions {
  onLog?: (line: string) => void;
  usual?: ProcessLimits;
  heavy?: ProcessLimits;
  /** The script of a process, for tests. */
  entry?: URL;
  timeoutMs?: number;
}

export function createPictureProcesses(options: PictureProcessesOptions = {}): PictureProcesses {
  const { usual = USUAL, heavy = HEAVY, onLog = () => {}, ...child } = options;
  const usualLane = new Lane(USUAL_PROCESSES, () => new PictureChild({ ...child, limits: usual, onLog }));
  const heavyLane = new Lane(HEAVY_PROCESSES, () => new PictureChild({ ...child, limits: heavy, onLog }));

  const run = <T extends ToolName>(tool: T, ...args: Parameters<PictureTools[T]>) =>
    runIn(usualLane, tool, ...args);

  async function runIn<T extends ToolName>(
    lane: Lane,
    tool: T,
    ...args: Parameters<PictureTools[T]>
  ): Promise<Awaited<ReturnType<PictureTools[T]>>> {
    let answer = await lane.call({ tool, args });
    if (answer.type === 'heavy') answer = await heavyLane.call({ tool, args });
    if (answer.type === 'failed') throw errorFromValue(answer.error);
    if (answer.type === 'heavy') throw new AtelierError('internal', 'no process may read this picture');
    return answer.value as Awaited<ReturnType<PictureTools[T]>>;
  }

  return {
    takeIn: (...args) => run('takeIn', ...args),
    shrink: (...args) => run('shrink', ...args),
    fit: (...args) => run('fit', ...args),
    // Enlarged and as WebP, a painting takes as much memory as a heavy photo; and copies for the chat need not wait for it.
    convert: (...args) => runIn(heavyLane, 'convert', ...args),
    rate: (bytes) => run('rate', bytes),
    beside: (...args) => run('beside', ...args),
    asGif: (...args) => run('asGif', ...args),
    close() {
      usualLane.close();
      heavyLane.close();
    },
  };
}

/** Processes of one kind, each with one call at a time. */
class Lane {
  readonly #turns: PQueue;
  readonly #start: () => PictureChild;
  readonly #idle = new Map<PictureChild, NodeJS.Timeout>();
  readonly #busy = new Set<PictureChild>();
  #isClosed = false;

  constructor(concurrency: number, start: () => PictureChild) {
    this.#turns = new PQueue({ concurrency });
    this.#start = start;
  }

  call(call: ToolCall): Promise<ToolAnswer> {
    return this.#turns.add(async () => {
      if (this.#isClosed) throw new AtelierError('shutting_down', said('refusals.stopping'));
      const child = this.#take();
      this.#busy.add(child);
      try {
        return await child.call(call);
      } finally {
        this.#busy.delete(child);
        this.#keep(child);
      }
    });
  }

  close(): void {
    this.#isClosed = true;
    for (const [child, timer] of this.#idle) {
      clearTimeout(timer);
      child.end();
    }
    for (const child of this.#busy) child.end();
    this.#idle.clear();
  }

  #take(): PictureChild {
    for (const [child, timer] of this.#idle) {
      clearTimeout(timer);
      this.#idle.delete(child);
      if (child.alive) return child;
    }
    return this.#start();
  }

  #keep(child: PictureChild): void {
    if (!child.alive || this.#isClosed) {
      child.end();
      return;
    }
    const timer = setTimeout(() => {
      this.#idle.delete(child);
      child.end();
    }, IDLE_MS);
    this.#idle.set(child, timer.unref());
  }
}
