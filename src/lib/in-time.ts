/** Waiting for so long and no longer, where somebody else's clock is running. */
import { systemClock } from './clock.js';

/** What the promise resolves with, or `late` after so many ms. It goes on in any case; that it fails is its other readers' to see. */
export function inTime<T, L>(promise: Promise<T>, ms: number, late: L): Promise<T | L> {
  return Promise.race([promise.catch(() => late), systemClock.sleep(ms).then(() => late)]);
}
