import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { blobKey, DirectoryBlobs } from '../../../src/queue/storage/blobs.js';

let directory: string;
let blobs: DirectoryBlobs;

beforeEach(async () => {
  const root = await mkdtemp(join(tmpdir(), 'atelier-blobs-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  directory = join(root, 'data', 'blobs');
  blobs = new DirectoryBlobs(directory);
});

const bytesOf = (text: string) => new TextEncoder().encode(text);
const filesIn = async (path: string) =>
  (await readdir(path, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());

describe('DirectoryBlobs', () => {
  it('gives back the bytes under the SHA-256 of their content', async () => {
    // NIST's example value for "abc" (FIPS 180-4).
    const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    expect(await blobs.put(bytesOf('abc'))).toBe(abc);
    expect(new TextDecoder().decode(await blobs.get(abc))).toBe('abc');
  });

  it('keeps any bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        expect(new Uint8Array(await blobs.get(await blobs.put(bytes)))).toEqual(bytes);
      }),
      { numRuns: 25 },
    );
  });

  it('writes the same bytes once, also when they come many times at once, and leaves nothing else behind', async () => {
    const keys = await Promise.all(Array.from({ length: 8 }, () => blobs.put(bytesOf('same'))));
    expect(new Set(keys).size).toBe(1);
    const files = await filesIn(directory);
    expect(files.map((file) => file.name)).toEqual([keys[0]]);
    const path = join(files[0]!.parentPath, files[0]!.name);
    const { ino } = await stat(path);
    await blobs.put(bytesOf('same'));
    expect((await stat(path)).ino).toBe(ino);
  });

  it('says not_found for what is not there, and after it was deleted', async () => {
    const key = await blobs.put(bytesOf('gone'));
    await blobs.delete(key);
    await blobs.delete(key);
    await expect(blobs.get(key)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('never makes a path of something that is no key', async () => {
    const outside = join(directory, '..', 'secret');
    await mkdir(join(directory, '..'), { recursive: true });
    await writeFile(outside, 'secret');
    const key = blobKey(bytesOf('abc'));
    for (const name of [
      '../secret',
      outside,
      '',
      '..',
      key.toUpperCase(),
      `${key}/../../secret`,
      `${key}\n`,
    ]) {
      await expect(blobs.get(name)).rejects.toMatchObject({ code: 'not_found' });
      await expect(blobs.delete(name)).rejects.toMatchObject({ code: 'not_found' });
    }
    expect((await stat(outside)).size).toBe(6);
  });

  it('says what to do when the folder cannot be written', async () => {
    const root = join(directory, '..', '..');
    await writeFile(join(root, 'file'), '');
    const blocked = new DirectoryBlobs(join(root, 'file', 'blobs'));
    await expect(blocked.put(bytesOf('abc'))).rejects.toMatchObject({
      code: 'storage_failed',
      message: expect.stringMatching(/cannot be stored in .*ENOTDIR.*writable/),
    });
  });
});
