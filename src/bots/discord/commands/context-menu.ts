/**
 * "Stylize this picture" on a message and "Stylize avatar" on a person: a dialog asks for the style. Until it is sent, the pictures' addresses are
 * kept, since a dialog carries 100 characters only.
 */
import type {
  Message,
  MessageContextMenuCommandInteraction,
  MessageSnapshot,
  UserContextMenuCommandInteraction,
} from 'discord.js';
import { AtelierError } from '../../../domain/errors.js';
import { said } from '../../../words/said.js';
import { fileOf, type Media, mediaOf } from '../delivery/compose.js';
import type { Attached, DialogArguments, Handler } from '../dependencies.js';
import { attachedPictures, isPicture, SPOILER } from '../files/download-pictures.js';
import { FIELD, modal, privateField, styleFields } from '../views/modals.js';
import { file, isChecked, words as wordsIn } from './dialog-values.js';
import { keep, kept } from './kept-input.js';
import { assertMayAttach, wordsOf } from './request-context.js';
import { paintTyped } from './typed-requests.js';

/** Longer side of a requested avatar, px; Discord makes it no larger than it is. */
const AVATAR = 1024;

export const pickMessage: Handler<MessageContextMenuCommandInteraction> = async (
  ports,
  interaction,
  reply,
) => {
  const pictures = picturesIn(interaction.targetMessage);
  if (pictures.length === 0) throw new AtelierError('missing_content', said('discord.noPicture'));
  assertMayAttach(interaction);
  keep(ports, 'picked', interaction.id, pictures);
  const words = wordsOf(interaction);
  const names = pictures.map(({ name }) => name);
  const fields = [...styleFields(words, ports.presets, names), privateField(words)];
  await reply.ask(modal('picked', interaction.id, words.t('discord.stylizeThis'), fields));
};

export const pickAvatar: Handler<UserContextMenuCommandInteraction> = async (ports, interaction, reply) => {
  assertMayAttach(interaction);
  const words = wordsOf(interaction);
  const { targetUser, targetMember } = interaction;
  const look = { extension: 'png', forceStatic: true, size: AVATAR } as const;
  const ofMember = targetMember && 'displayAvatarURL' in targetMember ? targetMember : targetUser;
  const picture = { name: `${targetUser.displayName}.png`, url: ofMember.displayAvatarURL(look) };
  keep(ports, 'picked', interaction.id, [picture]);
  const fields = [...styleFields(words, ports.presets), privateField(words)];
  await reply.ask(
    modal(
      'picked',
      interaction.id,
      words.t('discord.stylizePerson', { name: targetUser.displayName }),
      fields,
    ),
  );
};

/** The dialog, filled in. */
export async function stylizePicked(...[ports, interaction, reply, key]: DialogArguments): Promise<void> {
  const { fields } = interaction;
  const pictures = kept<Attached[]>(ports, 'picked', key);
  const photo = pictures?.[Number(wordsIn(fields, FIELD.picture))];
  if (!photo) throw new AtelierError('not_found', said('discord.tooLongAgo'));
  await paintTyped(ports, interaction, reply, {
    pictures: [{ ...photo, slot: 'photo' }, ...file(fields, FIELD.style, 'style')],
    preset: wordsIn(fields, FIELD.preset),
    options: '',
    isPrivate: isChecked(fields, FIELD.private),
  });
}

/** Attachments, pictures in components (whose attachments are listed there alone), embedded ones, and all of those in what it forwards. */
function picturesIn(message: Message | MessageSnapshot): Attached[] {
  const shown = [...mediaOf(message.components.map((component) => component.toJSON()))]
    .filter(({ content_type: type }) => isPicture(type))
    .map(({ url, spoiler }: Media) => ({
      name: fileOf(url).replace(SPOILER, ''),
      url,
      ...(spoiler && { spoiler }),
    }));
  const embedded = message.embeds.flatMap(({ image, thumbnail }) => {
    const media = image ?? thumbnail;
    // Discord has fetched a foreign picture already: its own copy is taken, and the foreign host learns nothing.
    return media ? [{ name: fileOf(media.url), url: media.proxyURL ?? media.url }] : [];
  });
  const forwarded = [...(message.messageSnapshots?.values() ?? [])].flatMap(picturesIn);
  return [...attachedPictures(message), ...shown, ...embedded, ...forwarded];
}
