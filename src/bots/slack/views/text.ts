/**
 * Words as Slack takes them: its three control characters escaped, within the lengths of Block Kit, and with the commands
 * that people type here (docs.slack.dev/messaging/formatting-message-text, reference/block-kit/composition-objects).
 */
import type { types } from '@slack/bolt';

/** Longest text of a section, characters. */
export const SECTION = 3000;

/** Longest text of a header, characters. */
export const HEADER = 150;

/** Longest text of a button, an option, a menu's label, characters. */
export const LABEL = 75;

/** Longest alternative text of a picture, characters. */
const ALT = 2000;

/** Slack reads & < > as the beginnings of mentions and links, in plain texts as well as in formatted ones. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** The same, in which links to channels stay: they notify nobody, and refusals name channels so. */
export function withChannels(text: string): string {
  return escaped(text).replaceAll(/&lt;(#[A-Z0-9]+)&gt;/g, '<$1>');
}

/** The text with at most `most` characters; what is left out is marked. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const kept: string[] = [];
  let length = 1;
  for (const character of text) {
    length += character.length;
    if (length > most) break;
    kept.push(character);
  }
  return `${kept.join('')}…`;
}

/** Escaped, and still within the limit then. */
export function fitted(text: string, most: number): string {
  let room = most;
  for (;;) {
    const fits = escaped(cut(text, room));
    if (fits.length <= most) return fits;
    room -= Math.max(1, Math.ceil((fits.length - most) / '&amp;'.length));
  }
}

/** Slack refuses an empty text: it becomes a space that is seen as nothing. */
export function plain(text: string, most = SECTION): types.PlainTextElement {
  return { type: 'plain_text', text: fitted(text, most) || '\u00a0', emoji: false };
}

/** What a picture shows: "should not contain any markup", so that no entity is read aloud. */
export function altText(text: string): string {
  return cut(text.replaceAll(/[<>]/g, ''), ALT);
}

/** Formatted by us: what people wrote has to be escaped before. `verbatim`: Slack makes no links of its own. */
export function formatted(text: string): types.MrkdwnElement {
  return { type: 'mrkdwn', text: cut(text, SECTION), verbatim: true };
}

/** Lines in as few pieces as fit into one section each. */
export function pieces(lines: readonly string[]): string[] {
  const found: string[] = [];
  for (const line of lines.map((line) => cut(line, SECTION / 2))) {
    const last = found.at(-1);
    if (last !== undefined && escaped(`${last}\n${line}`).length <= SECTION)
      found[found.length - 1] += `\n${line}`;
    else found.push(line);
  }
  return found;
}

/** One command holds all of them here: "/queue" is "/stylize queue". */
export function inSlack(text: string): string {
  return text.replaceAll(/(?<![\w/])\/(help|styles|queue|jobs|cancel)\b/g, '/stylize $1');
}
