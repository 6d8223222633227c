/**
 * The tables of the database. SQLite's user_version counts the steps that a file has been through: an older file is brought
 * up step by step, a newer one is left alone. A step that was released is never changed.
 */
import { AtelierError } from '../../domain/errors.js';

const STEPS = [
  // Jobs. What is searched for has a column of its own; the rest is the job itself, as `encodeJob` writes it. `sequence` is
  // the order of arrival, times are ms since the epoch, `seconds` the engine time of the job's last run.
  `CREATE TABLE jobs (
     sequence INTEGER PRIMARY KEY,
     id TEXT NOT NULL UNIQUE,
     state TEXT NOT NULL,
     user TEXT NOT NULL,
     created INTEGER NOT NULL,
     finished INTEGER,
     seconds REAL NOT NULL DEFAULT 0,
     delivered INTEGER NOT NULL DEFAULT 0,
     fingerprint TEXT NOT NULL,
     checkpoint TEXT,
     job TEXT NOT NULL
   );
   CREATE INDEX jobs_undelivered ON jobs (sequence) WHERE delivered = 0;
   CREATE INDEX jobs_finished ON jobs (finished) WHERE finished IS NOT NULL;
   CREATE INDEX jobs_done ON jobs (fingerprint) WHERE state = 'done';
   CREATE INDEX jobs_checkpoint ON jobs (checkpoint) WHERE checkpoint IS NOT NULL;
   CREATE TABLE pictures (
     blob TEXT NOT NULL,
     job INTEGER NOT NULL REFERENCES jobs (sequence) ON DELETE CASCADE,
     PRIMARY KEY (blob, job)
   ) WITHOUT ROWID;
   CREATE INDEX pictures_job ON pictures (job);`,
  // What a transport has to find again after a restart: its messages, its settings.
  `CREATE TABLE kept (
     sequence INTEGER PRIMARY KEY,
     space TEXT NOT NULL,
     key TEXT NOT NULL,
     value TEXT NOT NULL,
     UNIQUE (space, key)
   );`,
  // The jobs of one user.
  'CREATE INDEX jobs_user ON jobs (user, sequence);',
  // What a member of a community may have, and places whose message is not posted yet.
  `ALTER TABLE jobs ADD COLUMN community TEXT NOT NULL DEFAULT '';
   ALTER TABLE jobs ADD COLUMN reserved INTEGER NOT NULL DEFAULT 0;
   UPDATE jobs SET community = coalesce(CASE WHEN json_valid(job) THEN json_extract(job, '$.community') END, '');
   CREATE INDEX jobs_member ON jobs (user, community, created);`,
  // Rows that could not be read, as they were: for the operator only.
  `CREATE TABLE damaged (
     sequence INTEGER PRIMARY KEY,
     source TEXT NOT NULL,
     key TEXT NOT NULL,
     value BLOB NOT NULL
   );`,
];

interface Connection {
  exec(sql: string): void;
  prepare(sql: string): { get(): unknown };
}

/** Takes the steps that the file has not been through, each wholly or not at all. */
export function migrate(db: Connection): void {
  const { user_version: version } = db.prepare('PRAGMA user_version').get() as { user_version: number };
  if (version > STEPS.length) {
    throw new AtelierError('storage_failed', 'the database was written by a newer Atelier; update this one');
  }
  for (const [done, step] of STEPS.entries()) {
    if (done >= version) db.exec(`BEGIN IMMEDIATE; ${step}; PRAGMA user_version = ${done + 1}; COMMIT`);
  }
}
