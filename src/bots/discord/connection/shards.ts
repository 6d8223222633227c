/**
 * Each connection to Discord as a process of its own, by discord.js' ShardingManager: for bots in thousands of servers, with jobs in Redis.
 * A process that dies is started again, at growing intervals.
 *
 * Why processes: Discord wants a second connection from 2,500 servers on (developers/events/gateway, Sharding), and the commands of all
 * servers on one event loop would miss the 3 s to acknowledge. Without Redis, discord.js holds all connections in the bot's own process.
 */
import { once } from 'node:events';
import { type Shard, ShardingManager } from 'discord.js';
import { AtelierError } from '../../../domain/errors.js';
import { systemClock } from '../../../lib/clock.js';
import { retry } from '../../../lib/retry.js';
import { apiUrlOf, type DiscordSettings, shardCountOf } from '../settings/platform-settings.js';
import { DiscordApi } from './api-client.js';
import { describe, isUnauthorised } from './sdk-errors.js';

export interface ShardsOptions {
  settings: DiscordSettings;
  /** The script of each process; it finds its number in SHARDS and SHARD_COUNT. */
  script: string;
  /** Further flags for Node. */
  execArgv: readonly string[];
  onLog(line: string): void;
}

/** Discord lets a bot open one connection (or `max_concurrency`) in this time, ms (developers/events/gateway, Rate Limiting). */
const IDENTIFY_MS = 5500;

/** Waits before a process is started again, ms: doubled each time until it has connected. */
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;

export class DiscordShards {
  readonly #options: ShardsOptions;
  #manager: ShardingManager | undefined;
  readonly #closing = new AbortController();

  constructor(options: ShardsOptions) {
    this.#options = options;
  }

  /** Begins to start the processes. Rejects with invalid_input for settings that cannot be, and retries while Discord is unavailable. */
  async start(): Promise<void> {
    const count = await this.#plan();
    if (count === undefined) return;
    const { script, execArgv, settings } = this.#options;
    // Respawning is done here: the manager's own knows no pauses.
    const manager = new ShardingManager(script, {
      totalShards: count.shards,
      token: settings.discordToken,
      respawn: false,
      execArgv: [...execArgv],
    });
    this.#manager = manager;
    manager.on('shardCreate', (shard) => this.#watch(shard));
    const delay = count.atOnce >= count.shards ? 0 : IDENTIFY_MS;
    await manager.spawn({ delay, timeout: -1 });
  }

  /** Ends the processes in good order; resolves once they are gone. */
  async close(): Promise<void> {
    this.#closing.abort();
    const running = [...(this.#manager?.shards.values() ?? [])].flatMap(({ process }) => process ?? []);
    await Promise.all(
      running.map(async (child) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const gone = once(child, 'exit');
        child.kill('SIGTERM');
        await gone;
      }),
    );
  }

  /** The number of processes, and how many may connect at once; undefined when the program ends before Discord answers. */
  async #plan(): Promise<{ shards: number; atOnce: number } | undefined> {
    const { settings, onLog } = this.#options;
    const wanted = shardCountOf(settings);
    const api = new DiscordApi({ url: apiUrlOf(settings), token: settings.discordToken });
    try {
      const { shards, atOnce } = await retry(() => api.gateway(), {
        clock: systemClock,
        firstPause: FIRST_PAUSE_MS,
        longestPause: LONGEST_PAUSE_MS,
        signal: this.#closing.signal,
        isPassing: (error) => !isUnauthorised(error),
        onRetry: (error, pause) =>
          onLog(`Discord cannot be reached (${describe(error)}); it is tried again in ${pause / 1000} s`),
      });
      return { shards: wanted === 'auto' ? shards : wanted, atOnce };
    } catch (error) {
      if (this.#closing.signal.aborted) return undefined;
      if (!isUnauthorised(error)) throw error;
      throw new AtelierError('invalid_input', 'Discord does not accept DISCORD_TOKEN; copy it again');
    }
  }

  #watch(shard: Shard): void {
    let pause = FIRST_PAUSE_MS;
    shard.on('ready', () => {
      pause = FIRST_PAUSE_MS;
    });
    shard.on('death', async () => {
      if (this.#closing.signal.aborted) return;
      this.#options.onLog(
        `Discord: the process of connection ${shard.id} has ended; another one starts in ${pause / 1000} s`,
      );
      await systemClock.sleep(pause);
      pause = Math.min(LONGEST_PAUSE_MS, 2 * pause);
      if (!this.#closing.signal.aborted) await shard.spawn(-1);
    });
  }
}
