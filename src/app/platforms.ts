/** The platforms that the settings name. Their libraries are loaded only then. */

import { fileURLToPath } from 'node:url';
import type { ChatPlatformFactory } from '../bots/chat-platform.js';
import type { DiscordShards } from '../bots/discord/connection/shards.js';
import type { Config } from '../config/config.js';

export async function platformsOf(config: Config): Promise<ChatPlatformFactory[]> {
  const makers: ChatPlatformFactory[] = [];
  if (config.discordToken !== '' && !hasShardProcesses(config)) {
    const { discord } = await import('../bots/discord/platform.js');
    makers.push(discord(config));
  }
  const { slackBotToken, slackAppToken, slackSigningSecret, slackClientId } = config;
  if ([slackBotToken, slackAppToken, slackSigningSecret, slackClientId].some((setting) => setting !== '')) {
    const { slack } = await import('../bots/slack/platform.js');
    makers.push(slack(config));
  }
  return makers;
}

/** With several connections and jobs in Redis each connection is a process of its own; the local queue is open in one process only. */
function hasShardProcesses({ discordToken, discordShards, redisUrl }: Config): boolean {
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
