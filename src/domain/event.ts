/** What happens to a job, as plain values. Events flow up: engine -> queue -> session -> message edits. */
import type { Said } from '../words/said.js';
import type { ErrorValue } from './errors.js';

/** The terms of the objective at one step, already weighted: total is their sum. */
export interface Losses {
  content: number;
  style: number;
  tv: number;
  total: number;
}

/** How the losses of a run went: some of its steps, the last among them, rounded. All lists are of one length. */
export interface LossCurve {
  /** 1 .. steps, rising. */
  steps: number[];
  total: number[];
  style: number[];
  content: number[];
}

/** An encoded picture in memory. */
export interface Picture {
  bytes: Uint8Array;
  /** 'image/png' | 'image/jpeg' | 'image/webp' | 'image/gif' */
  mime: string;
  /** px */
  width: number;
  /** px */
  height: number;
}

/** The plan of the run is known. Sent again when the run continues on another runtime, which `note` is about. */
export interface StartedEvent {
  type: 'started';
  /** Size of the finished picture, px. */
  width: number;
  height: number;
  /** Steps of all scales together. */
  steps: number;
  /** Of a moving picture: its frames. */
  frames?: number;
  network: string;
  runtime: string;
  /** One line for the requester: the GPU has failed, and what follows. */
  note?: Said;
}

/** One evaluation of the objective, at the picture as it was before the update. */
export interface StepEvent {
  type: 'step';
  /** 1 .. steps, over all scales. */
  step: number;
  steps: number;
  /** Share of the whole run's work that is done, 0..1 (a step at a larger scale counts for more). */
  progress: number;
  /** Time left by the speed of this run so far, s. */
  secondsLeft: number;
  losses: Losses;
  /** Of a moving picture: which frame this is a step of, 1 .. frames. */
  frame?: number;
  frames?: number;
}

/** How the picture looks now, for a message: small enough to send. */
export interface PreviewEvent {
  type: 'preview';
  step: number;
  picture: Picture;
}

/** Everything needed to resume from here in another process: given back as EngineTask.checkpoint. Not for chats. */
export interface CheckpointEvent {
  type: 'checkpoint';
  /** Steps done, over all scales. */
  step: number;
  /** Opaque to everybody but the engine that wrote it. */
  state: Uint8Array;
}

export type EngineEvent = StartedEvent | StepEvent | PreviewEvent | CheckpointEvent;

/** What an engine run ends with. */
export interface EngineResult {
  picture: Picture;
  /** A short loop of how it was painted, animated WebP, where the task asks for one. */
  timelapse?: Picture;
  steps: number;
  losses: Losses;
  curve?: LossCurve;
  network: string;
  runtime: string;
  seed: number;
  /** Wall time of the run, s. */
  seconds: number;
  /** From the start of the run to the first preview, s. */
  firstPreviewSeconds: number;
  /** Largest resident size of the engine process seen so far, MB. */
  peakMemoryMb: number;
}

/** Where a waiting job stands. */
export interface QueuedEvent {
  type: 'queued';
  /** 1 is next. */
  position: number;
  /** Until it is expected to start, s; undefined before any job was measured. */
  secondsToStart?: number;
}

export interface DoneEvent {
  type: 'done';
  /** Blob key of the finished picture. */
  picture: string;
  /** Blob key of the loop of its making, animated WebP. */
  timelapse?: string;
  mime: string;
  width: number;
  height: number;
  seconds: number;
  steps: number;
  losses: Losses;
  /** Absent in results of earlier versions. */
  curve?: LossCurve;
}
export interface FailedEvent {
  type: 'failed';
  error: ErrorValue;
}
export interface CancelledEvent {
  type: 'cancelled';
}

/** Everything a job may report, in this order: queued*, started, (step | preview)*, then one of done, failed, cancelled. */
export type JobEvent =
  | QueuedEvent
  | Exclude<EngineEvent, CheckpointEvent>
  | DoneEvent
  | FailedEvent
  | CancelledEvent;
