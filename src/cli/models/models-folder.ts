/** The models folder: made when it is needed, judged before a download, and written to in one step. */
import { mkdir, statfs } from 'node:fs/promises';
import { AtelierError } from '../../domain/errors.js';
import { writeAtomically } from '../../lib/atomic-write.js';
import { english } from '../../words/english.js';
import { megabytes } from '../../words/measures.js';

/** Makes the folder where it is not there yet. Throws storage_failed. */
export async function makeFolder(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true }).catch((cause: unknown) => {
    throw diskError(dir, cause);
  });
}

/** Throws storage_failed when the folder's disk has less room than `bytes`; a disk that does not say passes. */
export async function checkRoom(dir: string, bytes: number): Promise<void> {
  const disk = await statfs(dir).catch(() => undefined);
  if (!disk || disk.blocks === 0) return;
  const free = disk.bavail * disk.bsize;
  if (free < bytes)
    throw full(dir, `${english(megabytes(bytes))} are needed and ${english(megabytes(free))} are free`);
}

/** The target is the old file or the whole new one. Throws storage_failed. */
export async function writeModel(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeAtomically(path, bytes);
  } catch (cause) {
    throw diskError(path, cause);
  }
}

/** A failure of the disk, in words that say what to do about it. */
export function diskError(path: string, cause: unknown): AtelierError {
  const { code, message } = cause as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') return full(path, code, cause);
  const advice = 'set MODELS_DIR to a folder that this user may write to';
  return new AtelierError('storage_failed', `${path} cannot be written (${code ?? message}); ${advice}`, {
    cause,
  });
}

function full(path: string, detail: string, cause?: unknown): AtelierError {
  const advice = 'make room, or set MODELS_DIR to a folder on another disk';
  return new AtelierError('storage_failed', `the disk of ${path} is full (${detail}); ${advice}`, { cause });
}
