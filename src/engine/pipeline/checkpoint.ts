/**
 * A run between two steps as bytes, so that another process can go on from there. Written with V8's structured clone format
 * (node:v8), which keeps typed arrays as they are and is readable by later versions of Node.
 */
import { deserialize, serialize } from 'node:v8';
import type { ScalePlan } from './scales.js';

/** Bytes that the optimiser's arrays may take: a checkpoint is stored every few seconds. */
export const CHECKPOINT_BUDGET = 32 * 1024 * 1024;

export interface Checkpoint {
  /** Index of the scale that is being painted, and steps done in it. */
  scale: number;
  step: number;
  /** Optimizer.state(). */
  optimizer: unknown;
}

/** What the run is, besides where it stands. */
export interface CheckpointRun {
  scales: readonly ScalePlan[];
  /** Name of its network. */
  network: string;
}

interface Stored extends Checkpoint, CheckpointRun {
  version: 1;
}

export function writeCheckpoint(checkpoint: Checkpoint, { scales, network }: CheckpointRun): Uint8Array {
  return serialize({ ...checkpoint, version: 1, scales, network } satisfies Stored);
}

/** The network that the run was begun with, if the bytes say so. */
export function checkpointNetwork(bytes: Uint8Array): string | undefined {
  return parse(bytes)?.network;
}

/** The checkpoint, or undefined where it is not one of a run with these scales: the run then starts anew. */
export function readCheckpoint(bytes: Uint8Array, scales: readonly ScalePlan[]): Checkpoint | undefined {
  const stored = parse(bytes);
  return stored && JSON.stringify(stored.scales) === JSON.stringify(scales) ? stored : undefined;
}

function parse(bytes: Uint8Array): Stored | undefined {
  try {
    const stored = deserialize(bytes) as Stored;
    return stored.version === 1 ? stored : undefined;
  } catch {
    return undefined; // not in this format
  }
}
