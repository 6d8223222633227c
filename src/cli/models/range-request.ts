/**
 * One HTTP request for the rest of a file (RFC 9110, section 14: Range). The answer's length is judged before a byte is
 * written, so that an error page never replaces what is already there.
 */
import { AtelierError } from '../../domain/errors.js';
import type { Part } from './partial-file.js';

export type Failure =
  /** No connection; `detail` is the system's code, such as ENOTFOUND. */
  | { reason: 'unreachable'; detail: string }
  /** The server says no, for good. */
  | { reason: 'refused'; status: number }
  /** The server says no, for now. */
  | { reason: 'busy'; status: number }
  /** What is offered is not the file; undefined: it does not say how long it is. */
  | { reason: 'wrong_length'; got: number | undefined }
  | { reason: 'wrong_hash'; got: string }
  /** The connection ended before the file did, after so many bytes of it. */
  | { reason: 'cut'; at: number }
  /** Nothing came for so long, s. */
  | { reason: 'stalled'; seconds: number };

export interface Transfer {
  url: string;
  part: Part;
  /** Bytes that are there already. */
  from: number;
  /** Length of the whole file. */
  bytes: number;
  /** Longest time without a byte, ms. */
  stallMs: number;
  signal: AbortSignal;
  /** So many bytes are there now. */
  onProgress: (done: number) => void;
}

/** Request Timeout, Too Many Requests: to be tried again, like every 5xx. */
const PASSING = new Set([408, 429]);

/** Fetches what is missing. Undefined: all is there. Throws cancelled and storage_failed. */
export async function transfer(task: Transfer): Promise<Failure | undefined> {
  const stall = new Stall(task.stallMs);
  const signal = AbortSignal.any([task.signal, stall.signal]);
  let done = task.from;
  let connected = false;
  try {
    const response = await request(task, signal);
    connected = true;
    const start = judge(response, task);
    if (typeof start !== 'number') {
      await response.body?.cancel();
      return start;
    }
    done = start;
    if (start === 0 && task.from > 0) await task.part.empty();
    for await (const chunk of response.body ?? []) {
      stall.restart();
      if (done + chunk.length > task.bytes) return { reason: 'wrong_length', got: done + chunk.length };
      await task.part.write(chunk, done);
      done += chunk.length;
      task.onProgress(done);
    }
    return done < task.bytes ? { reason: 'cut', at: done } : undefined;
  } catch (cause) {
    if (task.signal.aborted) throw stopped(cause);
    if (cause instanceof AtelierError) throw cause;
    if (stall.signal.aborted) return { reason: 'stalled', seconds: task.stallMs / 1000 };
    return connected ? { reason: 'cut', at: done } : { reason: 'unreachable', detail: systemCode(cause) };
  } finally {
    stall.end();
  }
}

/** What an aborted download throws. */
export function stopped(cause: unknown): AtelierError {
  const message = 'the download was stopped; the same command goes on from what has come';
  return new AtelierError('cancelled', message, { cause });
}

function request({ url, from }: Transfer, signal: AbortSignal): Promise<Response> {
  // A compressed answer would have another length, and no ranges of the file.
  const headers = { 'accept-encoding': 'identity', ...(from > 0 && { range: `bytes=${from}-` }) };
  return fetch(url, { headers, signal });
}

/** The place of the answer's first byte, or why the answer cannot be used. */
function judge({ status, headers }: Response, { from, bytes }: Transfer): number | Failure {
  if (PASSING.has(status) || status >= 500) return { reason: 'busy', status };
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

/** fetch() says "fetch failed" and hides the reason in its cause. */
function systemCode(error: unknown): string {
  const { cause } = error as { cause?: { code?: string; message?: string } };
  return cause?.code ?? cause?.message ?? (error as Error).message;
}

/** Aborts when it was not restarted for too long. */
class Stall {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;

  constructor(ms: number) {
    this.#timer = setTimeout(() => this.#controller.abort(), ms);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  restart(): void {
    this.#timer.refresh();
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}
