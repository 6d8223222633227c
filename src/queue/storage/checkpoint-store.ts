/**
 * The checkpoints of one run, kept as blobs: the newest replaces the one before it. Writing may take longer than the engine
 * takes to offer the next one; then only the latest is written.
 */
import type { BlobKey } from '../../domain/request.js';
import type { BlobStore } from './blobs.js';

export interface CheckpointStoreOptions {
  blobs: BlobStore;
  /** The checkpoint is stored: the process that resumes the job must find this key, and no older one. */
  onStored: (key: BlobKey) => void | Promise<void>;
  /** A checkpoint that cannot be kept costs time after a crash, not the run. */
  onError: (error: unknown) => void;
}

export class CheckpointStore {
  readonly #options: CheckpointStoreOptions;
  #latest: Uint8Array | undefined;
  #writing: Promise<void> | undefined;

  constructor(options: CheckpointStoreOptions) {
    this.#options = options;
  }

  offer(state: Uint8Array): void {
    this.#latest = state;
    this.#writing ??= this.#write();
  }

  /** Resolves once nothing is being written any more. */
  async settled(): Promise<void> {
    await this.#writing;
  }

  async #write(): Promise<void> {
    const { blobs, onStored, onError } = this.#options;
    while (this.#latest !== undefined) {
      const state = this.#latest;
      this.#latest = undefined;
      try {
        await onStored(await blobs.put(state));
      } catch (error) {
        onError(error);
      }
    }
    this.#writing = undefined;
  }
}
