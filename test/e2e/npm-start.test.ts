/** The whole program as it is started by `npm start`, with the real engine: a photo and a preset in a real browser. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserFound, openBrowser } from '../support/browser.js';

/** Notes the addresses of all previews that are shown from now on; the page itself tells of each change. */
async function watchPreviews(page: Page): Promise<() => Promise<string[]>> {
  const body = page.locator('body');
  await body.evaluate((element) => {
    const { MutationObserver } = element.ownerDocument.defaultView;
    element.previews = new Set();
    const look = () => {
      for (const image of element.querySelectorAll('.message img[data-role="preview"]'))
        if (image.checkVisibility()) element.previews.add(image.src);
    };
    new MutationObserver(look).observe(element, { subtree: true, childList: true, attributes: true });
  });
  return () => body.evaluate((element) => [...element.previews]);
}

const PHOTO = 'test/photos/cat-chelsea.jpg';

describe.skipIf(!browserFound())('npm start, and a browser', () => {
  let directory: string;
  let program: ChildProcess;
  let url: string;
  let browser: Browser;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'atelier-whole-'));
    program = spawn(process.execPath, ['dist/bin/bot.js'], {
      env: { ...process.env, PORT: '0', DATA_DIR: directory },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(program.stdout!, 'data');
    url = /http:\S+/.exec(String(line))![0];
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    program.kill();
    await once(program, 'close');
    await rm(directory, { recursive: true, force: true });
  });

  it('paints: previews edited into one message, then the picture', async () => {
    const page = await browser.newPage();
    await page.goto(url);
    await page.locator('input[type="file"]').first().setInputFiles(PHOTO);
    const command = page.getByRole('combobox', { name: 'Command' });
    await command.fill('/stylize starry-night size=256 quality=standard');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Send' }).click();

    const message = page.locator('.message');
    await message.waitFor();
    const id = await message.getAttribute('id');
    const seen = await watchPreviews(page);
    const download = message.getByRole('link', { name: 'Download' });
    await download.waitFor({ timeout: 100_000 });
    // At the least that of the first pass and that of the first of two scales.
    expect((await seen()).length).toBeGreaterThanOrEqual(2);
    expect(await page.locator('.message').count()).toBe(1);
    expect(await message.getAttribute('id')).toBe(id);

    const downloading = page.waitForEvent('download');
    await download.click();
    const file = await (await downloading).path();
    const { width, height, format, exif, xmpAsString } = await sharp(file).metadata();
    expect({ width, height, format, exif }).toEqual({
      width: 256,
      height: 170,
      format: 'png',
      exif: undefined,
    });
    expect(xmpAsString).toContain('/compositeWithTrainedAlgorithmicMedia<');
    // Painted, not copied: as far from the photo as a strong filter at least.
    const raw = (input: string) =>
      sharp(input).resize(48, 32, { fit: 'fill' }).removeAlpha().raw().toBuffer();
    const [painting, photo] = await Promise.all([raw(file), raw(PHOTO)]);
    const difference = painting.reduce((sum, value, i) => sum + Math.abs(value - photo[i]), 0) / photo.length;
    expect(difference).toBeGreaterThan(10);
  });
});
