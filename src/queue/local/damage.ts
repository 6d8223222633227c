/**
 * What is damaged in the database file is put aside at the start, and logged; the rest works. A file that SQLite cannot read is
 * renamed and a new one begun. A row that is no text or no JSON goes to the table `damaged`: text that is not UTF-8 would
 * otherwise end the whole process inside libsql, which takes it for granted (libsql 0.9.30, value.rs).
 */
import { isUtf8 } from 'node:buffer';
import { existsSync, renameSync } from 'node:fs';
import { AtelierError, storageFailed } from '../../domain/errors.js';
import { Database } from './database.js';

/** SQLite's codes for a file that is not what it should be. */
const DAMAGED = new Set(['SQLITE_CORRUPT', 'SQLITE_NOTADB']);

/** The tables that hold text of ours: all of it in one expression, and the JSON among it. */
const TABLES = [
  {
    name: 'jobs',
    text: "id || state || user || community || fingerprint || coalesce(checkpoint, '') || job",
    json: 'job',
  },
  { name: 'kept', text: 'space || key || value', json: 'value' },
] as const;

/** Opens the file; `onError` is called for what was put aside. Throws storage_failed for a file that cannot be used. */
export function openUndamaged(path: string, onError: (error: unknown) => void): Database {
  const database = openWhole(path) ?? begunAnew(path, onError);
  const count = TABLES.reduce((sum, table) => sum + putRowsAside(database, table), 0);
  if (count > 0) onError(damage(`${count} damaged rows of ${path} were put aside, in its table "damaged"`));
  return database;
}

/** Undefined for a damaged file. */
function openWhole(path: string): Database | undefined {
  let database: Database | undefined;
  try {
    database = new Database(path);
    const [answer] = database.all<{ quick_check: string }>('PRAGMA quick_check(1)');
    if (answer?.quick_check === 'ok') return database;
  } catch (error) {
    const { cause } = error as { cause?: NodeJS.ErrnoException };
    if (!DAMAGED.has(cause?.code ?? '')) throw error;
  }
  database?.abandon();
  return undefined;
}

function begunAnew(path: string, onError: (error: unknown) => void): Database {
  const aside = `${path}.damaged-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`;
  try {
    for (const suffix of ['', '-wal', '-shm'])
      if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
  } catch (error) {
    throw storageFailed(`the damaged file ${path} cannot be renamed`, error);
  }
  const words = `${path} is damaged and was put aside as ${aside}: its jobs are lost unless a backup is restored`;
  onError(damage(words));
  return new Database(path);
}

/** Returns how many rows went. */
function putRowsAside(database: Database, { name, text, json }: (typeof TABLES)[number]): number {
  const rows = database.all<{ sequence: number; valid: number; bytes: Uint8Array }>(
    `SELECT sequence, json_valid(${json}) AS valid, CAST(${text} AS BLOB) AS bytes FROM ${name}`,
  );
  const damaged = rows.filter(({ valid, bytes }) => valid !== 1 || !isUtf8(bytes));
  if (damaged.length === 0) return 0;
  database.durably(() => {
    for (const { sequence } of damaged) {
      database.run(
        `INSERT INTO damaged (source, key, value) SELECT ?, sequence, CAST(${text} AS BLOB) FROM ${name} WHERE sequence = ?`,
        name,
        sequence,
      );
      database.run(`DELETE FROM ${name} WHERE sequence = ?`, sequence);
    }
  });
  return damaged.length;
}

function damage(words: string): AtelierError {
  return new AtelierError('storage_failed', words);
}
