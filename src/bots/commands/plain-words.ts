/**
 * What somebody means who writes a sentence: "make it look like van gogh, softer, keep my colours". A small grammar without a model:
 * a few phrases are options, some words only fill, and the rest names a preset. Pure; the same on every platform.
 */
import { AtelierError } from '../../domain/errors.js';
import { findPreset, namedPreset, type Preset, searchPresets, unknownPreset } from '../../domain/preset.js';
import { SETTINGS } from '../../domain/request.js';
import {
  COMMANDS,
  formatStylize,
  type Options,
  parseStylize,
  readOption,
  type StylizeCommand,
  splitOptions,
  typedWords,
} from './command-text.js';
import { mentionedStyles } from './mentioned-style.js';
import { PHRASES } from './phrases.js';

/** Words around the name of a style. */
const FILLERS = new Set(
  `a about also an and another apply art artwork as at be bit but by can color colors colour colours convert could do draw edit
   effect era filter for from give hello hey hi i image in inspired into it its just kind let like little look looking looks
   make makes me more much my now of on one onto only out paint painted painter painting paintings period photo photos pic picture
   pictures please quite rather really render restyle s same should size sized so some something style styled styles stylise
   stylize t that the them then these this those to too transform try turn us use using very want way with work would you
   your`.split(/\s+/),
);

/** Numbers that say what they are: "1024 px", "80 %", "strength 30". */
const NUMBERS: readonly (readonly [words: RegExp, name: 'size' | 'strength'])[] = [
  [/(?<![\p{L}\p{N}.])(\d+) ?(?:px|pixels?)(?: (?:wide|large|big))?(?![\p{L}\p{N}])/giu, 'size'],
  [/(?<![\p{L}\p{N}.])size (?:of )?(\d+)(?![\p{L}\p{N}])/giu, 'size'],
  [/(?<![\p{L}\p{N}.])strength (?:of )?(\d+)(?: ?(?:%|percent))?(?![\p{L}\p{N}])/giu, 'strength'],
  [/(?<![\p{L}\p{N}.])(\d+) ?(?:%|percent)(?: strength)?(?![\p{L}\p{N}])/giu, 'strength'],
];

export interface Reading<P extends Preset> {
  /** Of several that fit, the best; of equals, the first of the gallery: a sentence is no list to choose from. */
  preset: P | undefined;
  /** The words that should name a preset; '' where none does. */
  named: string;
  options: Options;
}

/**
 * Reads words without option=value. A word that finds a preset by itself, such as the mood "bold", stays a name. Where the words do not
 * all fit, a style that they mention is meant.
 */
export function readWords<P extends Preset>(text: string, presets: readonly P[]): Reading<P> {
  const reading = readAll(text, presets);
  const [mentioned, ...others] = reading.preset ? [] : mentionedStyles(presets, reading.named);
  return mentioned && others.length === 0 ? { ...reading, preset: mentioned } : reading;
}

/** The same of words that all have to fit: what people say to each other may mention a style as well. */
function readAll<P extends Preset>(text: string, presets: readonly P[]): Reading<P> {
  const whole = presets.find(({ id }) => id === text.trim().toLowerCase());
  if (whole) return { preset: whole, named: whole.id, options: {} };
  const numbers = takeNumbers(text);
  const words = plainWords(numbers.rest);
  const unfilled = withoutFillers(words);
  const named = meant(presets, unfilled);
  if (named) return { preset: named, named: unfilled, options: numbers.options };
  const { rest, options } = takePhrases(words.join(' ').replaceAll('-', ' '));
  const left = Object.keys(options).length === 0 ? unfilled : withoutFillers(rest.split(' '));
  return { preset: meant(presets, left), named: left, options: { ...options, ...numbers.options } };
}

/** The same /stylize with its preset's id, and with the options that its words ask for. Throws unknown_preset. */
export function understood(command: StylizeCommand, presets: readonly Preset[]): StylizeCommand {
  const { preset, named, options } = readWords(command.preset, presets);
  const several = preset ? [] : mentionedStyles(presets, named);
  if (several.length > 0) throw unknownPreset(named, several, presets);
  const id = named === '' ? '' : (preset ?? findPreset(presets, named)).id;
  return { ...command, preset: id, options: { ...options, ...command.options } };
}

/** What words about a finished picture ask for: another style, other options, or neither. */
export function changeIn(
  text: string,
  presets: readonly Preset[],
): { preset: Preset | undefined; options: Options } {
  const { given, others } = splitOptions(typedWords(text));
  const parsed = parseStylize(given.join(' '));
  if (!parsed.ok) throw new AtelierError('invalid_input', parsed.said);
  const { preset, options } = readAll(others.join(' '), presets);
  return { preset, options: { ...options, ...parsed.value.options } };
}

/** A command as it was typed, or the one that a sentence asks for; a sentence that asks for nothing stays as it is. */
export function asCommand(text: string, presets: readonly Preset[], pictures: number): string {
  const isSentence = !/^\s*(?:\/|$)/.test(text);
  return (isSentence && commandIn(text, presets, pictures)) || text;
}

/** The command that a sentence asks for; '' where there is no request. `pictures`: how many came along. */
export function commandIn(text: string, presets: readonly Preset[], pictures: number): string {
  const words = typedWords(text);
  const first = words[0]?.toLowerCase().replace(/^\//, '') ?? '';
  const isAlone = words.length === 1 || first === 'styles';
  if (first !== 'stylize' && isAlone && COMMANDS.some((name) => name === first))
    return [`/${first}`, ...words.slice(1)].join(' ');
  const { given, others } = splitOptions(words);
  const read = pictures === 0 ? readAll : readWords;
  const { preset, named, options } = read(others.join(' '), presets);
  if (pictures === 0 && preset === undefined) return '';
  // With a style picture, words that name no style are only words; otherwise the refusal names the nearest.
  const style = preset?.id ?? (pictures < 2 ? named : '');
  // What is given by name goes before what is said.
  const names = given.map((word) => readOption(word)?.name);
  const said = Object.entries(options).filter(([name]) => !names.some((given) => given === name));
  return [formatStylize(style, Object.fromEntries(said)), ...given].join(' ');
}

/** A number that the option does not take stays among the words, so that the refusal names it. */
function takeNumbers(text: string): { rest: string; options: Options } {
  const options: { size?: number; strength?: number } = {};
  let rest = text;
  for (const [words, name] of NUMBERS) {
    rest = rest.replace(words, (all, digits: string) => {
      const { min, max } = SETTINGS[name];
      const value = Number(digits);
      if (value < min || value > max) return all;
      options[name] ??= value;
      return ' ';
    });
  }
  return { rest, options };
}

const PATTERNS = PHRASES.map(
  ([words, asked]) => [new RegExp(`(?<= |^)(?:${words})(?= |$)`, 'g'), asked] as const,
);

/** Of two phrases for one option the first in PHRASES counts. */
function takePhrases(text: string): { rest: string; options: Options } {
  let rest = text;
  let options: Options = {};
  for (const [pattern, asked] of PATTERNS) {
    const before = rest;
    rest = rest.replaceAll(pattern, '');
    if (rest !== before) options = { ...asked, ...options };
  }
  return { rest, options };
}

function plainWords(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{M}\p{N}-]+/u)
    .filter((part) => part !== '');
}

function withoutFillers(words: readonly string[]): string {
  return words.filter((word) => word !== '' && !FILLERS.has(word)).join(' ');
}

function meant<P extends Preset>(presets: readonly P[], words: string): P | undefined {
  if (words === '') return undefined;
  return namedPreset(presets, words) ?? searchPresets(presets, words, 1)[0];
}
