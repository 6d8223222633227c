/** Files of a finished picture, as private answers: the picture as it was painted, and the timelapse. */
import { type APIComponentInContainer, ComponentType, type RepliableInteraction } from 'discord.js';
import { AtelierError } from '../../../domain/errors.js';
import { isSpoiler } from '../../../domain/request.js';
import { megabytes } from '../../../words/measures.js';
import { said } from '../../../words/said.js';
import { fileName, title } from '../../messages/wording.js';
import type { DiscordPorts } from '../dependencies.js';
import { asciiName, asSpoiler, type PictureFile } from '../files/message-pictures.js';
import { container, gallery, text } from '../views/components.js';
import { plain } from '../views/text.js';
import { outgoing, type Reply } from './reply.js';
import { uploadLimit, wordsOf } from './request-context.js';

const COLOUR = 0x3a9d5d;

type Ports = Pick<DiscordPorts, 'session' | 'blobs'>;
type Arguments = [ports: Ports, interaction: RepliableInteraction, reply: Reply, job: string];

/** The picture in the message may have been made to fit. */
export async function download(...[ports, interaction, reply, job]: Arguments): Promise<void> {
  await reply.think(true);
  const { request, result } = await ports.session.finished(job);
  const words = wordsOf(interaction);
  const file = {
    bytes: await ports.blobs.get(result.picture),
    mime: result.mime,
    name: asciiName(fileName(words, request, result.mime), result.mime),
    alt: title(words, request),
  };
  await send(interaction, reply, isSpoiler(request) ? asSpoiler(file) : file, (url, spoiler) => ({
    type: ComponentType.File,
    file: { url },
    ...(spoiler && { spoiler }),
  }));
}

/** A finished picture of an earlier version has none; its menu does not offer it. */
export async function timelapse(...[ports, interaction, reply, job]: Arguments): Promise<void> {
  await reply.think(true);
  const { request, result } = await ports.session.finished(job);
  if (result.timelapse === undefined) throw new AtelierError('not_found', said('discord.oldMenu'));
  const words = wordsOf(interaction);
  const mime = 'image/webp';
  const file = {
    bytes: await ports.blobs.get(result.timelapse),
    mime,
    name: asciiName(fileName(words, request, mime).replace(/(?=\.\w+$)/, '-timelapse'), mime),
    alt: words.t('messages.timelapseOf', { title: title(words, request) }),
  };
  await send(interaction, reply, isSpoiler(request) ? asSpoiler(file) : file, (url, spoiler) =>
    gallery([{ url, alt: file.alt, spoiler }]),
  );
}

async function send(
  interaction: RepliableInteraction,
  reply: Reply,
  file: PictureFile,
  shown: (url: string, isSpoiler: boolean) => APIComponentInContainer,
): Promise<void> {
  const limit = uploadLimit(interaction);
  const size = file.bytes.byteLength;
  if (size > limit)
    throw new AtelierError(
      'picture_too_large',
      said('discord.tooLargeHere', { size: megabytes(size), limit: megabytes(limit) }),
    );
  const part = shown(`attachment://${file.name}`, file.name.startsWith('SPOILER_'));
  await reply.fill(outgoing([container(COLOUR, [text(`### ${plain(file.alt)}`), part])], [file]));
}
