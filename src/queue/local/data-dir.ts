/**
 * DATA_DIR: everything that one machine keeps. `journal.db` (with its -wal and -shm while it is open) holds jobs and what
 * transports keep, `blobs/` the pictures, and `lock` excludes a second program.
 */
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { storageFailed } from '../../domain/errors.js';
import { DirectoryBlobs } from '../storage/blobs.js';
import { type KeyValueStore, openKeyValueStore } from '../storage/local-key-value.js';
import { openUndamaged } from './damage.js';
import { lockAlone } from './database.js';
import { JobRepository } from './job-repository.js';

export interface DataDir {
  blobs: DirectoryBlobs;
  repository: JobRepository;
  /** What the transport of this name keeps. */
  store(space: string): KeyValueStore;
  /** Throws storage_failed when nothing can be written at the moment. */
  assertWritable(): void;
  /** Last of all: nothing may be written any more. */
  close(): void;
}

/** Opens the folder, made when there is none. Throws storage_failed when it cannot be used, or is in use. */
export function openDataDir(directory: string, onError: (error: unknown) => void): DataDir {
  makePrivate(directory);
  const unlock = lockAlone(join(directory, 'lock'));
  const database = openUndamaged(join(directory, 'journal.db'), onError);
  return {
    blobs: new DirectoryBlobs(join(directory, 'blobs'), onError),
    repository: new JobRepository(database, onError),
    store: (space) => openKeyValueStore(database, space),
    assertWritable: () => probe(directory),
    close() {
      database.close();
      unlock();
    },
  };
}

/** A user who can read the folder sees everybody's pictures. One that belongs to another user keeps the mode that it was given. */
function makePrivate(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    chmodSync(directory, 0o700);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EPERM' && code !== 'EROFS')
      throw storageFailed(`the folder ${directory} cannot be used`, error);
  }
}

/** By writing, which alone tells a full disk from one with room, and a folder that is only readable from a good one. */
function probe(directory: string): void {
  const path = join(directory, '.probe');
  try {
    writeFileSync(path, 'can be written');
    rmSync(path);
  } catch (error) {
    throw storageFailed(`the folder ${directory} cannot be written`, error);
  }
}
