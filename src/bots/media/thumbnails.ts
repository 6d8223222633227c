/** Small copies of pictures in memory: the same photo or preset is requested many times. One cache serves all platforms. */
import { LRUCache } from 'lru-cache';
import type { Encoded, PictureTools } from './picture-tools.js';

/** Copies kept: at 10 to 100 kB each, 20 MB at most in a channel that is looked through to its beginning. */
const MAX_COPIES = 500;

/** The copy of a picture by its key, its longer side at most `side` px; two requests for the same one wait for the same work. */
export type ThumbnailCache = (
  key: string,
  side: number,
  read: () => Promise<Uint8Array>,
  format?: 'webp',
) => Promise<Encoded>;

export function createThumbnailCache({ shrink }: Pick<PictureTools, 'shrink'>): ThumbnailCache {
  const copies = new LRUCache<string, Promise<Encoded>>({ max: MAX_COPIES });
  return (key, side, read, format) => {
    const id = `${key} ${side} ${format ?? ''}`;
    const known = copies.get(id);
    if (known) return known;
    const copy = read().then((bytes) => shrink(bytes, side, format));
    copies.set(id, copy);
    copy.catch(() => copies.delete(id));
    return copy;
  };
}
