/**
 * Every failure that a person may see, as one closed list of stable codes. What members of a chat see is worded by the
 * catalogue, in their language; the rest, which operators read, is one plain English sentence. Either says what to do.
 */
import { ENGLISH, english } from '../words/english.js';
import type { Said } from '../words/said.js';

export const ERROR_CODES = {
  // The request cannot be fulfilled: its input has to change.
  invalid_input: 'user',
  picture_too_large: 'user',
  picture_too_small: 'user',
  picture_too_long: 'user',
  picture_unreadable: 'user',
  picture_type_unsupported: 'user',
  picture_empty: 'user',
  upload_too_slow: 'user',
  unknown_preset: 'user',
  missing_style: 'user',
  missing_content: 'user',
  model_missing: 'user',
  unsafe_picture: 'user',
  // A limit of the queue: the same request works later.
  queue_full: 'limit',
  too_many_waiting: 'limit',
  too_many_running: 'limit',
  shutting_down: 'limit',
  queue_unreachable: 'limit',
  // Ended on request.
  cancelled: 'cancelled',
  // Something of ours broke.
  model_corrupt: 'internal',
  screening_failed: 'internal',
  out_of_memory: 'internal',
  engine_crashed: 'internal',
  not_found: 'user',
  forbidden: 'user',
  storage_failed: 'internal',
  internal: 'internal',
} as const satisfies Record<string, 'user' | 'limit' | 'cancelled' | 'internal'>;

export type ErrorCode = keyof typeof ERROR_CODES;

/** A failure with a stable code and one sentence for people; `cause` keeps what lies beneath. */
export class AtelierError extends Error {
  /** What `message` says in English, for any language; undefined where it is for operators. */
  readonly said: Said | undefined;

  constructor(
    readonly code: ErrorCode,
    words: string | Said,
    options?: { cause?: unknown },
  ) {
    super(typeof words === 'string' ? words : english(words), options);
    this.name = 'AtelierError';
    this.said = typeof words === 'string' ? undefined : words;
  }

  /** Whose doing it is: 'user' and 'limit' are refusals, 'internal' is a defect or a broken machine. */
  get fault(): (typeof ERROR_CODES)[ErrorCode] {
    return ERROR_CODES[this.code];
  }
}

/** An AtelierError for anything that was thrown: unknown failures become `internal`, with the cause kept. */
export function toAtelierError(error: unknown): AtelierError {
  if (error instanceof AtelierError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new AtelierError('internal', message, { cause: error });
}

/** The plain form in which an error crosses a process or is stored. */
export interface ErrorValue {
  code: ErrorCode;
  message: string;
  said?: Said;
}

export function errorToValue(error: unknown): ErrorValue {
  const { code, message, said } = toAtelierError(error);
  return { code, message, ...(said && { said }) };
}

/** Another version may have said it in words that this one does not know: then its English ones stand. */
export function errorFromValue({ code, message, said }: ErrorValue): AtelierError {
  const words = said && ENGLISH.say(said) !== undefined ? said : message;
  return new AtelierError(code in ERROR_CODES ? code : 'internal', words);
}

/** Codes of a full disk: Node's for files, SQLite's for databases. */
const DISK_FULL = new Set(['ENOSPC', 'EDQUOT', 'SQLITE_FULL']);

/** A failure of the disk, in words that say what to do. `what` could not be done: "a picture cannot be stored in /data/blobs". */
export function storageFailed(what: string, cause: unknown): AtelierError {
  if (cause instanceof AtelierError) return cause;
  const { code, message } = cause as { code?: string; message?: string };
  const reason = code || message || String(cause);
  const hint = DISK_FULL.has(reason)
    ? 'free some space there'
    : 'check that the folder exists and is writable';
  return new AtelierError('storage_failed', `${what} (${reason}); ${hint}`, { cause });
}
