/**
 * Retention: ended jobs go after so many days, and then the pictures that no job needs any more. Looked after at the start
 * and every hour; a sweep that fails is reported and tried again in the next hour.
 */
import type { DirectoryBlobs } from '../storage/blobs.js';
import type { Journal } from './job-repository.js';

const DAY = 24 * 60 * 60 * 1000;
const HOUR = 60 * 60 * 1000;

export interface SweepOptions {
  journal: Journal;
  blobs: DirectoryBlobs;
  retentionDays: number;
  /** Called before pictures go that are older than this (ms since the epoch): whoever shows them stops. */
  onForget?: (before: number) => void;
  /** Milliseconds since the epoch. Default Date.now. */
  now?: () => number;
}

export async function sweep(options: SweepOptions): Promise<void> {
  const { journal, blobs, retentionDays, onForget = () => {}, now = Date.now } = options;
  const before = now() - retentionDays * DAY;
  onForget(before);
  journal.forget(before);
  // An hour: the pictures of a request are stored seconds before its job is.
  await blobs.sweep((key) => journal.holds(key), now() - HOUR);
}

/** Sweeps now and every hour. Returns the way to stop. */
export function keepSwept(options: SweepOptions, onError: (error: unknown) => void): () => void {
  const run = () => void sweep(options).catch(onError);
  run();
  const timer = setInterval(run, HOUR).unref();
  return () => clearInterval(timer);
}
