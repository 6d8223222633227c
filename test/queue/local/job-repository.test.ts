import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Libsql from 'libsql';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Job } from '../../../src/domain/job.js';
import { openDataDir } from '../../../src/queue/local/data-dir.js';
import { Database } from '../../../src/queue/local/database.js';
import { JobRepository } from '../../../src/queue/local/job-repository.js';
import { openKeyValueStore } from '../../../src/queue/storage/local-key-value.js';
import { DONE, requestOf } from '../../support/requests.js';

const unexpected = (error: unknown) => {
  throw error;
};

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'atelier-repository-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
});

function jobOf(id: string, rest: Partial<Job> = {}): Job {
  const who = { user: 'web:ann', community: 'web', delivery: '{"via":"web"}' };
  return { id, request: requestOf(), ...who, state: 'waiting', createdAt: 1, attempts: 0, ...rest };
}

describe('JobRepository', () => {
  it('gives jobs back as they were, also to the next process', () => {
    const path = join(directory, 'journal.db');
    const first = new Database(path);
    const job = jobOf('a');
    new JobRepository(first, unexpected).add(job);
    first.close();
    const second = new Database(path);
    expect(new JobRepository(second, unexpected).get('a')).toEqual(job);
    second.close();
  });

  it('keeps past runs in the order of their ends, the last ones only', () => {
    const repository = new JobRepository(new Database(':memory:'), unexpected);
    for (const [id, finishedAt, seconds] of [
      ['late', 30, 3],
      ['early', 10, 1],
      ['never ran', 40, 0],
      ['middle', 20, 2],
    ] as const) {
      repository.add(jobOf(id));
      repository.end(jobOf(id, { state: 'done', finishedAt, result: DONE }), seconds);
    }
    repository.add(jobOf('waiting'));
    expect(repository.pastRuns(2).map(({ job, seconds }) => [job.id, seconds])).toEqual([
      ['middle', 2],
      ['late', 3],
    ]);
  });

  it('finds the picture of the same request, whatever its files are called', () => {
    const repository = new JobRepository(new Database(':memory:'), unexpected);
    const [style] = requestOf().styles;
    repository.add(jobOf('a', { state: 'done', finishedAt: 1, result: DONE }));
    const find = (settings = {}, rest = {}) => repository.resultFor(requestOf(settings, rest));
    expect(find()).toEqual(DONE);
    expect(find({}, { contentLabel: 'x.png', styles: [{ ...style, label: 'x', weight: 7 }] })).toEqual(DONE);
    expect(find({ seed: 1 })).toBeUndefined();
    expect(find({}, { content: 'd'.repeat(64) })).toBeUndefined();
    expect(find({}, { styles: [style, style] })).toBeUndefined();
    expect(find({}, { initial: 'c'.repeat(64) })).toBeUndefined();
  });

  it('leaves out what it cannot read, and leaves it alone', () => {
    const database = new Database(':memory:');
    const errors: unknown[] = [];
    const repository = new JobRepository(database, (error) => errors.push(error));
    for (const id of ['damaged', 'newer', 'good']) repository.add(jobOf(id));
    database.run("UPDATE jobs SET job = '{' WHERE id = 'damaged'");
    database.run(`UPDATE jobs SET job = '{"version":9}' WHERE id = 'newer'`);
    expect(repository.open().map(({ job }) => job.id)).toEqual(['good']);
    expect(errors).toMatchObject([
      { code: 'storage_failed', message: expect.stringMatching(/damaged/) },
      { code: 'storage_failed', message: expect.stringMatching(/unknown form 9; update Atelier/) },
    ]);
    expect(database.all('SELECT id FROM jobs')).toHaveLength(3);
  });
});

describe('a transaction', () => {
  it('happens wholly or not at all', () => {
    const database = new Database(':memory:');
    const kept = openKeyValueStore(database, 'web');
    const broken = new Error('broke off');
    expect(() =>
      database.durably(() => {
        kept.put('a', 1);
        throw broken;
      }),
    ).toThrow(expect.objectContaining({ code: 'storage_failed', cause: broken }));
    expect(kept.all()).toEqual([]);
    database.durably(() => kept.put('a', 2));
    expect(kept.all()).toEqual([{ key: 'a', value: 2 }]);
  });
});

describe('what transports keep', () => {
  it('comes back in the order of the keys, each transport its own', () => {
    const database = new Database(':memory:');
    const [web, discord] = [openKeyValueStore(database, 'web'), openKeyValueStore(database, 'discord')];
    web.put('b', { text: 'one' });
    web.put('a', { text: 'two' });
    discord.put('a', 3);
    web.put('b', { text: 'changed' });
    discord.delete('b');
    expect(web.all()).toEqual([
      { key: 'b', value: { text: 'changed' } },
      { key: 'a', value: { text: 'two' } },
    ]);
    web.delete('b');
    expect(web.all()).toHaveLength(1);
    expect(discord.all()).toEqual([{ key: 'a', value: 3 }]);
  });
});

describe('the schema', () => {
  /** The first one, as it was released: before transports could keep anything. */
  const FIRST = `
    CREATE TABLE jobs (
      sequence INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, state TEXT NOT NULL, user TEXT NOT NULL,
      created INTEGER NOT NULL, finished INTEGER, seconds REAL NOT NULL DEFAULT 0,
      delivered INTEGER NOT NULL DEFAULT 0, fingerprint TEXT NOT NULL, checkpoint TEXT, job TEXT NOT NULL
    );
    CREATE TABLE pictures (
      blob TEXT NOT NULL, job INTEGER NOT NULL REFERENCES jobs (sequence) ON DELETE CASCADE,
      PRIMARY KEY (blob, job)
    ) WITHOUT ROWID;
    INSERT INTO jobs (id, state, user, created, fingerprint, job) VALUES ('a', 'waiting', 'web:ann', 1, 'f', ?);
    PRAGMA user_version = 1;`;

  it('is brought up from an older file, whose jobs stay', () => {
    const path = join(directory, 'journal.db');
    const job = jobOf('a');
    const old = new Libsql(path);
    old.exec(FIRST.replace('?', `'${JSON.stringify({ version: 1, ...job })}'`));
    old.close();
    const database = new Database(path);
    expect(new JobRepository(database, unexpected).open()).toEqual([{ job }]);
    openKeyValueStore(database, 'web').put('a', 1);
    expect(openKeyValueStore(database, 'web').all()).toHaveLength(1);
    database.close();
    const again = new Database(path);
    expect(openKeyValueStore(again, 'web').all()).toHaveLength(1);
    again.close();
  });

  it('of a newer Atelier is left alone', () => {
    const path = join(directory, 'journal.db');
    const newer = new Libsql(path);
    newer.exec('PRAGMA user_version = 99');
    newer.close();
    const message = expect.stringMatching(/newer Atelier; update/);
    expect(() => new Database(path)).toThrow(expect.objectContaining({ code: 'storage_failed', message }));
  });
});

describe('DATA_DIR', () => {
  it('is for one program at a time', () => {
    const data = openDataDir(directory, unexpected);
    const message = expect.stringMatching(/another Atelier uses .*DATA_DIR/);
    expect(() => openDataDir(directory, unexpected)).toThrow(
      expect.objectContaining({ code: 'storage_failed', message }),
    );
    data.close();
    openDataDir(directory, unexpected).close();
  });

  it('that cannot be used is named, with what to do', async () => {
    await writeFile(join(directory, 'file'), '');
    const failed = (words: RegExp) =>
      expect.objectContaining({ code: 'storage_failed', message: expect.stringMatching(words) });
    expect(() => openDataDir(join(directory, 'file', 'data'), unexpected)).toThrow(
      failed(/file\/data cannot be used \(ENOTDIR\); check that the folder exists and is writable/),
    );
  });
});
