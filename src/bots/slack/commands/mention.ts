/** What somebody means who writes to the bot in a sentence: "@atelier in the style of hokusai, please". Pure. */
import { findPreset, type Preset, searchPresets } from '../../../domain/preset.js';
import { COMMANDS, plainTyped, readOption } from '../../commands/command-text.js';

/** Words around the name of a style; none of them is a word that a style is found by. */
const FILLERS = new Set(
  `a about also an and another apply as at be by can convert could do draw edit filter for from give hello hey hi i image
   in into it its just let like look looking looks make makes me my now of on one onto out paint painted painter painting
   paintings photo photos pic picture pictures please render restyle s same should so some something style styled styles
   stylise stylize t that the them then these this those to transform try turn us use using want way with would you your`.split(
    /\s+/,
  ),
);

/** Without mentions, addresses and links, with Slack's entities undone. */
export function wordsIn(text: string): string {
  const words = text
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
  return plainTyped(words).trim();
}

/** A command as text; '' where there is no request. `pictures`: how many came along. */
export function commandIn(text: string, presets: readonly Preset[], pictures: number): string {
  const words = wordsIn(text)
    .split(/\s+/)
    .filter((word) => word !== '');
  const first = words[0]?.toLowerCase().replace(/^\//, '') ?? '';
  const isAlone = words.length === 1 || first === 'styles';
  if (first !== 'stylize' && isAlone && COMMANDS.some(({ name }) => name === first))
    return ['/', first, ...words.slice(1).map((word) => ` ${word}`)].join('');
  const options = words.filter((word) => readOption(word) !== undefined);
  const rest = words.filter((word) => readOption(word) === undefined).flatMap((word) => plainWords(word));
  const named = rest.filter((word) => !FILLERS.has(word)).join(' ');
  const preset = meant(presets, named);
  if (pictures === 0 && preset === undefined) return '';
  // With a style picture, words that name no style are only words; else the refusal tells of the nearest.
  const style = preset?.id ?? (pictures < 2 ? named : '');
  return ['/stylize', style, ...options].filter((word) => word !== '').join(' ');
}

function plainWords(word: string): string[] {
  return word
    .toLowerCase()
    .split(/[^\p{L}\p{N}-]+/u)
    .filter((part) => part !== '');
}

/** Of several by one artist the best known, which comes first in the gallery: a sentence is no list to choose from. */
function meant(presets: readonly Preset[], words: string): Preset | undefined {
  if (words === '') return undefined;
  try {
    return findPreset(presets, words);
  } catch {
    return searchPresets(presets, words, 1)[0];
  }
}
