/** Small pieces of wording, shared by everything that speaks to people: titles, file names, sentences. Pure. */
import type { AtelierError } from '../../domain/errors.js';
import type { StyleRequest } from '../../domain/request.js';
import type { Words } from '../../words/words.js';

/** "Cat in the style of The Starry Night and Hatching" */
export function title(words: Words, request: StyleRequest): string {
  const photo = stem(request.contentLabel) ?? words.t('messages.photo');
  const { sheet } = request;
  if (sheet && request.styles.length === 0)
    return words.t('messages.inStyles', { photo, count: sheet.length });
  const another = words.t('messages.anotherPicture');
  const styles = request.styles.map(({ label, preset }) => (preset ? label : (stem(label) ?? another)));
  if (request.settings.mode === 'style') return words.t('messages.texture', { styles });
  const styled = styles.length === 0 ? photo : words.t('messages.styled', { photo, styles });
  return sheet ? words.t('messages.atStrengths', { title: styled, count: sheet.length }) : styled;
}

/** A file name made of letters, digits and hyphens: "cat-in-the-style-of-the-starry-night.png". */
export function fileName(words: Words, request: StyleRequest, mime: string): string {
  const plain = title(words, request)
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '');
  const name = [...plain].slice(0, 80).join('') || words.t('messages.fileName');
  return `${name}.${mime === 'image/jpeg' ? 'jpg' : (mime.split('/')[1] ?? 'png')}`;
}

/** What cameras, phones and browsers call a picture that nobody has named: IMG_2041, image0, Screenshot 2026-11-27 at 10.21. */
const NAMELESS =
  /^(?:img|dsc[nf]?|dji|gopr|pxl|mvimg|image|photo|picture|unknown|untitled|screen ?shot|bildschirmfoto|whatsapp image|signal|download|received)?(?:at|am|pm|from|wa|[\d\s.:()])*$/i;

/** Hashes and UUIDs, in hexadecimal. */
const HASH = /^(?=.*\d)[\da-f]{8,}(?: [\da-f]{4,}){0,4}$/i;

/** A file's name as a phrase: "red-panda.jpg" -> "Red panda"; undefined for a name that says nothing. */
function stem(name: string): string | undefined {
  const phrase =
    name
      .replace(/\.[a-z0-9]{1,5}$/i, '')
      .replaceAll(/[-_\s]+/g, ' ')
      .trim() || name;
  if (NAMELESS.test(phrase) || HASH.test(phrase)) return undefined;
  return phrase.charAt(0).toUpperCase() + phrase.slice(1);
}

/** Why something is not done, in the requester's language where the catalogue says it, else in English. */
export function refusal({ say }: Words, { said, message }: Pick<AtelierError, 'said' | 'message'>): string {
  return sentence((said && say(said)) ?? message);
}

/** Errors are clauses ("size must be ..."); in a message they stand alone. Japanese has no capitals: a name at its beginning stays as it is. */
export function sentence(message: string): string {
  const text = message.trim();
  const isJapanese = /[\u3040-\u30ff\u4e00-\u9fff]/.test(text);
  const start = isJapanese ? text : text.charAt(0).toUpperCase() + text.slice(1);
  if (/[.!?。！？]$/.test(start)) return start;
  return isJapanese ? `${start}。` : `${start}.`;
}
