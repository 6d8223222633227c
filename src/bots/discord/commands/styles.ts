/** /styles: the presets as pages of pictures, each with a button that paints with it. */
import type { ButtonInteraction, ChatInputCommandInteraction } from 'discord.js';
import { findPreset, type Preset, searchPresets } from '../../../domain/preset.js';
import type { Words } from '../../../words/words.js';
import { stylesNote } from '../../messages/answers.js';
import type { Outgoing } from '../connection/api-client.js';
import type { DialogArguments, DiscordPorts, Handler } from '../dependencies.js';
import { asciiName } from '../files/message-pictures.js';
import { button, container, gallery, rows, section, text } from '../views/components.js';
import { customId } from '../views/custom-id.js';
import { FIELD, modal, photoField, privateField } from '../views/modals.js';
import { plain } from '../views/text.js';
import { file, isChecked } from './dialog-values.js';
import { outgoing, plainNote } from './reply.js';
import { assertMayAttach, wordsOf } from './request-context.js';
import { paintTyped } from './typed-requests.js';

/** Presets on a page: two rows of three pictures. */
const PER_PAGE = 6;
/** Longer side of a thumbnail, px: sharp in a third of a message's width on a dense screen. */
const THUMB = 400;
const COLOUR = 0x5b6ee1;

export const styles: Handler<ChatInputCommandInteraction> = async (ports, interaction, reply) => {
  await reply.think(true);
  await reply.fill(await page(ports, wordsOf(interaction), 0, interaction.options.getString('words') ?? ''));
};

/** Another page; the argument is "number words". */
export async function turnPage(
  ports: DiscordPorts,
  interaction: ButtonInteraction,
  reply: Parameters<Handler<ButtonInteraction>>[2],
  argument: string,
): Promise<void> {
  await reply.hold();
  const [number, ...words] = argument.split(' ');
  await reply.fill(await page(ports, wordsOf(interaction), Number(number) || 0, words.join(' ')));
}

/** The button of a style: asks for the photo. */
export async function chooseStyle(
  { presets }: DiscordPorts,
  interaction: ButtonInteraction,
  reply: Parameters<Handler<ButtonInteraction>>[2],
  id: string,
): Promise<void> {
  assertMayAttach(interaction);
  const preset = findPreset(presets, id);
  const words = wordsOf(interaction);
  const title = words.t('discord.paintWith', { style: preset.title });
  await reply.ask(modal('style', preset.id, title, [photoField(words), privateField(words)]));
}

/** The photo has come. */
export async function stylizeWithPreset(
  ...[ports, interaction, reply, preset]: DialogArguments
): Promise<void> {
  await paintTyped(ports, interaction, reply, {
    pictures: file(interaction.fields, FIELD.photo, 'photo'),
    preset,
    options: '',
    isPrivate: isChecked(interaction.fields, FIELD.private),
  });
}

async function page(ports: DiscordPorts, words: Words, number: number, searched: string): Promise<Outgoing> {
  const found = searchPresets(ports.presets, searched, ports.presets.length);
  if (found.length === 0) return plainNote(stylesNote(words, searched, []));
  const pages = Math.ceil(found.length / PER_PAGE);
  const at = Math.min(Math.max(0, number), pages - 1);
  const here = found.slice(at * PER_PAGE, (at + 1) * PER_PAGE);
  const files = await Promise.all(here.map((preset) => thumbnail(ports, preset)));
  const pictures = files.map(({ name, alt }) => ({ url: `attachment://${name}`, alt }));
  const { t } = words;
  const title =
    searched === '' ? t('discord.stylesTitle') : t('answers.stylesMatching', { words: plain(searched) });
  return outgoing(
    [
      container(COLOUR, [
        text(`### ${title}\n-# ${t('discord.page', { page: at + 1, pages })}`),
        gallery(pictures),
        ...here.map((preset) =>
          section(lineOf(preset), button(customId('style', preset.id), t('discord.paint'))),
        ),
        ...(pages > 1 ? turns(words, at, pages, searched) : []),
      ]),
    ],
    files,
  );
}

function lineOf({ title, artist, year, moods }: Preset): string {
  return `**${plain(title)}** · ${plain(artist)}, ${plain(year)}\n-# ${plain(moods.join(', '))}`;
}

/** Both ends are open: from the last page to the first. */
function turns({ t }: Words, at: number, pages: number, words: string) {
  const to = (page: number) => customId('styles', `${(page + pages) % pages} ${words}`.trim());
  const isPair = pages === 2;
  return rows([
    ...(isPair ? [] : [button(to(at - 1), t('discord.previous'))]),
    button(to(at + 1), isPair ? t('discord.otherPage') : t('discord.next')),
  ]);
}

async function thumbnail({ thumbnails, presetPicture }: DiscordPorts, preset: Preset) {
  const copy = await thumbnails(`style ${preset.id}`, THUMB, () => presetPicture(preset));
  return { ...copy, name: asciiName(`${preset.id}.x`, copy.mime), alt: `${preset.title}, ${preset.artist}` };
}
