/** A job: a request on its way through the queue, with its requester and the place of the answer. */
import { AtelierError, type ErrorValue } from './errors.js';
import type { CancelledEvent, DoneEvent, FailedEvent } from './event.js';
import { defaultsOf } from './field.js';
import { SETTINGS, type StyleRequest } from './request.js';

export type JobState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';

export interface NewJob {
  request: StyleRequest;
  /** The requester: unique over all transports, e.g. 'discord:1234', 'web:ab12'. */
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
  /** The engine has begun the work of the current run: should the process die now, the job may be the reason. */
  hasBegun?: boolean;
  /** Processes in a row that have died after they had begun its work, without a checkpoint in between. */
  deaths?: number;
  result?: DoneEvent;
  error?: ErrorValue;
}

/** Whether nothing more happens to it, unless it is retried. */
export function hasEnded({ state }: Pick<Job, 'state'>): boolean {
  return state !== 'waiting' && state !== 'running';
}

/** The last event of a job, or undefined while it has not ended. */
export function endOf(job: Job): DoneEvent | FailedEvent | CancelledEvent | undefined {
  switch (job.state) {
    case 'done':
      return job.result;
    case 'failed':
      return job.error && { type: 'failed', error: job.error };
    case 'cancelled':
      return { type: 'cancelled' };
    case 'waiting':
    case 'running':
      return undefined;
  }
}

/** Version of the stored form. A change that older programs cannot read takes the next one, and `decodeJob` reads both. */
const VERSION = 2;

/** A job as text, to be stored. */
export function encodeJob(job: Job): string {
  return JSON.stringify({ version: VERSION, ...job });
}

/** Throws storage_failed for what no `encodeJob` of this or an earlier version has written. */
export function decodeJob(text: string): Job {
  const { version, ...job } = parse(text);
  if (version === 1) renameOptions(job.request?.settings);
  else if (version !== VERSION) {
    throw new AtelierError('storage_failed', `a stored job has the unknown form ${version}; update Atelier`);
  }
  // Options that came later than the job.
  if (job.request) job.request.settings = { ...defaultsOf(SETTINGS), ...job.request.settings };
  return job as Job;
}

/** Version 1 named the option `init` `start`, and the mode `style` `texture`. */
function renameOptions(settings: Record<string, unknown> = {}): void {
  if ('start' in settings) {
    settings.init = settings.start;
    delete settings.start;
  }
  if (settings.mode === 'texture') settings.mode = 'style';
}

function parse(text: string): Partial<Job> & { version?: unknown } {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AtelierError('storage_failed', 'a stored job is damaged', { cause: error });
  }
}
