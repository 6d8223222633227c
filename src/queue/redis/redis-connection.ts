/**
 * The way to the Redis server: one connection for commands, one for channels. An unavailable server is waited for, as long as
 * `patience` says, and then the call rejects with queue_unreachable. Connections come back by themselves.
 *
 * ioredis is set to queue and resend nothing: a command that it kept could be carried out long after its call was
 * rejected. Here a command is sent again only while its caller still waits; all commands can be repeated.
 */

import { Redis, type RedisOptions } from 'ioredis';
import pRetry from 'p-retry';
import { AtelierError } from '../../domain/errors.js';
import { systemClock } from '../../lib/clock.js';
import { loadScripts, QUEUE_KEYS, type ScriptName } from './scripts.js';

export type { Redis };

export interface RedisConnectionOptions {
  /** redis://[[user:]password@]host[:port][/database], or rediss:// with TLS. */
  url: string;
  /** How long a command waits for an unavailable server, ms. Default forever. */
  patience?: number;
  /** Called when the server becomes unavailable and when it is back. */
  onLog?: (line: string) => void;
}

/** All keys and channels begin with it. */
const ROOT = 'atelier';

/** No answer for so long, ms: the connection is taken to be dead. Scripts take milliseconds. */
const SILENCE_MS = 5000;

/** Channels are silent for hours: pinged so often, ms. */
const PING_MS = 5000;

/** Between two tries of a command, ms: long against the round trip, short for people. */
const PAUSE_MS = 100;

/** The longest that a timer of Node can wait, ms. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** From 50 ms, doubled up to 1 s: a server that is back is noticed within a second. */
const retryStrategy = (times: number) => Math.min(1000, 25 * 2 ** times);

const OPTIONS: RedisOptions = {
  lazyConnect: true,
  retryStrategy,
  socketTimeout: SILENCE_MS,
  connectTimeout: SILENCE_MS,
};

type Listener = (message: Buffer) => void;

export class RedisConnection {
  readonly #url: string;
  readonly #patience: number;
  readonly #commands: Redis;
  readonly #channels: Redis;
  readonly #others: Redis[] = [];
  readonly #listeners = new Map<string, Listener>();
  readonly #pings: NodeJS.Timeout;
  readonly #whenBack: (() => Promise<void>)[] = [];
  #returned = () => {};
  #isClosed = false;
  #reason: Error | undefined;

  /** Connects when `open` is called. */
  constructor({ url, patience = Number.POSITIVE_INFINITY, onLog = () => {} }: RedisConnectionOptions) {
    if (!URL.canParse(url) || !/^rediss?:$/.test(new URL(url).protocol)) {
      throw new AtelierError('invalid_input', 'REDIS_URL must be an address like redis://host:6379');
    }
    this.#url = url;
    this.#patience = patience;
    this.#commands = new Redis(url, {
      ...OPTIONS,
      socketTimeout: Math.min(patience, SILENCE_MS),
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
    });
    for (const { name, lua, numberOfKeys } of loadScripts())
      this.#commands.defineCommand(name, { lua, numberOfKeys });
    this.#channels = new Redis(url, { ...OPTIONS, maxRetriesPerRequest: null });
    this.#channels.on('messageBuffer', (channel: Buffer, message: Buffer) =>
      this.#listeners.get(channel.toString())?.(message),
    );
    this.#channels.on('error', () => {}); // the other connection says why
    this.#watch(onLog);
    this.#pings = setInterval(() => void this.#channels.ping().catch(() => {}), PING_MS).unref();
  }

  /** The connection for commands, for what runs its own through `call`. */
  get commands(): Redis {
    return this.#commands;
  }

  /** Resolves when the server answers; rejects after `timeout` ms in words for the operator. */
  async open(timeout = 10_000): Promise<void> {
    for (const connection of [this.#commands, this.#channels]) connection.connect().catch(() => {});
    try {
      await this.#ready(this.#commands, timeout);
      await this.#ready(this.#channels, timeout);
    } catch (error) {
      this.close();
      const { host } = new URL(this.#url);
      const reason = this.#reason?.message ?? 'no answer';
      const message = `Redis at ${host} cannot be reached (${reason}); start it, or correct REDIS_URL`;
      throw new AtelierError('queue_unreachable', message, { cause: error });
    }
  }

  /** A further connection, for a library that waits for the server by itself. Closed with this one. */
  another(): Redis {
    const silence = 3 * SILENCE_MS; // BullMQ's blocking command waits for 5 to 10 s
    const options = { lazyConnect: false, maxRetriesPerRequest: null, socketTimeout: silence };
    const other = new Redis(this.#url, { ...OPTIONS, ...options });
    other.on('error', () => {});
    this.#others.push(other);
    return other;
  }

  /** Name of a key or channel. */
  readonly key = (...parts: string[]): string => [ROOT, ...parts].join(':');

  /** Runs a command that may be repeated, waiting for the server while it is unavailable. */
  async call<T>(command: (redis: Redis) => Promise<T>): Promise<T> {
    const deadline = systemClock.monotonic() + this.#patience;
    const attempt = async () => {
      await this.#ready(this.#commands, deadline - systemClock.monotonic());
      return command(this.#commands);
    };
    try {
      return await pRetry(attempt, {
        retries: Number.POSITIVE_INFINITY,
        factor: 1,
        minTimeout: PAUSE_MS,
        maxRetryTime: this.#patience,
        shouldRetry: ({ error }) => isUnavailable(error) && !this.#isClosed,
      });
    } catch (error) {
      throw isUnavailable(error) ? unreachable(error) : translated(error);
    }
  }

  /** Runs a script on the queue's keys and these. */
  run(
    name: ScriptName,
    keys: readonly string[],
    args: readonly (string | number | Buffer)[],
  ): Promise<unknown> {
    const all = [...QUEUE_KEYS.map((key) => this.key(key)), ...keys];
    // `defineCommand` has made a method of that name.
    return this.call((redis) =>
      (redis as unknown as Record<ScriptName, (...args: unknown[]) => Promise<unknown>>)[name](
        ...all,
        ROOT,
        ...args,
      ),
    );
  }

  /** Resolves once the channel is listened to; one listener a channel. */
  async listen(channel: string, listener: Listener): Promise<void> {
    this.#listeners.set(channel, listener);
    await this.#channels.subscribe(channel);
  }

  unlisten(channel: string): void {
    this.#listeners.delete(channel);
    if (!this.#isClosed) this.#channels.unsubscribe(channel).catch(() => {});
  }

  /** Called when channels are heard again after an interruption: what was said meanwhile is lost. */
  onReturn(listener: () => void): void {
    this.#returned = listener;
  }

  /** Does something as soon as the server is there again; failing that, when it is there the next time. */
  onceBack(work: () => Promise<void>): void {
    this.#whenBack.push(work);
    if (this.#commands.status === 'ready') this.#catchUp();
  }

  close(): void {
    this.#isClosed = true;
    clearInterval(this.#pings);
    this.#listeners.clear();
    for (const connection of [this.#commands, this.#channels, ...this.#others]) connection.disconnect();
  }

  #watch(onLog: (line: string) => void): void {
    let isDown = false;
    this.#commands.on('error', (error: Error) => {
      this.#reason = error;
    });
    this.#commands.on('close', () => {
      if (!isDown && !this.#isClosed) onLog('Redis is unavailable; waiting for it');
      isDown = true;
    });
    this.#commands.on('ready', () => {
      if (isDown) onLog('Redis is back');
      isDown = false;
      this.#catchUp();
    });
    let isFirst = true;
    this.#channels.on('ready', () => {
      // Subscriptions are renewed in the same turn, and answered in order: by this answer they are in force.
      if (!isFirst)
        setImmediate(
          () =>
            void this.#channels.ping().then(
              () => this.#returned(),
              () => {},
            ),
        );
      isFirst = false;
    });
  }

  #catchUp(): void {
    for (const work of this.#whenBack.splice(0)) work().catch(() => this.#whenBack.push(work));
  }

  #ready(connection: Redis, timeout: number): Promise<void> {
    if (this.#isClosed) return Promise.reject(new Away('the connection was closed'));
    if (connection.status === 'ready') return Promise.resolve();
    return new Promise((resolve, reject) => {
      const settle = (error?: Error) => {
        clearTimeout(timer);
        connection.off('ready', ready).off('end', ended);
        if (error) reject(error);
        else resolve();
      };
      const ready = () => settle();
      const ended = () => settle(new Away('the connection was closed'));
      const tooLong = () => settle(new Away(this.#reason?.message ?? 'no answer'));
      const timer = setTimeout(tooLong, Math.min(Math.max(0, timeout), MAX_TIMER_MS));
      connection.once('ready', ready).once('end', ended);
    });
  }
}

class Away extends Error {}

/** Answers of a server that takes no commands, or no writes, at the moment: it loads, was demoted, or has lost its replicas. */
const NOT_YET = /^(LOADING|READONLY|MASTERDOWN|TRYAGAIN|NOREPLICAS) /;

/** ioredis's words for a lost connection (its errors carry no codes). */
const GONE = /^(Connection is closed|Stream isn't writeable|Socket timeout|Command aborted)/;

/** Whether it says only that the server cannot be reached at the moment. */
export function isUnavailable(error: unknown): boolean {
  const { name, message, code, syscall } = error as NodeJS.ErrnoException;
  if (error instanceof Away || name === 'MaxRetriesPerRequestError') return true;
  if (name === 'ReplyError') return NOT_YET.test(message);
  return GONE.test(message) || (code !== undefined && syscall !== undefined);
}

function unreachable(cause: unknown): AtelierError {
  return new AtelierError('queue_unreachable', 'the queue cannot be reached; try again in a minute', {
    cause,
  });
}

/** OOM: `maxmemory` is reached. MISCONF: the disk takes no more, and Redis is set to stop then. */
function translated(error: unknown): unknown {
  const { name, message } = error as Error;
  if (name !== 'ReplyError' || !/^(OOM|MISCONF) /.test(message)) return error;
  const words =
    'Redis has no room for more; give it memory or disk, or set S3_* to store pictures outside it';
  return new AtelierError('storage_failed', words, { cause: error });
}
