/** Waiting with a time limit. */
import { systemClock } from './clock.js';

/** What the promise resolves with, or `late` after `ms` and where it rejects. It is not cancelled. */
export function inTime<T, L>(promise: Promise<T>, ms: number, late: L): Promise<T | L> {
  return Promise.race([promise.catch(() => late), systemClock.sleep(ms).then(() => late)]);
}
