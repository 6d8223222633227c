/** Discord as a chat platform of the session: puts the pieces together, connects, and retries while Discord is unavailable. */
import type { Client } from 'discord.js';
import { AtelierError } from '../../domain/errors.js';
import { type Clock, systemClock } from '../../lib/clock.js';
import { retry } from '../../lib/retry.js';
import type { ChatPlatform, ChatPlatformFactory, ChatPlatformPorts } from '../chat-platform.js';
import { hostList } from '../media/download.js';
import { isTransient } from '../platform-error.js';
import { registerCommands } from './commands/command-definitions.js';
import { answerMessage } from './commands/incoming-messages.js';
import { DiscordApi } from './connection/api-client.js';
import { dispatch } from './connection/dispatch.js';
import { createClient, type Shards } from './connection/gateway.js';
import { describe, isUnauthorised } from './connection/sdk-errors.js';
import { DiscordAdapter } from './delivery/adapter.js';
import type { DiscordPorts } from './dependencies.js';
import { createIntake } from './files/download-pictures.js';
import { PictureFiles } from './files/message-pictures.js';
import { apiUrlOf, cdnUrlOf, type DiscordSettings, shardCountOf } from './settings/platform-settings.js';
import { CommandMentions } from './views/command-mentions.js';

export interface DiscordOptions {
  /** This process holds one of several connections: each is a process of its own. */
  shard?: { id: number; count: number };
  clock?: Clock;
}

/** Pauses between two tries to connect, ms: doubled from the first to the longest. */
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;

/** The rest of the program waits for Discord so long at its start, ms. */
const START_PATIENCE_MS = 10_000;
/** Answers that are being given may take so long at the end, ms. */
const END_PATIENCE_MS = 3000;

/** Throws invalid_input for settings that cannot be. */
export function discord(settings: DiscordSettings, options: DiscordOptions = {}): ChatPlatformFactory {
  const shards = options.shard ?? shardCountOf(settings);
  return {
    name: 'discord',
    create: (ports) => new DiscordPlatform(settings, shards, options.clock ?? systemClock, ports),
  };
}

class DiscordPlatform implements ChatPlatform {
  readonly adapter: DiscordAdapter;
  readonly #settings: DiscordSettings;
  readonly #shards: Shards;
  readonly #clock: Clock;
  readonly #ports: ChatPlatformPorts;
  readonly #api: DiscordApi;
  readonly #tools: DiscordPorts;
  readonly #mentions = new CommandMentions();
  readonly #answering = new Set<Promise<void>>();
  #client: Client | undefined;
  /** Until it is connected, or cannot be. */
  #opening: Promise<void> | undefined;
  #hasStarted = false;
  readonly #closing = new AbortController();

  constructor(settings: DiscordSettings, shards: Shards, clock: Clock, ports: ChatPlatformPorts) {
    this.#settings = settings;
    this.#shards = shards;
    this.#clock = clock;
    this.#ports = ports;
    const { store, onLog } = ports;
    const api = new DiscordApi({
      url: apiUrlOf(settings),
      token: settings.discordToken,
      onText: (text) => this.#mentions.in(text),
    });
    const files = new PictureFiles(ports);
    const interval = settings.previewInterval * 1000;
    this.#api = api;
    this.adapter = new DiscordAdapter({ api, files, store, clock, interval, onLog });
    const intake = createIntake(hostList(settings.discordCdnHosts));
    this.#tools = { ...ports, api, files, clock, intake, adapter: this.adapter };
  }

  async start(): Promise<void> {
    let tried = () => {};
    const firstTry = new Promise<void>((resolve) => {
      tried = resolve;
    });
    const opening = this.#open(tried);
    this.#opening = opening.catch((error) => {
      if (this.#hasStarted) this.#ports.onError(error);
    });
    await Promise.race([opening, firstTry, this.#clock.sleep(START_PATIENCE_MS)]);
    this.#hasStarted = true;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.adapter.close();
    // A client that is destroyed while it waits for READY connects again (@discordjs/ws 1.2.3, WebSocketShard.waitForEvent).
    const answered = Promise.all([this.#opening, ...this.#answering]);
    await Promise.race([answered, this.#clock.sleep(END_PATIENCE_MS)]);
    await Promise.race([this.#client?.destroy(), this.#clock.sleep(END_PATIENCE_MS)]);
  }

  /** Until it is connected and its commands are registered, by one of several connections, and known. Rejects only with what trying cannot change. */
  async #open(tried: () => void): Promise<void> {
    await this.#persist(() => this.#connect(), tried);
    await this.#persist(() => this.#register(), tried);
    const { user } = this.#client ?? {};
    if (user && !this.#closing.signal.aborted) this.#ports.onConnected(`Discord connected as ${user.tag}`);
  }

  /** Until it has worked; `tried` is called after the first try that fails. */
  #persist(act: () => Promise<void>, tried: () => void): Promise<void> {
    const { onLog } = this.#ports;
    return retry(act, {
      clock: this.#clock,
      firstPause: FIRST_PAUSE_MS,
      longestPause: LONGEST_PAUSE_MS,
      signal: this.#closing.signal,
      // A wrong setting stays wrong.
      isPassing: (error) => !(error instanceof AtelierError),
      onRetry(error, pause) {
        onLog(`Discord cannot be reached (${describe(error)}); it is tried again in ${pause / 1000} s`);
        tried();
      },
    }).catch((error) => {
      if (!this.#closing.signal.aborted) throw error;
    });
  }

  async #connect(): Promise<void> {
    const { discordToken: token } = this.#settings;
    const client = createClient({
      token,
      apiUrl: apiUrlOf(this.#settings),
      cdnUrl: cdnUrlOf(this.#settings),
      shards: this.#shards,
      onInteraction: (interaction) => this.#answer(() => dispatch(this.#tools, interaction, this.#ports)),
      onMessage: (message) => this.#answer(() => answerMessage(this.#tools, message)),
      onLog: (line) => {
        // Connections that end with the program are not worth a line.
        if (!this.#closing.signal.aborted) this.#ports.onLog(line);
      },
    });
    this.#client = client;
    await client.login(token).catch((error) => {
      throw isUnauthorised(error) ? wrongToken(error) : error;
    });
    const { discordApplicationId: given } = this.#settings;
    const { id } = client.application!;
    if (given !== '' && given !== id)
      throw new AtelierError(
        'invalid_input',
        `DISCORD_APPLICATION_ID is ${given}, and DISCORD_TOKEN is that of ${id}; copy both from the same application`,
      );
  }

  async #register(): Promise<void> {
    const application = this.#client?.application;
    const isLeader = typeof this.#shards !== 'object' || this.#shards.id === 0;
    if (!application) return;
    try {
      const { sharedStore, onLog } = this.#ports;
      const commands = isLeader
        ? await registerCommands(this.#api, sharedStore, application.id, onLog)
        : await this.#api.commands(application.id);
      this.#mentions.learn(commands);
    } catch (error) {
      if (isTransient(error)) throw error;
      // The commands that are registered still work.
      this.#ports.onError(error);
    }
  }

  /** What is being answered when the program ends is waited for, for a while. */
  #answer(work: () => Promise<void>): void {
    if (this.#closing.signal.aborted) return;
    const answering = work()
      .catch(this.#ports.onError)
      .finally(() => this.#answering.delete(answering));
    this.#answering.add(answering);
  }
}

function wrongToken(cause: unknown): AtelierError {
  const advice =
    'Discord does not accept DISCORD_TOKEN; copy the token from the page Bot of your application again';
  // Without the cause's request, which holds the token.
  return new AtelierError('invalid_input', `${advice} (${describe(cause)})`);
}
