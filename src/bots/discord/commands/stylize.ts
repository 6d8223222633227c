/** /stylize and /tryout, and the suggestions of presets. */
import type { AutocompleteInteraction, ChatInputCommandInteraction } from 'discord.js';
import { searchPresets } from '../../../domain/preset.js';
import { readWords } from '../../commands/plain-words.js';
import { asPlatform } from '../connection/sdk-errors.js';
import type { Attached, DiscordPorts, Handler } from '../dependencies.js';
import { attachedOf } from '../files/download-pictures.js';
import { cut } from '../views/components.js';
import { PICTURE_OPTIONS, REQUEST_OPTIONS } from './command-definitions.js';
import { paintTyped } from './typed-requests.js';

/** Results of one autocomplete, and characters of each (developers/interactions/application-commands). */
const MOST_SUGGESTIONS = 25;
const MOST_CHARACTERS = 100;

export const stylize: Handler<ChatInputCommandInteraction> = (ports, interaction, reply) => {
  const { options } = interaction;
  return paintTyped(ports, interaction, reply, {
    pictures: attachedTo(options),
    preset: options.getString('preset') ?? '',
    options: given(options),
    isPrivate: options.getBoolean('private') ?? false,
  });
};

/** The photo alone, in several styles. */
export const tryout: Handler<ChatInputCommandInteraction> = (ports, interaction, reply) => {
  const { options } = interaction;
  return paintTyped(ports, interaction, reply, {
    pictures: attachedTo(options),
    preset: '',
    options: '',
    isPrivate: options.getBoolean('private') ?? false,
    isTryout: true,
  });
};

export async function suggest(
  { presets }: Pick<DiscordPorts, 'presets'>,
  interaction: AutocompleteInteraction,
): Promise<void> {
  const words = interaction.options.getFocused();
  const found = searchPresets(presets, words, MOST_SUGGESTIONS);
  // A sentence finds one preset and may ask for more than that: it is sent as it stands.
  const meant = found.length === 0 ? readWords(words, presets).preset : undefined;
  const isShort = words.length <= MOST_CHARACTERS;
  const choices = (meant && isShort ? [meant] : found).map(({ id, title, artist, year }) => ({
    name: cut(`${title} · ${artist}, ${year}`, MOST_CHARACTERS),
    value: meant ? words : id,
  }));
  await asPlatform('suggestions', () => interaction.respond(choices));
}

type CommandOptions = ChatInputCommandInteraction['options'];

function attachedTo(options: CommandOptions): Attached[] {
  return Object.entries(PICTURE_OPTIONS).flatMap(([option, slot]) => {
    const file = options.getAttachment(option);
    return file ? [attachedOf(file, slot)] : [];
  });
}

/** As text: that is parsed within the bounds of today, whatever an older registration of the command allows. */
function given(options: CommandOptions): string {
  const typed = REQUEST_OPTIONS.map((name) => ({ name, value: options.get(name)?.value }));
  return typed.flatMap(({ name, value }) => (value === undefined ? [] : [`${name}=${value}`])).join(' ');
}
