/**
 * The page's words for the parts in `later`. Each of them is bundled by itself: with page-words.ts it would bring a catalogue of its own,
 * so that takes what the page has.
 */
import type { Words } from '../../../words/words.js';

export const words = (globalThis as unknown as { pageWords: Words }).pageWords;

export const { t } = words;
