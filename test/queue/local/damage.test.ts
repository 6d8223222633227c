/** A journal and pictures that the disk has damaged: what can be read works, the rest is put aside and named. */
import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Libsql from 'libsql';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Job } from '../../../src/domain/job.js';
import { openDataDir } from '../../../src/queue/local/data-dir.js';
import { requestOf } from '../../support/requests.js';

let directory: string;
let errors: unknown[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'atelier-damage-'));
  errors = [];
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
});

const open = () => openDataDir(directory, (error) => errors.push(error));
const journal = () => join(directory, 'journal.db');

function jobOf(id: string): Job {
  const who = { user: 'web:ann', community: 'web', delivery: '{"via":"web"}' };
  return { id, request: requestOf(), ...who, state: 'waiting', createdAt: 1, attempts: 0 };
}

/** A folder with so many jobs, closed. */
function fill(count: number): void {
  const data = open();
  for (let index = 0; index < count; index++) data.repository.add(jobOf(`job-${index}`));
  data.store('web').put('message', { text: 'kept' });
  data.close();
}

const said = (words: RegExp) => expect.objectContaining({ message: expect.stringMatching(words) });

describe('a journal', () => {
  it.each([
    ['cut in half', async () => truncate(journal(), Math.floor((await stat(journal())).size / 2))],
    ['that is no database', () => writeFile(journal(), 'this is no database. '.repeat(400))],
    [
      'with pages overwritten',
      async () => {
        const bytes = await readFile(journal());
        await writeFile(journal(), bytes.fill(0xab, 2 * 4096));
      },
    ],
  ])('%s is put aside, whole; the program starts and works', async (_, damage) => {
    fill(200);
    await damage();
    const damaged = await readFile(journal());
    const data = open();
    expect(errors).toEqual([said(/journal\.db is damaged and was put aside as .*damaged-/)]);
    expect(data.repository.open()).toEqual([]);
    data.repository.add(jobOf('new'));
    data.close();
    const aside = (await readdir(directory)).filter((name) => /^journal\.db\.damaged-[\dTZ-]+$/.test(name));
    expect(aside).toHaveLength(1);
    expect(damaged.equals(await readFile(join(directory, aside[0]!)))).toBe(true);
  });

  it('with damaged rows loses these alone, also text that is not UTF-8', () => {
    fill(5);
    const db = new Libsql(journal());
    db.exec("UPDATE jobs SET job = '{' WHERE id = 'job-1'");
    db.exec("UPDATE jobs SET job = CAST(x'7b22fffe22' AS TEXT) WHERE id = 'job-2'");
    db.exec("UPDATE jobs SET user = CAST(x'ff' AS TEXT) WHERE id = 'job-3'");
    db.exec("UPDATE kept SET value = 'nonsense'");
    db.close();
    const data = open();
    expect(errors).toEqual([said(/4 damaged rows .*were put aside/)]);
    expect(data.repository.list(10).map(({ id }) => id)).toEqual(['job-0', 'job-4']);
    expect(data.repository.byUser('web:ann', 10)).toHaveLength(2);
    expect(data.store('web').all()).toEqual([]);
    data.close();
    errors = [];
    open().close();
    expect(errors).toEqual([]);
  });
});

describe('a picture', () => {
  it('that was cut or changed is put aside, not served, and stored again', async () => {
    const data = open();
    onTestFinished(() => data.close());
    for (const damage of [(bytes: Buffer) => bytes.subarray(0, 5), (bytes: Buffer) => bytes.fill(7, 2, 4)]) {
      const bytes = new TextEncoder().encode('a picture');
      const key = await data.blobs.put(bytes);
      const path = join(directory, 'blobs', key.slice(0, 2), key);
      await writeFile(path, damage(await readFile(path)));
      await expect(data.blobs.get(key)).rejects.toMatchObject({ code: 'not_found' });
      expect(errors.splice(0)).toEqual([said(/the damaged picture .* was put aside/)]);
      expect(await readdir(join(directory, 'blobs', 'damaged'))).toEqual([key]);
      expect(await data.blobs.put(bytes)).toBe(key);
      expect(new Uint8Array(await data.blobs.get(key))).toEqual(bytes);
    }
  });

  it('that was cut is stored again when it comes back', async () => {
    const data = open();
    onTestFinished(() => data.close());
    const bytes = new TextEncoder().encode('a picture');
    const key = await data.blobs.put(bytes);
    await truncate(join(directory, 'blobs', key.slice(0, 2), key), 3);
    await data.blobs.put(bytes);
    expect(new Uint8Array(await data.blobs.get(key))).toEqual(bytes);
  });
});

it('DATA_DIR and what is in it are for its own user alone', async () => {
  const data = open();
  onTestFinished(() => data.close());
  const key = await data.blobs.put(new Uint8Array([1]));
  const mode = async (...path: string[]) => (await stat(join(directory, ...path))).mode & 0o777;
  expect(await mode()).toBe(0o700);
  expect(await mode('blobs')).toBe(0o700);
  expect(await mode('blobs', key.slice(0, 2), key)).toBe(0o600);
});
