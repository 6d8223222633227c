/**
 * A chosen file is looked into before it is sent, by the same rules and in the same words as on the server. Sizes of pictures that
 * this browser cannot read (HEIC, TIFF) are left to the server.
 */
import type { AtelierError } from '../../../domain/errors.js';
import { checkFile, checkFileSize, checkSize, DECODE_LIMITS } from '../../../domain/picture-limits.js';
import { refusal } from '../../messages/wording.js';
import { t, words } from './page-words.js';

export interface FileProblem {
  /** Why the file cannot be painted, and what to do about it. */
  words: string;
  /** It would do if it were smaller. */
  canBeReduced: boolean;
}

/** The type of a file is recognised by this many of its first bytes. */
const HEAD_BYTES = 4096;

/** Undefined if nothing speaks against the file. */
export async function findProblem(file: File): Promise<FileProblem | undefined> {
  try {
    // What it is comes first: a film is not too large, it is no picture.
    checkFile(new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer()), DECODE_LIMITS);
    checkFileSize(file.size, DECODE_LIMITS);
    const size = await sizeOf(file);
    if (size) checkSize(size.width, size.height, DECODE_LIMITS);
    return undefined;
  } catch (thrown) {
    const error = thrown as AtelierError;
    return {
      words: t('refusals.ofPicture', { name: file.name, why: refusal(words, error) }),
      canBeReduced: error.code === 'picture_too_large',
    };
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
