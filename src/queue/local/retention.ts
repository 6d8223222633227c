/**
 * Retention: ended jobs are deleted after `retentionDays`, and then the pictures that no job needs any more. A run that fails is reported and
 * repeated an hour later.
 *
 * The wall clock may be wrong for a while, and what is deleted does not come back. So an hour passes before the first run, and
 * ages are counted from the earlier of two dates: the clock's, and the date of the start plus the time since. A clock that
 * jumps ahead deletes nothing before a restart, and then nothing that was made within the last hour of running.
 */
import { type Clock, systemClock, unhurried } from '../../lib/clock.js';
import type { DirectoryBlobs } from '../storage/blobs.js';
import type { JobRepository } from './job-repository.js';

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;

export interface RetentionOptions {
  repository: JobRepository;
  blobs: DirectoryBlobs;
  retentionDays: number;
  /** Called before pictures older than this (ms since the epoch) are deleted: the chats stop showing them. */
  onForget?: (before: number) => void;
  /** Default the system's. */
  clock?: Clock;
}

export class Retention {
  readonly #options: RetentionOptions;
  readonly #now: () => number;

  constructor(options: RetentionOptions) {
    this.#options = options;
    this.#now = unhurried(options.clock ?? systemClock);
  }

  /** Runs every hour, from one hour on. Returns the way to stop. */
  start(onError: (error: unknown) => void): () => void {
    const timer = setInterval(() => {
      this.run().catch(onError);
    }, HOUR).unref();
    return () => clearInterval(timer);
  }

  async run(): Promise<void> {
    const { repository, blobs, retentionDays, onForget = () => {} } = this.#options;
    const now = this.#now();
    const before = now - retentionDays * DAY;
    onForget(before);
    repository.forget(before);
    // An hour: the pictures of a request are stored seconds before its job is.
    await blobs.deleteUnheld((key) => repository.holds(key), now - HOUR);
  }
}
