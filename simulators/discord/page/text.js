/** Discord's markdown, as far as bots use it: headings, small print, lists, emphasis, code, links, mentions, timestamps. */
import { h } from './dom.js';

/** Each pattern with what it becomes; the earliest match in the text wins. */
const INLINE = [
  [/\*\*(.+?)\*\*/su, ([, inner], names) => h('strong', {}, ...inline(inner, names))],
  [/__(.+?)__/su, ([, inner], names) => h('u', {}, ...inline(inner, names))],
  [/~~(.+?)~~/su, ([, inner], names) => h('s', {}, ...inline(inner, names))],
  [/\|\|(.+?)\|\|/su, ([, inner], names) => h('span.spoiler', { tabindex: 0 }, ...inline(inner, names))],
  [
    /(?<![\w*])[*_](?!\s)(.+?)(?<!\s)[*_](?![\w*])/su,
    ([, inner], names) => h('em', {}, ...inline(inner, names)),
  ],
  [/`([^`]+)`/u, ([, code]) => h('code', {}, code)],
  [/\[([^\]]+)\]\(<?(https?:[^)>\s]+)>?\)/u, ([, label, href]) => link(href, label)],
  [/<(https?:[^>\s]+)>/u, ([, href]) => link(href, href)],
  [/https?:[^\s<>]+/u, ([href]) => link(href, href)],
  [/<@!?(\d+)>/u, ([, id], names) => h('span.mention', {}, `@${names.users[id] ?? 'somebody'}`)],
  [/<@&(\d+)>/u, ([, id], names) => h('span.mention', {}, `@${names.roles[id] ?? 'role'}`)],
  [/<#(\d+)>/u, ([, id], names) => h('span.mention', {}, `#${names.channels[id] ?? 'channel'}`)],
  [/<\/([^:>]+):\d+>/u, ([, name]) => h('span.mention', {}, `/${name}`)],
  [
    /<t:(\d+)(?::(\w))?>/u,
    ([, seconds, style], { locale }) => h('time', {}, moment(Number(seconds) * 1000, style, locale)),
  ],
];

const link = (href, label) => h('a', { href, target: '_blank', rel: 'noreferrer' }, label);

/** In the reader's language, as each client writes times itself. */
function moment(ms, style, locale) {
  if (style !== 'R') return new Date(ms).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const seconds = Math.round((ms - Date.now()) / 1000);
  const [unit, size] = [
    ['day', 86_400],
    ['hour', 3_600],
    ['minute', 60],
    ['second', 1],
  ].find(([, length]) => Math.abs(seconds) >= length) ?? ['second', 1];
  return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(Math.round(seconds / size), unit);
}

function inline(text, names) {
  const parts = [];
  let rest = text;
  while (rest !== '') {
    const hits = INLINE.map(([pattern, make]) => ({ hit: pattern.exec(rest), make })).filter(
      ({ hit }) => hit !== null,
    );
    if (hits.length === 0) break;
    const { hit, make } = hits.reduce((best, one) => (one.hit.index < best.hit.index ? one : best));
    if (hit.index > 0) parts.push(rest.slice(0, hit.index));
    parts.push(make(hit, names));
    rest = rest.slice(hit.index + hit[0].length);
  }
  return rest === '' ? parts : [...parts, rest];
}

const BLOCKS = [
  [/^(#{1,3}) (.+)$/u, ([, marks, text], names) => h(`h${marks.length + 2}`, {}, ...inline(text, names))],
  [/^-# (.+)$/u, ([, text], names) => h('small', {}, ...inline(text, names))],
  [/^> ?(.*)$/u, ([, text], names) => h('blockquote', {}, ...inline(text, names))],
  [/^[-*] (.+)$/u, ([, text], names) => h('div.item', {}, ...inline(text, names))],
];

/** @returns {HTMLElement} */
export function markdown(text, names) {
  const box = h('div.text');
  const pieces = text.split(/```(?:\w*\n)?([\s\S]*?)```/u);
  pieces.forEach((piece, index) => {
    if (index % 2 === 1) box.append(h('pre', {}, piece.replace(/\n$/u, '')));
    else for (const line of piece.split('\n')) box.append(block(line, names));
  });
  return box;
}

function block(line, names) {
  for (const [pattern, make] of BLOCKS) {
    const hit = pattern.exec(line);
    if (hit !== null) return make(hit, names);
  }
  return line === '' ? h('div.gap') : h('div', {}, ...inline(line, names));
}
