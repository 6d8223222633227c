/** What the bot may have to do in a server, and the address that invites it. */
import { PermissionFlagsBits } from 'discord.js';

/** Names as in Discord's settings of a role, and bits (discord-api-docs, developers/topics/permissions). */
export const PERMISSIONS = {
  'View Channels': PermissionFlagsBits.ViewChannel,
  'Send Messages': PermissionFlagsBits.SendMessages,
  'Send Messages in Threads': PermissionFlagsBits.SendMessagesInThreads,
  'Attach Files': PermissionFlagsBits.AttachFiles,
  'Embed Links': PermissionFlagsBits.EmbedLinks,
  'Read Message History': PermissionFlagsBits.ReadMessageHistory,
} as const;

/** All of them as the number that an invitation carries. */
export const PERMISSIONS_INTEGER = Object.values(PERMISSIONS).reduce((all, bit) => all | bit, 0n);

/** Adds the bot to a server; with `forUser`, to one's own account. */
export function inviteLink(applicationId: string, { forUser = false } = {}): string {
  const url = new URL('https://discord.com/oauth2/authorize');
  url.searchParams.set('client_id', applicationId);
  if (!forUser) url.searchParams.set('permissions', String(PERMISSIONS_INTEGER));
  url.searchParams.set('integration_type', forUser ? '1' : '0');
  url.searchParams.set('scope', forUser ? 'applications.commands' : 'bot applications.commands');
  return url.href;
}
