/**
 * Clients of Slack's Web API, one for each token. They retry nothing: the SDK's default retries for 30 minutes, by which
 * time a preview is worth nothing and a message that was posted after all is there twice. The caller knows what may be
 * retried (`whenAllowed` in sdk-errors.ts, and delivery-policy.ts). Calls reject with a PlatformError.
 */
import { type Logger, LogLevel, webApi } from '@slack/bolt';
import { LRUCache } from 'lru-cache';
import type { ApiClient } from './api-methods.js';
import { toPlatformError } from './sdk-errors.js';

class Client extends webApi.WebClient {
  override async apiCall(
    ...call: Parameters<webApi.WebClient['apiCall']>
  ): ReturnType<webApi.WebClient['apiCall']> {
    try {
      return await super.apiCall(...call);
    } catch (error) {
      throw toPlatformError(error, call[0]);
    }
  }
}

/** Clients that are kept: each has a token and a connection pool. */
const MAX_CLIENTS = 1000;

/** How long an answer is waited for, ms. */
const TIMEOUT_MS = 15_000;

/** Bolt and the SDK log nothing: errors are reported where they are handled, and tokens stay out of logs. */
export const silent: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  setName() {},
  getLevel: () => LogLevel.ERROR,
};

export function clientOptions(apiUrl: string): webApi.WebClientOptions {
  return {
    slackApiUrl: apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: TIMEOUT_MS,
    logger: silent,
  };
}

export class ApiClients {
  readonly #options: webApi.WebClientOptions;
  readonly #clients = new LRUCache<string, ApiClient>({ max: MAX_CLIENTS });

  constructor(apiUrl: string) {
    this.#options = clientOptions(apiUrl);
  }

  /** `team`: for a token of a whole enterprise, which has to say whom it speaks for. */
  of(token: string, team?: string): ApiClient {
    const key = `${token} ${team ?? ''}`;
    let client = this.#clients.get(key);
    if (client === undefined) {
      client = new Client(token, { ...this.#options, ...(team !== undefined && { teamId: team }) });
      this.#clients.set(key, client);
    }
    return client;
  }
}
