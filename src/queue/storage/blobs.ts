/**
 * Pictures by the SHA-256 of their bytes, and the first store for them: files in a directory. A file appears under its name
 * only when it is whole and on disk (temporary file, fsync, rename), so that a key that is found has its picture.
 */
import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AtelierError, storageFailed } from '../../domain/errors.js';
import type { BlobKey } from '../../domain/request.js';
import { writeAtomically } from '../../lib/atomic-write.js';
import { said } from '../../words/said.js';

export interface BlobStore {
  /** Resolves once the bytes are kept; the same bytes have the same key. Rejects with storage_failed. */
  put(bytes: Uint8Array): Promise<BlobKey>;
  /**
   * The bytes that were put: their hash is verified. Rejects with not_found when there is nothing (any more) under the key, or
   * something damaged, which is put aside; with storage_failed when it cannot be read.
   */
  get(key: BlobKey): Promise<Uint8Array>;
  /** Deleting what is not there is no error. */
  delete(key: BlobKey): Promise<void>;
}

/** SHA-256 of the bytes, 64 hexadecimal digits. */
export function blobKey(bytes: Uint8Array): BlobKey {
  return createHash('sha256').update(bytes).digest('hex');
}

/** What is under a key, if it is what was put there. */
export function isWhole(key: BlobKey, bytes: Uint8Array): boolean {
  return blobKey(bytes) === key;
}

export function isBlobKey(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

/** Blobs as files `ab/abcdef...`: 256 folders keep each one small. Made when first written to. */
export class DirectoryBlobs implements BlobStore {
  readonly #directory: string;
  readonly #onError: (error: unknown) => void;

  /** `onError` is called for damaged files, which are moved to the folder `damaged`. */
  constructor(directory: string, onError: (error: unknown) => void = () => {}) {
    this.#directory = directory;
    this.#onError = onError;
  }

  async put(bytes: Uint8Array): Promise<BlobKey> {
    const key = blobKey(bytes);
    const path = this.#path(key);
    try {
      if (!(await touch(path, bytes.byteLength))) await writeWhole(path, bytes);
    } catch (error) {
      throw this.#failed('stored', error);
    }
    return key;
  }

  async get(key: BlobKey): Promise<Uint8Array> {
    const path = this.#path(key);
    try {
      const bytes = await readFile(path);
      if (isWhole(key, bytes)) return bytes;
    } catch (error) {
      if (isMissing(error)) throw notStored(error);
      throw this.#failed('read', error);
    }
    await this.#putAside(key, path);
    throw notStored();
  }

  async delete(key: BlobKey): Promise<void> {
    try {
      await rm(this.#path(key), { force: true });
    } catch (error) {
      throw this.#failed('deleted', error);
    }
  }

  /**
   * Deletes blobs that no job needs and what interrupted writes have left behind, if it was last put before then (ms since
   * the epoch): what was put lately may belong to a job that is about to be submitted. Returns how many files went.
   */
  async deleteUnheld(isHeld: (key: BlobKey) => boolean, before: number): Promise<number> {
    let deleted = 0;
    try {
      for (const folder of await namesIn(this.#directory)) {
        for (const name of await namesIn(join(this.#directory, folder))) {
          const path = join(this.#directory, folder, name);
          if (!isOurs(name) || (isBlobKey(name) && isHeld(name))) continue;
          if ((await stat(path)).mtimeMs >= before) continue;
          await rm(path);
          deleted++;
        }
      }
    } catch (error) {
      throw this.#failed('deleted', error);
    }
    return deleted;
  }

  async #putAside(key: BlobKey, path: string): Promise<void> {
    const folder = join(this.#directory, 'damaged');
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await rename(path, join(folder, key));
      this.#onError(
        new AtelierError('storage_failed', `the damaged picture ${key} was put aside in ${folder}`),
      );
    } catch (error) {
      this.#onError(this.#failed('put aside', error));
    }
  }

  #failed(done: string, error: unknown): AtelierError {
    return storageFailed(`a picture cannot be ${done} in ${this.#directory}`, error);
  }

  /** Only a key becomes a path: anything else does not exist. */
  #path(key: string): string {
    if (!isBlobKey(key)) throw notStored();
    return join(this.#directory, key.slice(0, 2), key);
  }
}

async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const folder = dirname(path);
  await makeFolder(folder);
  await writeAtomically(path, bytes, 0o600);
  await syncFolder(folder);
}

async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let parent = dirname(folder); parent !== dirname(parent); parent = dirname(parent)) {
    await syncFolder(parent);
    if (parent === dirname(first)) break;
  }
}

/** A new name is on disk only after its folder was synced (fsync(2)). Windows cannot open folders and needs no sync. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Whether a file of this length is there (a truncated one does not count); its age is reset, so that retention keeps it. */
async function touch(path: string, bytes: number): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (found?.size !== bytes) return false;
  const now = new Date();
  return utimes(path, now, now).then(
    () => true,
    () => false,
  );
}

/** Names in a folder; none where there is no folder. */
async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}

/** A blob, or the temporary file of one (`KEY.NUMBER`, as lib/atomic-write.ts names it): other files there are not ours. */
function isOurs(name: string): boolean {
  return /^[0-9a-f]{64}(\.\d+)?$/.test(name);
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}

/** What `get` rejects with, in every store. */
export function notStored(cause?: unknown): AtelierError {
  return new AtelierError('not_found', said('refusals.notStored', { what: said('refusals.what.picture') }), {
    cause,
  });
}
