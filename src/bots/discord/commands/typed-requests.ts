/**
 * A typed request, from any command or dialog: it is checked, its pictures are fetched, and it is painted. Where it is refused, what was
 * typed is kept, and the refusal has a button that opens a dialog filled in with it.
 */
import type { ButtonInteraction, RepliableInteraction } from 'discord.js';
import { AtelierError } from '../../../domain/errors.js';
import { said } from '../../../words/said.js';
import { type Options, parseStylize } from '../../commands/command-text.js';
import { readWords } from '../../commands/plain-words.js';
import type { NamedSlot, Slot } from '../../media/attachments.js';
import type { Attached, DialogArguments, DiscordPorts, Handler } from '../dependencies.js';
import { button } from '../views/components.js';
import { customId } from '../views/custom-id.js';
import { FIELD, modal, presetField, privateField, replaceField, textField } from '../views/modals.js';
import { file, isChecked, words } from './dialog-values.js';
import { keep, kept } from './kept-input.js';
import type { Reply } from './reply.js';
import { assertAcceptable, assertMayAttach, contextOf, wordsOf } from './request-context.js';

/** All that a request says. */
export interface TypedRequest {
  pictures: Attached[];
  /** Words of a preset; '' for none. */
  preset: string;
  /** "strength=60 seed=7", as it was typed. */
  options: string;
  isPrivate: boolean;
  /** As in `StylizeCommand`. */
  isTryout?: boolean;
}

export async function paintTyped(
  ports: DiscordPorts,
  interaction: RepliableInteraction,
  reply: Reply,
  request: TypedRequest,
): Promise<void> {
  try {
    assertMayAttach(interaction);
    const { pictures, preset, isPrivate, isTryout = false } = request;
    const command = { name: 'stylize', preset, options: optionsOf(request.options), isTryout } as const;
    const context = contextOf(ports, interaction, isPrivate);
    await assertAcceptable(ports, context, pictures, command);
    await reply.think(isPrivate);
    await ports.intake(pictures, (attachments) => ports.session.stylize(context, command, attachments));
  } catch (error) {
    if (error instanceof AtelierError && error.fault !== 'internal') {
      keep(ports, 'correct', interaction.id, request);
      reply.offer(
        button(customId('correct', interaction.id), wordsOf(interaction).t('discord.correct'), 'primary'),
      );
    }
    throw error;
  }
}

/** The button of a refusal: the dialog, filled in. */
export async function correct(
  ports: DiscordPorts,
  interaction: ButtonInteraction,
  reply: Parameters<Handler<ButtonInteraction>>[2],
  key: string,
): Promise<void> {
  const { pictures, preset, options, isPrivate, isTryout = false } = requestOf(ports, key);
  const own = wordsOf(interaction);
  const { t } = own;
  const named = (slot: Slot) => pictures[indexOf(pictures, slot)]?.name;
  const photo = replaceField(own, FIELD.photo, t('messages.photo'), named('photo'));
  const style = [
    presetField(own, ports.presets, readWords(preset, ports.presets).preset?.id ?? preset),
    replaceField(own, FIELD.style, t('discord.ownStyle'), named('style')),
    textField(FIELD.options, t('discord.options'), t('discord.optionsHint'), options),
  ];
  const fields = [photo, ...(isTryout ? [] : style), privateField(own, isPrivate)];
  await reply.ask(
    modal('correct', key, t(isTryout ? 'discord.choosePhoto' : 'discord.stylizeTitle'), fields),
  );
}

/** The dialog, sent: what was uploaded takes the place of what was there. */
export async function stylizeCorrected(...[ports, interaction, reply, key]: DialogArguments): Promise<void> {
  const { fields } = interaction;
  const before = requestOf(ports, key);
  const uploaded = [...file(fields, FIELD.photo, 'photo'), ...file(fields, FIELD.style, 'style')];
  const replaced = new Set(uploaded.map(({ slot }) => indexOf(before.pictures, slot!)));
  await paintTyped(ports, interaction, reply, {
    pictures: [...uploaded, ...before.pictures.filter((_, index) => !replaced.has(index))],
    preset: words(fields, FIELD.preset),
    options: words(fields, FIELD.options),
    isPrivate: isChecked(fields, FIELD.private),
    isTryout: before.isTryout ?? false,
  });
}

/** Pictures without a place of their own are photo and style in their order. */
function indexOf(pictures: readonly Attached[], slot: NamedSlot): number {
  const named = pictures.findIndex((picture) => picture.slot === slot);
  if (named >= 0 || slot === 'style2') return named;
  const free = pictures.flatMap((picture, index) => (picture.slot === undefined ? [index] : []));
  return free[slot === 'photo' ? 0 : 1] ?? -1;
}

function requestOf(ports: Pick<DiscordPorts, 'store'>, key: string): TypedRequest {
  const request = kept<TypedRequest>(ports, 'correct', key);
  if (request !== undefined) return request;
  throw new AtelierError('not_found', said('discord.askAgain'));
}

function optionsOf(typed: string): Options {
  const parsed = parseStylize(typed);
  if (!parsed.ok) throw new AtelierError('invalid_input', parsed.said);
  if (parsed.value.preset === '') return parsed.value.options;
  throw new AtelierError('invalid_input', said('discord.writeOptions'));
}
