/** Decoded pictures as the engine wants them. */
import type { DecodedPicture } from './decode.js';
import { bytesToPlanes } from './pixels.js';
import { sharp } from './sharp.js';

/** A decoded picture at exactly this size (Lanczos): [3,height,width] in [0,1]. */
export async function toPlanes(
  picture: DecodedPicture,
  width: number,
  height: number,
): Promise<Float32Array> {
  const raw = await sharp(picture.rgb, { raw: { width: picture.width, height: picture.height, channels: 3 } })
    .resize({ width, height, fit: 'fill', kernel: 'lanczos3' })
    .raw()
    .toBuffer();
  return bytesToPlanes(raw);
}
