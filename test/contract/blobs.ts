/** What every BlobStore must do. Run against each implementation by test/queue/*blobs*.test.ts. */
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { BlobStore } from '../../src/queue/storage/blobs.js';

export function blobsContract(name: string, make: () => Promise<BlobStore>): void {
  describe(`${name}: blobs`, () => {
    let blobs: BlobStore;
    beforeEach(async () => {
      blobs = await make();
    });

    it('gives back the bytes under the SHA-256 of their content', async () => {
      // NIST's example value for "abc" (FIPS 180-4).
      const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
      expect(await blobs.put(new TextEncoder().encode('abc'))).toBe(abc);
      expect(await blobs.put(new TextEncoder().encode('abc'))).toBe(abc);
      expect(new TextDecoder().decode(await blobs.get(abc))).toBe('abc');
    });

    it('keeps any bytes, also those that lie within a larger buffer', async () => {
      await fc.assert(
        fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.nat(50), async (bytes, from) => {
          const part = bytes.subarray(from);
          expect([...(await blobs.get(await blobs.put(part)))]).toEqual([...part]);
        }),
        { numRuns: 25 },
      );
    });

    it('says not_found for what is not there, and after it was deleted', async () => {
      const key = await blobs.put(new TextEncoder().encode('gone'));
      await blobs.delete(key);
      await blobs.delete(key);
      await expect(blobs.get(key)).rejects.toMatchObject({ code: 'not_found' });
    });

    it('knows nothing under what is no key', async () => {
      for (const name of ['', '../secret', 'ABC', 'a'.repeat(63), `${'a'.repeat(64)}?acl`]) {
        await blobs.delete(name);
        await expect(blobs.get(name)).rejects.toMatchObject({ code: 'not_found' });
      }
    });
  });
}
