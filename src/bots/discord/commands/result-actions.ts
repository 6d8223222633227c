/** What a finished picture can be used for: shared in a channel, compared with its photo, shown again. */
import {
  type APIMessage,
  type ChannelType,
  Constants,
  PermissionFlagsBits,
  type PermissionResolvable,
  PermissionsBitField,
} from 'discord.js';
import { AtelierError } from '../../../domain/errors.js';
import { isSpoiler } from '../../../domain/request.js';
import { said } from '../../../words/said.js';
import { note } from '../../messages/answers.js';
import { shared } from '../../messages/job-view.js';
import { title } from '../../messages/wording.js';
import { isRefusal } from '../../platform-error.js';
import type { Outgoing } from '../connection/api-client.js';
import { compose } from '../delivery/compose.js';
import { DEFAULT_LIMIT } from '../delivery/delivery-route.js';
import type { DialogArguments, DiscordPorts } from '../dependencies.js';
import { asSpoiler } from '../files/message-pictures.js';
import { container, gallery, text } from '../views/components.js';
import { FIELD, SHARE_CHANNELS } from '../views/modals.js';
import type { ButtonArguments } from './buttons.js';
import { outgoing } from './reply.js';
import { communityOf, uploadLimit, userOf, wordsOf } from './request-context.js';

/** Longer side of each half of a comparison, px. */
const HALF = 1024;
const COLOUR = 0x3a9d5d;
/** An upload that was refused is tried so much smaller. */
const LESS = 0.5;
const SMALLEST_LIMIT = 128 * 1024;

/** The channel was chosen. */
export async function share(...[ports, interaction, reply, id]: DialogArguments): Promise<void> {
  await reply.think(true);
  const channel = interaction.fields.getSelectedChannels(FIELD.channel, true, [...SHARE_CHANNELS]).first()!;
  const context = {
    user: userOf(interaction),
    community: communityOf(interaction),
    channels: [channel.id, parentOf(channel as Chosen)].filter((id) => id !== undefined),
    isForAdults: (channel as Chosen).nsfw ?? (channel as Chosen).parent?.nsfw ?? false,
  };
  const { result, ...job } = await ports.session.sharable(context, id);
  assertMayWrite(channel as Chosen);
  const who = `<@${interaction.user.id}>`;
  const words = wordsOf(interaction);
  const view = shared(words, job, result, who, ports.adapter.dialogs);
  const limit = Math.min(uploadLimit(interaction), DEFAULT_LIMIT);
  await fitting(limit, async (mostBytes) => {
    const load = (picture: (typeof view.pictures)[number]) =>
      ports.files.of(picture, mostBytes, view.fileName);
    const { message } = await compose(view, [], load, { mention: who });
    return post(ports, channel.id, message, interaction.id);
  });
  const mention = `<#${channel.id}>`;
  await reply.tell(
    note(words, '', words.t('discord.shared'), [words.t('discord.sharedIn', { channel: mention })]),
    mention,
  );
}

export async function compare(...[ports, interaction, reply, id]: ButtonArguments): Promise<void> {
  await reply.think(true);
  const { request, result } = await ports.session.finished(id);
  const [photo, painting] = await Promise.all(
    [request.content, result.picture].map((key) => ports.blobs.get(key)),
  );
  const both = await ports.pictures.beside(photo!, painting!, HALF);
  const words = wordsOf(interaction);
  const alt = words.t('discord.beforeAfterOf', { title: title(words, request) });
  const spoiler = isSpoiler(request);
  await fitting(uploadLimit(interaction), async (mostBytes) => {
    const fitted = await ports.files.fitted(both.bytes, mostBytes, 'before-and-after.jpg', alt);
    const file = spoiler ? asSpoiler(fitted) : fitted;
    const picture = gallery([{ url: `attachment://${file.name}`, alt, spoiler }]);
    await reply.fill(
      outgoing([container(COLOUR, [text(`### ${words.t('discord.beforeAfter')}`), picture])], [file]),
    );
  });
}

/** Tries with less and less, where Discord takes less than it has said. */
async function fitting<T>(limit: number, send: (mostBytes: number) => Promise<T>): Promise<T> {
  try {
    return await send(limit);
  } catch (error) {
    if (!isRefusal(error, 'too-large') || limit <= SMALLEST_LIMIT) throw error;
    return fitting(Math.max(SMALLEST_LIMIT, limit * LESS), send);
  }
}

type Permissions = Readonly<PermissionsBitField> | string | null;

/** A channel that was chosen: of a server that discord.js does not know, it is left as it was sent. */
interface Chosen {
  type: ChannelType;
  permissions: Permissions;
  appPermissions?: Permissions;
  app_permissions?: Permissions;
  nsfw?: boolean;
  /** Of a thread, where discord.js knows it. */
  parent?: { nsfw?: boolean } | null;
  parentId?: string | null;
  parent_id?: string | null;
}

/** The channel that a thread belongs to, whose settings are the thread's. */
function parentOf({ type, parentId, parent_id: raw }: Chosen): string | undefined {
  return isThread(type) ? (parentId ?? raw ?? undefined) : undefined;
}

function isThread(type: ChannelType): boolean {
  return Constants.ThreadChannelTypes.includes(type as (typeof Constants.ThreadChannelTypes)[number]);
}

/**
 * Both the person and the bot: nobody writes through the bot where they may not write themselves. In threads Send Messages has no effect
 * (developers/topics/permissions, Inherited Permissions (Threads)).
 */
function assertMayWrite({ type, permissions, appPermissions, app_permissions: raw }: Chosen): void {
  const { ViewChannel, SendMessages, SendMessagesInThreads, AttachFiles } = PermissionFlagsBits;
  const writing = [ViewChannel, isThread(type) ? SendMessagesInThreads : SendMessages];
  if (!has(permissions, writing)) throw new AtelierError('forbidden', said('discord.youMayNotWrite'));
  if (!has(permissions, [AttachFiles])) throw new AtelierError('forbidden', said('discord.youMayNotAttach'));
  if (!has(appPermissions ?? raw, [...writing, AttachFiles])) throw notAllowed();
}

/** What Discord has not said is tried. */
function has(permissions: Permissions | undefined, wanted: bigint[]): boolean {
  return permissions == null || new PermissionsBitField(permissions as PermissionResolvable).has(wanted);
}

async function post(
  { api }: DiscordPorts,
  channel: string,
  message: Outgoing,
  once: string,
): Promise<APIMessage> {
  try {
    return await api.post(channel, message, once);
  } catch (error) {
    if (isRefusal(error, 'gone', 'forbidden')) throw notAllowed(error);
    throw error;
  }
}

function notAllowed(cause?: unknown): AtelierError {
  return new AtelierError('forbidden', said('discord.mayNotWrite'), { cause });
}
