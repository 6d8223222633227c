/** Failures of the disk in words that say what to do: Node's codes for files, SQLite's for the journal. */
import { AtelierError } from '../../domain/errors.js';

const FULL = new Set(['ENOSPC', 'EDQUOT', 'SQLITE_FULL']);

/** `what` could not be done, as a clause: "a picture cannot be stored in /data/blobs". */
export function storageFailed(what: string, cause: unknown): AtelierError {
  if (cause instanceof AtelierError) return cause;
  const { code, message } = cause as NodeJS.ErrnoException;
  const reason = code || message || String(cause);
  const hint = FULL.has(reason) ? 'free some space there' : 'check that the folder exists and is writable';
  return new AtelierError('storage_failed', `${what} (${reason}); ${hint}`, { cause });
}
