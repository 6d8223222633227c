/**
 * Permissions: the bits, and how roles and overwrites add up (discord-api-docs, developers/topics/permissions: the table of flags, the
 * pseudocode under Permission Overwrites, Implicit Permissions, Inherited Permissions).
 */
import type { PermissionsString } from 'discord.js';

const NAMES: readonly (PermissionsString | undefined)[] = [
  'CreateInstantInvite',
  'KickMembers',
  'BanMembers',
  'Administrator',
  'ManageChannels',
  'ManageGuild',
  'AddReactions',
  'ViewAuditLog',
  'PrioritySpeaker',
  'Stream',
  'ViewChannel',
  'SendMessages',
  'SendTTSMessages',
  'ManageMessages',
  'EmbedLinks',
  'AttachFiles',
  'ReadMessageHistory',
  'MentionEveryone',
  'UseExternalEmojis',
  'ViewGuildInsights',
  'Connect',
  'Speak',
  'MuteMembers',
  'DeafenMembers',
  'MoveMembers',
  'UseVAD',
  'ChangeNickname',
  'ManageNicknames',
  'ManageRoles',
  'ManageWebhooks',
  'ManageGuildExpressions',
  'UseApplicationCommands',
  'RequestToSpeak',
  'ManageEvents',
  'ManageThreads',
  'CreatePublicThreads',
  'CreatePrivateThreads',
  'UseExternalStickers',
  'SendMessagesInThreads',
  'UseEmbeddedActivities',
  'ModerateMembers',
  'ViewCreatorMonetizationAnalytics',
  'UseSoundboard',
  'CreateGuildExpressions',
  'CreateEvents',
  'UseExternalSounds',
  'SendVoiceMessages',
  undefined,
  'SetVoiceChannelStatus',
  'SendPolls',
  'UseExternalApps',
  'PinMessages',
  'BypassSlowmode',
];

export const ALL_PERMISSIONS = NAMES.reduce(
  (all, name, index) => (name === undefined ? all : all | (1n << BigInt(index))),
  0n,
);

export function bit(name: PermissionsString): bigint {
  const index = NAMES.indexOf(name);
  if (index < 0) throw new Error(`there is no permission called ${name}`);
  return 1n << BigInt(index);
}

export const bits = (names: readonly PermissionsString[]): bigint =>
  names.reduce((all, name) => all | bit(name), 0n);

export const has = (permissions: bigint, name: PermissionsString): boolean =>
  (permissions & bit(name)) !== 0n;

/** What @everyone may do in a new guild, as far as it matters for chat. */
export const EVERYONE: readonly PermissionsString[] = [
  'CreateInstantInvite',
  'AddReactions',
  'ViewChannel',
  'SendMessages',
  'EmbedLinks',
  'AttachFiles',
  'ReadMessageHistory',
  'UseExternalEmojis',
  'ChangeNickname',
  'UseApplicationCommands',
  'CreatePublicThreads',
  'CreatePrivateThreads',
  'SendMessagesInThreads',
  'SendPolls',
  'UseExternalApps',
];

export interface Overwrite {
  id: string;
  /** 0 a role, 1 a member. */
  type: 0 | 1;
  allow: bigint;
  deny: bigint;
}

/** Overwrites in Discord's order: @everyone, then all roles together, then the member. */
export function overwritten(
  base: bigint,
  overwrites: ReadonlyMap<string, Overwrite>,
  who: { everyoneId: string; roleIds: readonly string[]; userId: string },
): bigint {
  if (has(base, 'Administrator')) return ALL_PERMISSIONS;
  let permissions = base;
  const apply = (allow: bigint, deny: bigint): void => {
    permissions = (permissions & ~deny) | allow;
  };
  const everyone = overwrites.get(who.everyoneId);
  if (everyone !== undefined) apply(everyone.allow, everyone.deny);
  const roles = who.roleIds.flatMap((id) => overwrites.get(id) ?? []);
  apply(
    roles.reduce((all, { allow }) => all | allow, 0n),
    roles.reduce((all, { deny }) => all | deny, 0n),
  );
  const member = overwrites.get(who.userId);
  if (member !== undefined) apply(member.allow, member.deny);
  return permissions;
}

/** Without ViewChannel nothing else counts; without SendMessages neither do files, embeds, mentions of everyone. */
export function implied(permissions: bigint, thread: boolean): bigint {
  if (!has(permissions, 'ViewChannel')) return 0n;
  if (has(permissions, thread ? 'SendMessagesInThreads' : 'SendMessages')) return permissions;
  return permissions & ~bits(['MentionEveryone', 'SendTTSMessages', 'AttachFiles', 'EmbedLinks']);
}
