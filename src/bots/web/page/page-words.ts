/**
 * The page's words, in the first of the browser's languages that there are. They are there before any module that imports them runs, so
 * that `t` can be used anywhere; of the other languages nothing is loaded.
 */
import { ENGLISH } from '../../../words/english.js';
import { type Language, languageOf } from '../../../words/languages.js';
import { makeWords, type Texts, type Words } from '../../../words/words.js';

const LOADERS: Record<Exclude<Language, 'en'>, () => Promise<{ texts: Texts }>> = {
  de: () => import('./later/words-de.js'),
  fr: () => import('./later/words-fr.js'),
  es: () => import('./later/words-es.js'),
  ja: () => import('./later/words-ja.js'),
};

/** Absent where the page's modules are tested by themselves. */
interface Browser {
  navigator: { languages: readonly string[] };
}

/** English where the others cannot be loaded: a page with the wrong words is better than none. */
async function load(language: Language): Promise<Words> {
  if (language === 'en') return ENGLISH;
  return LOADERS[language]().then(
    ({ texts }) => makeWords(language, texts),
    () => ENGLISH,
  );
}

export const words: Words = await load(languageOf((globalThis as Partial<Browser>).navigator?.languages));

export const { t } = words;

// For later-words.ts.
Object.assign(globalThis, { pageWords: words });
