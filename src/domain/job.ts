/** A job: a request on its way through the queue, with who asked and where the answer belongs. */
import type { ErrorValue } from './errors.js';
import type { DoneEvent } from './event.js';
import type { StyleRequest } from './request.js';

export type JobState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';

export interface NewJob {
  request: StyleRequest;
  /** Who asked: unique over all transports, e.g. 'discord:1234', 'web:ab12'. */
  user: string;
  /** Where: the guild, workspace or channel whose share it counts to, e.g. 'discord:guild:99', 'web'. */
  community: string;
  /** How its transport finds the message to edit: opaque JSON text to everybody else. */
  delivery: string;
}

export interface Job extends NewJob {
  id: string;
  state: JobState;
  /** Milliseconds since the epoch. */
  createdAt: number;
  startedAt?: number;
  finishedAt?: number;
  /** Engine runs begun so far. */
  attempts: number;
  result?: DoneEvent;
  error?: ErrorValue;
}
