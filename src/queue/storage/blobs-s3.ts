/**
 * Pictures in a bucket of an S3-compatible store, addressed by path (`ENDPOINT/BUCKET/KEY`), which every such store
 * understands. The key is the SHA-256 of the bytes and signed as such (Signature Version 4), so the store verifies what it
 * gets. How long pictures stay is a rule of the bucket: each use of `put` renews the age of an object.
 */
import { AwsClient } from 'aws4fetch';
import pRetry from 'p-retry';
import { AtelierError } from '../../domain/errors.js';
import type { BlobKey } from '../../domain/request.js';
import { type BlobStore, blobKey, isBlobKey, isWhole, notStored } from './blobs.js';

export interface S3Options {
  /** https://s3.eu-central-1.amazonaws.com, http://minio:9000 */
  endpoint: string;
  bucket: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
}

/** Further tries when the store fails, is too busy or cannot be reached: after 100 ms, doubled each time; 6 s in all, as a restart takes. */
const RETRY = { retries: 6, minTimeout: 100, factor: 2 };

/** No answer for so long, ms: the request is given up. A picture has a few megabytes, a checkpoint some tens. */
const PATIENCE_MS = 60_000;

export class S3Blobs implements BlobStore {
  readonly #client: AwsClient;
  readonly #bucket: string;

  constructor({ endpoint, bucket, region, accessKeyId, secretAccessKey }: S3Options) {
    this.#client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3', retries: 0 });
    this.#bucket = `${endpoint.replace(/\/+$/, '')}/${encodeURIComponent(bucket)}`;
  }

  async put(bytes: Uint8Array): Promise<BlobKey> {
    const key = blobKey(bytes);
    await this.#request('PUT', key, { body: bytes, headers: { 'x-amz-content-sha256': key } });
    return key;
  }

  async get(key: BlobKey): Promise<Uint8Array> {
    const response = isBlobKey(key) ? await this.#request('GET', key) : undefined;
    const bytes = response && new Uint8Array(await response.arrayBuffer());
    if (bytes && isWhole(key, bytes)) return bytes;
    throw notStored();
  }

  async delete(key: BlobKey): Promise<void> {
    if (isBlobKey(key)) await this.#request('DELETE', key);
  }

  /** The answer, or undefined when there is no such object. */
  async #request(method: string, key: BlobKey, init: object = {}): Promise<Response | undefined> {
    const shouldRetry = ({ error }: { error: Error }) => !(error instanceof Refusal) || error.mayPass;
    try {
      return await pRetry(() => this.#requestOnce(method, key, init), { ...RETRY, shouldRetry });
    } catch (error) {
      throw failed(method, error);
    }
  }

  async #requestOnce(method: string, key: BlobKey, init: object): Promise<Response | undefined> {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const response = await this.#client.fetch(`${this.#bucket}/${key}`, { method, signal, ...init });
    if (response.ok) return response;
    const code = /<Code>(\w+)<\/Code>/.exec(await response.text())?.[1];
    // A missing bucket is no missing picture.
    if (response.status === 404 && method !== 'PUT' && code !== 'NoSuchBucket') return undefined;
    throw new Refusal(response.status, code);
  }
}

class Refusal extends Error {
  readonly mayPass: boolean;

  constructor(status: number, code: string | undefined) {
    super(`${status} ${code ?? ''}`.trim());
    this.mayPass = status >= 500 || status === 429;
  }
}

function failed(method: string, cause: unknown): AtelierError {
  const { message, cause: deeper } = cause as Error;
  const reason = (deeper as Error | undefined)?.message || message; // fetch says only that it failed
  const words = `${method} in the picture store failed (${reason}); check S3_ENDPOINT, S3_BUCKET and the keys`;
  return new AtelierError('storage_failed', words, { cause });
}
