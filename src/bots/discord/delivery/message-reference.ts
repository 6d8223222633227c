/** How a message is found again: all that a restart must not lose. JSON text to everybody else. */
import type { MessageReference } from '../../chat-adapter.js';

export interface DiscordMessageReference {
  /** Application id: with the token, the way to edit what answers an interaction; '' for a message of the bot's own. */
  app: string;
  token: string;
  /** When the interaction was made, ms since the epoch. */
  at: number;
  /** What the token's routes call the message: '@original', or its id for a follow-up. */
  ref: string;
  channel: string;
  message: string;
  /** Absent outside of servers. */
  guild?: string | undefined;
  /** The requester: Discord's id. */
  user: string;
  /** Bytes that one file may have. */
  limit: number;
  /** Only the requester sees it. */
  isPrivate?: boolean;
  /** The bot is at home there, and can edit the message by its own token once that of the interaction is gone. */
  stays: boolean;
  /** The bot is a member of the server. */
  isMember?: boolean;
}

export function encodeReference(reference: DiscordMessageReference): MessageReference {
  return JSON.stringify(reference);
}

export function decodeReference(encoded: MessageReference): DiscordMessageReference {
  return JSON.parse(encoded) as DiscordMessageReference;
}

/** The address of a message in Discord's clients; undefined for one that only its requester was shown. */
export function linkTo({ guild, channel, message, isPrivate }: DiscordMessageReference): string | undefined {
  return isPrivate ? undefined : `https://discord.com/channels/${guild ?? '@me'}/${channel}/${message}`;
}
