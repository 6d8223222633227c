/**
 * What the pictures of a command mean: the first is the photo, the second the style, the third a second style. A preset
 * takes the style's place and moves the others on. Pure; what the bytes hold is judged later (see intake.ts).
 */
import { AtelierError } from '../../domain/errors.js';
import { english } from '../../words/english.js';
import { megabytes } from '../../words/measures.js';
import { INTAKE } from './intake-limits.js';

export const SLOTS = ['photo', 'style', 'style2'] as const;
export type Slot = (typeof SLOTS)[number];

/** A picture that came with a command. */
export interface Attachment {
  /** What it is for, where the platform lets people say so; else by order. */
  slot?: Slot;
  /** The file's name, only ever shown. */
  name: string;
  bytes: Uint8Array;
  /** Hidden until somebody asks to see it; so is what is painted of it. */
  spoiler?: boolean;
}

export interface Assigned {
  photo: Attachment;
  /** In order of weight; none where no style is needed, or where it is still to be chosen. */
  styles: Attachment[];
}

/** What the request is about, besides the pictures. */
export interface Wanted {
  /** A preset is the first style. */
  preset: boolean;
  mode: 'transfer' | 'content' | 'style';
}

/** Sorts the attachments into their places. Throws missing_content, missing_style, invalid_input, picture_too_large. */
export function assign(attachments: readonly Attachment[], { preset, mode }: Wanted): Assigned {
  checkSizes(attachments);
  const places = place(attachments);
  const photo = places.get('photo');
  if (photo === undefined) {
    throw new AtelierError('missing_content', 'there is no photo to paint; attach one and send it again');
  }
  const styles = [places.get('style'), places.get('style2')].filter((style) => style !== undefined);
  if (mode === 'content' && (preset || styles.length > 0)) {
    throw new AtelierError(
      'invalid_input',
      'mode=content uses no style; leave the style out, or take mode=transfer',
    );
  }
  if (mode === 'style' && !preset && styles.length === 0) {
    throw new AtelierError(
      'missing_style',
      'mode=style needs a style; attach a second picture, or name one of the /styles',
    );
  }
  if (preset && styles.length > 1) {
    throw new AtelierError(
      'invalid_input',
      'that makes three styles, and two is the most; leave one of them out',
    );
  }
  return { photo, styles };
}

/** A file's name for people: no path, no control characters, not too long. */
export function cleanName(name: string): string {
  const base = name.normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  // Controls, and the marks that turn the direction of writing ("gpj.exe" shown as "exe.jpg").
  const visible = base.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '').trim();
  return [...visible].slice(0, INTAKE.name).join('') || 'picture';
}

function checkSizes(attachments: readonly Attachment[]): void {
  if (attachments.length > INTAKE.pictures) {
    throw new AtelierError(
      'invalid_input',
      `${INTAKE.pictures} pictures are the most: a photo and two styles`,
    );
  }
  const large = attachments.find(({ bytes }) => bytes.byteLength > INTAKE.bytes);
  if (large !== undefined) throw tooLarge(large.name);
}

export function tooLarge(name: string): AtelierError {
  const limit = english(megabytes(INTAKE.bytes));
  return new AtelierError(
    'picture_too_large',
    `"${cleanName(name)}" is larger than ${limit}; make it smaller, or save it as a JPEG`,
  );
}

/** Named pictures take their place, the others fill the free ones in order. */
function place(attachments: readonly Attachment[]): Map<Slot, Attachment> {
  const places = new Map<Slot, Attachment>();
  for (const attachment of attachments.filter(({ slot }) => slot !== undefined)) {
    if (places.has(attachment.slot!)) {
      throw new AtelierError(
        'invalid_input',
        `there are two pictures for ${attachment.slot}; leave one of them out`,
      );
    }
    places.set(attachment.slot!, attachment);
  }
  for (const attachment of attachments.filter(({ slot }) => slot === undefined)) {
    places.set(SLOTS.find((slot) => !places.has(slot))!, attachment);
  }
  return places;
}
