/**
 * The text form of a command: `/stylize [preset words] [option=value ...]`. Pure: text in, a Result with closed codes out.
 * Options come from SETTINGS, so that help, errors and values cannot drift apart. Platforms with structured commands
 * (Discord's options, Slack's modal) build the same `Command` without this parser.
 */
import { accepted, type Field, number, parseField } from '../../domain/field.js';
import { SETTINGS, type Settings } from '../../domain/request.js';
import { options as meanings } from '../../words/en/options.js';
import { english } from '../../words/english.js';
import { type Said, said } from '../../words/said.js';
import type { Words } from '../../words/words.js';

/** Share of the second style where two are given; not a setting of the engine, which knows only weights. */
export const BLEND = number({
  meaning: meanings.blend,
  min: 0,
  max: 1,
  default: 0.5,
});

/** Every option of /stylize. `init=picture` is left out: a command has no place for a third kind of picture. */
export const OPTIONS: Record<keyof Settings | 'blend', Field> = {
  ...SETTINGS,
  init: { ...SETTINGS.init, choices: SETTINGS.init.choices.filter((choice) => choice !== 'picture') },
  blend: BLEND,
};

export type OptionName = keyof typeof OPTIONS;

/** The options that somebody gave; the others come from the preset, then from the defaults. */
export type Options = Partial<Settings> & { blend?: number };

export interface StylizeCommand {
  name: 'stylize';
  /** Words that name a preset; '' for none. */
  preset: string;
  options: Options;
  /** The photo is asked for in several styles to choose from, also where the community has a usual one. */
  isTryout?: boolean;
}

export type Command =
  | StylizeCommand
  | { name: 'styles'; words: string }
  | { name: 'queue' }
  | { name: 'jobs' }
  | { name: 'cancel' }
  | { name: 'help' };

export type CommandErrorCode =
  | 'empty'
  | 'not_a_command'
  | 'unknown_command'
  | 'unknown_option'
  | 'invalid_option'
  | 'repeated_option';

type Failure = { ok: false; code: CommandErrorCode; said: Said; message: string };

export type CommandResult = { ok: true; value: Command } | Failure;

type StylizeResult = { ok: true; value: StylizeCommand } | Failure;

/** What there is to type, for help and for suggestions. */
export const COMMANDS = [
  'stylize',
  'tryout',
  'styles',
  'queue',
  'jobs',
  'cancel',
  'help',
] as const satisfies (Command['name'] | 'tryout')[];

/** British spelling is understood as well. */
const ALIASES = new Map<string, (typeof COMMANDS)[number]>([['stylise', 'stylize']]);

/** `strength=70`, `strength:70`, `keep-colours=yes`. */
const OPTION = /^([a-z][a-z-]*)[=:](.*)$/i;

export function parseCommand(text: string): CommandResult {
  const [head = '', ...words] = typedWords(text);
  if (head === '') return fail('empty', said('refusals.nothingToDo'));
  if (!head.startsWith('/')) {
    return fail('not_a_command', said('refusals.notUnderstood'));
  }
  const word = head.slice(1).toLowerCase();
  const name = ALIASES.get(word) ?? COMMANDS.find((command) => command === word);
  switch (name) {
    case 'stylize':
      return readStylize(words);
    case 'tryout':
      return readTryout(words);
    case 'styles':
      return { ok: true, value: { name, words: words.join(' ') } };
    case 'queue':
    case 'jobs':
    case 'cancel':
    case 'help':
      return { ok: true, value: { name } };
    case undefined: {
      const commands = COMMANDS.map((command) => `/${command}`).join(', ');
      return fail('unknown_command', said('refusals.unknownCommand', { given: head.slice(0, 40), commands }));
    }
  }
}

/** What may stand after /stylize, by itself: words of a preset, and options. */
export function parseStylize(text: string): StylizeResult {
  return readStylize(typedWords(text));
}

/** The same after /tryout, which takes options alone. */
export function parseTryout(text: string): StylizeResult {
  return readTryout(typedWords(text));
}

function readTryout(words: readonly string[]): StylizeResult {
  const read = readStylize(words);
  if (!read.ok) return read;
  if (read.value.preset !== '') return fail('invalid_option', said('refusals.tryoutAlone'));
  return { ok: true, value: { ...read.value, isTryout: true } };
}

/** The words that give options, and the others. */
export function splitOptions(words: readonly string[]): { given: string[]; others: string[] } {
  const isOption = (word: string) => readOption(word) !== undefined;
  return { given: words.filter(isOption), others: words.filter((word) => !isOption(word)) };
}

/** The words of what was typed. */
export function typedWords(text: string): string[] {
  return plainTyped(text).split(/\s+/).filter(Boolean);
}

/** Without what keyboards and people put around words: quotes, dashes, *bold*, the comma after `size=96`. */
export function plainTyped(text: string): string {
  return text
    .replaceAll(/["“”„‟«»*`—–]/g, ' ')
    .replaceAll(/[‘’‚]/g, "'")
    .replaceAll(/(?<![\p{L}\p{N}])[_~']+|[_~',;.!?]+(?=\s|$)/gu, ' ');
}

/** The text that parses to this command again, in its shortest form. */
export function formatStylize(preset: string, options: Options): string {
  const given = Object.entries(options).map(([name, value]) => `${name}=${value}`);
  return ['/stylize', preset, ...given].filter((word) => word !== '').join(' ');
}

/** Every option in a line: what it means, what it accepts, what it is when left out. */
export function optionHelp({ t }: Words): string[] {
  return (Object.keys(OPTIONS) as OptionName[]).map((name) =>
    t('answers.helpOption', {
      name,
      meaning: t(`options.${name}`),
      expected: accepted(OPTIONS[name]),
      default: String(OPTIONS[name].default),
    }),
  );
}

/** A word that gives an option, with the option's name where there is one of that name; undefined for any other word. */
export function readOption(
  word: string,
): { given: string; name: OptionName | undefined; raw: string } | undefined {
  const [, given, raw] = OPTION.exec(word) ?? [];
  return given === undefined || raw === undefined ? undefined : { given, name: optionName(given), raw };
}

function readStylize(words: readonly string[]): StylizeResult {
  const preset: string[] = [];
  const options: Record<string, unknown> = {};
  for (const word of words) {
    const option = readOption(word);
    if (option === undefined) {
      preset.push(word);
      continue;
    }
    const { given, name, raw } = option;
    if (name === undefined) {
      const options = Object.keys(OPTIONS).join(', ');
      return fail('unknown_option', said('refusals.unknownOption', { given, options }));
    }
    if (Object.hasOwn(options, name))
      return fail('repeated_option', said('refusals.repeatedOption', { name }));
    const field = OPTIONS[name];
    const parsed = parseField(field, name, withoutUnit(field, raw));
    if (!parsed.ok) return fail('invalid_option', parsed.said);
    options[name] = parsed.value;
  }
  return { ok: true, value: { name: 'stylize', preset: preset.join(' '), options: options as Options } };
}

function optionName(given: string): OptionName | undefined {
  const plain = given.replaceAll('-', '').toLowerCase();
  return (Object.keys(OPTIONS) as OptionName[]).find((name) => name.toLowerCase() === plain);
}

/** People write `70%` and `512px`. */
function withoutUnit(field: Field, raw: string): string {
  return field.unit && raw.endsWith(field.unit) ? raw.slice(0, -field.unit.length) : raw;
}

function fail(code: CommandErrorCode, said: Said): Failure {
  return { ok: false, code, said, message: english(said) };
}
