/** The whole bot in this process, with the real discord.js, against the fake Discord; the engine is a double that the test holds back. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type FakeChannel,
  type FakeDiscordOptions,
  type FakeFile,
  type FakeGuild,
  type FakeInteraction,
  type FakeMessage,
  type FakeUser,
  type RunningDiscord,
  startFakeDiscord,
} from '../../simulators/discord/index.js';
import { type DiscordOptions, discord as makeDiscord } from '../../src/bots/discord/platform.js';
import type { Engine } from '../../src/engine/engine.js';
import { type Clock, systemClock } from '../../src/lib/clock.js';
import type { QueueLimits } from '../../src/queue/scheduling/limits.js';
import { startApp, type TestApp, type TestAppOptions } from './app.js';
import { Gate } from './gate.js';
import { quadrantPicture } from './pictures.js';
import { StagedEngine } from './staged-engine.js';

/** Steps of each picture; a preview comes with every fourth. */
export const STEPS = 8;

export interface BotOptions extends Pick<TestAppOptions, 'screening' | 'onRefused'> {
  engine?: Engine;
  limits?: Partial<QueueLimits>;
  /** Of an earlier run; default: a fresh one that goes with the bot. */
  directory?: string;
  /** s */
  previewInterval?: number;
  shard?: DiscordOptions['shard'];
  discordShards?: string;
}

/** The bot on a Discord that is there already. `start` resolves once it is connected and its commands are registered. */
export async function startBot(discord: RunningDiscord, options: BotOptions = {}): Promise<TestApp> {
  const { previewInterval = 0.02, discordShards = '1', shard, engine, ...app } = options;
  const settings = {
    discordToken: discord.env.DISCORD_TOKEN!,
    discordApplicationId: discord.env.DISCORD_APPLICATION_ID!,
    discordApiUrl: discord.env.DISCORD_API_URL!,
    discordCdnHosts: discord.env.DISCORD_CDN_HOSTS!,
    discordShards,
    previewInterval,
  };
  const platforms = [makeDiscord(settings, { clock: clockOf(discord), ...(shard && { shard }) })];
  return startApp({ ...app, engine: engine ?? freeEngine(), platforms, clock: eitherClock(discord) });
}

/** Paints without being held back. */
export function freeEngine(): StagedEngine {
  return new StagedEngine({ steps: STEPS, gate: async () => {} });
}

/** The bot's time is Discord's. */
export function clockOf({ world }: RunningDiscord): Clock {
  return {
    now: () => world.clock.now(),
    monotonic: () => world.clock.paced(),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const cancel = world.clock.when(world.clock.now() + ms, () => {
          signal?.removeEventListener('abort', abort);
          resolve();
        });
        const abort = () => {
          cancel();
          reject(signal?.reason);
        };
        signal?.addEventListener('abort', abort);
      }),
  };
}

/** Real time, and what the test lets pass of Discord's. */
function eitherClock(discord: RunningDiscord): Clock {
  const clock = clockOf(discord);
  return {
    ...clock,
    async sleep(ms, signal) {
      const over = new AbortController();
      const either = signal ? AbortSignal.any([signal, over.signal]) : over.signal;
      const sleeps = [clock.sleep(ms, either), systemClock.sleep(ms, either)];
      for (const sleep of sleeps) sleep.catch(() => {});
      await Promise.race(sleeps).finally(() => over.abort());
    },
  };
}

/** Waits between two tries are on the clock: so many ms of them pass at a time, until the returned function is called. */
export function letTimePass({ clock }: Pick<RunningDiscord, 'clock'>, ms: number): () => void {
  const passing = setInterval(() => clock.advance(ms), 20);
  return () => clearInterval(passing);
}

/** A job's message that has ended with a picture. */
export function isDone({ buttons }: FakeMessage): boolean {
  return buttons.some(({ label }) => label === 'Again');
}

export interface Studio {
  discord: RunningDiscord;
  /** The bot that runs. */
  app: TestApp;
  /** Holds the engine back. */
  gate: Gate;
  guild: FakeGuild;
  art: FakeChannel;
  ann: FakeUser;
  bob: FakeUser;
  cat: FakeFile;
  /** A picture that is being painted, at its second step; by default ann's, in art. */
  begun(options?: object, by?: FakeUser, where?: FakeChannel): Promise<FakeInteraction>;
  /** The finished picture in a new message that notifies its requester, once it is the only message there. */
  notified(by?: FakeUser, where?: FakeChannel): Promise<FakeMessage>;
  /** Ends the bot in good order and starts it again on what it has kept; `meanwhile` happens in between. */
  restart(meanwhile?: () => void): Promise<void>;
  close(): Promise<void>;
}

/** A server with a channel and two members, and the bot in it, its engine held back by `gate`. */
export async function openStudio(options: BotOptions = {}, fake: FakeDiscordOptions = {}): Promise<Studio> {
  const discord = await startFakeDiscord({ patienceMs: 10_000, rateLimits: false, ...fake });
  const guild = discord.guild({ name: 'Studio' });
  const art = guild.channel('art');
  const avatar = await quadrantPicture(128, 128).png().toBuffer();
  const [ann, bob] = [discord.user('ann'), discord.user('bob', { avatar })];
  for (const member of [ann, bob]) guild.join(member);
  const gate = new Gate();
  const directory = await mkdtemp(join(tmpdir(), 'atelier-discord-'));
  const usual = { engine: new StagedEngine({ steps: STEPS, gate: gate.pass }), directory, ...options };
  const cat = { name: 'cat.jpg', data: await quadrantPicture(96, 64).jpeg().toBuffer() };
  const studio: Studio = {
    discord,
    app: await startBot(discord, usual),
    gate,
    guild,
    art,
    ann,
    bob,
    cat,
    async begun(given = {}, by = ann, where = art) {
      const interaction = by.slash(where, 'stylize', { content: cat, preset: 'mosaic', ...given });
      gate.to(2);
      await interaction.until((message) => message.text.includes('25 %'));
      return interaction;
    },
    notified(by = ann, where = art) {
      return discord.until(() => {
        const [only, ...others] = where.messagesFor(by);
        return others.length === 0 && only && isDone(only) && only.pinged.includes(by.id) ? only : undefined;
      }, 'one message with the picture, which notifies');
    },
    async restart(meanwhile = () => {}) {
      const sessions = discord.gateway.log.filter(({ kind }) => kind === 'identified').length;
      await studio.app.close();
      meanwhile();
      studio.app = await startBot(discord, usual);
      await discord.gateway.identified(sessions + 1);
    },
    async close() {
      gate.open();
      await studio.app.close();
      await discord.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
  await discord.gateway.connected();
  return studio;
}
