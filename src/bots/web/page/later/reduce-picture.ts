/** A picture over the limits is made smaller in the browser, before it is sent: nothing is lost, since no painting is larger than this. */
import { drawn, renamed } from '../canvas-file.js';

export interface Reduced {
  file: File;
  from: Measures;
  to: Measures;
}

export interface Measures {
  /** px */
  width: number;
  height: number;
  bytes: number;
}

export interface Limits {
  fileBytes: number;
  /** Largest width times height, px. */
  pixels: number;
  /** Longer side of what comes of a picture that is over the limits, px. */
  side: number;
}

/** Undefined where the picture is within the limits, or this browser cannot read it. */
export async function reducePicture(
  file: File,
  { fileBytes, pixels, side }: Limits,
): Promise<Reduced | undefined> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    return undefined;
  }
  const { width, height } = bitmap;
  try {
    if (file.size <= fileBytes && width * height <= pixels) return undefined;
    const part = Math.min(1, side / Math.max(width, height));
    const [w, h] = [Math.round(width * part), Math.round(height * part)];
    const blob = await drawn(w, h, file.type, (context) => context.drawImage(bitmap, 0, 0, w, h));
    return {
      file: renamed(file, blob),
      from: { width, height, bytes: file.size },
      to: { width: w, height: h, bytes: blob.size },
    };
  } finally {
    bitmap.close();
  }
}
