/** What the page loads: few and small files, and of a long channel only what is seen. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { MessageView } from '../../src/bots/chat-adapter.js';
import { openDataDir } from '../../src/queue/local/data-dir.js';
import { browserFound } from '../support/browser.js';
import { PHOTO, useChatPage } from '../support/chat-page.js';

const MESSAGES = 200;
/** Different results; each message has an address of its own all the same. */
const PICTURES = 8;

/** As long as the curve of losses of a real picture. */
const CURVE = Array.from({ length: 51 }, (_, step) => 1000.5 + step);

describe.skipIf(!browserFound())('the page loads', { timeout: 120_000 }, () => {
  const chat = useChatPage();

  it('an empty channel with at most 15 requests and 250 kB, and the paintings on it one by one', async () => {
    const page = await chat.visit();
    const loaded = await reload(page);
    const { bytes } = loaded;
    expect(loaded.urls.filter((url) => url.endsWith('.css'))).toHaveLength(1);
    expect(loaded.urls.length).toBeLessThanOrEqual(15);
    expect(bytes).toBeLessThan(250_000);
    // Those that come when their turn comes.
    for (const tile of await page.locator('#taste button').all()) {
      await tile.click();
      await everythingSeen(page);
    }
    expect(loaded.urls.length).toBeLessThanOrEqual(15);
  });

  it('of 200 results what is seen, in at most 2 MB, and the others when they are scrolled to', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'atelier-e2e-'));
    onTestFinished(() => rm(directory, { recursive: true, force: true }));
    await chat.app.close();
    await fill(directory);
    await chat.start({ directory });
    const page = await chat.visit();
    const loaded = await reload(page);
    expect(await page.locator('.message').count()).toBe(MESSAGES);
    expect(loaded.bytes).toBeLessThan(2_000_000);
    expect(loaded.urls.filter((url) => url.includes('/result?')).length).toBeLessThan(20);

    const first = page.locator('.frame .result').first();
    expect(await first.evaluate((image) => image.complete && image.naturalWidth > 0)).toBe(false);
    await page.locator('#feed').evaluate((feed) => feed.scrollTo({ top: 0, behavior: 'instant' }));
    await expect.poll(() => first.evaluate((image) => image.naturalWidth)).toBeGreaterThan(0);
  });
});

/** Everything that a load without a cache brings, as it came over the wire. */
async function reload(page: Page): Promise<{ urls: string[]; bytes: number }> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.enable');
  await devtools.send('Network.setCacheDisabled', { cacheDisabled: true });
  // Nothing of the load before counts.
  await everythingSeen(page);
  const urls: string[] = [];
  let bytes = 0;
  let stream = '';
  devtools.on('Network.requestWillBeSent', ({ request, requestId }) => {
    if (request.url.startsWith('http')) urls.push(request.url);
    if (request.url.endsWith('/api/events')) stream = requestId;
  });
  devtools.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  // The stream of events does not end, and is not compressed.
  devtools.on('Network.dataReceived', ({ requestId, dataLength }) => {
    if (requestId === stream) bytes += dataLength;
  });
  await page.reload();
  await page.locator('body[data-state="live"]').waitFor();
  await everythingSeen(page);
  return { urls, bytes };
}

/** `networkidle` would never come, with the stream of events open. */
async function everythingSeen(page: Page): Promise<void> {
  await page.locator('#taste img, .message').last().waitFor();
  await expect.poll(() => page.evaluate(SEEN_ARE_LOADED), { timeout: 30_000 }).toBe(true);
}

const SEEN_ARE_LOADED = `[...document.images].every((image) => {
  const { top, bottom, width } = image.getBoundingClientRect();
  const isSeen = image.checkVisibility({ contentVisibilityAuto: true }) && width > 0 && bottom > 0 && top < innerHeight;
  return !isSeen || (image.complete && image.naturalWidth > 0) || image.matches('.before');
})`;

/** A channel of finished pictures, as an earlier run of the program has left it. */
async function fill(directory: string): Promise<void> {
  const { blobs, store, close } = openDataDir(directory, (error) => {
    throw error;
  });
  const photo = await blobs.put(await sharp(PHOTO).resize(768).jpeg().toBuffer());
  const results: string[] = [];
  for (let hue = 0; hue < PICTURES; hue++)
    results.push(
      await blobs.put(
        await sharp(PHOTO)
          .resize(768)
          .modulate({ hue: hue * 40 })
          .png()
          .toBuffer(),
      ),
    );
  const channel = store('web');
  for (let count = 0; count < MESSAGES; count++) {
    const id = `message-${String(count).padStart(3, '0')}`;
    const view: MessageView = {
      tone: 'done',
      job: id,
      command: '/stylize starry-night',
      title: `Picture ${count} in the style of The Starry Night`,
      lines: ['768 × 511 px · standard · strength 50 % · seed 1 · painted in 20 s'],
      frame: { width: 768, height: 511 },
      fileName: 'picture.png',
      curve: { steps: CURVE, total: CURVE, style: CURVE, content: CURVE },
      pictures: [
        { role: 'photo', source: { blob: photo }, label: 'cat.jpg', alt: 'The photo: cat.jpg' },
        { role: 'style', source: { blob: photo }, label: 'cat.jpg', alt: 'The style: cat.jpg' },
        {
          role: 'result',
          source: { blob: results[count % PICTURES]! },
          label: 'picture.png',
          alt: 'Picture',
        },
      ],
      actions: [{ action: 'again', label: 'Again', own: true }],
    };
    channel.put(id, { id, author: { id: 'somebody', name: 'Cobalt Fox' }, at: Date.now() + count, view });
  }
  close();
}
