/** Previews: small and quick to encode, since a chat replaces them within seconds. */
import type { Picture } from '../../domain/event.js';
import { encodePicture } from '../images/encode.js';
import type { Mask, Size } from '../images/pixels.js';

/** Longer side of a preview, px: what a chat shows without a click. */
const LONGER_SIDE = 512;
/** JPEG quality, %: artefacts are not seen next to brush strokes, and it is a third of the default's bytes. */
const QUALITY = 80;

/** [3,H,W] in [0,1] -> a JPEG, or a WebP where there is transparency. */
export function encodePreview(planes: Float32Array, size: Size, alpha: Mask | undefined): Promise<Picture> {
  return encodePicture(
    { ...size, planes, alpha },
    { format: alpha ? 'webp' : 'jpeg', quality: QUALITY, shrinkTo: LONGER_SIDE },
  );
}
