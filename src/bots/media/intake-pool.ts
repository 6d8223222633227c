/** The one pool in which pictures are taken in, for all platforms of the process: each request may hold 60 MB until they are stored. */
import PQueue from 'p-queue';

/** Requests whose pictures are in memory at the same time: half a gigabyte at most. */
const MAX_AT_ONCE = 8;

const pool = new PQueue({ concurrency: MAX_AT_ONCE });

/** Runs in its turn; the memory counts as taken until the promise has settled. */
export function takeIn<T>(use: () => Promise<T>): Promise<T> {
  return pool.add(use);
}
