import { chmod, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { writeAtomically, writeAtomicallySync } from '../../src/lib/atomic-write.js';
import { describeWithSmallDisk, mountSmallDisk } from '../support/small-disk.js';

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-write-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

describe('a file that is written whole or not at all', () => {
  it('takes the place of the old one, with its mode, behind a link too, and leaves nothing beside it', async () => {
    const folder = await newFolder();
    const file = join(folder, 'file');
    await writeFile(file, 'older');
    await chmod(file, 0o640);
    await symlink(file, join(folder, 'link'));
    await writeAtomically(join(folder, 'link'), Buffer.from('newer'));
    expect(await readFile(file, 'utf8')).toBe('newer');
    expect((await stat(file)).mode & 0o777).toBe(0o640);
    expect((await readdir(folder)).sort()).toEqual(['file', 'link']);
  });

  it('is readable for those that the mode says, whatever the umask is', async () => {
    const folder = await newFolder();
    await writeAtomically(join(folder, 'a'), Buffer.from('a'), 0o600);
    writeAtomicallySync(join(folder, 'b'), 'b', 0o666);
    expect((await stat(join(folder, 'a'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'b'))).mode & 0o777).toBe(0o666);
  });
});

describeWithSmallDisk('on a disk with room for a part of it', () => {
  const LARGE = 20_000;

  /** Room for 8 kB, and an older file. */
  async function nearlyFull() {
    const { path } = mountSmallDisk(1);
    const file = join(path, 'file');
    await writeFile(file, 'older');
    await writeFile(join(path, 'filler'), Buffer.alloc(2 ** 20 - 3 * 4096));
    return { path, file };
  }

  it('fails, and the old one stays', async () => {
    const { path, file } = await nearlyFull();
    await expect(writeAtomically(file, new Uint8Array(LARGE))).rejects.toMatchObject({ code: 'ENOSPC' });
    expect(() => writeAtomicallySync(file, 'x'.repeat(LARGE), 0o600)).toThrow('ENOSPC');
    expect(await readFile(file, 'utf8')).toBe('older');
    expect((await readdir(path)).sort()).toEqual(['file', 'filler']);
  });
});
