/** Time as the transport knows it: injected, so that a minute of rate limits takes a test no minute. */
import { setTimeout as sleep } from 'node:timers/promises';

export interface Clock {
  /** ms since 1970 */
  now(): number;
  /** Does not keep the process from ending. */
  sleep(ms: number): Promise<void>;
}

export const systemClock: Clock = {
  now: Date.now,
  async sleep(ms) {
    await sleep(ms, undefined, { ref: false });
  },
};
