/**
 * The jobs of the embedded queue on disk. A job is added durably before it is acknowledged and its end is recorded durably
 * before it is announced; what lies between may be lost in a power cut, and is computed again. All methods throw
 * storage_failed.
 */
import type { DoneEvent } from '../../domain/event.js';
import { decodeJob, encodeJob, type Job } from '../../domain/job.js';
import type { BlobKey, StyleRequest } from '../../domain/request.js';
import { picturesOf } from '../../domain/sheet.js';
import { fingerprint } from '../fingerprint.js';
import { KEPT_PER_USER, type MemberLimits } from '../queue.js';
import { DAY_MS, memberHadEnough, memberIsBusy } from '../scheduling/limits.js';
import type { Database } from './database.js';

/** A job that its message still waits for. */
export interface OpenJob {
  job: Job;
  /** Where its last run can be resumed from. */
  checkpoint?: BlobKey;
}

/** A run that has ended. */
export interface PastRun {
  job: Job;
  /** Engine time, s. */
  seconds: number;
}

export class JobRepository {
  readonly #db: Database;
  readonly #onError: (error: unknown) => void;

  /** `onError` is called for rows that cannot be read: they are skipped and kept. */
  constructor(db: Database, onError: (error: unknown) => void) {
    this.#db = db;
    this.#onError = onError;
  }

  /**
   * A new job; one that is done at once is recorded as that. `member` is counted in the same transaction: throws too_many_waiting.
   * `isReserved`: only its place is taken, `release` or `discard` follows.
   */
  add(job: Job, { member, isReserved = false }: { member?: MemberLimits; isReserved?: boolean } = {}): void {
    this.#db.durably(() => {
      if (member) this.assertMember(job, member);
      this.#db.run(
        `INSERT INTO jobs (id, state, user, community, created, finished, fingerprint, reserved, job)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        job.id,
        job.state,
        job.user,
        job.community,
        job.createdAt,
        job.finishedAt ?? null,
        fingerprint(job.request),
        isReserved ? 1 : 0,
        encodeJob(job),
      );
      this.#hold(job);
    });
  }

  /** Throws too_many_waiting where the community allows this member no further job. */
  assertMember(
    { user, community, createdAt }: Pick<Job, 'user' | 'community' | 'createdAt'>,
    { perMember, perDay }: MemberLimits,
  ): void {
    const active = this.#db.get<{ count: number }>(
      "SELECT count(*) AS count FROM jobs WHERE user = ? AND community = ? AND state IN ('waiting', 'running')",
      user,
      community,
    )!;
    if (perMember > 0 && active.count >= perMember) throw memberIsBusy(perMember);
    const oldest = this.#db.get<{ created: number }>(
      `SELECT created FROM jobs WHERE user = ? AND community = ? AND created > ? AND state != 'failed'
       ORDER BY created DESC LIMIT 1 OFFSET ?`,
      user,
      community,
      createdAt - DAY_MS,
      Math.max(0, perDay - 1),
    );
    if (perDay > 0 && oldest) throw memberHadEnough(perDay, oldest.created, createdAt);
  }

  /** The message of a reserved job is posted, as its `delivery` says. */
  release(job: Job): void {
    this.#db.durably(() =>
      this.#db.run('UPDATE jobs SET reserved = 0, job = ? WHERE id = ?', encodeJob(job), job.id),
    );
  }

  /** Gives a reserved place up. What cannot be deleted now is at the next start. */
  discard(id: string, onError: (error: unknown) => void): void {
    try {
      this.#db.run('DELETE FROM jobs WHERE id = ? AND reserved = 1', id);
    } catch (error) {
      onError(error);
    }
  }

  /** Releases the places that the previous process had reserved. */
  discardReserved(): void {
    this.#db.run('DELETE FROM jobs WHERE reserved = 1');
  }

  /** A change of a job that has not ended, or not any more. */
  update(job: Job): void {
    this.#db.run(
      'UPDATE jobs SET state = ?, finished = NULL, delivered = 0, job = ? WHERE id = ?',
      job.state,
      encodeJob(job),
      job.id,
    );
  }

  /** A job has ended, after `seconds` on an engine. */
  end(job: Job, seconds: number): void {
    this.#db.durably(() => {
      this.#db.run(
        'UPDATE jobs SET state = ?, finished = ?, seconds = ?, checkpoint = NULL, job = ? WHERE id = ?',
        job.state,
        job.finishedAt ?? null,
        seconds,
        encodeJob(job),
        job.id,
      );
      this.#hold(job);
    });
  }

  checkpoint(job: Job, key: BlobKey): void {
    this.#db.run('UPDATE jobs SET checkpoint = ?, job = ? WHERE id = ?', key, encodeJob(job), job.id);
  }

  delivered(id: string): void {
    this.#db.run('UPDATE jobs SET delivered = 1 WHERE id = ? AND finished IS NOT NULL', id);
  }

  get(id: string): Job | undefined {
    const row = this.#db.get<{ job: string }>('SELECT job FROM jobs WHERE id = ?', id);
    return row && decodeJob(row.job);
  }

  /** At most `most` jobs: those that have not ended first, in the order of their arrival, then the latest that have. */
  list(most: number): Job[] {
    const rows = this.#db.all<{ job: string }>(
      'SELECT job FROM jobs ORDER BY finished IS NOT NULL, finished DESC, sequence LIMIT ?',
      most,
    );
    return this.#readable(rows, (job) => job);
  }

  /** Jobs of one person, newest first. */
  byUser(user: string, most: number): Job[] {
    const rows = this.#db.all<{ job: string }>(
      'SELECT job FROM jobs WHERE user = ? ORDER BY sequence DESC LIMIT ?',
      user,
      Math.min(most, KEPT_PER_USER),
    );
    return this.#readable(rows, (job) => job);
  }

  /** Jobs that are not delivered, in the order of their arrival. */
  open(): OpenJob[] {
    const rows = this.#db.all<{ job: string; checkpoint: BlobKey | null }>(
      'SELECT job, checkpoint FROM jobs WHERE delivered = 0 AND reserved = 0 ORDER BY sequence',
    );
    return this.#readable(rows, (job, { checkpoint }) => ({ job, ...(checkpoint && { checkpoint }) }));
  }

  /** The last runs that took time, in the order of their ends. */
  pastRuns(most: number): PastRun[] {
    const rows = this.#db.all<{ job: string; seconds: number }>(
      `SELECT job, seconds FROM (
         SELECT * FROM jobs WHERE finished IS NOT NULL AND seconds > 0 ORDER BY finished DESC LIMIT ?
       ) ORDER BY finished`,
      most,
    );
    return this.#readable(rows, (job, { seconds }) => ({ job, seconds }));
  }

  /** The picture that the same request has led to before. */
  resultFor(request: StyleRequest): DoneEvent | undefined {
    const row = this.#db.get<{ job: string }>(
      "SELECT job FROM jobs WHERE state = 'done' AND fingerprint = ? ORDER BY sequence DESC LIMIT 1",
      fingerprint(request),
    );
    return row && decodeJob(row.job).result;
  }

  /** Deletes jobs that ended before then (ms since the epoch); returns how many. */
  forget(before: number): number {
    return this.#db.run('DELETE FROM jobs WHERE finished < ?', before);
  }

  /** Whether a job here still needs the blob. */
  holds(key: BlobKey): boolean {
    const held =
      'SELECT 1 FROM pictures WHERE blob = ? UNION ALL SELECT 1 FROM jobs WHERE checkpoint = ? LIMIT 1';
    return this.#db.get(held, key, key) !== undefined;
  }

  #readable<Row extends { job: string }, T>(rows: Row[], make: (job: Job, row: Row) => T): T[] {
    return rows.flatMap((row) => {
      try {
        return [make(decodeJob(row.job), row)];
      } catch (error) {
        this.#onError(error);
        return [];
      }
    });
  }

  #hold({ id, request, result }: Job): void {
    for (const key of [...picturesOf(request), result?.picture, result?.timelapse]) {
      if (key === undefined) continue;
      this.#db.run(
        'INSERT OR IGNORE INTO pictures (blob, job) SELECT ?, sequence FROM jobs WHERE id = ?',
        key,
        id,
      );
    }
  }
}
