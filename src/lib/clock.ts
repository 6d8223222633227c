/**
 * Time as every part of the program sees it, so that a test can let an hour pass. Two kinds that must not be mixed: wall time
 * for dates, which jumps when the operator or NTP sets the clock, and monotonic time for intervals, which never does.
 */
import { setTimeout as delay } from 'node:timers/promises';

export interface Clock {
  /** A date: ms since the epoch. May jump either way. */
  now(): number;
  /** For intervals: ms since an arbitrary origin of this process. Never goes back. */
  monotonic(): number;
  /** Resolves after `ms`, keeping no process alive. Rejects with the signal's AbortError. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: Date.now,
  monotonic: () => performance.now(),
  sleep: (ms, signal) => delay(ms, undefined, { ref: false, ...(signal && { signal }) }),
};

/** A date that no jump ahead moves: the earlier of the wall clock's, and that of this call plus the time since. */
export function unhurried(clock: Pick<Clock, 'now' | 'monotonic'>): () => number {
  const epoch = clock.now() - clock.monotonic();
  return () => Math.min(clock.now(), epoch + clock.monotonic());
}
