/**
 * Plain words as Discord's Markdown shows them (support.discord.com, "Markdown Text 101"): names of files and the like must not turn
 * into headings, links or mentions. Pure.
 */
import { type BarLook, progressBar } from '../../../lib/format.js';
import { TIME, type Tick } from '../../chat-adapter.js';

/** Characters that begin a span, a link, a mention or a custom emoji anywhere in a line. */
const INLINE = /[\\*_~`|[\]<@]|:\/\//g;
/** Makes a heading, a quote, a list or small print of a line that begins so. */
const AT_START = /^(\s*)([#>+-]|\d+(?=[.)]))/gm;

/** A link to a channel, escaped: it notifies nobody, and refusals name channels this way. */
const CHANNEL = /\\<(#\d+>)/g;

/** `mention`: the one thing in it that is meant to be a mention, as in `<@1>`. */
export function plain(text: string, mention?: string): string {
  const parts = mention === undefined ? [text] : text.split(mention);
  return parts.map(escaped).join(mention);
}

function escaped(text: string): string {
  return text.replaceAll(INLINE, '\\$&').replaceAll(AT_START, '$1\\$2').replaceAll(CHANNEL, '<$1');
}

/** A time that ticks in Discord's clients: "in 20 seconds", "5 minutes ago" (developers/reference, Timestamp Styles). */
export function moment(ms: number): string {
  return `<t:${Math.round(ms / 1000)}:R>`;
}

/** A line of a view, with its time ticking where it has one. */
export function line(text: string, ticks: readonly Tick[] = [], mention?: string): string {
  const tick = ticks.find((one) => one.text === text);
  if (tick === undefined) return plain(text, mention);
  // Names of files come first, whatever stands in them.
  const at = tick.ticking.lastIndexOf(TIME);
  const [before, after] = [tick.ticking.slice(0, at), tick.ticking.slice(at + TIME.length)];
  return `${plain(before, mention)}${moment(tick.at)}${plain(after, mention)}`;
}

/** Small grey print. */
export function small(text: string): string {
  return text
    .split('\n')
    .map((line) => `-# ${line}`)
    .join('\n');
}

/** Fits beside the percent on a phone; none of it is a space, which Discord might leave out. */
const BAR: BarLook = { cells: 16, done: '█', open: '░' };

/** A bar as code: equally wide characters on grey. `fraction`: 0..1. */
export function bar(fraction: number): string {
  return `\`${progressBar(fraction, BAR)}\``;
}
