/** Downloads from a real server on this machine: the requests to it, what lies on the disk afterwards. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DownloadOptions, download } from '../../../src/cli/models/file-download.js';
import type { PublishedFile } from '../../../src/cli/models/published.js';
import {
  type Answer,
  chunked,
  cutAt,
  type FileServer,
  otherContent,
  serveFile,
  shorter,
  stallAt,
  status,
  whole,
  withoutRange,
} from './file-server.js';

/** Large enough for several packets. */
const FILE = Buffer.from(Uint8Array.from({ length: 300_000 }, (_, i) => (i * 31) ^ (i >> 8)));
const MD5 = createHash('md5').update(FILE).digest('hex');

let folder: string;
let part: string;
let servers: FileServer[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-download-'));
  part = join(folder, 'weights.h5.part');
  servers = [];
});
afterEach(async () => {
  for (const server of servers) await server.close();
  await rm(folder, { recursive: true });
});

async function serve(...answers: Answer[]): Promise<FileServer> {
  const server = await serveFile(FILE, ...answers);
  servers.push(server);
  return server;
}

/** An address where nobody listens. */
async function nobody(): Promise<FileServer> {
  const server = await serveFile(FILE, whole);
  await server.close();
  return server;
}

const published = (...places: FileServer[]): PublishedFile => ({
  name: 'weights.h5',
  bytes: FILE.length,
  md5: MD5,
  urls: places.map(({ url }) => url),
});

/** Three tries at each address without a pause, unless the options say otherwise. */
function fetchFrom(places: FileServer[], options: Partial<DownloadOptions> = {}) {
  const { signal } = new AbortController();
  const onProgress = (done: number) => {
    for (const server of places) server.stored(done);
    options.onProgress?.(done);
  };
  return download(published(...places), part, {
    signal,
    retries: 2,
    firstPauseMs: 0,
    ...options,
    onProgress,
  });
}

const isThere = async () => (await readFile(part)).equals(FILE);

describe('a download', () => {
  it('asks once for the whole file, and tells how far it is', async () => {
    const server = await serve(whole);
    const seen: number[] = [];
    const result = await fetchFrom([server], { onProgress: (done) => seen.push(done) });
    expect(result).toEqual({ ok: true, url: server.url });
    expect(await isThere()).toBe(true);
    expect(server.ranges).toEqual([undefined]);
    expect(seen[0]).toBe(0);
    expect(seen.at(-1)).toBe(FILE.length);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
  });

  it('asks for the rest only, when the connection was cut', async () => {
    const server = await serve(cutAt(100_000), cutAt(250_000), whole);
    expect(await fetchFrom([server])).toMatchObject({ ok: true });
    expect(server.ranges).toEqual([undefined, 'bytes=100000-', 'bytes=250000-']);
    expect(await isThere()).toBe(true);
  });

  it('resumes from the part of an earlier one', async () => {
    await writeFile(part, FILE.subarray(0, 200_000));
    const server = await serve(whole);
    expect(await fetchFrom([server])).toMatchObject({ ok: true });
    expect(server.ranges).toEqual(['bytes=200000-']);
    expect(await isThere()).toBe(true);
  });

  it('asks for nothing, when an earlier one got everything', async () => {
    await writeFile(part, FILE);
    const server = await serve(whole);
    expect(await fetchFrom([server])).toMatchObject({ ok: true });
    expect(server.ranges).toEqual([]);
  });

  it('starts from zero at a server that knows no ranges', async () => {
    await writeFile(part, Buffer.alloc(200_000, 7));
    const server = await serve(withoutRange);
    expect(await fetchFrom([server])).toMatchObject({ ok: true });
    expect(await isThere()).toBe(true);
  });

  it.each([
    ['another content', Buffer.alloc(1000, 7), ['bytes=1000-', undefined]],
    ['another content of the full length', Buffer.alloc(FILE.length, 7), [undefined]],
    ['more bytes than the file', Buffer.alloc(FILE.length + 1), [undefined]],
  ])('starts from zero when the part holds %s', async (_, old, ranges) => {
    await writeFile(part, old);
    const server = await serve(whole);
    expect(await fetchFrom([server])).toMatchObject({ ok: true });
    expect(server.ranges).toEqual(ranges);
    expect(await isThere()).toBe(true);
  });

  it('tries again after a pause when the server is busy', async () => {
    const server = await serve(status(500), status(503), whole);
    const failures: unknown[] = [];
    const onFailure: DownloadOptions['onFailure'] = (_, failure, pauseMs) =>
      failures.push([failure, pauseMs]);
    expect(await fetchFrom([server], { firstPauseMs: 1, onFailure })).toMatchObject({ ok: true });
    expect(failures).toEqual([
      [{ reason: 'busy', status: 500 }, 1],
      [{ reason: 'busy', status: 503 }, 2],
    ]);
  });

  it('has all its tries again whenever it got farther', async () => {
    const cuts = [50_000, 100_000, 150_000, 200_000, 250_000].map(cutAt);
    const server = await serve(...cuts, whole);
    expect(await fetchFrom([server], { retries: 1 })).toMatchObject({ ok: true });
  });

  it('gives up at a server that always ends at the same place', async () => {
    const server = await serve(cutAt(50_000));
    const failure = { reason: 'cut', at: 50_000 };
    expect(await fetchFrom([server])).toEqual({ ok: false, failures: [{ url: server.url, failure }] });
    expect(server.ranges).toHaveLength(3);
    expect((await stat(part)).size).toBe(50_000);
  });

  it('asks again when nothing comes any more', async () => {
    const server = await serve(stallAt(100_000), whole);
    const reasons: string[] = [];
    const onFailure: DownloadOptions['onFailure'] = (_, { reason }) => reasons.push(reason);
    expect(await fetchFrom([server], { stallMs: 500, onFailure })).toMatchObject({ ok: true });
    expect(reasons[0]).toBe('stalled');
    expect(await isThere()).toBe(true);
  });
});

describe('the second address', () => {
  it('continues where the first one ended', async () => {
    const [first, second] = [await serve(cutAt(120_000), status(404)), await serve(whole)];
    expect(await fetchFrom([first, second])).toEqual({ ok: true, url: second.url });
    expect(second.ranges).toEqual(['bytes=120000-']);
    expect(await isThere()).toBe(true);
  });

  it.each<[string, Answer, object]>([
    ['does not have the file', status(404), { reason: 'refused', status: 404 }],
    ['has a shorter file', shorter, { reason: 'wrong_length', got: 100 }],
    ['does not say how long the file is', chunked, { reason: 'wrong_length', got: undefined }],
    ['has another file of this length', otherContent, { reason: 'wrong_hash', got: expect.any(String) }],
  ])('is requested at once when the first one %s', async (_, answer, failure) => {
    const [first, second] = [await serve(answer), await serve(whole)];
    const failures: unknown[] = [];
    const onFailure: DownloadOptions['onFailure'] = (url, found) => failures.push([url, found]);
    expect(await fetchFrom([first, second], { onFailure })).toEqual({ ok: true, url: second.url });
    expect(failures).toEqual([[first.url, failure]]);
    expect(first.ranges).toHaveLength(1);
    expect(second.ranges).toEqual([undefined]);
    expect(await isThere()).toBe(true);
  });

  it('is requested when nobody is at the first one', async () => {
    const [first, second] = [await nobody(), await serve(whole)];
    expect(await fetchFrom([first, second])).toEqual({ ok: true, url: second.url });
  });
});

describe('a download that fails', () => {
  it('says what failed at each address', async () => {
    const places = [await nobody(), await serve(status(403))];
    expect(await fetchFrom(places)).toEqual({
      ok: false,
      failures: [
        { url: places[0].url, failure: { reason: 'unreachable', detail: 'ECONNREFUSED' } },
        { url: places[1].url, failure: { reason: 'refused', status: 403 } },
      ],
    });
  });

  it.each<[string, Answer]>([
    ['an error page', status(404)],
    ['a shorter file', shorter],
  ])('keeps its part from %s', async (_, answer) => {
    await writeFile(part, FILE.subarray(0, 1000));
    expect(await fetchFrom([await serve(answer)])).toMatchObject({ ok: false });
    expect((await readFile(part)).equals(FILE.subarray(0, 1000))).toBe(true);
  });

  it('keeps nothing that has the wrong hash', async () => {
    expect(await fetchFrom([await serve(otherContent)])).toMatchObject({
      failures: [{ failure: { reason: 'wrong_hash' } }],
    });
    expect((await stat(part)).size).toBe(0);
  });

  it('stops in the middle when it is told to, and keeps what has come', async () => {
    const server = await serve(stallAt(100_000));
    const controller = new AbortController();
    const onProgress = (done: number) => done === 100_000 && controller.abort();
    const running = fetchFrom([server], { signal: controller.signal, onProgress });
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
    expect((await readFile(part)).equals(FILE.subarray(0, 100_000))).toBe(true);
  });

  it('stops in a pause when it is told to', async () => {
    const server = await serve(status(503));
    const controller = new AbortController();
    const onFailure = () => controller.abort();
    const running = fetchFrom([server], { signal: controller.signal, firstPauseMs: 3_600_000, onFailure });
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
  });

  it.runIf(existsSync('/dev/full'))('says what to do about a full disk', async () => {
    await symlink('/dev/full', part);
    await expect(fetchFrom([await serve(whole)])).rejects.toMatchObject({
      code: 'storage_failed',
      message: expect.stringMatching(/full.*MODELS_DIR/),
    });
  });

  it('says what to do about a folder that cannot be written', async () => {
    part = join(folder, 'missing', 'weights.h5.part');
    await expect(fetchFrom([await serve(whole)])).rejects.toMatchObject({
      code: 'storage_failed',
      message: expect.stringMatching(/ENOENT.*MODELS_DIR/),
    });
  });
});
