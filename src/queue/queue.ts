/**
 * The queue port: jobs in, events out, in fair order and within limits. `local.ts` implements it in this process;
 * every implementation passes test/contract/queue.ts.
 */
import type { JobEvent } from '../domain/event.js';
import type { Job, NewJob } from '../domain/job.js';

export type JobListener = (event: JobEvent) => void;

export interface QueuePosition {
  /** 1 is next; 0 while running. */
  position: number;
  /** Until it is expected to start (waiting) or to end (running), s; undefined before any job was measured. */
  seconds?: number;
}

export interface JobQueue {
  /**
   * Accepts a job. Resolves once the queue will not forget it.
   * Rejects with queue_full, too_many_waiting or shutting_down; the message names the limit and what to do.
   */
  submit(job: NewJob): Promise<Job>;
  /** The job as it stands now, or undefined when there is none (any more). */
  get(id: string): Promise<Job | undefined>;
  /** Place in line and time left, or undefined once the job has ended. */
  position(id: string): Promise<QueuePosition | undefined>;
  /** Ends a waiting job at once, a running one between two steps. False when it had ended already. */
  cancel(id: string): Promise<boolean>;
  /**
   * Calls back with the job's last known event at once, then with each further one; the last is done, failed or cancelled.
   * Returns the function that ends the subscription.
   */
  subscribe(id: string, listener: JobListener): () => void;
  /** No new jobs; running ones are cancelled; resolves when all is quiet. */
  close(): Promise<void>;
}
