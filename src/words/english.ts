/** What is said to nobody in particular: logs, the command line, the message of an error. */
import { en } from './en/catalogue.js';
import type { Said } from './said.js';
import { makeWords, type Words } from './words.js';

export const ENGLISH: Words = makeWords('en', en);

export function english(said: Said): string {
  return ENGLISH.say(said) ?? said.key;
}
