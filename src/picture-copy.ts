/** Copies of pictures for a chat's page: small, and painted anew from pixels, so that nothing else of the original is in them. */
import { decodePicture, encodePicture } from './engine/image.js';

/** JPEG quality of copies, %: artefacts are not seen at this size. */
const QUALITY = 82;

/** WebP where there is transparency, else JPEG; the longer side is at most `side` px. */
export async function copyPicture(
  bytes: Uint8Array,
  side: number,
): Promise<{ bytes: Uint8Array; mime: string }> {
  const picture = await decodePicture(bytes, { longestSide: side });
  return encodePicture(picture, { format: picture.alpha ? 'webp' : 'jpeg', quality: QUALITY });
}
