/**
 * Objects as the API gives them. Shapes: discord-api-docs, developers/resources/{user,guild,channel,message}, developers/topics/permissions.
 * What nobody here looks at is left at its empty value.
 */
import type { Person } from '../people/person.js';
import { CHANNEL } from '../protocol.js';
import type { Channel } from './channel.js';
import type { StoredFile } from './files.js';
import type { Guild, Role } from './guild.js';
import { madeAt } from './ids.js';

export const iso = (ms: number): string => new Date(ms).toISOString().replace('Z', '000+00:00');

export const userPayload = (person: Person) => ({
  id: person.id,
  username: person.name,
  global_name: person.globalName,
  discriminator: '0',
  avatar: person.avatarHash,
  public_flags: 0,
  flags: 0,
  banner: null,
  accent_color: null,
  avatar_decoration_data: null,
  ...(person.isBot ? { bot: true } : {}),
});

export const rolePayload = (role: Role) => ({
  id: role.id,
  name: role.name,
  description: null,
  color: 0,
  colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
  hoist: false,
  icon: null,
  unicode_emoji: null,
  position: role.position,
  permissions: role.permissions.toString(),
  managed: role.managed,
  mentionable: false,
  flags: 0,
});

/** A member; without `user` inside resolved data and on messages. */
export function memberPayload(guild: Guild, userId: string, withUser = true) {
  const member = guild.members.get(userId)!;
  return {
    ...(withUser ? { user: userPayload(guild.world.people.get(userId)!) } : {}),
    nick: member.nick ?? null,
    avatar: null,
    banner: null,
    roles: [...member.roleIds],
    joined_at: iso(member.joinedAt),
    premium_since: null,
    deaf: false,
    mute: false,
    pending: false,
    flags: 0,
    communication_disabled_until: null,
  };
}

export function channelPayload(channel: Channel): Record<string, unknown> {
  const shared = { id: channel.id, type: channel.type, last_message_id: null, flags: 0 };
  if (channel.guild === undefined) {
    return {
      ...shared,
      recipients: channel.recipients.map(userPayload),
      ...(channel.type === CHANNEL.groupDm
        ? { name: null, icon: null, owner_id: channel.recipients[0]?.id }
        : {}),
    };
  }
  const inGuild = {
    ...shared,
    guild_id: channel.guild.id,
    name: channel.name,
    parent_id: channel.parent?.id ?? null,
    rate_limit_per_user: 0,
  };
  return channel.isThread ? { ...inGuild, ...threadPart(channel) } : { ...inGuild, ...placePart(channel) };
}

const threadPart = (thread: Channel) => ({
  owner_id: thread.guild!.ownerId,
  message_count: thread.messages.length,
  member_count: 1,
  total_message_sent: thread.messages.length,
  thread_metadata: {
    archived: thread.archived,
    locked: thread.locked,
    auto_archive_duration: 1440,
    archive_timestamp: iso(madeAt(thread.id)),
    create_timestamp: iso(madeAt(thread.id)),
  },
});

const placePart = (channel: Channel) => ({
  position: 0,
  topic: null,
  nsfw: channel.nsfw,
  permission_overwrites: [...channel.overwrites.values()].map(({ id, type, allow, deny }) => ({
    id,
    type,
    allow: allow.toString(),
    deny: deny.toString(),
  })),
});

/** The parts of a channel that come with an interaction and in resolved data. */
export const partialChannelPayload = (channel: Channel, userId: string) => ({
  ...channelPayload(channel),
  permissions: channel.permissionsOf(userId).toString(),
});

/** Fields of a guild object that every guild has (developers/resources/guild#guild-object). */
const GUILD_DEFAULTS = {
  icon: null,
  splash: null,
  discovery_splash: null,
  banner: null,
  description: null,
  afk_channel_id: null,
  afk_timeout: 300,
  widget_enabled: false,
  widget_channel_id: null,
  verification_level: 0,
  default_message_notifications: 0,
  explicit_content_filter: 0,
  mfa_level: 0,
  nsfw_level: 0,
  application_id: null,
  system_channel_id: null,
  system_channel_flags: 0,
  rules_channel_id: null,
  public_updates_channel_id: null,
  safety_alerts_channel_id: null,
  vanity_url_code: null,
  premium_progress_bar_enabled: false,
  max_members: 500_000,
  max_video_channel_users: 25,
  features: [],
  emojis: [],
  stickers: [],
};

/** A guild as in GUILD_CREATE; without the privileged intents `members` holds the bot alone. */
export const guildPayload = (guild: Guild) => ({
  ...GUILD_DEFAULTS,
  id: guild.id,
  name: guild.name,
  owner_id: guild.ownerId,
  preferred_locale: guild.locale,
  premium_tier: guild.boostTier,
  premium_subscription_count: 0,
  roles: [...guild.roles.values()].map(rolePayload),
  joined_at: iso(guild.members.get(guild.world.bot.id)?.joinedAt ?? guild.world.clock.now()),
  large: false,
  unavailable: false,
  member_count: guild.members.size,
  members: guild.hasBot ? [memberPayload(guild, guild.world.bot.id)] : [],
  channels: guild.channels.filter(({ isThread }) => !isThread).map(channelPayload),
  threads: guild.channels.filter(({ isThread, archived }) => isThread && !archived).map(channelPayload),
  voice_states: [],
  presences: [],
  stage_instances: [],
  guild_scheduled_events: [],
  soundboard_sounds: [],
});

export function attachmentPayload(file: StoredFile, signed: (file: StoredFile) => string) {
  const url = signed(file);
  return {
    id: file.id,
    filename: file.name,
    ...(file.title === undefined ? {} : { title: file.title }),
    size: file.data.byteLength,
    url,
    proxy_url: url,
    ...(file.contentType === undefined ? {} : { content_type: file.contentType }),
    ...(file.width === undefined ? {} : { width: file.width, height: file.height }),
    ...(file.description === undefined ? {} : { description: file.description }),
    ...(file.ephemeral ? { ephemeral: true } : {}),
    flags: file.spoiler ? 8 : 0,
  };
}
