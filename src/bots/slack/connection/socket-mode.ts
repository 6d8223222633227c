/**
 * Socket Mode: the bot opens a WebSocket to Slack and needs no address of its own. Bolt's receiver speaks the protocol; the
 * connection is kept up here, because the SDK's own reconnecting waits 5 s each time (commands fail meanwhile) and ends the
 * process by an unhandled rejection when Slack refuses a reconnect (SocketModeClient.delayReconnectAttempt, 3.0).
 */
import { SocketModeReceiver } from '@slack/bolt';
import { AtelierError } from '../../../domain/errors.js';
import type { Clock } from '../../../lib/clock.js';
import { isTransient, PlatformError } from '../../platform-error.js';
import { clientOptions, silent } from './api-client.js';
import { toPlatformError } from './sdk-errors.js';

/** Between two tries to reach Slack, ms: doubled from the first to the last. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

interface SocketOptions {
  appToken: string;
  apiUrl: string;
  clock: Clock;
  onLog(line: string): void;
  onError(error: unknown): void;
}

export class SocketModeConnection {
  readonly receiver: SocketModeReceiver;
  readonly #options: SocketOptions;
  #isStopped = false;
  #failures = 0;
  #complaint = '';
  /** Resolves when the connection of now has ended. */
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
    const isConnected = await this.#connect();
    if (!isConnected) this.#options.onLog('Slack cannot be reached; trying again until it can');
    void this.#keepUp(isConnected);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.receiver.stop();
  }

  async #keepUp(isConnected: boolean): Promise<void> {
    for (let connected = isConnected; !this.#isStopped; ) {
      if (connected) await this.#ended;
      else await this.#options.clock.sleep(this.#pause());
      if (this.#isStopped) return;
      connected = await this.#connect().catch((error: Error) => {
        this.#complain(error.message);
        return false;
      });
      if (connected) this.#complaint = '';
    }
  }

  /** Each trouble is told once, however often it is met. */
  #complain(complaint: string): void {
    if (complaint !== this.#complaint) this.#options.onLog(complaint);
    this.#complaint = complaint;
  }

  #pause(): number {
    return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(this.#failures - 1, 16));
  }

  async #connect(): Promise<boolean> {
    const { client } = this.receiver;
    try {
      await client.start();
    } catch (cause) {
      this.#failures += 1;
      const error = toPlatformError(cause);
      // Besides the API's refusals, the client rejects with whatever the WebSocket fails with.
      if (!(error instanceof PlatformError) || isTransient(error)) return false;
      throw new AtelierError(
        'invalid_input',
        `Slack does not accept SLACK_APP_TOKEN (${error.reason}); make an app-level token with the scope connections:write, and switch Socket Mode on`,
        { cause: error },
      );
    }
    this.#failures = 0;
    this.#ended = new Promise((resolve) => client.once('disconnected', () => resolve()));
    // It was stopped while Slack was still being asked for the address.
    if (this.#isStopped) await this.receiver.stop();
    return true;
  }
}
