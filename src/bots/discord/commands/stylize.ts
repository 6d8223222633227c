/** /stylize, and its preset's suggestions. */
import type { AutocompleteInteraction, ChatInputCommandInteraction } from 'discord.js';
import { AtelierError } from '../../../domain/errors.js';
import { parseField } from '../../../domain/field.js';
import { searchPresets } from '../../../domain/preset.js';
import { OPTIONS, type Options } from '../../commands/command-text.js';
import { readWords } from '../../commands/plain-words.js';
import { asPlatform } from '../connection/sdk-errors.js';
import type { Attached, DiscordPorts, Handler } from '../dependencies.js';
import { attachedOf } from '../files/download-pictures.js';
import { cut } from '../views/components.js';
import { PICTURE_OPTIONS, REQUEST_OPTIONS } from './command-definitions.js';
import { assertMayAttach, contextOf } from './request-context.js';

/** Results of one autocomplete, and characters of each (developers/interactions/application-commands). */
const MOST_SUGGESTIONS = 25;
const MOST_CHARACTERS = 100;

export const stylize: Handler<ChatInputCommandInteraction> = async (ports, interaction, reply) => {
  const { options } = interaction;
  const isPrivate = options.getBoolean('private') ?? false;
  await reply.think(isPrivate);
  assertMayAttach(interaction);
  const command = {
    name: 'stylize',
    preset: options.getString('preset') ?? '',
    options: given(options),
  } as const;
  await ports.intake(attachedTo(options), (attachments) =>
    ports.session.stylize(contextOf(ports, interaction, isPrivate), command, attachments),
  );
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

/** Discord has checked the bounds that it was told; a command that was registered by an older version may have had others. */
function given(options: CommandOptions): Options {
  const entries = REQUEST_OPTIONS.flatMap((name) => {
    const raw = options.get(name)?.value;
    if (raw === undefined) return [];
    const parsed = parseField(OPTIONS[name], name, raw);
    if (!parsed.ok) throw new AtelierError('invalid_input', parsed.message);
    return [[name, parsed.value]];
  });
  return Object.fromEntries(entries) as Options;
}
