/**
 * What the pictures of a command mean: the first is the photo, the second the style, the third a second style. A preset
 * takes the style's place and moves the others on. Pure; what the bytes hold is judged later (see intake.ts).
 */
import { AtelierError } from '../../domain/errors.js';
import { checkMime, checkSize, DECODE_LIMITS } from '../../domain/picture-limits.js';
import { megabytes } from '../../words/measures.js';
import { said } from '../../words/said.js';
import { INTAKE } from './intake-limits.js';

export const SLOTS = ['photo', 'style', 'style2'] as const;
export type Slot = (typeof SLOTS)[number];

/** A mask says where the subject of option `where` is; it never has its place by order. */
export const NAMED_SLOTS = [...SLOTS, 'mask'] as const;
export type NamedSlot = (typeof NAMED_SLOTS)[number];

/** A picture that came with a command. */
export interface Attachment {
  /** What it is for, where the platform lets people say so; else by order. */
  slot?: NamedSlot;
  /** The file's name, only ever shown. */
  name: string;
  bytes: Uint8Array;
  /** Hidden until somebody asks to see it; so is what is painted of it. */
  spoiler?: boolean;
}

/** A picture by what its platform says of it before it is downloaded; what it holds is judged afterwards. */
export interface AnnouncedPicture extends Pick<Attachment, 'slot' | 'name'> {
  /** Bytes. */
  size?: number | undefined;
  /** 'image/png' */
  mime?: string | undefined;
  /** px */
  width?: number | undefined;
  height?: number | undefined;
}

type Placed = Pick<Attachment, 'slot' | 'name'>;

export interface Assigned<T extends Placed> {
  photo: T;
  /** In order of weight; none where no style is needed, or where it is still to be chosen. */
  styles: T[];
  mask?: T;
}

/** What the request is about, besides the pictures. */
export interface Wanted {
  /** A preset is the first style. */
  preset: boolean;
  mode: 'transfer' | 'content' | 'style';
}

/** Sorts the attachments into their places. Throws missing_content, missing_style, invalid_input. */
export function assign<T extends Placed>(given: readonly T[], { preset, mode }: Wanted): Assigned<T> {
  const mask = given.find(({ slot }) => slot === 'mask');
  const attachments = given.filter(({ slot }) => slot !== 'mask');
  if (attachments.length > INTAKE.pictures) {
    throw new AtelierError('invalid_input', said('refusals.threePictures', { count: INTAKE.pictures }));
  }
  const places = place(attachments);
  const photo = places.get('photo');
  if (photo === undefined) {
    throw new AtelierError('missing_content', said('refusals.noPhoto'));
  }
  const styles = [places.get('style'), places.get('style2')].filter((style) => style !== undefined);
  if (mode === 'content' && (preset || styles.length > 0)) {
    throw new AtelierError('invalid_input', said('refusals.contentTakesNoStyle'));
  }
  if (mode === 'style' && !preset && styles.length === 0) {
    throw new AtelierError('missing_style', said('refusals.textureNeedsStyle'));
  }
  if (preset && styles.length > 1) {
    throw new AtelierError('invalid_input', said('refusals.threeStyles'));
  }
  return { photo, styles, ...(mask && { mask }) };
}

/** A file's name for people: no path, no control characters, not too long. */
export function cleanName(name: string): string {
  const base = name.normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  // Controls, and the marks that turn the direction of writing ("gpj.exe" shown as "exe.jpg").
  const visible = base.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '').trim();
  return [...visible].slice(0, INTAKE.name).join('') || 'picture';
}

/** Throws picture_too_large. */
export function assertBytes(name: string, bytes: number): void {
  if (bytes > INTAKE.bytes) throw tooLarge(name);
}

/** Throws the picture_* code of what its platform says is wrong with it. */
export function assertAnnounced({ name, size = 0, mime, width, height }: AnnouncedPicture): void {
  assertBytes(name, size);
  try {
    if (mime !== undefined) checkMime(mime);
    if (width && height) checkSize(width, height, DECODE_LIMITS);
  } catch (error) {
    throw inItsName(cleanName(name), error);
  }
}

/** With several pictures, people need to know which one is refused. */
export function inItsName(label: string, error: unknown): unknown {
  if (!(error instanceof AtelierError)) return error;
  return new AtelierError(
    error.code,
    said('refusals.ofPicture', { name: label, why: error.said ?? error.message }),
    { cause: error },
  );
}

export function tooLarge(name: string): AtelierError {
  const limit = megabytes(INTAKE.bytes);
  return new AtelierError(
    'picture_too_large',
    said('refusals.tooLargeNamed', { name: cleanName(name), limit }),
  );
}

/** Named pictures take their place, the others fill the free ones in order. */
function place<T extends Placed>(attachments: readonly T[]): Map<NamedSlot, T> {
  const places = new Map<NamedSlot, T>();
  for (const attachment of attachments.filter(({ slot }) => slot !== undefined)) {
    if (places.has(attachment.slot!)) {
      throw new AtelierError('invalid_input', said('refusals.twoInOnePlace', { place: attachment.slot! }));
    }
    places.set(attachment.slot!, attachment);
  }
  for (const attachment of attachments.filter(({ slot }) => slot === undefined)) {
    places.set(SLOTS.find((slot) => !places.has(slot))!, attachment);
  }
  return places;
}
