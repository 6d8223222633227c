/**
 * The copies of pictures that the web chat hands out, by the longer side in px: `icon` stands beside a card's title and in lists,
 * `small` and `thumb` in the gallery on plain and on dense screens, `card` and `wide` are a message's picture there.
 */
export const SIZES = { icon: 96, small: 256, thumb: 360, card: 640, wide: 1280 } as const;

export type SizeName = keyof typeof SIZES;

/** What a finished picture can be kept as, and a moving one. */
const FORMATS = ['png', 'jpeg', 'webp'] as const;
const MOVING = ['webp', 'gif'] as const;

export type FormatName = (typeof FORMATS | typeof MOVING)[number];

/** What a painting is stored as, by the name of its file. */
export function storedFormat(fileName: string): FormatName {
  if (isMoving(fileName)) return 'webp';
  return fileName.endsWith('.jpg') ? 'jpeg' : 'png';
}

/** Whether a painting moves, by the name of its file: those are stored as WebP, and no others. */
export function isMoving(fileName: string): boolean {
  return fileName.endsWith('.webp');
}

/** What the painting with this name can be kept as. */
export function formatsOf(fileName: string): readonly FormatName[] {
  return isMoving(fileName) ? MOVING : FORMATS;
}

/** Enlarging adds pixels and no detail. Up to this longer side, px: the outcome is not larger than the largest painting. */
export const ENLARGE = { by: 2, longestSide: 2048 } as const;
