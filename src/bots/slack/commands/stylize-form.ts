/** What the dialog of /stylize was opened with, and the command that it comes to. Pure. */
import { SETTINGS } from '../../../domain/request.js';
import { BLEND, type Options, parseCommand } from '../../commands/command-text.js';
import type { Slot } from '../../media/attachments.js';
import type { StylizeCommand } from '../../media/intake.js';
import { sentence } from '../../messages/wording.js';
import type { GivenFile } from '../files/download-pictures.js';
import { inSlack } from '../views/text.js';
import {
  channelIn,
  checkFile,
  choiceIn,
  fileIn,
  isTicked,
  numberIn,
  type Problems,
  textIn,
  type Values,
} from './dialog-values.js';

/** What the dialog is about; goes along in its private_metadata. */
export interface StylizeForm {
  /** Where it was opened. */
  channel?: string | undefined;
  thread?: string | undefined;
  /** The thread that it was opened in, as in `Caller`. */
  within?: string | undefined;
  /** The bot is not there, and cannot join. */
  isOutside?: boolean;
  /** Id of the preset whose picture is shown. */
  preset?: string | undefined;
  /** Options that were typed with the command. */
  options?: Options;
  /** Pictures of the message that it was opened from. */
  files?: { id: string; name: string }[];
}

/** What was typed after the command is filled in. */
export function readForm(form: string): StylizeForm {
  return JSON.parse(form) as StylizeForm;
}

export interface Filled {
  command: StylizeCommand;
  files: { file: GivenFile; slot: Slot }[];
  isPrivate: boolean;
  channel: string | undefined;
}

/** What the dialog was sent with, or what is wrong with it, by block. */
export function readStylize(
  form: StylizeForm,
  values: Values,
): { ok: true; value: Filled } | { ok: false; problems: Problems } {
  const problems: Problems = {};
  const slots = {
    photo: photoIn(form, values),
    style: fileIn(values, 'style'),
    style2: fileIn(values, 'style2'),
  };
  for (const [id, file] of Object.entries(slots)) checkFile(file, id, problems);
  const preset = choiceIn(values, 'preset') ?? '';
  const more = parseCommand(`/stylize ${textIn(values, 'more')}`);
  if (!more.ok) problems.more = sentence(inSlack(more.message));
  else if (more.value.name === 'stylize' && more.value.preset !== '')
    problems.more = 'Write options here, such as seed=7; the style has its own menu.';
  const options: Options = {
    ...(more.ok && more.value.name === 'stylize' ? more.value.options : {}),
    ...given('strength', numberIn(values, 'strength', SETTINGS.strength, problems)),
    ...given('size', numberIn(values, 'size', SETTINGS.size, problems)),
    ...given('blend', numberIn(values, 'blend', BLEND, problems)),
    ...given('quality', choiceIn(values, 'quality') as Options['quality']),
  };
  const styles = [preset, slots.style, slots.style2].filter((style) => style !== undefined && style !== '');
  if (styles.length > 2)
    problems.style2 = 'That makes three styles, and two is the most. Leave one of them out.';
  if (options.blend !== undefined && styles.length < 2) problems.blend = 'This needs a second style.';
  const isPrivate = isTicked(values, 'private');
  const channel = channelIn(values, 'channel');
  const isNowhere = form.isOutside === true && !isPrivate && [undefined, form.channel].includes(channel);
  if (isNowhere)
    problems.channel = 'I am not in this conversation. Choose another one, or tick that only you see it.';
  if (slots.photo === undefined) problems.photo = 'Choose the photo that is painted.';
  if (Object.keys(problems).length > 0) return { ok: false, problems };
  const files = Object.entries(slots).flatMap(([slot, file]) => (file ? [{ slot: slot as Slot, file }] : []));
  return {
    ok: true,
    value: {
      command: { name: 'stylize', preset, options },
      files: inPlaces(files, slots.style === undefined),
      isPrivate,
      channel,
    },
  };
}

/** A second style without a first is the first. */
function inPlaces(files: Filled['files'], isFirstFree: boolean): Filled['files'] {
  return files.map((given) => (given.slot === 'style2' && isFirstFree ? { ...given, slot: 'style' } : given));
}

function photoIn({ files = [] }: StylizeForm, values: Values): GivenFile | undefined {
  if (files.length === 0) return fileIn(values, 'photo');
  const id = choiceIn(values, 'photo');
  return files.find((file) => file.id === id);
}

function given<N extends string, T>(name: N, value: T | undefined): Partial<Record<N, T>> {
  return value === undefined ? {} : ({ [name]: value } as Partial<Record<N, T>>);
}
