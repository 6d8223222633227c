/** All languages at once, for a program that speaks with many people; a browser loads its own only (makeWords). */
import { de } from './de/catalogue.js';
import { en } from './en/catalogue.js';
import { ENGLISH } from './english.js';
import { es } from './es/catalogue.js';
import { fr } from './fr/catalogue.js';
import { ja } from './ja/catalogue.js';
import { type Language, languageOf } from './languages.js';
import type { Translation } from './translation.js';
import { makeWords, type Words } from './words.js';

export const CATALOGUES: Readonly<Record<Language, Translation>> = { en, de, fr, es, ja };

const WORDS = new Map<Language, Words>([['en', ENGLISH]]);

/** The words for somebody with these locales (BCP 47, the preferred one first); without any, English. */
export function wordsFor(locales?: string | readonly string[]): Words {
  const language = languageOf(locales);
  let words = WORDS.get(language);
  if (words === undefined) {
    words = makeWords(language, CATALOGUES[language]);
    WORDS.set(language, words);
  }
  return words;
}
