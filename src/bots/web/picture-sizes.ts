/**
 * The copies of pictures that the web chat hands out, by the longer side in px: `icon` stands beside a card's title and in lists,
 * `small` and `thumb` in the gallery on plain and on dense screens, `card` and `wide` are a message's picture there.
 */
export const SIZES = { icon: 96, small: 256, thumb: 360, card: 640, wide: 1280 } as const;

export type SizeName = keyof typeof SIZES;
