/** Slack's markup as elements: *bold*, _italic_, ~strike~, `code`, links, mentions, a few emoji. */
import { h } from './dom.js';

const EMOJI = {
  art: '🎨',
  hourglass: '⌛',
  hourglass_flowing_sand: '⏳',
  white_check_mark: '✅',
  x: '❌',
  warning: '⚠️',
  frame_with_picture: '🖼️',
  sparkles: '✨',
  eyes: '👀',
  tada: '🎉',
  wave: '👋',
  gear: '⚙️',
  lock: '🔒',
  repeat: '🔁',
  fire: '🔥',
  leaves: '🍃',
  mag: '🔍',
  wastebasket: '🗑️',
  stop_sign: '🛑',
  bulb: '💡',
  paintbrush: '🖌️',
  lower_left_paintbrush: '🖌️',
  camera: '📷',
  mailbox: '📫',
  no_entry: '⛔',
  star: '⭐',
  information_source: 'ℹ️',
  speech_balloon: '💬',
  clock3: '🕒',
  arrow_up: '⬆️',
  arrow_down: '⬇️',
  ok: '🆗',
};

const PATTERN =
  /```([\s\S]+?)```|`([^`\n]+)`|<([^>\n]+)>|(?<![\w*])\*([^*\n]+)\*(?![\w*])|(?<![\w_])_([^_\n]+)_(?![\w_])|(?<![\w~])~([^~\n]+)~(?![\w~])|:([a-z0-9_+-]+):/g;

/** Nodes for a text; `people` names who is mentioned. */
export function mrkdwn(text, people = new Map()) {
  const nodes = [];
  let at = 0;
  for (const match of String(text ?? '').matchAll(PATTERN)) {
    nodes.push(unescaped(text.slice(at, match.index)));
    nodes.push(piece(match, people));
    at = match.index + match[0].length;
  }
  nodes.push(unescaped(String(text ?? '').slice(at)));
  return nodes;
}

function piece([whole, block, code, link, bold, italic, strike, emoji], people) {
  if (block !== undefined) return h('pre', {}, unescaped(block.trim()));
  if (code !== undefined) return h('code', {}, unescaped(code));
  if (link !== undefined) return linked(link, people);
  if (bold !== undefined) return h('b', {}, mrkdwn(bold, people));
  if (italic !== undefined) return h('i', {}, mrkdwn(italic, people));
  if (strike !== undefined) return h('s', {}, mrkdwn(strike, people));
  return EMOJI[emoji] ?? whole;
}

function linked(link, people) {
  const [target, label] = link.split('|');
  if (target.startsWith('@'))
    return h('span', { class: 'mention' }, `@${people.get(target.slice(1)) ?? label ?? target.slice(1)}`);
  if (target.startsWith('#'))
    return h('span', { class: 'mention' }, `#${label ?? people.get(target.slice(1)) ?? target.slice(1)}`);
  if (target.startsWith('!date')) return label ?? target;
  if (target.startsWith('!')) return h('span', { class: 'mention' }, `@${target.slice(1)}`);
  return h('a', { href: target, target: '_blank', rel: 'noreferrer' }, unescaped(label ?? target));
}

function unescaped(text) {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** plain_text: emoji only. */
export function plain(text) {
  return unescaped(String(text ?? '')).replace(/:([a-z0-9_+-]+):/g, (whole, name) => EMOJI[name] ?? whole);
}
