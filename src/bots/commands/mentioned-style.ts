/**
 * A style that a sentence mentions among words that nobody has taught us: "mach es wie van gogh", "my dog as the great wave, for
 * grandma". Only names count here - titles, ids and surnames - so that a sentence in any language may have one. Pure.
 */
import { type Preset, wordsOf } from '../../domain/preset.js';
import { getOrAdd } from '../../lib/get-or-add.js';

/** Words after which the rest may mean the opposite, or more than one style, so that nothing is guessed. In five languages. */
const UNSURE = new Set(
  `not no never without except than unlike instead less blend blended mix mixed mixture between
   nicht kein keine keinen ohne statt außer gemischt mischung zwischen
   pas sans sauf jamais moins mélange mélangé entre
   ni sin nunca excepto menos mezcla mezclado`.split(/\s+/),
);

/**
 * The preset that the words mention, the first of those that all their names mean; more than one where names disagree, none without
 * a name.
 */
export function mentionedStyles<P extends Preset>(presets: readonly P[], words: string): P[] {
  // A number asks for something that would be lost.
  if (words.split(' ').some((word) => UNSURE.has(word) || /\d/.test(word))) return [];
  const mentioned = mentions(presets, nameWords(words));
  if (mentioned.length === 0) return [];
  const common = presets.find((preset) => mentioned.every((meant) => meant.includes(preset)));
  return common ? [common] : [...new Set(mentioned.map(([first]) => first!))];
}

/** What each name in the words means, from left to right; of names that begin at one word the longest. */
function mentions<P extends Preset>(presets: readonly P[], said: readonly string[]): P[][] {
  const named = byName(presets);
  const found: P[][] = [];
  for (let at = 0; at < said.length; at++) {
    for (let length = Math.min(LONGEST, said.length - at); length > 0; length--) {
      const name = said.slice(at, at + length).join(' ');
      const meant = named.get(name);
      if (!meant) continue;
      found.push(meant);
      at += length - 1;
      break;
    }
  }
  return found;
}

/** The presets of each name, in gallery order. */
function byName<P extends Preset>(presets: readonly P[]): Map<string, P[]> {
  const named = new Map<string, P[]>();
  for (const preset of presets)
    for (const name of new Set(namesOf(preset))) getOrAdd(named, name, () => []).push(preset);
  return named;
}

/** Words of the longest title. */
const LONGEST = 8;

/** Its id, its title, its artist and the artist's surname, without little words, which sentences leave out or translate. */
function namesOf({ id, title, artist }: Preset): string[] {
  const who = nameWords(artist.replace(/,.*| the .*/i, ''));
  // "Atelier" and "Unknown" are nobody's names.
  const names = who.length > 1 ? [who.join(' '), who.at(-1)!] : [];
  return [nameWords(id).join(' '), nameWords(title.replace(/\(.*\)/, '')).join(' '), ...names];
}

const LITTLE = new Set(['a', 'an', 'and', 'at', 'by', 'du', 'de', 'in', 'la', 'of', 'off', 'the', 'van']);

function nameWords(text: string): string[] {
  return wordsOf(text).filter((word) => !LITTLE.has(word));
}
