/** A GIF of a photo that is passed by: three frames, for screenshots and the like. */
import sharp from 'sharp';

/** px */
const [WIDTH, HEIGHT, FRAMES, STEP] = [160, 120, 3, 12];

export async function panning(photo: Uint8Array): Promise<Buffer> {
  const wide = await sharp(photo)
    .resize(WIDTH + FRAMES * STEP, HEIGHT, { fit: 'cover' })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const cut = (index: number) =>
    sharp(wide.data, { raw: wide.info })
      .extract({ left: index * STEP, top: 0, width: WIDTH, height: HEIGHT })
      .raw()
      .toBuffer();
  const frames = await Promise.all(Array.from({ length: FRAMES }, (_, index) => cut(index)));
  const raw = { width: WIDTH, height: FRAMES * HEIGHT, channels: 3, pageHeight: HEIGHT } as const;
  return sharp(Buffer.concat(frames), { raw })
    .gif({ delay: Array(FRAMES).fill(200), loop: 0 })
    .toBuffer();
}
