/**
 * A run between two steps as bytes, so that another process can go on from there. Written with V8's structured clone format
 * (node:v8), which keeps typed arrays as they are and is readable by later versions of Node.
 */
import { deserialize, serialize } from 'node:v8';
import type { ScalePlan } from './schedule.js';

/** Bytes that the optimiser's arrays may take: a checkpoint is stored every few seconds. */
export const CHECKPOINT_BUDGET = 32 * 1024 * 1024;

export interface Checkpoint {
  /** Index of the scale that is being painted, and steps done in it. */
  scale: number;
  step: number;
  /** Optimizer.state(). */
  optimizer: unknown;
}

interface Stored extends Checkpoint {
  version: 1;
  scales: readonly ScalePlan[];
}

export function writeCheckpoint(checkpoint: Checkpoint, scales: readonly ScalePlan[]): Uint8Array {
  return serialize({ ...checkpoint, version: 1, scales } satisfies Stored);
}

/** The checkpoint, or undefined where it is not one of a run with these scales: the run then starts anew. */
export function readCheckpoint(bytes: Uint8Array, scales: readonly ScalePlan[]): Checkpoint | undefined {
  try {
    const stored = deserialize(bytes) as Stored;
    const fits = stored.version === 1 && JSON.stringify(stored.scales) === JSON.stringify(scales);
    return fits ? stored : undefined;
  } catch {
    return undefined; // not in this format
  }
}
