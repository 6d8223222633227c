/**
 * A published file, fetched into a part beside its place: what is there is kept, a passing failure is tried again after a
 * pause, and what one address does not give the next one does. Only a file of the right length and hash counts.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Part } from './partial-file.js';
import { type Failure, stopped, transfer } from './range-request.js';
import type { PublishedFile } from './sources.js';

export interface DownloadOptions {
  signal: AbortSignal;
  /** Longest time without a byte, ms. Default 30 s. */
  stallMs?: number;
  /** Pauses before the second, third ... try at one address, ms. Default 0.5, 1 and 2 s. */
  pausesMs?: readonly number[];
  /** So many bytes are there now. */
  onProgress?: (done: number) => void;
  /** The same address is tried again after `pauseMs`; undefined: it is given up. */
  onFailure?: (url: string, failure: Failure, pauseMs: number | undefined) => void;
}

export interface AddressFailure {
  url: string;
  /** The last one there. */
  failure: Failure;
}

export type DownloadResult = { ok: true; url: string } | { ok: false; failures: AddressFailure[] };

/** Empirical: longer than routers and servers need to recover, short enough to watch. */
const STALL_MS = 30_000;
const PAUSES_MS = [500, 1000, 2000];

/** What another try may well mend. */
const PASSING = new Set<Failure['reason']>(['unreachable', 'busy', 'cut', 'stalled']);

/** Fetches into `path`, which stays for a later call unless its content is wrong. Throws cancelled and storage_failed. */
export async function download(
  file: PublishedFile,
  path: string,
  options: DownloadOptions,
): Promise<DownloadResult> {
  const part = await Part.open(path);
  try {
    const failures: AddressFailure[] = [];
    for (const url of file.urls) {
      const failure = await downloadFrom(url, file, part, options);
      if (!failure) return { ok: true, url };
      failures.push({ url, failure });
    }
    return { ok: false, failures };
  } finally {
    await part.close();
  }
}

/** Tries one address until the file is there or its tries are used up; getting farther gives them back. */
async function downloadFrom(
  url: string,
  file: PublishedFile,
  part: Part,
  options: DownloadOptions,
): Promise<Failure | undefined> {
  const { signal, pausesMs = PAUSES_MS, onFailure = () => {} } = options;
  let farthest = await part.size();
  // Bytes of an earlier download may be what is wrong: then the file is fetched once more, from its start.
  let hasOldBytes = farthest > 0;
  for (let tries = 0; ; ) {
    const failure = (await fetchRest(url, file, part, options)) ?? (await checkHash(file, part));
    if (!failure) return undefined;
    const reached = await part.size();
    if (reached > farthest) tries = 0;
    farthest = Math.max(farthest, reached);
    let pauseMs = PASSING.has(failure.reason) ? pausesMs[tries++] : undefined;
    if (failure.reason === 'wrong_hash') {
      await part.empty();
      if (hasOldBytes) pauseMs = 0;
      hasOldBytes = false;
    }
    onFailure(url, failure, pauseMs);
    if (pauseMs === undefined) return failure;
    await pause(pauseMs, signal);
  }
}

/** Undefined: as many bytes are there as the file has. */
async function fetchRest(
  url: string,
  { bytes }: PublishedFile,
  part: Part,
  { signal, stallMs = STALL_MS, onProgress = () => {} }: DownloadOptions,
): Promise<Failure | undefined> {
  let from = await part.size();
  if (from > bytes) {
    await part.empty();
    from = 0;
  }
  onProgress(from);
  if (from === bytes) return undefined;
  return transfer({ url, part, from, bytes, stallMs, signal, onProgress });
}

async function checkHash({ md5 }: PublishedFile, part: Part): Promise<Failure | undefined> {
  const got = await part.md5();
  return got === md5 ? undefined : { reason: 'wrong_hash', got };
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch((cause: unknown) => {
    throw stopped(cause);
  });
}
