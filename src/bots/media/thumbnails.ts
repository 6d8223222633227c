/** Small copies of pictures, kept in memory: the same photo or preset is asked for again and again. */
import type { Encoded, PictureTools } from './picture-tools.js';

/** Copies kept: 200 thumbnails are about 5 MB. */
const MAX_COPIES = 200;

/** The copy of a picture by its key, its longer side at most `side` px; two requests for the same one wait for the same work. */
export type ThumbnailCache = (key: string, side: number, read: () => Promise<Uint8Array>) => Promise<Encoded>;

/** The copies made lately. */
export function createThumbnailCache({ shrink }: Pick<PictureTools, 'shrink'>): ThumbnailCache {
  const kept = new Map<string, Promise<Encoded>>();
  return async (key, side, read) => {
    const id = `${key} ${side}`;
    const copy = kept.get(id) ?? read().then((bytes) => shrink(bytes, side));
    kept.delete(id);
    kept.set(id, copy);
    for (const oldest of kept.keys()) {
      if (kept.size <= MAX_COPIES) break;
      kept.delete(oldest);
    }
    copy.catch(() => kept.delete(id));
    return copy;
  };
}
