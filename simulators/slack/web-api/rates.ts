/**
 * Rate limits per method and workspace (docs.slack.dev/apis/web-api/rate-limits): tiers of 1+, 20+, 50+ and 100+ calls a
 * minute, and one message a second per channel with short bursts. How large a burst is nobody says; ours are empirical.
 */
import type { FakeClock } from '../clock.js';

/** 'special' stands for "hundreds a minute"; 'posting' for chat.postMessage. */
export type Tier = 1 | 2 | 3 | 4 | 'special' | 'posting';

const PER_MINUTE: Record<Exclude<Tier, 'posting'>, number> = { 1: 10, 2: 20, 3: 50, 4: 100, special: 600 };

const MINUTE_MS = 60_000;

/** "Short bursts >1 allowed": 10 messages at once, refilled at one a second. */
const POST_BURST = 10;

/** "several hundred messages per minute" in the workspace. */
const POSTS_PER_MINUTE = 300;

export class Rates {
  readonly #clock: FakeClock;
  /** Times of the calls of the last minute. */
  readonly #windows = new Map<string, number[]>();
  readonly #buckets = new Map<string, { left: number; at: number }>();
  on: boolean;

  constructor(clock: FakeClock, on: boolean) {
    this.#clock = clock;
    this.on = on;
  }

  /** Seconds to wait, or 0 and the call is counted. */
  take(team: string, method: string, tier: Tier, channel: string): number {
    if (!this.on) return 0;
    if (tier !== 'posting') return this.#window(`${team} ${method}`, PER_MINUTE[tier]);
    return this.#bucket(`${team} ${channel}`) || this.#window(`${team} ${method}`, POSTS_PER_MINUTE);
  }

  #window(key: string, most: number): number {
    const now = this.#clock.now();
    const recent = (this.#windows.get(key) ?? []).filter((at) => now - at < MINUTE_MS);
    this.#windows.set(key, recent);
    if (recent.length >= most) return Math.max(1, Math.ceil((recent[0]! + MINUTE_MS - now) / 1000));
    recent.push(now);
    return 0;
  }

  #bucket(key: string): number {
    const now = this.#clock.now();
    const { left, at } = this.#buckets.get(key) ?? { left: POST_BURST, at: now };
    const filled = Math.min(POST_BURST, left + (now - at) / 1000);
    this.#buckets.set(key, { left: filled >= 1 ? filled - 1 : filled, at: now });
    return filled >= 1 ? 0 : 1;
  }
}
