/**
 * The queue port: jobs in, events out, in fair order and within limits; nothing that was accepted is forgotten when the
 * process ends. `local-queue.ts` implements it in this process; every implementation passes test/contract/queue.ts.
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

export interface JobQueue {
  /**
   * Accepts a job. Resolves once the queue will not forget it: it is on disk, or wherever the queue keeps its jobs. A job
   * whose picture is there already, because the same was asked for before, comes back as done.
   * Rejects with queue_full, too_many_waiting, shutting_down or storage_failed; the message says what to do.
   */
  submit(job: NewJob): Promise<Job>;
  /** The job as it stands now, or undefined when there is none (any more). */
  get(id: string): Promise<Job | undefined>;
  /** Jobs of every state, so many at the most: those that have not ended first, oldest first, then the latest that have. */
  list(most: number): Promise<Job[]>;
  /** Jobs of one person, newest first, so many at the most (KEPT_PER_USER is all there are). */
  byUser(user: string, most: number): Promise<Job[]>;
  /** Place in line and time left, or undefined once the job has ended. */
  position(id: string): Promise<QueuePosition | undefined>;
  /** Ends a waiting job at once, a running one between two steps. False when it had ended already. */
  cancel(id: string): Promise<boolean>;
  /**
   * Calls back with the job's last known event at once, then with each further one; the last is done, failed or cancelled.
   * Returns the function that ends the subscription.
   */
  subscribe(id: string, listener: JobListener): () => void;
  /**
   * Called once, at the start: takes up the work of before, in fair order, running jobs from their last checkpoint. Resolves
   * with the jobs whose messages do not show their end yet, oldest first: waiting, running, and ended but not `delivered`.
   */
  recover(): Promise<Job[]>;
  /** The end of the job was shown in its message, or no message is left to show it: `recover` leaves it out from now on. */
  delivered(id: string): Promise<void>;
  /** Puts a job that has failed or was cancelled in line again, past the limits; undefined when it is no such job. */
  retry(id: string): Promise<Job | undefined>;
  /** No new jobs; running ones get a time to finish and are then kept for `recover`, as waiting ones are. */
  close(): Promise<void>;
}
