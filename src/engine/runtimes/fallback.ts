/**
 * What a job continues with when its runtime fails: first smaller tiles where memory was the reason, then the next runtime, in the
 * end the CPU. Native code leaves nothing but a sentence behind; it is read only to tell want of memory from the rest.
 */
import { AtelierError } from '../../domain/errors.js';
import { type Said, said } from '../../words/said.js';
import type { Size } from '../images/pixels.js';
import { tellsOutOfMemory } from '../pool/crash.js';
import type { Layers, Runtime } from './runtime.js';
import { CPU, type RuntimeCandidate, variantName } from './variants.js';

/** The runtime that a run uses now. */
export interface ActiveRuntime {
  runtime: Runtime;
  /** What the runtime may take at most, bytes. */
  mostMemory: number;
}

/** What has failed: the runtime, what it could take, bytes, and the size of its pictures. */
export interface Failed extends Size {
  runtime: Runtime;
  memoryLimit: number;
  /** What it is to compute. */
  layers: Layers;
}

/** Rejects with the failure where nothing is left. */
export type Recover = (error: unknown, failed: Failed) => Promise<ActiveRuntime & { note: Said }>;

export interface FallbackOptions {
  /** Opens a runtime. May reject: then the next one is taken. */
  open: (candidate: RuntimeCandidate) => Promise<Runtime>;
  /** A runtime has failed and is not used again by this process. */
  discard: (candidate: RuntimeCandidate) => Promise<void>;
  onLog: (line: string) => void;
}

/** Tiles that take twice the least they could: room for what the estimate does not know. */
const SMALL_TILES = 2;

export const NOTES = {
  tiles: said('refusals.note.tiles'),
  gpu: said('refusals.note.gpu'),
  cpu: said('refusals.note.cpu'),
} as const;

export class RuntimeFallback {
  readonly #candidates: readonly RuntimeCandidate[];
  readonly #options: FallbackOptions;
  #at = 0;

  /** @param candidates best first; at least one */
  constructor(candidates: readonly RuntimeCandidate[], options: FallbackOptions) {
    this.#candidates = candidates;
    this.#options = options;
  }

  /** The first runtime that opens. Rejects with the last one's reason. */
  async start(): Promise<Runtime> {
    for (;;) {
      try {
        return await this.#options.open(this.#candidate);
      } catch (error) {
        // A network that is missing is missing on every runtime.
        if (error instanceof AtelierError || !this.#hasNext) throw error;
        this.#options.onLog(`${variantName(this.#candidate)} cannot be opened: ${lineOf(error)}`);
        this.#at += 1;
      }
    }
  }

  readonly recover: Recover = async (error, { runtime, memoryLimit, layers, width, height }) => {
    this.#options.onLog(`${runtime.name} failed: ${lineOf(error)}`);
    const mostIn = (within: number) => {
      const { describe, evaluate } = runtime.needs(width, height, layers, within);
      return Math.max(describe, evaluate);
    };
    const small = SMALL_TILES * mostIn(0);
    if (small < mostIn(memoryLimit) && tellsOutOfMemory(lineOf(error))) {
      return { runtime, mostMemory: small, note: NOTES.tiles };
    }
    if (!this.#hasNext) throw error;
    await this.#options.discard(this.#candidate);
    this.#at += 1;
    const next = await this.start();
    const note = this.#candidate.device === 'gpu' ? NOTES.gpu : NOTES.cpu;
    return { runtime: next, mostMemory: Number.POSITIVE_INFINITY, note };
  };

  get #candidate(): RuntimeCandidate {
    return this.#candidates[this.#at] ?? CPU;
  }

  get #hasNext(): boolean {
    return this.#at + 1 < this.#candidates.length;
  }
}

function lineOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).trim().replaceAll(/\s*\n\s*/g, ' ');
}
