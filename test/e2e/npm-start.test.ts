/** The whole program as it is started by `npm start`, with the real engine: a photo and a preset in a real browser. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserFound, openBrowser } from '../support/browser.js';

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
    await command.fill('/stylize starry-night size=512 quality=standard');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Send' }).click();

    const message = page.locator('.message');
    await message.waitFor();
    const id = await message.getAttribute('id');
    const preview = message.locator('img[data-role="preview"]').last();
    const seen = new Set<string | null>();
    const download = message.getByRole('link', { name: 'Download' });
    while (!(await download.isVisible())) {
      if (await preview.isVisible())
        seen.add(await preview.getAttribute('src', { timeout: 1000 }).catch(() => null));
      await page.waitForTimeout(50);
    }
    seen.delete(null);
    expect(seen.size).toBeGreaterThanOrEqual(2);
    expect(await page.locator('.message').count()).toBe(1);
    expect(await message.getAttribute('id')).toBe(id);

    const downloading = page.waitForEvent('download');
    await download.click();
    const file = await (await downloading).path();
    const { width, height, format, exif } = await sharp(file).metadata();
    expect({ width, height, format, exif }).toEqual({
      width: 512,
      height: 341,
      format: 'png',
      exif: undefined,
    });
    // Painted, not copied: as far from the photo as a strong filter at least.
    const raw = (input: string) =>
      sharp(input).resize(48, 32, { fit: 'fill' }).removeAlpha().raw().toBuffer();
    const [painting, photo] = await Promise.all([raw(file), raw(PHOTO)]);
    const difference = painting.reduce((sum, value, i) => sum + Math.abs(value - photo[i]), 0) / photo.length;
    expect(difference).toBeGreaterThan(10);
  });
});
