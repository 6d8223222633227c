/** Small values that a transport needs after a restart, as JSON under keys of its own: a table of the database. */
import { AtelierError } from '../../domain/errors.js';
import type { Database } from '../local/database.js';

export interface KeyValueStore {
  /** Everything that was put, in the order in which the keys first came. */
  all(): { key: string; value: unknown }[];
  /** Undefined when nothing was put there. */
  get(key: string): unknown;
  put(key: string, value: unknown): void;
  /** Deleting what is not there is no error. */
  delete(key: string): void;
}

/** `space` separates the transports: 'web', 'discord'. All methods throw storage_failed. */
export function openKeyValueStore(db: Database, space: string): KeyValueStore {
  return {
    all() {
      const rows = db.all<{ key: string; value: string }>(
        'SELECT key, value FROM kept WHERE space = ? ORDER BY sequence',
        space,
      );
      return rows.map(({ key, value }) => ({ key, value: parse(value) }));
    },
    get(key) {
      const row = db.get<{ value: string }>('SELECT value FROM kept WHERE space = ? AND key = ?', space, key);
      return row && parse(row.value);
    },
    put(key, value) {
      db.run(
        `INSERT INTO kept (space, key, value) VALUES (?, ?, ?)
         ON CONFLICT (space, key) DO UPDATE SET value = excluded.value`,
        space,
        key,
        JSON.stringify(value),
      );
    },
    delete(key) {
      db.run('DELETE FROM kept WHERE space = ? AND key = ?', space, key);
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AtelierError('storage_failed', 'a stored value is damaged; restart to put it aside', { cause });
  }
}
