/** The page as an app: what installs it, its keys, and a draft that survives a reload. */
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { browserFound } from '../support/browser.js';
import { ask, attach, expectVisible, PHOTO, paint, text, useChatPage } from '../support/chat-page.js';
import { until } from '../support/until.js';

interface Manifest {
  icons: { src: string; sizes: string; type: string; purpose: string }[];
}

describe.skipIf(!browserFound())('the page as an app', { timeout: 60_000 }, () => {
  const chat = useChatPage();

  it('has icons of the sizes that it says, and a picture for links to it', async () => {
    const get = async (path: string) =>
      Buffer.from(await (await fetch(`${chat.app.url}/${path}`)).arrayBuffer());
    const sizeOf = async (path: string) => {
      const { format, width, height } = await sharp(await get(path)).metadata();
      return [format, `${width}x${height}`];
    };
    const { icons } = JSON.parse((await get('manifest.webmanifest')).toString()) as Manifest;
    const drawn = icons.filter(({ sizes }) => sizes !== 'any');
    expect(drawn.map(({ sizes, purpose }) => `${sizes} ${purpose}`)).toEqual([
      '192x192 any',
      '512x512 any',
      '512x512 maskable',
    ]);
    for (const { src, sizes } of drawn) expect(await sizeOf(src)).toEqual(['png', sizes]);
    const page = (await get('')).toString();
    expect(page).toContain('<link rel="apple-touch-icon" href="icons/apple-touch-icon.png">');
    expect(await sizeOf('icons/apple-touch-icon.png')).toEqual(['png', '180x180']);
    expect(page).toContain('<meta property="og:image" content="icons/preview.jpg">');
    expect(await sizeOf('icons/preview.jpg')).toEqual(['jpeg', '1200x630']);
  });

  it('lists its keys, and takes them from any focus', async () => {
    const page = await chat.visit();
    const keys = page.getByRole('dialog', { name: 'Keys' });
    await text(page).focus();
    await page.keyboard.press('?');
    await expectVisible(keys.getByText('Fit it in; one pixel as one'));
    await page.keyboard.press('Escape');
    await page.locator('#feed').focus();
    await page.keyboard.press('/');
    expect(await text(page).inputValue()).toBe('/');
    await page.keyboard.press('?');
    expect(await text(page).inputValue()).toBe('/?');
    await page.getByRole('button', { name: 'Keys' }).click();
    await expectVisible(keys);
  });

  it('brings back after a reload what was typed and the pictures that were chosen', async () => {
    chat.gate.open();
    const page = await chat.visit();
    await attach(page, PHOTO);
    await page.locator('body').evaluate(
      (body, bytes) => {
        const { DataTransfer, DragEvent, File } = body.ownerDocument.defaultView;
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([new Uint8Array(bytes)], 'mine.jpg', { type: 'image/jpeg' }));
        body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true }));
      },
      [...(await readFile(PHOTO))],
    );
    await text(page).fill('/stylize strength=70');
    const style = page.getByRole('button', { name: /^Style: mine\.jpg/ });
    await expectVisible(style);
    await page.reload();
    await expectVisible(style);
    await expectVisible(page.getByRole('button', { name: /^Photo: cat-chelsea\.jpg/ }));
    expect(await text(page).inputValue()).toBe('/stylize strength=70');
    await until(() => page.locator('.slot-photo img').evaluate((image) => image.naturalWidth > 0));

    // They are still files that can be sent; then the photo stays, here and after the next reload.
    await ask(page, '/stylize strength=70 size=96');
    await expectVisible(page.getByRole('link', { name: 'Download' }));
    await page.reload();
    await expectVisible(page.getByRole('button', { name: /^Photo: cat-chelsea\.jpg/ }));
    expect(await style.count()).toBe(0);
    await page.getByRole('button', { name: 'Take out cat-chelsea.jpg' }).click();
    await page.reload();
    await paint(page, '/stylize mosaic size=96');
    await until(async () => (await page.locator('.message').count()) === 2);

    // Another tab has a draft of its own.
    const other = await page.context().newPage();
    await chat.open(other);
    await other.locator('.message').last().waitFor();
    expect(await other.locator('.slot.filled').count()).toBe(0);
  });
});
