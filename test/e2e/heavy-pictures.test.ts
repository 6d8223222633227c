/**
 * A file of 1.5 kB that takes about 900 MB to decode (7000 x 7000 px of AVIF, within the limits), sent four times: the bot itself
 * stays as small as it was, others are served meanwhile, and the original is never looked at again.
 */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeLinux } from '../support/describe-where.js';
import { quadrantPicture } from '../support/pictures.js';
import { killProgram, messagesOf, type Program, sendPicture, startProgram } from '../support/program.js';

let directory: string;
let program: Program;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'atelier-heavy-'));
  program = startProgram(directory);
});
afterEach(async () => {
  await killProgram(program);
  await rm(directory, { recursive: true, force: true });
});

/** The most memory that the bot's own process has had, MB. */
async function peakOfBot(): Promise<number> {
  const status = await readFile(`/proc/${program.process.pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+)/.exec(status)![1]) / 1024;
}

describeLinux('heavy pictures', () => {
  it('leaves the bot and other people in peace', async () => {
    const url = await program.url;
    const small = await quadrantPicture(300, 200).jpeg().toBuffer();
    const heavy = await sharp({ create: { width: 7000, height: 7000, channels: 3, background: '#c83264' } })
      .avif({ quality: 30, effort: 0 })
      .toBuffer();
    await sendPicture(url, small, 1);
    const before = await peakOfBot();

    const order: string[] = [];
    const send = (name: string, photo: Uint8Array, number: number) =>
      sendPicture(url, photo, number).then(() => order.push(name));
    const sending = [2, 3, 4, 5].map((number) => send('heavy', heavy, number));
    await send('small', small, 6);
    await Promise.all(sending);
    // Heavy ones are read one after another: the small one has not waited for the last.
    expect(order.indexOf('small')).toBeLessThan(4);

    for (const { view } of await messagesOf(url)) {
      const photo = view.pictures.find(({ role }) => role === 'photo')!;
      for (const size of ['thumb', 'full']) {
        const response = await fetch(`${url}${photo.url}?size=${size}`);
        expect(response.headers.get('content-type')).toMatch(/^image\/(jpeg|webp)$/);
        await response.arrayBuffer();
      }
    }
    // The bytes that people send and fetch, and nothing like 150 MB of pixels.
    expect((await peakOfBot()) - before).toBeLessThan(120);

    const blobs = await readdir(join(directory, 'blobs'), { recursive: true, withFileTypes: true });
    const stored = await Promise.all(
      blobs.filter((entry) => entry.isFile()).map((entry) => readFile(join(entry.parentPath, entry.name))),
    );
    expect(stored.length).toBeGreaterThan(0);
    expect(stored.some((bytes) => bytes.includes('ftypavif'))).toBe(false);
  });
});
