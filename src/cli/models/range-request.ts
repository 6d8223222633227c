/**
 * One HTTP request for the bytes of a file that are missing (RFC 9110, section 14: Range). The answer is judged before a byte is
 * written, so that an error page replaces nothing; bytes are written at their own place, so that two processes may share a part.
 */
import type { FileHandle } from 'node:fs/promises';
import type { PublishedFile } from './published.js';

export type Failure =
  /** No connection; `detail` is the system's code, such as ENOTFOUND. */
  | { reason: 'unreachable'; detail: string }
  /** The server refuses, for good or (busy) for now. */
  | { reason: 'refused' | 'busy'; status: number }
  /** What is offered is not the file; undefined: it does not say how long it is. */
  | { reason: 'wrong_length'; got: number | undefined }
  | { reason: 'wrong_hash'; got: string }
  /** The connection ended before the file did; `at`: bytes that had come. */
  | { reason: 'cut'; at: number }
  /** Nothing came for so long. */
  | { reason: 'stalled'; seconds: number };

export interface RequestOptions {
  signal: AbortSignal;
  /** Longest time without a byte, ms. Default 30 s. */
  stallMs?: number;
  /** Bytes that are there now. */
  onProgress?: (done: number) => void;
}

/** Empirical: longer than routers and servers need to recover, short enough to watch. */
const STALL_MS = 30_000;

/** Undefined: the part has the file's length. Throws the signal's reason and errors of the disk (`isSystemError`). */
export async function fetchRest(
  url: string,
  { bytes }: PublishedFile,
  part: FileHandle,
  { signal, stallMs = STALL_MS, onProgress = () => {} }: RequestOptions,
): Promise<Failure | undefined> {
  if ((await sizeOf(part)) > bytes) await part.truncate(0);
  const from = await sizeOf(part);
  onProgress(from);
  if (from === bytes) return undefined;
  const stall = new AbortController();
  const timer = setTimeout(() => stall.abort(), stallMs);
  let at: number | undefined;
  try {
    // A compressed answer would have another length, and no ranges of the file.
    const headers = { 'accept-encoding': 'identity', ...(from > 0 && { range: `bytes=${from}-` }) };
    const response = await fetch(url, { headers, signal: AbortSignal.any([signal, stall.signal]) });
    const start = judge(response, from, bytes);
    if (typeof start !== 'number') {
      await response.body?.cancel();
      return start;
    }
    if (start === 0 && from > 0) await part.truncate(0);
    at = start;
    for await (const chunk of response.body ?? []) {
      timer.refresh();
      if (at + chunk.length > bytes) return { reason: 'wrong_length', got: at + chunk.length };
      await writeAll(part, chunk, at);
      at += chunk.length;
      onProgress(at);
    }
    return at < bytes ? { reason: 'cut', at } : undefined;
  } catch (cause) {
    if (signal.aborted || isSystemError(cause)) throw cause;
    if (stall.signal.aborted) return { reason: 'stalled', seconds: stallMs / 1000 };
    return at === undefined
      ? { reason: 'unreachable', detail: codeOf(cause as Error) }
      : { reason: 'cut', at };
  } finally {
    clearTimeout(timer);
  }
}

/** The place of the answer's first byte, or why the answer cannot be used. */
function judge({ status, headers }: Response, from: number, bytes: number): number | Failure {
  // Request Timeout, Too Many Requests.
  if ([408, 429].includes(status) || status >= 500) return { reason: 'busy', status };
  // RFC 9110, 14.4: "bytes 100-199/200"; for 416 "bytes */200".
  const range = /^bytes (?:(\d+)-\d+|\*)\/(\d+)$/.exec(headers.get('content-range') ?? '');
  if (status === 206 || status === 416) {
    const got = range ? Number(range[2]) : undefined;
    if (got !== bytes) return { reason: 'wrong_length', got };
    const start = Number(range?.[1] ?? Number.NaN);
    return start <= from ? start : { reason: 'refused', status };
  }
  if (status !== 200) return { reason: 'refused', status };
  const length = headers.get('content-length');
  const got = length === null ? undefined : Number(length);
  return got === bytes ? 0 : { reason: 'wrong_length', got };
}

export const sizeOf = async (part: FileHandle) => (await part.stat()).size;

async function writeAll(part: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < bytes.length; )
    done += (await part.write(bytes, done, bytes.length - done, at + done)).bytesWritten;
}

/** Of the disk: fetch() says "fetch failed" and hides the system's error in its cause. */
export function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

function codeOf(error: Error): string {
  const { code, message } = (error.cause ?? error) as NodeJS.ErrnoException;
  return code ?? message;
}
