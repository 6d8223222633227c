/**
 * A preset: a style picture with its credit and the settings tuned for it, and how people find one by words. Matching ignores
 * case and accents and compares whole words first, then their beginnings.
 */
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
  /** Tuned for this style; an option that somebody gives goes before them. */
  settings: Pick<Settings, 'strength' | 'styleScale'>;
}

/**
 * The one preset meant by `text`: its exact id or title, or words that fit only one - words of the title, then of title and artist,
 * then of the moods as well. Throws unknown_preset, which names the candidates or the nearest.
 */
export function findPreset<P extends Preset>(presets: readonly P[], text: string): P {
  const words = wordsOf(text);
  const exact = presets.find(({ id, title }) => same(id, words) || same(title, words));
  if (exact) return exact;
  const fields = [title, titleAndArtist, everything];
  const several: P[] = [];
  for (const matches of words.length > 0 ? [equals, startsWith] : []) {
    for (const field of fields) {
      const found = presets.filter((preset) => fits(words, wordsOf(field(preset)), matches));
      if (found.length === 1) return found[0];
      if (several.length === 0) several.push(...found);
    }
  }
  throw unknown(text, several, presets);
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

const title = ({ id, title }: Preset) => `${id} ${title}`;
const titleAndArtist = (preset: Preset) => `${title(preset)} ${preset.artist}`;
const everything = (preset: Preset) => `${titleAndArtist(preset)} ${preset.moods.join(' ')}`;

type Match = (word: string, query: string) => boolean;
const equals: Match = (word, query) => word === query;
const startsWith: Match = (word, query) => word.startsWith(query);

/** Small letters without accents, split at everything else. */
function wordsOf(text: string): string[] {
  const plain = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return plain.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
}

function same(text: string, words: readonly string[]): boolean {
  return wordsOf(text).join(' ') === words.join(' ');
}

function fits(query: readonly string[], words: readonly string[], matches: Match): boolean {
  return query.every((one) => words.some((word) => matches(word, one)));
}

/** Each word of the query counts by where it is found first; 0 when one is not found. */
function score(preset: Preset, query: readonly string[]): number {
  // Title before artist before mood, and within each a whole word before a beginning.
  const places = [title(preset), preset.artist, preset.moods.join(' ')].map(wordsOf);
  const worth = query.map((one) => {
    const place = places.findIndex((words) => words.some((word) => word.startsWith(one)));
    return place < 0 ? 0 : 2 * (places.length - place) + (places[place].includes(one) ? 1 : 0);
  });
  return worth.includes(0) ? 0 : worth.reduce((sum, one) => sum + one, 0);
}

function unknown(text: string, several: readonly Preset[], presets: readonly Preset[]): AtelierError {
  const shown = JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}...` : text);
  if (several.length > 0) {
    const ids = several.map(({ id }) => id).join(', ');
    return new AtelierError('unknown_preset', `${shown} fits several presets; choose one of ${ids}`);
  }
  const near = [...presets].sort((a, b) => likeness(b, text) - likeness(a, text)).slice(0, 3);
  const ids = near.map(({ id }) => id).join(', ');
  return new AtelierError('unknown_preset', `there is no preset ${shown}; the nearest are ${ids}`);
}

/** Dice's coefficient of letter pairs (1945), the better of id and title and artist: 1 is equal, 0 nothing in common. */
function likeness(preset: Preset, text: string): number {
  const searched = pairs(text);
  return Math.max(
    ...[preset.id, preset.title, preset.artist].map((name) => {
      const own = pairs(name);
      const shared = [...searched].filter((pair) => own.has(pair)).length;
      return (2 * shared) / (searched.size + own.size || 1);
    }),
  );
}

function pairs(text: string): Set<string> {
  const letters = wordsOf(text).join(' ');
  return new Set(Array.from({ length: Math.max(0, letters.length - 1) }, (_, i) => letters.slice(i, i + 2)));
}
