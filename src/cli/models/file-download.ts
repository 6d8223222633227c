/**
 * A published file, fetched into a part file that outlives the command: a passing failure is retried after a pause, and what one
 * address does not give the next one does. Only a file of the right length and MD5 counts.
 */
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { AtelierError } from '../../domain/errors.js';
import { systemClock } from '../../lib/clock.js';
import { retry } from '../../lib/retry.js';
import { diskError } from './models-folder.js';
import type { PublishedFile } from './published.js';
import { type Failure, fetchRest, isSystemError, type RequestOptions, sizeOf } from './range-request.js';

export interface DownloadOptions extends RequestOptions {
  /** Tries at one address after the first, as long as none of them gets further. Default 3. */
  retries?: number;
  /** Pause before the second try, ms; doubled before each further one, up to four times. Default 0.5 s. */
  firstPauseMs?: number;
  /** The same address is tried again after `pauseMs`; undefined: the address is given up. */
  onFailure?: (url: string, failure: Failure, pauseMs: number | undefined) => void;
}

/** The last failure at each address. */
export type DownloadResult =
  | { ok: true; url: string }
  | { ok: false; failures: { url: string; failure: Failure }[] };

/** Empirical: longer than routers and servers need to recover, short enough to watch. */
const RETRIES = 3;
const FIRST_PAUSE_MS = 500;

/** The system's, with pauses that keep the command alive. */
const WAITING_CLOCK = {
  ...systemClock,
  sleep: (ms: number, signal?: AbortSignal) => sleep(ms, undefined, { signal }),
};

/** Failures that another try may mend. */
const PASSING: readonly Failure['reason'][] = ['unreachable', 'busy', 'cut', 'stalled'];

class FailedTry extends Error {
  constructor(readonly failure: Failure) {
    super(failure.reason);
  }
}

/** Fetches into `path`, which stays for a later call unless its content is wrong. Throws cancelled and storage_failed. */
export async function download(
  file: PublishedFile,
  path: string,
  options: DownloadOptions,
): Promise<DownloadResult> {
  const failures: { url: string; failure: Failure }[] = [];
  let part: FileHandle | undefined;
  try {
    part = await open(path, constants.O_RDWR | constants.O_CREAT);
    for (const url of file.urls) {
      const failure = await downloadFrom(url, file, part, options);
      if (!failure) return { ok: true, url };
      failures.push({ url, failure });
    }
    return { ok: false, failures };
  } catch (cause) {
    const message = 'the download was stopped; the same command resumes it';
    if (options.signal.aborted) throw new AtelierError('cancelled', message, { cause });
    throw isSystemError(cause) ? diskError(path, cause) : cause;
  } finally {
    await part?.close();
  }
}

/** Tries one address until the file is there or its retries are used up; a try that gets further restores them. */
async function downloadFrom(
  url: string,
  file: PublishedFile,
  part: FileHandle,
  options: DownloadOptions,
): Promise<Failure | undefined> {
  const { signal, retries = RETRIES, firstPauseMs = FIRST_PAUSE_MS, onFailure = () => {} } = options;
  let furthest = await sizeOf(part);
  let left = retries;
  // Bytes of an earlier download may be what is wrong: then the file is fetched again, from its start.
  let hasOldBytes = furthest > 0;
  const attempt = async () => {
    const failure = (await fetchRest(url, file, part, options)) ?? (await checkHash(file, part));
    const reached = await sizeOf(part);
    if (reached > furthest) left = retries;
    furthest = Math.max(furthest, reached);
    if (failure) throw new FailedTry(failure);
  };
  const isPassing = (error: Error) => {
    if (!(error instanceof FailedTry) || left-- <= 0) return false;
    if (error.failure.reason !== 'wrong_hash') return PASSING.includes(error.failure.reason);
    const mayMend = hasOldBytes;
    hasOldBytes = false;
    return mayMend;
  };
  try {
    await retry(attempt, {
      clock: WAITING_CLOCK,
      signal,
      firstPause: firstPauseMs,
      longestPause: 4 * firstPauseMs,
      isPassing,
      onRetry: (error, pause) => onFailure(url, (error as FailedTry).failure, pause),
    });
    return undefined;
  } catch (error) {
    if (!(error instanceof FailedTry)) throw error;
    onFailure(url, error.failure, undefined);
    return error.failure;
  }
}

/** Empties the part when it is another file. */
async function checkHash({ md5 }: PublishedFile, part: FileHandle): Promise<Failure | undefined> {
  const hash = createHash('md5');
  for await (const chunk of part.createReadStream({ start: 0, autoClose: false })) hash.update(chunk);
  const got = hash.digest('hex');
  if (got === md5) return undefined;
  await part.truncate(0);
  return { reason: 'wrong_hash', got };
}
