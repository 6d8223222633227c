/**
 * Socket Mode: the bot opens a WebSocket to Slack and needs no address of its own. Bolt's receiver speaks the protocol; the
 * connection is kept up by this class, because the SDK's own reconnecting waits 5 s each time (commands fail meanwhile) and ends the
 * process by an unhandled rejection when Slack refuses a reconnect (SocketModeClient.delayReconnectAttempt, 3.0).
 */
import { SocketModeReceiver } from '@slack/bolt';
import { AtelierError } from '../../../domain/errors.js';
import type { Clock } from '../../../lib/clock.js';
import { retry } from '../../../lib/retry.js';
import { isTransient, PlatformError } from '../../platform-error.js';
import { clientOptions, silent } from './api-client.js';
import { isTokenRefused, toPlatformError } from './sdk-errors.js';

/** Between two tries to reach Slack, ms: doubled from the first to the last. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

interface SocketOptions {
  appToken: string;
  apiUrl: string;
  clock: Clock;
  onLog(line: string): void;
  /** Once, when the first connection is there. */
  onConnected(): void;
  onError(error: unknown): void;
}

export class SocketModeConnection {
  readonly receiver: SocketModeReceiver;
  readonly #options: SocketOptions;
  readonly #closing = new AbortController();
  #complaint = '';
  #wasConnected = false;
  /** Resolves when the current connection has ended. */
  #ended: Promise<void> = Promise.resolve();

  constructor(options: SocketOptions) {
    const { appToken, apiUrl, onError } = options;
    this.#options = options;
    this.receiver = new SocketModeReceiver({
      appToken,
      logger: silent,
      autoReconnectEnabled: false,
      installerOptions: { clientOptions: clientOptions(apiUrl) },
      // An acknowledgement that came too late for its connection: Slack sends the event again.
      processEventErrorHandler: async ({ error }) => {
        onError(error);
        return false;
      },
    });
  }

  /** Resolves once connected, or once it is clear that Slack is unavailable. Throws invalid_input for a token that Slack refuses. */
  async start(): Promise<void> {
    await this.#connect().catch((error) => {
      if (error instanceof AtelierError) throw error;
      this.#options.onLog('Slack cannot be reached; trying again until it can');
    });
    void this.#keepUp();
  }

  async stop(): Promise<void> {
    this.#closing.abort();
    await this.receiver.stop();
  }

  /** Connects again whenever the connection has ended, until the program stops. */
  async #keepUp(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      await this.#ended;
      await retry(() => this.#connect(), {
        clock: this.#options.clock,
        firstPause: FIRST_PAUSE_MS,
        longestPause: LONGEST_PAUSE_MS,
        isPassing: () => !signal.aborted,
        onRetry: (error) => {
          if (error instanceof AtelierError) this.#complain(error);
        },
        signal,
      }).catch(() => {}); // The program stops.
    }
  }

  /** Reported once, however often it occurs. */
  #complain({ message }: Error): void {
    if (message !== this.#complaint) this.#options.onLog(message);
    this.#complaint = message;
  }

  /** Rejects with unavailable while Slack is, and with invalid_input for a token that it refuses. */
  async #connect(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    const { client } = this.receiver;
    try {
      await client.start();
    } catch (cause) {
      const error = toPlatformError(cause);
      // Besides the API's refusals, the client rejects with whatever the WebSocket fails with.
      if (!(error instanceof PlatformError) || (isTransient(error) && !isTokenRefused(error)))
        throw new PlatformError('unavailable', 'Slack is unavailable', { cause });
      throw new AtelierError(
        'invalid_input',
        `Slack does not accept SLACK_APP_TOKEN (${error.reason}); make an app-level token with the scope connections:write, and switch Socket Mode on`,
        { cause: error },
      );
    }
    this.#complaint = '';
    if (!this.#wasConnected) this.#options.onConnected();
    this.#wasConnected = true;
    this.#ended = new Promise((resolve) => client.once('disconnected', () => resolve()));
    // It was stopped while Slack was about to give the address.
    if (this.#closing.signal.aborted) await this.receiver.stop();
  }
}
