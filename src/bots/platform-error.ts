/**
 * What a chat platform says no with, under seven codes. Each adapter makes it from its SDK's typed errors; whatever else is
 * thrown is an error of ours and never a PlatformError, so that no defect is taken for an outage.
 */
export type PlatformErrorCode =
  /** The message, its channel or our access to it is gone for good. */
  | 'gone'
  /** The interaction's token or trigger is no longer valid; another route may be. */
  | 'expired'
  /** Too many calls; `retryAfterMs` says when the next may come. */
  | 'rate-limited'
  /** A file or the whole call has too many bytes. */
  | 'too-large'
  /** This call is not allowed, though the message is still there: a missing scope, an edit that comes too late. */
  | 'forbidden'
  /** The platform does not understand the call: a defect of ours, or a picture that it cannot show. */
  | 'invalid'
  /** No answer, or none that says what happened: the call may have been carried out. */
  | 'unavailable';

export interface PlatformErrorOptions {
  /** The platform's own code: '50035', 'invalid_blocks'. Default: ''. */
  platformCode?: string;
  /** One line for a log, without tokens or bodies of the call. Default: the message. */
  reason?: string;
  /** What the platform says besides: JSON pointers, the name of a missing scope. */
  details?: readonly string[];
  /** ms; with `rate-limited`. */
  retryAfterMs?: number;
  cause?: unknown;
}

export class PlatformError extends Error {
  readonly platformCode: string;
  readonly reason: string;
  readonly details: readonly string[];
  readonly retryAfterMs: number;

  constructor(
    readonly code: PlatformErrorCode,
    message: string,
    { platformCode = '', reason = message, details = [], retryAfterMs = 0, cause }: PlatformErrorOptions = {},
  ) {
    super(message, cause === undefined ? {} : { cause });
    this.name = 'PlatformError';
    this.platformCode = platformCode;
    this.reason = reason;
    this.details = details;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Whether the platform has refused for one of these reasons. */
export function isRefusal(error: unknown, ...codes: PlatformErrorCode[]): error is PlatformError {
  return error instanceof PlatformError && codes.includes(error.code);
}

/** Whether the same call may succeed later. */
export function isTransient(error: unknown): boolean {
  return isRefusal(error, 'rate-limited', 'unavailable');
}

/**
 * Whether a request failed on its way: Node's system errors (`ECONNRESET`), undici's (`UND_ERR_SOCKET`), a time limit, or
 * what fetch wraps around one of these.
 */
export function isNetworkError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === 'AbortError' || error.name === 'TimeoutError') return true;
  const code = 'code' in error ? String(error.code) : '';
  return (
    /^(E[A-Z_]+|UND_ERR_[A-Z_]+)$/.test(code) || (error.cause !== undefined && isNetworkError(error.cause))
  );
}
