import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blobKey } from '../../../src/queue/storage/blobs.js';
import { S3Blobs, type S3Options } from '../../../src/queue/storage/blobs-s3.js';
import { blobsContract } from '../../contract/blobs.js';
import { ACCESS, type S3Server, startS3 } from '../../support/s3.js';

const BYTES = new Uint8Array([1, 2, 3]);

let server: S3Server;
beforeAll(async () => {
  server = await startS3('pictures');
});
afterAll(() => server.close());

const open = (more: Partial<S3Options> = {}) =>
  new S3Blobs({ endpoint: server.endpoint, bucket: 'pictures', ...ACCESS, ...more });

blobsContract('S3Blobs', async () => {
  server.objects.clear();
  return open();
});

describe('S3Blobs', () => {
  it('keeps an object by its path, and takes a slash after the endpoint', async () => {
    server.objects.clear();
    const key = await open({ endpoint: `${server.endpoint}/` }).put(BYTES);
    expect([...server.objects.keys()]).toEqual([`/pictures/${key}`]);
  });

  it('never serves an object that was changed in the store, and stores it again', async () => {
    server.objects.clear();
    const key = await open().put(BYTES);
    server.objects.set(`/pictures/${key}`, Buffer.from([1, 2]));
    await expect(open().get(key)).rejects.toMatchObject({ code: 'not_found' });
    await open().put(BYTES);
    expect([...(await open().get(key))]).toEqual([...BYTES]);
  });

  it('tries again while the store is too busy or broken', async () => {
    server.failWith(503, 500, 429);
    const key = await open().put(BYTES);
    server.failWith(502);
    expect([...(await open().get(key))]).toEqual([...BYTES]);
  });

  it.each([
    ['a wrong key', { secretAccessKey: 'other' }, /SignatureDoesNotMatch/],
    ['an unknown key', { accessKeyId: 'other' }, /InvalidAccessKeyId/],
    ['a bucket that is not there', { bucket: 'none' }, /NoSuchBucket/],
  ] as const)('says what is wrong with %s', async (_, wrong, words) => {
    const failure = { code: 'storage_failed', message: expect.stringMatching(words) };
    await expect(open(wrong).put(BYTES)).rejects.toMatchObject(failure);
    await expect(open(wrong).get(blobKey(BYTES))).rejects.toMatchObject(failure);
  });
});
