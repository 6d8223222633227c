/** INTERACTION_CREATE (developers/interactions/receiving-and-responding#interaction-object). */
import type { APIInteraction } from 'discord.js';
import { CONTEXT } from '../protocol.js';
import type { Channel } from '../world/channel.js';
import { contextOf } from '../world/commands.js';
import { messagePayload } from '../world/message-payload.js';
import { memberPayload, partialChannelPayload, userPayload } from '../world/payloads.js';
import { bits } from '../world/permissions.js';
import type { World } from '../world/world.js';
import { type Act, Interaction, owners } from './interaction.js';

/** Makes an interaction and sends it. */
export function interact(world: World, act: Act): Interaction {
  return new Interaction(world, act, (interaction) => interactionPayload(interaction, act)).send();
}

function interactionPayload(interaction: Interaction, act: Act): APIInteraction {
  const { world, user, channel } = interaction;
  const guild = channel.guild;
  const payload = {
    id: interaction.id,
    application_id: world.applicationId,
    type: act.type,
    token: interaction.token,
    version: 1,
    data: act.data,
    channel_id: channel.id,
    ...(!world.sparse && circumstances(interaction)),
    ...(act.message === undefined ? {} : { message: messagePayload(act.message) }),
    ...(guild === undefined ? { user: userPayload(user) } : memberPart(channel, user.id)),
  };
  return payload as unknown as APIInteraction;
}

/** What real ones always have besides. */
function circumstances(interaction: Interaction) {
  const { user, channel, limitBytes } = interaction;
  return {
    channel: partialChannelPayload(channel, user.id),
    locale: user.locale,
    app_permissions: appPermissions(interaction).toString(),
    entitlements: [],
    authorizing_integration_owners: owners(interaction),
    context: contextOf(channel),
    attachment_size_limit: limitBytes,
  };
}

function memberPart(channel: Channel, userId: string) {
  const guild = channel.guild!;
  return {
    guild_id: guild.id,
    guild: { id: guild.id, locale: guild.locale, features: [] },
    guild_locale: guild.locale,
    member: { ...memberPayload(guild, userId), permissions: channel.permissionsOf(userId).toString() },
  };
}

/**
 * "The app's permissions in the source location"; in DMs between others at least files, embeds and mentions of everyone. An app without its
 * bot in the guild has what @everyone has, and always files and embeds (change log of 29 June 2022, discord-api-docs#5316).
 */
function appPermissions({ channel, world }: Interaction): bigint {
  const context = contextOf(channel);
  const answering = bits(['AttachFiles', 'EmbedLinks', 'MentionEveryone']);
  if (context === CONTEXT.botDm)
    return answering | bits(['UseExternalEmojis', 'ViewChannel', 'SendMessages', 'ReadMessageHistory']);
  if (context === CONTEXT.privateChannel) return answering;
  if (channel.guild!.hasBot) return channel.permissionsOf(world.bot.id);
  const everyone = channel.guild!.roles.get(channel.guild!.id)!.permissions;
  return (everyone & bits(['MentionEveryone', 'UseExternalEmojis'])) | bits(['AttachFiles', 'EmbedLinks']);
}
