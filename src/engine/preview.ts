/** When a preview is due and how it is encoded: small and quick, since a chat replaces it within seconds. */
import type { Picture } from '../domain/event.js';
import { encodePicture } from './image.js';
import type { Mask, Size } from './pixels.js';

/** Longer side of a preview, px: what a chat shows without a click. */
const LONGER_SIDE = 512;
/** JPEG quality, %: artefacts are not seen next to brush strokes, and it is a third of the default's bytes. */
const QUALITY = 80;

export class PreviewClock {
  private last: number;

  /** @param interval least time between two previews, s */
  constructor(
    private readonly interval: number,
    private readonly now: () => number = () => performance.now() / 1000,
  ) {
    this.last = now();
  }

  /** True when it is time for the next one, which is then taken as made. */
  due(): boolean {
    if (this.now() - this.last < this.interval) return false;
    this.taken();
    return true;
  }

  /** A preview was made for another reason. */
  taken(): void {
    this.last = this.now();
  }
}

/** [3,H,W] in [0,1] -> a JPEG, or a WebP where there is transparency. */
export function encodePreview(planes: Float32Array, size: Size, alpha: Mask | undefined): Promise<Picture> {
  return encodePicture(
    { ...size, planes, alpha },
    { format: alpha ? 'webp' : 'jpeg', quality: QUALITY, shrinkTo: LONGER_SIDE },
  );
}
