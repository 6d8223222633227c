/**
 * Clients of Slack's Web API, one for each token. They repeat nothing by themselves: the SDK's default retries for 30
 * minutes, by which time a preview is worth nothing and a message that was posted after all is there twice. Who calls knows
 * what may be repeated (`patiently` in failure.ts).
 */
import { type Logger, LogLevel, webApi } from '@slack/bolt';

export type ApiClient = webApi.WebClient;

/** An error of Slack's says what was wrong, and not with what: in a log that is half of it. */
class NamingClient extends webApi.WebClient {
  override async apiCall(...call: Parameters<ApiClient['apiCall']>): ReturnType<ApiClient['apiCall']> {
    try {
      return await super.apiCall(...call);
    } catch (error) {
      if (error instanceof Error) error.message = `${call[0]}: ${error.message}`;
      throw error;
    }
  }
}

/** How long an answer is waited for, ms. */
const TIMEOUT_MS = 15_000;

/** Bolt and the SDK say nothing: what goes wrong is told where it is handled, and tokens stay out of logs. */
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
  readonly #clients = new Map<string, ApiClient>();

  constructor(apiUrl: string) {
    this.#options = clientOptions(apiUrl);
  }

  /** `team`: for a token of a whole enterprise, which has to say whom it speaks for. */
  of(token: string, team?: string): ApiClient {
    const key = `${token} ${team ?? ''}`;
    let client = this.#clients.get(key);
    if (client === undefined) {
      client = new NamingClient(token, { ...this.#options, ...(team !== undefined && { teamId: team }) });
      this.#clients.set(key, client);
    }
    return client;
  }

  /** Without a token, for OAuth. */
  anonymous(): ApiClient {
    return new NamingClient(undefined, this.#options);
  }
}
