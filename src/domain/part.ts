/** Parts of a photo that are painted by themselves. Pure. */
import type { Settings } from './request.js';

/** The subject of a photo is what stands out; the background is the rest. */
export type PartOfPhoto = Exclude<Settings['where'], 'all'>;

export interface PaintedPart<Style> {
  part: PartOfPhoto;
  styles: Style[];
}

/**
 * What is painted by itself, in this order; nothing where the whole photo is. With two styles or more the first is for the part that
 * is named, and the others are for the other part; with one the other part stays as it is.
 */
export function partsOf<Style>({
  styles,
  settings: { where },
}: {
  styles: readonly Style[];
  settings: Pick<Settings, 'where'>;
}): PaintedPart<Style>[] {
  if (where !== 'subject' && where !== 'background') return [];
  const [first, ...others] = styles;
  const named = { part: where, styles: first === undefined ? [] : [first] };
  const other = where === 'subject' ? 'background' : 'subject';
  return others.length === 0 ? [named] : [named, { part: other, styles: others }];
}
