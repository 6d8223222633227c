/** Decoded pictures as the engine wants them. */
import type { DecodedPicture } from './decode.js';
import { bytesToPlanes, type Size } from './pixels.js';
import { sharp } from './sharp.js';

/** A decoded picture at exactly this size (Lanczos): [3,height,width] in [0,1]. */
export async function toPlanes(
  picture: DecodedPicture,
  width: number,
  height: number,
): Promise<Float32Array> {
  return bytesToPlanes(await resized(picture, { width, height }));
}

/** A decoded picture at exactly this size (Lanczos), its mask as it is. */
export async function atSize(picture: DecodedPicture, { width, height }: Size): Promise<DecodedPicture> {
  if (picture.width === width && picture.height === height) return picture;
  const rgb = await resized(picture, { width, height });
  return { width, height, rgb, ...(picture.alpha && { alpha: picture.alpha }) };
}

/** [height, width, 3] */
function resized({ rgb, width, height }: DecodedPicture, size: Size): Promise<Uint8Array> {
  return sharp(rgb, { raw: { width, height, channels: 3 } })
    .resize({ ...size, fit: 'fill', kernel: 'lanczos3' })
    .raw()
    .toBuffer();
}
