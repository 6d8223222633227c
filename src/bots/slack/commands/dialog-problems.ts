/** What is wrong with a dialog, by the block that it belongs to: Slack shows it there. */
import type { Said } from '../../../words/said.js';
import type { Words } from '../../../words/words.js';
import { sentence } from '../../messages/wording.js';
import { inSlack } from '../views/text.js';

export type Problems = Record<string, Said>;

export function inWords({ say }: Words, problems: Problems): Record<string, string> {
  const entries = Object.entries(problems);
  return Object.fromEntries(entries.map(([block, said]) => [block, sentence(inSlack(say(said) ?? ''))]));
}
