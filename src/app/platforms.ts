/** The platforms that the settings name. Their libraries are loaded only then. */
import type { ChatPlatformFactory } from '../bots/chat-platform.js';
import type { Config } from '../config/config.js';
import { hasShardProcesses } from './discord-shards.js';

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
