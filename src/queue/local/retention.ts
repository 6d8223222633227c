/**
 * Retention: ended jobs go after so many days, and then the pictures that no job needs any more. Looked after at the start
 * and every hour; a sweep that fails is reported and tried again in the next hour.
 */
import type { DirectoryBlobs } from '../storage/blobs.js';
import type { JobRepository } from './job-repository.js';

const DAY = 24 * 60 * 60 * 1000;
const HOUR = 60 * 60 * 1000;

export interface RetentionOptions {
  repository: JobRepository;
  blobs: DirectoryBlobs;
  retentionDays: number;
  /** Called before pictures go that are older than this (ms since the epoch): whoever shows them stops. */
  onForget?: (before: number) => void;
  /** Milliseconds since the epoch. Default Date.now. */
  now?: () => number;
}

export async function sweep(options: RetentionOptions): Promise<void> {
  const { repository, blobs, retentionDays, onForget = () => {}, now = Date.now } = options;
  const before = now() - retentionDays * DAY;
  onForget(before);
  repository.forget(before);
  // An hour: the pictures of a request are stored seconds before its job is.
  await blobs.sweep((key) => repository.holds(key), now() - HOUR);
}

/** Sweeps now and every hour. Returns the way to stop. */
export function startRetention(options: RetentionOptions, onError: (error: unknown) => void): () => void {
  const run = () => void sweep(options).catch(onError);
  run();
  const timer = setInterval(run, HOUR).unref();
  return () => clearInterval(timer);
}
