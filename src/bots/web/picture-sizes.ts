/**
 * The copies of pictures that the web chat hands out, by the longer side in px: `icon` stands beside a card's title and in lists,
 * `small` and `thumb` in the gallery on plain and on dense screens, `card` and `wide` are a message's picture there.
 */
export const SIZES = { icon: 96, small: 256, thumb: 360, card: 640, wide: 1280 } as const;

export type SizeName = keyof typeof SIZES;

/** What a finished picture can be kept as. */
export const FORMATS = ['png', 'jpeg', 'webp'] as const;

export type FormatName = (typeof FORMATS)[number];

/** What a painting is stored as, by the name of its file. */
export function storedFormat(fileName: string): FormatName {
  return fileName.endsWith('.jpg') ? 'jpeg' : 'png';
}

/** Enlarging adds pixels and no detail. Up to this longer side, px: the outcome is not larger than the largest painting. */
export const ENLARGE = { by: 2, longestSide: 2048 } as const;
