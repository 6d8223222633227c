/** A finished picture in the channel and in the lightbox, by mouse, keys and fingers. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { browserFound } from '../support/browser.js';
import { attachLarge, expectVisible, paint, useChatPage } from '../support/chat-page.js';
import { until } from '../support/until.js';

describe.skipIf(!browserFound())('a finished picture', { timeout: 60_000 }, () => {
  const chat = useChatPage();

  async function finished(pictures = 1, options: Parameters<typeof chat.visit>[0] = {}): Promise<Page> {
    chat.gate.open();
    const page = await chat.visit({ ...options });
    await attachLarge(page);
    for (let count = 1; count <= pictures; count++) {
      await paint(page, `/stylize starry-night strength=${50 + count}`);
      await until(async () => (await page.getByRole('button', { name: 'View large' }).count()) === count);
    }
    return page;
  }

  it('is what the pointer reaches, whole for who saves or copies it', async () => {
    const page = await finished();
    await page.reload();
    const image = page.locator('.frame .result');
    await image.waitFor();
    const shown = () => image.evaluate((image) => image.currentSrc as string);
    await expect.poll(shown).toContain('size=card');
    const { x, y, width, height } = (await image.boundingBox())!;
    for (const part of [0.1, 0.5, 0.9]) {
      const hit = await page.evaluate(
        `document.elementFromPoint(${x + width * part}, ${y + height / 2}).dataset.role`,
      );
      expect(hit).toBe('result');
    }
    await image.click({ button: 'right' });
    await expect.poll(shown).toMatch(/\/result\?v=[^&]+$/);
  });

  it('opens on a click, and is left at the button that opens it', async () => {
    const page = await finished();
    const lightbox = page.getByRole('dialog', { name: /in the style of The Starry Night/ });
    await page.locator('.frame .result').click();
    await expectVisible(lightbox.locator('img[data-role="result"]'));
    await until(() => lightbox.locator('img').evaluate((image) => image.complete && image.naturalWidth > 0));
    await page.keyboard.press('Escape');
    expect(await lightbox.isVisible()).toBe(false);
    expect(await page.locator(':focus').getAttribute('aria-label')).toBe('View large');
    await page.keyboard.press('Enter');
    await expectVisible(lightbox);
  });

  it('zooms and moves by keys, wheel and mouse', async () => {
    const page = await finished();
    await page.locator('.frame .result').click();
    const canvas = page.locator('#lightbox-canvas');
    const stage = page.locator('#lightbox-stage');
    const fitted = (await canvas.boundingBox())!;
    const room = (await stage.boundingBox())!;
    expect(fitted.width).toBeLessThanOrEqual(room.width);
    expect(fitted.height).toBeLessThanOrEqual(room.height);

    await page.keyboard.press('1');
    expect(await page.locator('#lightbox-scale').textContent()).toBe('100 %');
    for (let presses = 0; presses < 3; presses++) await page.keyboard.press('+');
    const large = (await canvas.boundingBox())!;
    expect(large.width).toBeGreaterThan(room.width);
    const middle = { x: room.x + room.width / 2, y: room.y + room.height / 2 };
    const before = await canvas.boundingBox();
    await page.mouse.move(middle.x, middle.y);
    await page.mouse.down();
    await page.mouse.move(middle.x + 60, middle.y + 40);
    await page.mouse.up();
    const dragged = (await canvas.boundingBox())!;
    expect([dragged.x - before!.x, dragged.y - before!.y]).toEqual([60, 40]);

    // What is under the pointer stays there.
    const pointer = middle.x + 60;
    const part = (pointer - dragged.x) / dragged.width;
    await page.mouse.wheel(0, 200);
    await until(async () => (await canvas.boundingBox())!.width < dragged.width);
    const smaller = (await canvas.boundingBox())!;
    expect((pointer - smaller.x) / smaller.width).toBeCloseTo(part, 2);
    await page.keyboard.press('ArrowRight');
    await until(async () => (await canvas.boundingBox())!.x < smaller.x);
    await page.keyboard.press('0');
    expect(await canvas.boundingBox()).toEqual(fitted);
  });

  it('shows the photo in its place, goes to its neighbours, is downloaded and copied', async () => {
    const page = await finished(2);
    const lightbox = page.getByRole('dialog', { name: /in the style of/ });
    await page.locator('.frame .result').last().click();
    await page.keyboard.press('b');
    const photo = lightbox.getByRole('img', { name: /^The photo/ });
    await expectVisible(photo);
    expect(await photo.boundingBox()).toEqual(await page.locator('#lightbox-canvas').boundingBox());
    await page.keyboard.press('b');
    expect(await photo.count()).toBe(0);

    const shown = () => lightbox.locator('img[data-role="result"]').getAttribute('src');
    const last = await shown();
    expect(await lightbox.getByRole('button', { name: 'Next picture' }).isDisabled()).toBe(true);
    await page.keyboard.press('ArrowLeft');
    expect(await shown()).not.toBe(last);

    const downloading = page.waitForEvent('download');
    await page.keyboard.press('d');
    expect((await downloading).suggestedFilename()).toBe('cat-chelsea-in-the-style-of-the-starry-night.png');

    const formats = lightbox.getByRole('button', { name: 'Download' });
    await formats.click();
    const timelapse = lightbox.getByRole('group', { name: 'Timelapse' });
    expect(await timelapse.getByRole('link').allTextContents()).toEqual(['Watch', 'WebP', 'GIF']);
    const watching = page.context().waitForEvent('page');
    await timelapse.getByRole('link', { name: 'Watch' }).click();
    const watched = await watching;
    await expectVisible(watched.locator('img'));
    await watched.close();
    await formats.click();
    const keeping = page.waitForEvent('download');
    await timelapse.getByRole('link', { name: 'GIF' }).click();
    const loop = (await keeping).suggestedFilename();
    expect(loop).toBe('cat-chelsea-in-the-style-of-the-starry-night-timelapse.gif');

    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.keyboard.press('c');
    await until(async () => (await page.locator('#lightbox-status').textContent()) === 'Copied.');
    const types = await page.evaluate('navigator.clipboard.read().then(([item]) => item.types)');
    expect(types).toEqual(['image/png']);

    await page.keyboard.press('Escape');
    // The dialog tells of its end a moment later.
    await until(async () => (await page.locator('.message').first().locator(':focus').count()) === 1);
  });

  it('is enlarged by two fingers', async () => {
    const page = await finished(1, { viewport: { width: 390, height: 844 }, hasTouch: true });
    await page.getByRole('button', { name: 'View large' }).click();
    const canvas = page.locator('#lightbox-canvas');
    const { x, y, width, height } = (await canvas.boundingBox())!;
    const touch = await page.context().newCDPSession(page);
    const fingers = (apart: number) => [
      { x: x + width / 2 - apart, y: y + height / 2 },
      { x: x + width / 2 + apart, y: y + height / 2 },
    ];
    await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: fingers(40) });
    await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: fingers(80) });
    await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    expect((await canvas.boundingBox())!.width).toBeCloseTo(2 * width, -1);
  });
});
