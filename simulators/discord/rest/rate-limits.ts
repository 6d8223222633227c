/**
 * Buckets: so many requests per window, told in headers, 429 beyond (developers/topics/rate-limits). Discord publishes no numbers; those of the
 * routes are what bots report. Windows run on real time plus what the clock was advanced, since discord.js waits them out in real time.
 */
import { createHash } from 'node:crypto';
import type { Clock } from '../world/clock.js';
import { MAJOR, type Route } from './route.js';

/** "All bots can make up to 50 requests per second"; interaction endpoints do not count. */
const GLOBAL = { requests: 50, windowMs: 1_000 };

interface Bucket {
  used: number;
  resetAt: number;
}

export interface Verdict {
  headers: Record<string, string>;
  /** Seconds, if this request is one too many. */
  retryAfter?: number;
  global?: boolean;
}

export class RateLimits {
  readonly #buckets = new Map<string, Bucket>();

  constructor(
    private readonly clock: Clock,
    private readonly enabled: boolean,
  ) {}

  take(route: Route, params: Record<string, string>): Verdict {
    if (!this.enabled) return { headers: {} };
    if (route.auth) {
      const late = this.#count('global', GLOBAL);
      if (late.over)
        return {
          headers: { 'x-ratelimit-global': 'true', 'x-ratelimit-scope': 'global' },
          retryAfter: late.left,
          global: true,
        };
    }
    if (route.limit === undefined) return { headers: {} };
    const major = MAJOR.flatMap((name) => params[name] ?? []).join('/');
    const state = this.#count(`${route.method} ${route.path} ${major}`, route.limit);
    const headers = {
      'x-ratelimit-limit': String(route.limit.requests),
      'x-ratelimit-remaining': String(Math.max(0, route.limit.requests - state.used)),
      'x-ratelimit-reset': ((Date.now() + state.left * 1000) / 1000).toFixed(3),
      'x-ratelimit-reset-after': state.left.toFixed(3),
      'x-ratelimit-bucket': createHash('md5').update(`${route.method} ${route.path}`).digest('hex'),
    };
    return state.over
      ? { headers: { ...headers, 'x-ratelimit-scope': 'user' }, retryAfter: state.left }
      : { headers };
  }

  #count(
    key: string,
    limit: { requests: number; windowMs: number },
  ): { used: number; left: number; over: boolean } {
    const now = this.clock.paced();
    let bucket = this.#buckets.get(key);
    if (bucket === undefined || bucket.resetAt <= now) {
      bucket = { used: 0, resetAt: now + limit.windowMs };
      this.#buckets.set(key, bucket);
    }
    const over = bucket.used >= limit.requests;
    if (!over) bucket.used += 1;
    return { used: bucket.used, left: Math.max(0.001, (bucket.resetAt - now) / 1000), over };
  }
}
