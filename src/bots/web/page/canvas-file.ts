/** A picture that is redrawn in the browser, as a file. */
import { t } from './later-words.js';

/** Quality of what is redrawn, 0..1: the server encodes it again. */
const QUALITY = 0.95;

/** A JPEG stays one; whatever else may have transparency becomes a WebP, or a PNG where the browser writes no WebP. */
export function drawn(
  width: number,
  height: number,
  type: string,
  draw: (context: CanvasRenderingContext2D) => void,
): Promise<Blob> {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height });
  const context = canvas.getContext('2d')!;
  context.imageSmoothingQuality = 'high';
  draw(context);
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error(t('pictures.noRoom')))),
      type === 'image/jpeg' ? type : 'image/webp',
      QUALITY,
    ),
  );
}

/** The file's name with the ending of what it is now. */
export function renamed({ name }: File, blob: Blob): File {
  const ending = blob.type.replace('image/', '').replace('jpeg', 'jpg');
  return new File([blob], `${name.replace(/\.\w{1,5}$/, '')}.${ending}`, { type: blob.type });
}
