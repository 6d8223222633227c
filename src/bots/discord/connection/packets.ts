/**
 * What discord.js 14 takes for granted in a packet, and without which it throws where nobody can catch it: filled in before it looks. Discord
 * leaves out only what its pages call optional (discord-api-docs, developers/interactions/receiving-and-responding, Interaction
 * Structure); a proxy, or another server to test with, may say less.
 */
import {
  ApplicationIntegrationType,
  ChannelType,
  InteractionContextType,
  PermissionFlagsBits,
} from 'discord.js';

/** The permissions that the bot needs in a server, as an invitation carries them (developers/topics/permissions). */
export const PERMISSIONS =
  PermissionFlagsBits.ViewChannel |
  PermissionFlagsBits.SendMessages |
  PermissionFlagsBits.SendMessagesInThreads |
  PermissionFlagsBits.AttachFiles |
  PermissionFlagsBits.EmbedLinks |
  PermissionFlagsBits.ReadMessageHistory;

export interface Packet {
  t?: string | null;
  d?: unknown;
}

export function complete({ t: type, d: data }: Packet): void {
  if (type === 'READY') completeReady(data as Data);
  if (type === 'MESSAGE_CREATE') completeMessage(data as Data);
  if (type === 'INTERACTION_CREATE') completeInteraction(data as Data);
}

type Data = Record<string, unknown>;

function completeReady(data: Data): void {
  // A bot has the id of its application (developers/topics/oauth2, "Bot Users").
  data.application ??= { id: (data.user as Data).id };
}

/** Without it discord.js drops a direct message whose channel it has not seen. */
function completeMessage(data: Data): void {
  if (data.guild_id === undefined) data.channel_type ??= ChannelType.DM;
}

function completeInteraction(data: Data): void {
  const { guild_id: guild, channel_id: channel } = data;
  const isInGuild = guild !== undefined;
  data.channel ??= { id: channel, type: isInGuild ? ChannelType.GuildText : ChannelType.DM };
  data.context ??= isInGuild ? InteractionContextType.Guild : InteractionContextType.BotDM;
  data.authorizing_integration_owners ??= { [ApplicationIntegrationType.GuildInstall]: guild ?? '0' };
  data.entitlements ??= [];
  // Whether something is allowed shows in the answer then.
  data.app_permissions ??= String(PERMISSIONS);
}
