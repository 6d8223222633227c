/** The finished picture as it was painted, for who asks alone: the one in the message may have been made to fit. */
import { ComponentType, type RepliableInteraction } from 'discord.js';
import { AtelierError } from '../../../domain/errors.js';
import { isSpoiler } from '../../../domain/request.js';
import { megabytes } from '../../../words/measures.js';
import { said } from '../../../words/said.js';
import { fileName, title } from '../../messages/wording.js';
import type { DiscordPorts } from '../dependencies.js';
import { asciiName, asSpoiler } from '../files/message-pictures.js';
import { container, text } from '../views/components.js';
import { plain } from '../views/text.js';
import { outgoing, type Reply } from './reply.js';
import { uploadLimit, wordsOf } from './request-context.js';

const COLOUR = 0x3a9d5d;

export async function download(
  { session, blobs }: Pick<DiscordPorts, 'session' | 'blobs'>,
  interaction: RepliableInteraction,
  reply: Reply,
  id: string,
): Promise<void> {
  await reply.think(true);
  const { request, result } = await session.finished(id);
  const bytes = await blobs.get(result.picture);
  const limit = uploadLimit(interaction);
  if (bytes.byteLength > limit) {
    const sizes = { size: megabytes(bytes.byteLength), limit: megabytes(limit) };
    throw new AtelierError('picture_too_large', said('discord.tooLargeHere', sizes));
  }
  const words = wordsOf(interaction);
  const alt = title(words, request);
  const file = {
    bytes,
    mime: result.mime,
    name: asciiName(fileName(words, request, result.mime), result.mime),
    alt,
  };
  const sent = isSpoiler(request) ? asSpoiler(file) : file;
  const shown = { type: ComponentType.File, file: { url: `attachment://${sent.name}` } } as const;
  const spoiler = isSpoiler(request) && { spoiler: true };
  await reply.fill(
    outgoing([container(COLOUR, [text(`### ${plain(alt)}`), { ...shown, ...spoiler }])], [sent]),
  );
}
