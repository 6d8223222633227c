/** What the bot's token opens: channels it can see, things it may do there (developers/topics/permissions and /opcodes-and-status-codes#json). */
import type { PermissionsString } from 'discord.js';
import { refusal } from '../errors.js';
import type { Channel } from '../world/channel.js';
import type { Guild } from '../world/guild.js';
import type { World } from '../world/world.js';

/**
 * 10003 for a channel that is not there; 50001 where the bot is not a member (a guild that only user-installed apps reach, a private channel,
 * a guild that kicked it: discord-api-docs#1716) and where it lacks ViewChannel.
 */
export function reachChannel(world: World, id: string): Channel {
  const channel = world.channels.get(id);
  if (channel === undefined) throw refusal(10003);
  if (channel.kind === 'private' || channel.guild?.hasBot === false) throw refusal(50001);
  if (channel.guild !== undefined && !channel.may(world.bot.id, 'ViewChannel')) throw refusal(50001);
  return channel;
}

/** 10004 for a guild that is not there or that the bot is not in. */
export function reachGuild(world: World, id: string): Guild {
  const guild = world.guilds.get(id);
  if (guild === undefined || !guild.hasBot) throw refusal(10004);
  return guild;
}

/** 50013 without it; DMs know no permissions. */
export function demand(channel: Channel, permission: PermissionsString): void {
  if (channel.guild !== undefined && !channel.may(channel.world.bot.id, permission)) throw refusal(50013);
}
