/**
 * Messages that speak to the bot: an answer to a picture of its, or a mention with pictures. Discord shows what is written only where the
 * bot is mentioned, as an answer does unless that is switched off, and in direct messages (discord-api-docs, developers/events/gateway,
 * Message Content Intent), where words without a picture are answered with how to ask. All other messages are dropped unread.
 */
import { ChannelType, type Message } from 'discord.js';
import { AtelierError } from '../../../domain/errors.js';
import { wordsFor } from '../../../words/catalogues.js';
import type { RequestContext } from '../../chat-adapter.js';
import { commandIn } from '../../commands/plain-words.js';
import { welcomeNote } from '../../messages/answers.js';
import { PlatformError } from '../../platform-error.js';
import { DEFAULT_LIMIT } from '../delivery/delivery-route.js';
import type { DiscordPorts } from '../dependencies.js';
import { attachedPictures } from '../files/download-pictures.js';
import { readCustomId } from '../views/custom-id.js';
import { plainNote, refusalNote } from './reply.js';
import { channelsOf, isForAdults, userOf } from './request-context.js';

export async function answerMessage(ports: DiscordPorts, message: Message): Promise<void> {
  const { author, client, channel, mentions } = message;
  const isDirect = channel.type === ChannelType.DM;
  if (author.bot || !(isDirect || mentions.users.has(client.user.id))) return;
  try {
    const text = message.content.replaceAll(/<[@#][^>]*>/g, ' ').trim();
    const pictures = attachedPictures(message);
    const job = message.reference ? await jobOf(message) : undefined;
    // Words alone may be about the bot rather than for it; in the direct message they are for it.
    if (job === undefined && pictures.length === 0)
      return isDirect ? await welcome(ports, message) : undefined;
    const context = contextOf(ports, message);
    await ports.intake(pictures, async (attachments) => {
      if (job !== undefined) await ports.session.answer(context, job, text, attachments);
      else await ports.session.say(context, commandIn(text, ports.presets, pictures.length), attachments);
    });
  } catch (error) {
    await refuse(ports, message, error);
  }
}

/** The job of the message that this one answers: its buttons name it. */
async function jobOf(message: Message): Promise<string | undefined> {
  const answered = await message.fetchReference().catch(() => undefined);
  if (answered?.author.id !== message.client.user.id) return undefined;
  const ids = JSON.stringify(answered.components).matchAll(/"custom_id":"([^"]+)"/g);
  for (const [, id] of ids) {
    const { verb, argument } = readCustomId(id!) ?? {};
    if (verb === 'again' || verb === 'try' || verb === 'pick-1') return argument;
  }
  return undefined;
}

/** The answer is a message of the bot's own: there is no interaction that it could fill in. */
function contextOf({ adapter, clock }: DiscordPorts, message: Message): RequestContext {
  const { author, channel, guildId, client, id } = message;
  const reference = {
    app: client.application!.id,
    token: '',
    at: clock.now(),
    ref: '',
    ...(guildId !== null && { guild: guildId }),
    user: author.id,
    limit: DEFAULT_LIMIT,
    isMember: guildId !== null,
    stays: true,
  };
  return {
    via: adapter.name,
    user: userOf({ user: author }),
    community: guildId === null ? `discord:dm:${author.id}` : `discord:guild:${guildId}`,
    locale: message.guild?.preferredLocale,
    channels: channelsOf(message),
    isForAdults: isForAdults(message),
    post: (view) => adapter.post(reference, channel.id, id, view),
  };
}

async function welcome({ api }: DiscordPorts, { id, channel }: Message): Promise<void> {
  await api.post(channel.id, plainNote(welcomeNote(wordsFor(undefined))), `${id} welcome`, id);
}

/** A mistake is answered by a direct message: a reply in the channel would be seen by all. */
async function refuse(
  { api, onLog, onError }: DiscordPorts,
  message: Message,
  error: unknown,
): Promise<void> {
  if (error instanceof PlatformError) return onLog(`Discord: an answer was not taken (${error.reason})`);
  if (!(error instanceof AtelierError) || error.fault === 'internal') return onError(error);
  const words = wordsFor(message.guild?.preferredLocale);
  try {
    await api.post(
      await api.direct(message.author.id),
      plainNote({ ...refusalNote(words, error), tone: 'failed' }),
      `${message.id} refusal`,
    );
  } catch (failure) {
    if (!(failure instanceof PlatformError)) throw failure;
    onLog(`Discord: user ${message.author.id} takes no direct messages (${failure.reason})`);
  }
}
