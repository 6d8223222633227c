/** The words of a message that mentions the bot: "<@U1> in the style of hokusai &amp; softer". Pure. */
import { plainTyped } from '../../commands/command-text.js';

/** Without mentions, addresses and links, with Slack's entities undone. */
export function wordsIn(text: string): string {
  const words = text
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
  return plainTyped(words).trim();
}
