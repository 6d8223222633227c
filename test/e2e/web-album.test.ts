/** The channel's pictures side by side, and what a picture can be kept as. */
import { createReadStream } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import type { Download, Page } from 'playwright-core';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { browserFound } from '../support/browser.js';
import { expectVisible, paint, useChatPage } from '../support/chat-page.js';
import { until } from '../support/until.js';

describe.skipIf(!browserFound())('the pictures of the channel', { timeout: 60_000 }, () => {
  const chat = useChatPage();

  async function painted(): Promise<Page> {
    chat.gate.open();
    const page = await chat.visit();
    for (const [at, style] of ['starry-night', 'great-wave', 'mosaic'].entries()) {
      await paint(page, `/stylize ${style} size=96`);
      await until(async () => (await page.getByRole('button', { name: 'View large' }).count()) === at + 1);
    }
    return page;
  }

  it('are searched, loved, seen large and kept as one file', async () => {
    const page = await painted();
    await page.getByRole('button', { name: 'Pictures of this channel' }).click();
    const album = page.getByRole('dialog', { name: 'Pictures' });
    const titles = () => album.locator('.style-title').allTextContents();
    const style = (title: string) => `Cat chelsea in the style of ${title}`;
    const [mosaic, wave, night] = ['Roman Mosaic', 'The Great Wave off Kanagawa', 'The Starry Night'].map(
      style,
    );
    await expect.poll(titles).toEqual([mosaic, wave, night]);
    const image = album.locator('.picture img').first();
    expect(await image.getAttribute('src')).toContain('size=thumb');

    await page.keyboard.type('kanágawa');
    await expect.poll(titles).toEqual([wave]);
    await album.getByRole('button', { name: /^Favourite/ }).click();
    await page.getByLabel('Search the pictures').fill('no such picture');
    await expectVisible(album.getByText('No picture matches'));
    await page.getByLabel('Search the pictures').fill('');

    // Arrow keys go through the pictures; large, they go through the same ones.
    await album.locator('.picture').first().focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    const lightbox = page.getByRole('dialog', { name: wave! });
    await expectVisible(lightbox);
    expect(await lightbox.getByRole('button', { name: 'Favourite' }).getAttribute('aria-pressed')).toBe(
      'true',
    );
    await page.keyboard.press('ArrowRight');
    await expectVisible(page.getByRole('dialog', { name: night! }));
    await page.keyboard.press('f');
    await page.keyboard.press('Escape');
    await until(async () => (await page.locator(':focus').textContent())!.startsWith(night!));

    await album.getByText('Favourites', { exact: true }).click();
    await expect.poll(titles).toEqual([wave, night]);
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      album.getByRole('link', { name: 'Download as ZIP' }).click(),
    ]);
    expect(file.suggestedFilename()).toBe('atelier.zip');
    const names = (await contents(file)).toString('latin1').match(/cat-chelsea[\w-]+\.png/g)!;
    expect(new Set(names)).toEqual(
      new Set([
        'cat-chelsea-in-the-style-of-the-great-wave-off-kanagawa.png',
        'cat-chelsea-in-the-style-of-the-starry-night.png',
      ]),
    );

    // Kept in this browser, and for nobody else.
    await page.reload();
    await page.locator('.message').last().waitFor();
    await page.getByRole('button', { name: 'Pictures of this channel' }).click();
    await album.getByText('Favourites', { exact: true }).click();
    await expect.poll(titles).toEqual([wave, night]);
    const other = await chat.visit({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    await other.locator('.message').last().waitFor();
    await other.getByRole('button', { name: 'Pictures of this channel' }).click();
    await other.locator('#album').getByText('Mine', { exact: true }).click();
    await expectVisible(other.getByText('You have no pictures here yet.'));
    expect(await other.locator('html').evaluate((root) => root.scrollWidth)).toBeLessThanOrEqual(390);
  });

  it('are downloaded as PNG, JPEG or WebP, as they are or enlarged', async () => {
    chat.gate.open();
    const page = await chat.visit();
    await paint(page, '/stylize mosaic size=96');
    await page.getByRole('button', { name: 'View large' }).click();
    const kept = async (label: string, format: string) => {
      await page.locator('#lightbox').getByRole('button', { name: 'Download' }).click();
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('group', { name: label }).getByRole('link', { name: format }).click(),
      ]);
      const picture = await sharp(await contents(file)).metadata();
      return [
        file.suggestedFilename().replace('cat-chelsea-in-the-style-of-', ''),
        picture.format,
        picture.width,
      ];
    };
    expect(await kept('96 × 64 px', 'PNG')).toEqual(['roman-mosaic.png', 'png', 96]);
    expect(await kept('96 × 64 px', 'JPEG')).toEqual(['roman-mosaic.jpg', 'jpeg', 96]);
    expect(await kept('192 × 128 px, enlarged', 'WebP')).toEqual(['roman-mosaic-enlarged.webp', 'webp', 192]);
  });
});

async function contents(file: Download): Promise<Buffer> {
  return buffer(createReadStream(await file.path()));
}
