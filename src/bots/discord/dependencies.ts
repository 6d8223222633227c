/** What the handlers of commands, buttons and dialogs stand on. */
import type { ModalSubmitInteraction, RepliableInteraction } from 'discord.js';
import type { Clock } from '../../lib/clock.js';
import type { ChatPlatformPorts } from '../chat-platform.js';
import type { AnnouncedPicture, Attachment } from '../media/attachments.js';
import type { Reply } from './commands/reply.js';
import type { DiscordApi } from './connection/api-client.js';
import type { DiscordAdapter } from './delivery/adapter.js';
import type { PictureFiles } from './files/message-pictures.js';

/** A picture that somebody attached, still where Discord keeps it. */
export interface Attached extends AnnouncedPicture {
  url: string;
  spoiler?: boolean;
}

export interface DiscordPorts extends ChatPlatformPorts {
  files: PictureFiles;
  api: DiscordApi;
  adapter: DiscordAdapter;
  clock: Clock;
  /** Fetches pictures and passes them on; only a few people's at once are held in memory. */
  intake<T>(attached: readonly Attached[], use: (attachments: Attachment[]) => Promise<T>): Promise<T>;
}

/** Answers one kind of interaction. What it throws is shown to the requester. */
export type Handler<I extends RepliableInteraction> = (
  ports: DiscordPorts,
  interaction: I,
  reply: Reply,
) => Promise<void>;

/** Of the handler of a dialog that was sent; `argument` as its custom id carries it. */
export type DialogArguments = [...Parameters<Handler<ModalSubmitInteraction>>, argument: string];
