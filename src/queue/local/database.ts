/**
 * SQLite in one file, through `libsql`: statements, transactions, and failures as storage_failed. Write-ahead log (WAL), so
 * that others may read, and a backup may be taken, while this process writes. Everything is synchronous: a statement takes
 * microseconds, a durable transaction as long as the disk needs to confirm it.
 */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Libsql from 'libsql';
import { AtelierError, storageFailed } from '../../domain/errors.js';
import { migrate } from './schema.js';

export type Value = string | number | null;

/** How long a statement waits for another process that holds the file, ms. Blocks this one: nobody else writes regularly. */
const BUSY_MS = 1000;

export class Database {
  readonly #path: string;
  readonly #db: InstanceType<typeof Libsql>;
  readonly #statements = new Map<string, ReturnType<InstanceType<typeof Libsql>['prepare']>>();

  /** Opens the file, made when there is none, and brings its schema up to date. ':memory:' keeps nothing. */
  constructor(path: string) {
    this.#path = path;
    this.#db = this.#guard('opened', () => {
      if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
      const db = new Libsql(path, { timeout: BUSY_MS });
      // NORMAL survives the end of the process at any moment, not a power cut: `durably` is for what must.
      db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON');
      migrate(db);
      return db;
    });
  }

  get<Row>(sql: string, ...values: Value[]): Row | undefined {
    return this.#guard('read', () => this.#statement(sql).get(values) as Row | undefined);
  }

  all<Row>(sql: string, ...values: Value[]): Row[] {
    return this.#guard('read', () => this.#statement(sql).all(values) as Row[]);
  }

  /** Returns the number of rows that were changed. */
  run(sql: string, ...values: Value[]): number {
    return this.#guard('written', () => this.#statement(sql).run(values).changes);
  }

  /** All of the work or none, and on disk when this returns. */
  durably<T>(work: () => T): T {
    return this.#guard('written', () => {
      this.#db.exec('PRAGMA synchronous = FULL');
      try {
        return this.#transaction(work);
      } finally {
        this.#db.exec('PRAGMA synchronous = NORMAL');
      }
    });
  }

  close(): void {
    this.#statements.clear();
    this.#guard('written', () => {
      this.#db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      this.#db.close();
    });
  }

  /** Closes a damaged file without writing to it. */
  abandon(): void {
    this.#statements.clear();
    try {
      this.#db.close();
    } catch {
      return; // it could not even be closed
    }
  }

  #transaction<T>(work: () => T): T {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#db.exec('COMMIT');
      return result;
    } catch (error) {
      // A full disk may have rolled back already.
      if (this.#db.inTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
  }

  #statement(sql: string) {
    const prepared = this.#statements.get(sql) ?? this.#db.prepare(sql);
    this.#statements.set(sql, prepared);
    return prepared;
  }

  #guard<T>(done: string, work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw storageFailed(`jobs cannot be ${done} in ${this.#path}`, error);
    }
  }
}

/**
 * Excludes a second program for as long as this one lives, however it ends: two would run every job twice. The lock is
 * SQLite's on a file of its own, so that the database stays readable for others. Returns the way to release it.
 */
export function lockAlone(path: string): () => void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    const db = new Libsql(path, { timeout: BUSY_MS });
    db.exec('BEGIN EXCLUSIVE');
    return () => {
      db.exec('ROLLBACK');
      db.close();
    };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'SQLITE_BUSY') {
      throw storageFailed(`the folder ${dirname(path)} cannot be used`, error);
    }
    const message = `another Atelier uses ${dirname(path)}; stop it, or choose another folder with DATA_DIR`;
    throw new AtelierError('storage_failed', message, { cause: error });
  }
}
