/** The requester, the channel and the way to answer: an interaction as the session sees it. */
import {
  InteractionContextType,
  type Message,
  MessageFlags,
  PermissionFlagsBits,
  type RepliableInteraction,
} from 'discord.js';
import { AtelierError } from '../../../domain/errors.js';
import { inTime } from '../../../lib/in-time.js';
import { wordsFor } from '../../../words/catalogues.js';
import { said } from '../../../words/said.js';
import type { Words } from '../../../words/words.js';
import type { RequestContext } from '../../chat-adapter.js';
import type { StylizeCommand } from '../../commands/command-text.js';
import type { PendingReference } from '../delivery/adapter.js';
import { DEFAULT_LIMIT } from '../delivery/delivery-route.js';
import type { Attached, DiscordPorts } from '../dependencies.js';

/** Somebody on Discord, unique over all platforms. */
export function userOf({ user }: Pick<RepliableInteraction, 'user'>): string {
  return `discord:${user.id}`;
}

/** In the language that somebody has set Discord to. */
export function wordsOf({ locale }: Pick<RepliableInteraction, 'locale'>): Words {
  return wordsFor(locale);
}

/** Whose settings hold and whose share of the queue it counts to. */
export function communityOf({ guildId, context, user, channelId }: RepliableInteraction): string {
  if (guildId !== null) return `discord:guild:${guildId}`;
  return context === InteractionContextType.BotDM ? `discord:dm:${user.id}` : `discord:channel:${channelId}`;
}

/** The channel, and the one that a thread belongs to; outside of servers channels mean nothing. */
export function channelsOf({
  guildId,
  channel,
  channelId,
}: Pick<RepliableInteraction | Message, 'guildId' | 'channel' | 'channelId'>): string[] {
  const parent = channel?.isThread() ? channel.parentId : null;
  return guildId === null ? [] : [channelId, parent].filter((id) => id !== null);
}

/** A channel that Discord shows to adults only; a thread is what its channel is. Not where Discord does not say. */
export function isForAdults({ channel }: Pick<RepliableInteraction | Message, 'channel'>): boolean {
  const place = channel?.isThread() ? channel.parent : channel;
  return place != null && 'nsfw' in place && place.nsfw === true;
}

/** For `RequestContext.post`: what was begun by `Reply.think` is filled in. */
export function contextOf(
  { adapter, clock }: Pick<DiscordPorts, 'adapter' | 'clock'>,
  interaction: RepliableInteraction,
  isPrivate: boolean,
): RequestContext {
  return {
    via: adapter.name,
    user: userOf(interaction),
    community: communityOf(interaction),
    locale: interaction.locale,
    channels: channelsOf(interaction),
    isForAdults: isForAdults(interaction),
    isPrivate,
    moderates: interaction.memberPermissions?.has(PermissionFlagsBits.ManageMessages) ?? false,
    post: (view) => adapter.begin(pendingReference(interaction, clock.now(), isPrivate), view),
  };
}

export function pendingReference(
  interaction: RepliableInteraction,
  now: number,
  isPrivate: boolean,
): PendingReference {
  const { applicationId: app, token, user, guildId, context, appPermissions } = interaction;
  const isMember = isMemberOf(interaction);
  const isAtHome = isMember
    ? appPermissions.has(PermissionFlagsBits.ViewChannel)
    : context === InteractionContextType.BotDM;
  return {
    app,
    token,
    at: now,
    ref: '@original',
    ...(guildId !== null && { guild: guildId }),
    user: user.id,
    limit: uploadLimit(interaction),
    isPrivate,
    isMember,
    stays: isAtHome && !isPrivate,
  };
}

/** Whether the bot itself is in the server, not only its commands. */
export function isMemberOf({
  client,
  guild,
  guildId,
  authorizingIntegrationOwners: owners,
}: RepliableInteraction): boolean {
  if (guild !== null || guildId === null) return guild !== null;
  // Discord names all servers when it connects. A gateway that names none leaves that to the interactions.
  return client.guilds.cache.size === 0 && owners.guildId === guildId;
}

/** Bytes of a file in an answer: by the server's boosts and the requester's subscription. */
export function uploadLimit({ attachmentSizeLimit }: RepliableInteraction): number {
  // Interactions from before 2025 have none.
  return attachmentSizeLimit ?? DEFAULT_LIMIT;
}

/** Whether the message that a button stands on is for its requester alone: what comes of it is, too. */
export function isOnPrivateMessage(interaction: RepliableInteraction): boolean {
  const message = 'message' in interaction ? interaction.message : null;
  return message?.flags.has(MessageFlags.Ephemeral) ?? false;
}

/** The answer has to begin within 3 s: a refusal that is found within a third of them comes before it, ms. */
const CHECK_MS = 1000;

/** Refuses before anybody sees "is thinking" what needs no look at the pictures; the session decides again in any case. */
export async function assertAcceptable(
  { session }: Pick<DiscordPorts, 'session'>,
  context: RequestContext,
  pictures: readonly Attached[] = [],
  command?: StylizeCommand,
): Promise<void> {
  const checked = session.check(context, pictures, command).then(
    () => undefined,
    (error: unknown) => error,
  );
  const refusal = await inTime(checked, CHECK_MS, undefined);
  if (refusal instanceof AtelierError && refusal.fault !== 'internal') throw refusal;
}

/** Throws forbidden, with the name of what is missing: without files there is nothing to show. */
export function assertMayAttach({ appPermissions }: RepliableInteraction): void {
  if (appPermissions.has(PermissionFlagsBits.AttachFiles)) return;
  throw new AtelierError('forbidden', said('discord.mayNotAttach'));
}
