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
  document: { documentElement: { hidden: boolean } };
}

const { navigator, document } = globalThis as Partial<Browser>;

/**
 * English where the others cannot be loaded: a page with the wrong words is better than none. Until they are there nothing is seen, so
 * that the English texts of index.html do not flash up.
 */
async function load(language: Language): Promise<Words> {
  if (language === 'en') return ENGLISH;
  show(false);
  try {
    return makeWords(language, (await LOADERS[language]()).texts);
  } catch {
    return ENGLISH;
  } finally {
    show(true);
  }
}

function show(isShown: boolean): void {
  if (document) document.documentElement.hidden = !isShown;
}

export const words: Words = await load(languageOf(navigator?.languages));

export const { t } = words;

// For later-words.ts.
Object.assign(globalThis, { pageWords: words });
