/** What could come next in the text of a command. Pure; the list itself is suggest.ts. */
import { searchPresets } from '../../../domain/preset.js';

import { COMMANDS, OPTIONS, type OptionName, readOption } from '../../commands/command-text.js';
import type { WireStyle } from '../wire.js';
import { isStylize, split, withPreset } from './composer-text.js';
import { t } from './page-words.js';

export interface Suggestion {
  /** The whole text when it is taken. */
  text: string;
  label: string;
  hint: string;
  thumbnail?: string;
}

/** As many as fit above the composer on a phone. */
const MOST_STYLES = 5;
const MOST_OPTIONS = 3;

/** One that says what is there already is no suggestion. */
export function suggest(text: string, styles: readonly WireStyle[]): Suggestion[] {
  return continuations(text, styles).filter((suggestion) => suggestion.text.trim() !== text.trim());
}

function continuations(text: string, styles: readonly WireStyle[]): Suggestion[] {
  if (!isStylize(text)) return /^\/\S*$/.test(text) ? commands(text) : [];
  const word = /(?<=\s)\S*$/.exec(text)?.[0] ?? '';
  const option = readOption(word);
  if (option) return option.name ? choices(text, word, option.name, option.raw) : [];
  const found = searchPresets(styles, split(text).preset, MOST_STYLES);
  return [...found.map((style) => forStyle(text, style)), ...optionNames(text, word)];
}

function commands(text: string): Suggestion[] {
  return COMMANDS.filter((name) => `/${name}`.startsWith(text.toLowerCase())).map((name) => ({
    text: name === 'stylize' || name === 'styles' ? `/${name} ` : `/${name}`,
    label: `/${name}`,
    hint: t(`answers.meaning.${name}`),
  }));
}

function forStyle(text: string, { id, title, artist, year, thumbnail }: WireStyle): Suggestion {
  return { text: `${withPreset(text, id)} `, label: title, hint: `${artist}, ${year}`, thumbnail };
}

function optionNames(text: string, word: string): Suggestion[] {
  if (word === '') return [];
  const names = Object.keys(OPTIONS) as OptionName[];
  return names
    .filter((name) => name.toLowerCase().startsWith(word.toLowerCase()))
    .slice(0, MOST_OPTIONS)
    .map((name) => ({
      text: `${withoutLast(text, word)}${name}=`,
      label: `${name}=`,
      hint: t(`options.${name}`),
    }));
}

function choices(text: string, word: string, name: OptionName, raw: string): Suggestion[] {
  const field = OPTIONS[name];
  const values = field.kind === 'choice' ? field.choices : field.kind === 'flag' ? ['yes', 'no'] : [];
  return values
    .filter((value) => value.startsWith(raw.toLowerCase()) && value !== raw)
    .map((value) => ({
      text: `${withoutLast(text, word)}${name}=${value} `,
      label: value,
      hint: t(`options.${name}`),
    }));
}

function withoutLast(text: string, word: string): string {
  return text.slice(0, text.length - word.length);
}
