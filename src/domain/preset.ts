/**
 * A preset: a style picture with its credit and the settings tuned for it, and how people find one by words. Matching ignores
 * case and accents and compares whole words first, then their beginnings.
 */
import { said } from '../words/said.js';
import { AtelierError } from './errors.js';
import type { Settings } from './request.js';

export interface Preset {
  /** Small letters, digits, hyphens. Stored jobs refer to it. */
  id: string;
  title: string;
  artist: string;
  /** Text: 'c. 1831', '1907–08'. */
  year: string;
  /** Where the picture comes from. */
  source: string;
  licence: string;
  /** Name of the picture's file in config/presets. */
  picture: string;
  /** Two to four words to find it by: 'swirling', 'night'. */
  moods: readonly string[];
  /** Further words to find it by: movement, period, country, technique, subject. */
  keywords: readonly string[];
  /** Tuned for this style; an option that somebody gives goes before them. */
  settings: Pick<Settings, 'strength' | 'styleScale'>;
}

/**
 * The one preset meant by `text`: its exact id or title, or words that fit only one - words of the title, then of title and artist,
 * then of the moods, then of the keywords as well. Throws unknown_preset, which names the candidates or the nearest.
 */
export function findPreset<P extends Preset>(presets: readonly P[], text: string): P {
  const { preset, several } = lookUp(presets, text);
  if (preset) return preset;
  throw unknownPreset(text, several, presets);
}

/** The same; undefined where none or more than one is meant. */
export function namedPreset<P extends Preset>(presets: readonly P[], text: string): P | undefined {
  return lookUp(presets, text).preset;
}

/** Otherwise those that the words fit as well. */
function lookUp<P extends Preset>(
  presets: readonly P[],
  text: string,
): { preset: P; several: [] } | { preset: undefined; several: P[] } {
  const words = wordsOf(text);
  const whole = words.join(' ');
  const exact = presets.find((preset) => indexOf(preset).exact.includes(whole));
  if (exact) return { preset: exact, several: [] };
  const several: P[] = [];
  for (const matches of words.length > 0 ? [equals, startsWith] : []) {
    for (let fields = 1; fields <= FIELDS; fields++) {
      const searched = (preset: P) => indexOf(preset).fields.slice(0, fields);
      const found = presets.filter((preset) => fits(words, searched(preset), matches));
      if (found.length === 1) return { preset: found[0]!, several: [] };
      if (several.length === 0) several.push(...found);
    }
  }
  return { preset: undefined, several };
}

/** At most `limit` presets for an autocomplete list, best match first; all in gallery order when `text` says nothing. */
export function searchPresets<P extends Preset>(presets: readonly P[], text: string, limit: number): P[] {
  const words = wordsOf(text);
  return presets
    .map((preset) => ({ preset, score: score(preset, words) }))
    .filter((entry) => entry.score > 0 || words.length === 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, limit)
    .map(({ preset }) => preset);
}

/** What a preset is found by. */
interface Index {
  /** Its id and its title, as words with a space between. */
  exact: readonly string[];
  /** Id and title, artist, moods, keywords: in the order in which they count. */
  fields: readonly Field[];
}

interface Field {
  /** Each id, name, mood or keyword, as words with a space between. */
  entries: readonly string[];
  words: readonly string[];
}

const FIELDS = 4;

/** Presets do not change; each letter that is typed searches them all. */
const INDICES = new WeakMap<Preset, Index>();

function indexOf(preset: Preset): Index {
  const found = INDICES.get(preset);
  if (found) return found;
  const { id, title, artist, moods, keywords } = preset;
  const fields = [[id, title], [artist], moods, keywords].map((texts): Field => {
    const entries = texts.map((text) => wordsOf(text).join(' '));
    return { entries, words: entries.flatMap((entry) => entry.split(' ')) };
  });
  const index = { exact: fields[0]!.entries, fields };
  INDICES.set(preset, index);
  return index;
}

type Match = (word: string, query: string) => boolean;
const equals: Match = (word, query) => word === query;
const startsWith: Match = (word, query) => word.startsWith(query);

/** Small letters without accents, split at everything else. */
export function wordsOf(text: string): string[] {
  const plain = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return plain.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
}

function fits(query: readonly string[], fields: readonly Field[], matches: Match): boolean {
  return query.every((one) => fields.some(({ words }) => words.some((word) => matches(word, one))));
}

/** Each word of the query counts by where it is found first; 0 when one is not found. */
function score(preset: Preset, query: readonly string[]): number {
  // Title before artist before mood before keyword. Within each a whole entry before a word of one ("impressionism" before
  // "post-impressionism"), and a word before a beginning.
  const { fields } = indexOf(preset);
  const worth = query.map((one) => {
    const place = fields.findIndex(({ words }) => words.some((word) => word.startsWith(one)));
    if (place < 0) return 0;
    const { words, entries } = fields[place]!;
    return 3 * (fields.length - place) + Number(words.includes(one)) + Number(entries.includes(one));
  });
  return worth.includes(0) ? 0 : worth.reduce((sum, one) => sum + one, 0);
}

/** unknown_preset: the words fit several, or none of the presets. */
export function unknownPreset(
  text: string,
  several: readonly Preset[],
  presets: readonly Preset[],
): AtelierError {
  const words = JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}...` : text);
  if (several.length > 0) {
    const styles = several.map(({ title }) => title).join(', ');
    return new AtelierError('unknown_preset', said('refusals.severalPresets', { words, styles }));
  }
  const near = presets
    .map((preset) => ({ title: preset.title, likeness: likeness(preset, text) }))
    .filter(({ likeness }) => likeness >= NEAR)
    .sort((a, b) => b.likeness - a.likeness)
    .slice(0, 3);
  if (near.length === 0) return new AtelierError('unknown_preset', said('refusals.noPreset', { words }));
  const styles = near.map(({ title }) => title).join(', ');
  return new AtelierError('unknown_preset', said('refusals.nearestPresets', { words, styles }));
}

/**
 * Likeness from which a name is near: a slip or two of the fingers. Empirical, with the shipped presets: "van gouh" has 0.67 with van
 * Gogh, "cubizm" 0.6 with "cubism"; "nothing" 0.55 with "gothic".
 */
const NEAR = 0.6;

/** From which each word has to be like one of the preset's: "kandinski blue" is not near all that is blue. Empirical: "nigth" has 0.5 with "night". */
const LEAST = 0.4;

/** From which one word of a title or an artist is enough: "kandinski" has 0.88 with "kandinsky". */
const NAMED = 0.8;

/**
 * 1 is equal, 0 nothing in common: of the whole text with id, title or artist; the mean of its words with words that find it; or of a
 * word with one of title or artist, where they are nearly the same.
 */
function likeness(preset: Preset, text: string): number {
  const { exact, fields } = indexOf(preset);
  const best = (searched: string, names: readonly string[]) => {
    const own = pairs(searched);
    return Math.max(...names.map((name) => dice(own, pairs(name))));
  };
  const query = wordsOf(text);
  const names = fields.flatMap(({ words }) => words);
  const words = query.map((word) => best(word, names));
  const mean = words.reduce((sum, one) => sum + one, 0) / (query.length || 1);
  const ofName = fields.slice(0, 2).flatMap(({ words }) => words);
  const named = query.map((word) => best(word, ofName)).filter((one) => one >= NAMED);
  const whole = best(query.join(' '), [...exact, ...fields[1]!.entries]);
  return Math.max(whole, ...named, Math.min(...words) < LEAST ? 0 : mean);
}

/** Dice's coefficient (1945). */
function dice(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = [...a].filter((pair) => b.has(pair)).length;
  return (2 * shared) / (a.size + b.size || 1);
}

/** Each two letters that stand side by side. */
function pairs(words: string): Set<string> {
  return new Set(Array.from({ length: Math.max(0, words.length - 1) }, (_, i) => words.slice(i, i + 2)));
}
