/**
 * The copies of pictures that the web chat hands out, by the longer side in px: `icon` stands beside a card's title, `thumb` in the
 * gallery, `card` and `wide` are a message's picture on plain and on dense screens.
 */
export const SIZES = { icon: 96, thumb: 360, card: 640, wide: 1280 } as const;

export type SizeName = keyof typeof SIZES;
