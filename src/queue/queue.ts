/**
 * The queue port: jobs in, events out, in fair order and within limits; nothing that was accepted is forgotten when the
 * process ends. Every implementation passes test/contract/queue.ts.
 */
import type { JobEvent } from '../domain/event.js';
import type { Job, NewJob } from '../domain/job.js';

/** Jobs of one person that can be listed. */
export const KEPT_PER_USER = 200;

export type JobListener = (event: JobEvent) => void;

export interface QueuePosition {
  /** 1 is next; 0 while running. */
  position: number;
  /** Until it is expected to start (waiting) or to end (running), s; undefined before any job was measured. */
  seconds?: number;
}

/** What a community allows each of its members; 0 is no limit. */
export interface MemberLimits {
  /** Jobs that wait or run at once. */
  perMember: number;
  /** Jobs within 24 hours; those that failed do not count. */
  perDay: number;
}

export interface SubmitOptions {
  /** Counted over the jobs of this user in this community, in the same transaction that accepts the job. */
  member?: MemberLimits;
  /**
   * Posts the job's message and resolves with its delivery. Called once the job has its place, so that no
   * message is posted for a refused job; the job starts only afterwards. A rejection gives the place up and is passed on. `expected`: how
   * long it will take once it has started, s; undefined before any job was measured.
   */
  post?: (job: Job, expected?: number) => Promise<string>;
}

/** The queue at one moment, as one person sees it. */
export interface QueueOverview {
  waiting: number;
  running: number;
  /** The person's own jobs that wait or run, newest first. */
  own: { job: Job; position: QueuePosition }[];
}

export interface JobQueue {
  /**
   * Accepts a job. Resolves once the queue will not forget it: it is stored as the queue stores its jobs. A job
   * whose picture is there already, because the same was requested before, comes back as done.
   * Rejects with queue_full, too_many_waiting, shutting_down or storage_failed; the message says what to do.
   */
  submit(job: NewJob, options?: SubmitOptions): Promise<Job>;
  /**
   * Rejects as `submit` would now for a new picture of this person, and holds nothing: pictures need not be downloaded for a job that would be refused. `submit`
   * decides again.
   */
  assertRoom(requester: Pick<NewJob, 'user' | 'community'>, member?: MemberLimits): Promise<void>;
  /** The job as it stands now, or undefined when there is none (any more). */
  get(id: string): Promise<Job | undefined>;
  /** Jobs of every state, at most `most`: those that have not ended first, oldest first, then the latest that have. */
  list(most: number): Promise<Job[]>;
  /** Jobs of one person, newest first, at most `most` (and KEPT_PER_USER). */
  byUser(user: string, most: number): Promise<Job[]>;
  /** Its cost grows with the jobs that wait, not with those that were ever kept. */
  overview(user: string): Promise<QueueOverview>;
  /** Place in line and time left, or undefined once the job has ended. */
  position(id: string): Promise<QueuePosition | undefined>;
  /**
   * Ends a job at once, for all its subscribers; the engine of a running one is free for the next once it has stopped between two
   * steps. False when the job had ended already.
   */
  cancel(id: string): Promise<boolean>;
  /**
   * Calls back with the job's last known event at once, then with each further one; the last is done, failed or cancelled.
   * Returns the function that ends the subscription.
   */
  subscribe(id: string, listener: JobListener): () => void;
  /**
   * Called once, at the start: resumes earlier jobs, in fair order, running ones from their last checkpoint. Resolves
   * with the jobs whose messages do not show their end yet, oldest first: waiting, running, and ended but not `delivered`. A
   * job that the queue has lost meanwhile is among them as failed.
   */
  recover(): Promise<Job[]>;
  /** The end of the job was shown in its message, or no message is left to show it: `recover` leaves it out from now on. */
  delivered(id: string): Promise<void>;
  /**
   * Puts a job that has failed or was cancelled in line again, past the limits; undefined when it is no such job, or its engine
   * has not stopped yet. The process that has the job's message is notified through `onRetried`.
   */
  retry(id: string): Promise<Job | undefined>;
  /** Calls back with each job of this process that was put in line again, by this process or another. */
  onRetried(listener: (job: Job) => void): void;
  /** No new jobs; running ones get a time to finish and are then kept for `recover`, as waiting ones are. */
  close(): Promise<void>;
}
