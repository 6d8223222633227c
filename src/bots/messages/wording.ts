/** Small pieces of wording, shared by everything that speaks to people: places in line, titles, file names. Pure. */
import type { StyleRequest } from '../../domain/request.js';

/** "cat in the style of The Starry Night and Hatching" */
export function title(request: StyleRequest): string {
  const photo = stem(request.contentLabel, 'Photo');
  const { sheet } = request;
  if (sheet && request.styles.length === 0) return `${photo} in ${sheet.length} styles`;
  const styles = request.styles.map(({ label, preset }) => (preset ? label : stem(label, 'another picture')));
  if (request.settings.mode === 'style') return `A texture of ${styles.join(' and ')}`;
  const styled = styles.length === 0 ? photo : `${photo} in the style of ${styles.join(' and ')}`;
  return sheet ? `${styled} at ${sheet.length} strengths` : styled;
}

/** A file name made of letters, digits and hyphens: "cat-in-the-style-of-the-starry-night.png". */
export function fileName(request: StyleRequest, mime: string): string {
  const plain = title(request)
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '');
  const name = [...plain].slice(0, 80).join('') || 'picture';
  return `${name}.${mime === 'image/jpeg' ? 'jpg' : (mime.split('/')[1] ?? 'png')}`;
}

/** What cameras, phones and browsers call a picture that nobody has named: IMG_2041, image0, Screenshot 2026-11-27 at 10.21. */
const NAMELESS =
  /^(?:img|dsc[nf]?|dji|gopr|pxl|mvimg|image|photo|picture|unknown|untitled|screen ?shot|bildschirmfoto|whatsapp image|signal|download|received)?(?:at|am|pm|from|wa|[\d\s.:()])*$/i;

/** Hashes and UUIDs, in hexadecimal. */
const HASH = /^(?=.*\d)[\da-f]{8,}(?: [\da-f]{4,}){0,4}$/i;

/** A file's name as a phrase: "red-panda.jpg" -> "Red panda"; `nameless` for a name that says nothing. */
function stem(name: string, nameless: string): string {
  const phrase =
    name
      .replace(/\.[a-z0-9]{1,5}$/i, '')
      .replaceAll(/[-_\s]+/g, ' ')
      .trim() || name;
  if (NAMELESS.test(phrase) || HASH.test(phrase)) return nameless;
  return phrase.charAt(0).toUpperCase() + phrase.slice(1);
}

export function ordinal(n: number): string {
  const tens = n % 100;
  const suffix = tens >= 11 && tens <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th');
  return `${n}${suffix}`;
}

/** Errors are clauses ("size must be ..."); in a message they stand alone. */
export function sentence(message: string): string {
  const text = message.trim();
  const start = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(start) ? start : `${start}.`;
}
