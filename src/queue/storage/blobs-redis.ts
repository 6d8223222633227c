/**
 * Pictures in Redis: a string each, which expires some days after its last use. Simple to run, and bounded by the
 * server's memory; `blobs-s3.ts` is for more.
 */
import type { BlobKey } from '../../domain/request.js';
import type { RedisConnection } from '../redis/redis-connection.js';
import { type BlobStore, blobKey, isBlobKey, isWhole, notStored } from './blobs.js';

export class RedisBlobs implements BlobStore {
  readonly #connection: RedisConnection;
  readonly #seconds: number;

  /** `retentionDays`: how long a picture is kept after its last use. */
  constructor(connection: RedisConnection, retentionDays: number) {
    this.#connection = connection;
    this.#seconds = retentionDays * 24 * 60 * 60;
  }

  async put(bytes: Uint8Array): Promise<BlobKey> {
    const key = blobKey(bytes);
    await this.#connection.call(async (redis) => {
      const name = this.#name(key);
      const isThere = (await redis.expire(name, this.#seconds)) === 1;
      if (!isThere)
        await redis.set(
          name,
          Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
          'EX',
          this.#seconds,
        );
    });
    return key;
  }

  async get(key: BlobKey): Promise<Uint8Array> {
    const name = this.#name(key);
    const bytes = isBlobKey(key)
      ? await this.#connection.call((redis) => redis.getexBuffer(name, 'EX', this.#seconds))
      : null;
    if (bytes !== null && isWhole(key, bytes)) return bytes;
    if (bytes !== null) await this.delete(key); // damaged: the next `put` stores it again
    throw notStored();
  }

  async delete(key: BlobKey): Promise<void> {
    await this.#connection.call((redis) => redis.del(this.#name(key)));
  }

  #name(key: BlobKey): string {
    return this.#connection.key('blob', key);
  }
}
