/**
 * The part of a file that has been downloaded so far, on the disk. Bytes are written at their own place: two processes that
 * fetch the same file into one part write the same bytes there.
 */
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { diskError } from './models-folder.js';

export class Part {
  readonly #file: FileHandle;

  private constructor(
    readonly path: string,
    file: FileHandle,
  ) {
    this.#file = file;
  }

  /** Opens what is there, or makes it. Throws storage_failed, as everything here does. */
  static async open(path: string): Promise<Part> {
    const file = await open(path, constants.O_RDWR | constants.O_CREAT).catch((cause: unknown) => {
      throw diskError(path, cause);
    });
    return new Part(path, file);
  }

  async size(): Promise<number> {
    return (await this.#try(this.#file.stat())).size;
  }

  async write(bytes: Uint8Array, position: number): Promise<void> {
    for (let written = 0; written < bytes.length; ) {
      const rest = bytes.length - written;
      const { bytesWritten } = await this.#try(this.#file.write(bytes, written, rest, position + written));
      written += bytesWritten;
    }
  }

  async empty(): Promise<void> {
    await this.#try(this.#file.truncate(0));
  }

  /** Of all that is there, hex. */
  md5(): Promise<string> {
    return this.#try(hashOf(this.#file, 'md5'));
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  async #try<T>(operation: Promise<T>): Promise<T> {
    try {
      return await operation;
    } catch (cause) {
      throw diskError(this.path, cause);
    }
  }
}

async function hashOf(file: FileHandle, algorithm: string): Promise<string> {
  const hash = createHash(algorithm);
  for await (const chunk of file.createReadStream({ start: 0, autoClose: false })) hash.update(chunk);
  return hash.digest('hex');
}
