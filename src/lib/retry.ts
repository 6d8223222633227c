/** Retries through p-retry. The pauses pass on the caller's clock, so that a test can let an hour of them pass. */
import pRetry from 'p-retry';
import type { Clock } from './clock.js';

export interface RetryOptions {
  clock: Clock;
  /** Pause before the second try, ms; doubled before each further one. */
  firstPause: number;
  /** The pause grows to this, ms. */
  longestPause: number;
  /** Whether another try may succeed after this error. Default: always. */
  isPassing?(error: Error): boolean;
  /** Time from the first try in which another may begin after this error, ms. Default: no limit. */
  patience?(error: Error): number;
  /** Shortest pause that makes sense after this error, ms. Default: 0. */
  leastPause?(error: Error): number;
  /** Called after each failed try that is followed by another, with the pause before that, ms. */
  onRetry?(error: Error, pause: number): void;
  /** Ends the pauses, not an attempt under way; the promise rejects with an AbortError. */
  signal?: AbortSignal;
}

/** Resolves with the first success; rejects with the last failure. A TypeError of ours is never retried (p-retry). */
export function retry<T>(act: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { clock, firstPause, longestPause, isPassing, patience, leastPause, onRetry, signal } = options;
  const start = clock.monotonic();
  return pRetry(act, {
    retries: Number.POSITIVE_INFINITY,
    minTimeout: 0,
    async shouldRetry({ error, attemptNumber }) {
      if (isPassing?.(error) === false) return false;
      const grown = Math.min(longestPause, firstPause * 2 ** (attemptNumber - 1));
      const pause = Math.max(grown, leastPause?.(error) ?? 0);
      if (patience && clock.monotonic() - start + pause > patience(error)) return false;
      onRetry?.(error, pause);
      await clock.sleep(pause, signal);
      return true;
    },
  });
}
