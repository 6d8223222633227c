/**
 * The gateway: discord.js' client with the intents that are needed. Reconnects and resumes are its own; what the operator should
 * know of them is said in a line each.
 */
import {
  Client,
  Events,
  GatewayCloseCodes,
  GatewayIntentBits,
  type Interaction,
  type Message,
  Options,
  Partials,
} from 'discord.js';
import { restAgent } from './api-client.js';
import { complete } from './packets.js';
import { describe } from './sdk-errors.js';

/** As many connections as Discord recommends, a fixed number, or one of a number. */
export type Shards = 'auto' | number | { id: number; count: number };

export interface ConnectionOptions {
  token: string;
  /** Without a version. */
  apiUrl: string;
  /** Where avatars are. */
  cdnUrl: string;
  shards: Shards;
  onInteraction(interaction: Interaction): void;
  onMessage(message: Message): void;
  onLog(line: string): void;
}

/** Servers may take so long between one and the next at the start, ms: commands wait for all of them, and have 3 s. */
const SERVERS_MS = 1500;

/** The cache holds only what the bot reads. */
const CACHES = {
  ...Options.DefaultMakeCacheSettings,
  MessageManager: 0,
  ReactionManager: 0,
  GuildEmojiManager: 0,
  GuildStickerManager: 0,
  GuildScheduledEventManager: 0,
  PresenceManager: 0,
  VoiceStateManager: 0,
  GuildMemberManager: 200,
  UserManager: 1000,
};

/** What can be done about connections that Discord has ended for good. */
const ADVICE = new Map<number, string>([
  [
    GatewayCloseCodes.AuthenticationFailed,
    'it does not accept DISCORD_TOKEN any more; set a new one and start again',
  ],
  [
    GatewayCloseCodes.ShardingRequired,
    'it asks for more connections; set DISCORD_SHARDS=auto and start again',
  ],
  [GatewayCloseCodes.InvalidShard, 'DISCORD_SHARDS does not fit any more; set it to auto and start again'],
]);

/** A client, not yet connected: `login` does that, once. */
export function createClient(options: ConnectionOptions): Client {
  const { apiUrl, cdnUrl, onInteraction, onMessage } = options;
  const client = new Client({
    // None of them is privileged: of messages that do not speak to the bot only the envelope comes.
    intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages, GatewayIntentBits.DirectMessages],
    // A direct message may name a channel that was never announced.
    partials: [Partials.Channel],
    rest: { api: apiUrl, cdn: cdnUrl, agent: restAgent() },
    allowedMentions: { parse: [] },
    makeCache: Options.cacheWithLimits(CACHES),
    waitGuildTimeout: SERVERS_MS,
    ...shardOptions(options.shards),
  });
  client.on(Events.Raw, complete);
  client.on(Events.InteractionCreate, onInteraction);
  client.on(Events.MessageCreate, onMessage);
  logTrouble(client, options.onLog);
  return client;
}

function shardOptions(shards: Shards) {
  if (shards === 'auto') return { shards };
  if (typeof shards === 'object') return { shards: [shards.id], shardCount: shards.count };
  return { shards: Array.from({ length: shards }, (_, id) => id), shardCount: shards };
}

function logTrouble(client: Client, onLog: (line: string) => void): void {
  const disconnected = new Set<number>();
  const back = (shard: number) => {
    if (disconnected.delete(shard)) onLog(`Discord: connection ${shard} is back`);
  };
  client.on(Events.ShardReconnecting, (shard) => {
    if (!disconnected.has(shard)) onLog(`Discord: connection ${shard} broke off and is resumed`);
    disconnected.add(shard);
  });
  client.on(Events.ShardResume, back);
  client.on(Events.ShardReady, back);
  client.on(Events.ShardDisconnect, ({ code }, shard) => {
    const advice = ADVICE.get(code) ?? `it has closed the connection with code ${code}`;
    onLog(`Discord: connection ${shard} has ended: ${advice}`);
  });
  client.on(Events.ShardError, (error, shard) => {
    if (!disconnected.has(shard)) onLog(`Discord: connection ${shard}: ${describe(error)}`);
  });
  client.on(Events.Error, (error) => onLog(`Discord: ${describe(error)}`));
  client.on(Events.Warn, (line) => onLog(`Discord: ${line}`));
}
