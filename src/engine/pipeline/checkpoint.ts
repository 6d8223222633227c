/**
 * A run between two steps as bytes, so that another process can resume from there. Written with V8's structured clone format
 * (node:v8), which keeps typed arrays as they are and is readable by later versions of Node.
 */
import { deserialize, serialize } from 'node:v8';
import type { LossCurve } from '../../domain/event.js';
import type { MatchField } from '../guidance/matching.js';
import type { Plan } from './plan.js';

/** Bytes that the optimiser's arrays may take: a checkpoint is stored every few seconds. */
export const CHECKPOINT_BUDGET = 32 * 1024 * 1024;

export interface Checkpoint {
  /** Index of the current pass, and steps done in it. */
  pass: number;
  step: number;
  /** What the pass is guided by, if it is. */
  field?: MatchField | undefined;
  /** Optimizer.state(). */
  optimizer: unknown;
  /** Of the run so far. */
  curve?: LossCurve;
  /** Frames of the timelapse so far. */
  frames?: readonly Uint8Array[];
}

/** What the run is, besides where it stands. */
export interface CheckpointRun {
  plan: Pick<Plan, 'scales' | 'passes'>;
  /** Name of its network. */
  network: string;
}

interface Stored extends Checkpoint {
  version: 2;
  /** Scales and passes. */
  schedule: string;
  network: string;
}

export function writeCheckpoint(checkpoint: Checkpoint, { plan, network }: CheckpointRun): Uint8Array {
  return writeState<Stored>({ ...checkpoint, version: 2, schedule: scheduleOf(plan), network });
}

/** The network that the run started with, if the bytes say so. */
export function checkpointNetwork(bytes: Uint8Array): string | undefined {
  return parse(bytes)?.network;
}

/** The checkpoint, or undefined where it is not one of a run with this schedule: the run then starts from zero. */
export function readCheckpoint(bytes: Uint8Array, plan: CheckpointRun['plan']): Checkpoint | undefined {
  const stored = parse(bytes);
  return stored?.schedule === scheduleOf(plan) ? stored : undefined;
}

function parse(bytes: Uint8Array): Stored | undefined {
  return readState<Stored>(bytes, 2);
}

/** What a run of any kind keeps between two steps, as bytes. */
export function writeState<State extends { version: string | number }>(state: State): Uint8Array {
  return serialize(state);
}

/** Undefined for bytes of another version, and for those that are in another format. */
export function readState<State extends { version: string | number }>(
  bytes: Uint8Array | undefined,
  version: State['version'],
): State | undefined {
  if (!bytes) return undefined;
  try {
    const state = deserialize(bytes) as State;
    return state.version === version ? state : undefined;
  } catch {
    return undefined;
  }
}

function scheduleOf({ scales, passes }: CheckpointRun['plan']): string {
  return JSON.stringify([scales, passes]);
}
