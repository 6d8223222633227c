/**
 * What the bot's process and an engine process say to each other over the channel of `child_process.fork`, as structured
 * clones ('advanced' serialisation: Uint8Arrays cross as bytes). Runs carry a number, because a cancel may cross the answer
 * that it comes too late for.
 */
import type { ErrorValue } from '../../domain/errors.js';
import type { EngineEvent, EngineResult } from '../../domain/event.js';
import type { EngineTask } from '../engine.js';
import type { WideNetworkSetting } from '../networks/network-choice.js';
import type { RuntimeCandidate } from '../runtimes/variants.js';

export type ToChild =
  | { type: 'run'; id: number; task: EngineTask }
  /** `reason`: why, which decides whether a checkpoint comes first. */
  | { type: 'cancel'; id: number; reason?: ErrorValue }
  /** A task is about to come. */
  | { type: 'warm-up' }
  | { type: 'end' };

/** `failed` with code `cancelled` is how a child says that it has stopped. */
export type FromChild =
  | { type: 'event'; id: number; event: EngineEvent }
  | { type: 'done'; id: number; result: EngineResult }
  | { type: 'failed'; id: number; error: ErrorValue };

/** What a child is started with: JSON in its only argument. */
export interface ChildOptions {
  modelsDir: string;
  /** Threads of the runtime; absent leaves the number to the runtime. */
  threads?: number;
  /** The runtimes in their fallback order; absent: the CPU. */
  runtimes?: readonly RuntimeCandidate[];
  wideNetwork?: WideNetworkSetting;
  /** Memory of the process, MB; absent or 0 is a share of what is free, by the number of such processes. */
  memoryLimit?: number;
  processes?: number;
}
