/** What the dialog of /stylize was opened with, and the command that it comes to. Pure. */
import type { AtelierError } from '../../../domain/errors.js';
import { SETTINGS } from '../../../domain/request.js';
import { said } from '../../../words/said.js';
import {
  BLEND,
  type Options,
  parseStylize,
  type StylizeCommand,
  splitOptions,
} from '../../commands/command-text.js';
import type { Slot } from '../../media/attachments.js';
import { INTAKE } from '../../media/intake-limits.js';
import type { GivenFile } from '../files/download-pictures.js';
import type { Problems } from './dialog-problems.js';
import {
  channelIn,
  checkFile,
  choiceIn,
  fileIn,
  isTicked,
  numberIn,
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
  /** The photo is one of these: pictures of the message that it was opened from, or the one that was sent before. */
  files?: KeptFile[];
  /** What was sent before and refused: each stays, or is replaced. */
  isCorrection?: boolean;
  style?: KeptFile | undefined;
  style2?: KeptFile | undefined;
  /** Words that could not be read as options. */
  unread?: string | undefined;
  isPrivate?: boolean;
  /** All options are shown, not only those that most people want. */
  isWhole?: boolean;
  /** As in `StylizeCommand`: the photo is asked for alone. */
  isTryout?: boolean | undefined;
}

/** A file that Slack has already. */
export interface KeptFile {
  id: string;
  name: string;
}

/** A form of what was typed: options stand in their fields, and what cannot be read as one among the further options. */
export function typedForm(
  { channel, thread, within, isTryout }: Pick<StylizeForm, 'channel' | 'thread' | 'within' | 'isTryout'>,
  words: string,
  [photo, style, style2]: readonly KeptFile[],
): StylizeForm {
  const options: Options = {};
  const unread: string[] = [];
  for (const word of splitOptions(words.split(/\s+/)).given) {
    const read = parseStylize(word);
    if (read.ok) Object.assign(options, read.value.options);
    else unread.push(word);
  }
  const where = { channel, thread, within, ...(isTryout && { isTryout }) };
  return {
    ...where,
    options,
    unread: unread.join(' '),
    files: photo ? [photo] : [],
    style,
    style2,
    isCorrection: true,
  };
}

/** The block of the dialog that a refusal is about. */
export function blockOf(
  { code }: AtelierError,
  { isPrivate, command: { isTryout = false } }: Pick<Filled, 'isPrivate' | 'command'>,
): string {
  if (code === 'forbidden') return isPrivate || isTryout ? 'private' : 'channel';
  if (isTryout) return 'photo';
  return code === 'unknown_preset' || code === 'missing_style' ? 'preset' : 'photo';
}

/** The same form with what it was sent with, to be opened again. */
export function corrected(form: StylizeForm, { command, files, isPrivate, channel }: Filled): StylizeForm {
  const fileOf = (slot: Slot) => files.find((file) => file.slot === slot)?.file;
  const photo = fileOf('photo');
  return {
    ...form,
    channel: channel ?? form.channel,
    preset: command.preset || undefined,
    options: command.options,
    files: photo ? [keptFile(photo)] : [],
    style: keptFile(fileOf('style')),
    style2: keptFile(fileOf('style2')),
    isPrivate,
    isCorrection: true,
  };
}

export function keptFile(file: GivenFile): KeptFile;
export function keptFile(file: GivenFile | undefined): KeptFile | undefined;
export function keptFile(file: GivenFile | undefined): KeptFile | undefined {
  return file && { id: file.id, name: (file.name ?? 'picture').slice(0, INTAKE.name) };
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
  const { isTryout = false } = form;
  const slots = {
    photo: photoIn(form, values),
    style: styleIn(form.style, 'style', values),
    style2: styleIn(form.style2, 'style2', values),
  };
  for (const [id, file] of Object.entries(slots)) checkFile(file, id, problems);
  const preset = choiceIn(values, 'preset') ?? '';
  const more = parseStylize(textIn(values, 'more'));
  if (!more.ok) problems.more = more.said;
  else if (more.value.preset !== '') problems.more = said('slack.problem.options');
  const options: Options = {
    ...(more.ok && more.value.options),
    ...given('strength', numberIn(values, 'strength', SETTINGS.strength, problems)),
    ...given('size', numberIn(values, 'size', SETTINGS.size, problems)),
    ...given('blend', numberIn(values, 'blend', BLEND, problems)),
    ...given('where', choiceIn(values, 'where') as Options['where']),
    ...given('quality', choiceIn(values, 'quality') as Options['quality']),
  };
  const styles = [preset, slots.style, slots.style2].filter((style) => style !== undefined && style !== '');
  if (styles.length > 2) problems.style2 = said('slack.problem.threeStyles');
  if (options.blend !== undefined && styles.length < 2) problems.blend = said('slack.problem.secondStyle');
  const isPrivate = isTicked(values, 'private');
  const channel = channelIn(values, 'channel');
  const isNowhere = form.isOutside === true && !isPrivate && [undefined, form.channel].includes(channel);
  if (isNowhere) problems[isTryout ? 'private' : 'channel'] = said('slack.problem.outside');
  if (slots.photo === undefined) problems.photo = said('slack.problem.photo');
  if (Object.keys(problems).length > 0) return { ok: false, problems };
  const files = Object.entries(slots).flatMap(([slot, file]) => (file ? [{ slot: slot as Slot, file }] : []));
  return {
    ok: true,
    value: {
      command: { name: 'stylize', preset, options, ...(isTryout && { isTryout }) },
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

function styleIn(kept: KeptFile | undefined, id: string, values: Values): GivenFile | undefined {
  if (kept === undefined) return fileIn(values, id);
  return choiceIn(values, id) === kept.id ? kept : undefined;
}

function photoIn({ files = [] }: StylizeForm, values: Values): GivenFile | undefined {
  const other = fileIn(values, 'other_photo');
  if (other) return other;
  if (files.length === 0) return fileIn(values, 'photo');
  const id = choiceIn(values, 'photo');
  return files.find((file) => file.id === id);
}

function given<N extends string, T>(name: N, value: T | undefined): Partial<Record<N, T>> {
  return value === undefined ? {} : ({ [name]: value } as Partial<Record<N, T>>);
}
