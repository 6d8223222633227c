/**
 * Whether each connection to Discord is a process of its own: with several of them and jobs in Redis. With the local queue one process
 * holds them all, since one process alone may have it open.
 */
import { fileURLToPath } from 'node:url';
import type { DiscordShards } from '../bots/discord/connection/shards.js';
import type { Config } from '../config/config.js';

export function hasShardProcesses({ discordToken, discordShards, redisUrl }: Config): boolean {
  return discordToken !== '' && redisUrl !== '' && discordShards !== '1';
}

/** Undefined where the bot's own process is connected to Discord, or none is. */
export async function discordShardsOf(
  config: Config,
  onLog: (line: string) => void,
): Promise<DiscordShards | undefined> {
  if (!hasShardProcesses(config)) return undefined;
  const { DiscordShards } = await import('../bots/discord/connection/shards.js');
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const script = fileURLToPath(new URL(`../bin/discord-shard.${extension}`, import.meta.url));
  return new DiscordShards({ settings: config, script, execArgv: process.execArgv, onLog });
}
