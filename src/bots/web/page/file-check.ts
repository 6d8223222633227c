/**
 * A chosen file is looked into before it is sent, by the same rules and in the same words as on the server. Sizes of pictures that
 * this browser cannot read (HEIC, TIFF) are left to the server.
 */
import { checkFile, checkSize, DECODE_LIMITS } from '../../../domain/picture-limits.js';
import { sentence } from '../../messages/wording.js';

/** Why the file cannot be painted; undefined if nothing speaks against it. */
export async function findProblem(file: File): Promise<string | undefined> {
  try {
    checkFile(new Uint8Array(await file.arrayBuffer()), DECODE_LIMITS);
    const size = await sizeOf(file);
    if (size) checkSize(size.width, size.height, DECODE_LIMITS);
    return undefined;
  } catch (error) {
    return `"${file.name}": ${sentence((error as Error).message)}`;
  }
}

async function sizeOf(file: File): Promise<{ width: number; height: number } | undefined> {
  const image = new Image();
  image.src = URL.createObjectURL(file);
  try {
    await image.decode();
    return { width: image.naturalWidth, height: image.naturalHeight };
  } catch {
    return undefined;
  } finally {
    URL.revokeObjectURL(image.src);
  }
}
