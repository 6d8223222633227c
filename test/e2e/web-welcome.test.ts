/** The empty page: it shows by itself what comes of a photo, and paints that photo at one press. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { violations } from '../support/axe.js';
import { browserFound } from '../support/browser.js';
import { expectVisible, useChatPage } from '../support/chat-page.js';
import { until } from '../support/until.js';

const DESK = { viewport: { width: 1280, height: 800 } };
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true };

describe.skipIf(!browserFound())('the empty page', { timeout: 60_000 }, () => {
  const chat = useChatPage();

  /** Where the line between photo and painting is. */
  const line = (page: Page) =>
    page
      .locator('#welcome-frame .compare')
      .evaluate((layer) => layer.style.getPropertyValue('--at') as string);
  const painting = (page: Page) => page.locator('#welcome-frame img').first().getAttribute('src');

  it('moves by itself from style to style, until it is paused', async () => {
    const page = await chat.visit({ ...DESK, reducedMotion: 'no-preference' });
    const first = await painting(page);
    await until(async () => (await painting(page)) !== first);
    await page.getByRole('button', { name: 'Pause the pictures' }).click();
    const stopped = await line(page);
    await page.waitForTimeout(500);
    expect(await line(page)).toBe(stopped);
    await page.getByRole('button', { name: 'Let the pictures move' }).click();
    await until(async () => (await line(page)) !== stopped);
  });

  it.each([
    ['light', DESK],
    ['dark', PHONE],
  ] as const)(
    'stands still where motion is not wanted, and is moved by hand: %s',
    async (colorScheme, device) => {
      const page = await chat.visit({ ...device, colorScheme, bypassCSP: true });
      await expectVisible(page.getByRole('button', { name: 'Let the pictures move' }));
      await until(async () => (await page.locator('#welcome-frame img').evaluateAll(areLoaded)) === true);
      const still = await line(page);
      await page.waitForTimeout(300);
      expect(await line(page)).toBe(still);
      expect(await violations(page)).toEqual([]);
      const slider = page.getByRole('slider', { name: 'Compare the photo with its painting' });
      await slider.focus();
      await page.keyboard.press('End');
      expect(await slider.getAttribute('aria-valuetext')).toBe('100 % photo, 0 % painting');
      await page.getByRole('button', { name: 'The Great Wave' }).click();
      expect(await painting(page)).toBe('welcome/great-wave.webp');
      await expectVisible(page.getByText(/Katsushika Hokusai/));
      expect(await page.locator('html').evaluate((root) => root.scrollWidth)).toBeLessThanOrEqual(
        device.viewport.width,
      );
    },
  );

  it.each([DESK, PHONE])('paints its photo at one press, in the style that is shown', async (device) => {
    chat.gate.open();
    const page = await chat.visit({ ...device });
    await page.getByRole('button', { name: 'The Starry Night' }).click();
    const start = page.getByRole('button', { name: 'Try it with this photo' });
    const { y, height } = (await start.boundingBox())!;
    const dock = (await page.locator('.composer').boundingBox())!;
    expect(y + height).toBeLessThan(dock.y);
    await start.click();
    await expectVisible(page.getByRole('link', { name: 'Download' }));
    expect(await page.locator('.title').textContent()).toBe('Red panda in the style of The Starry Night');
    expect(await page.locator('.welcome').isVisible()).toBe(false);
    // The photo stays, for the next style.
    await expectVisible(page.getByRole('button', { name: /^Photo: red panda/ }));
  });
});

/** Runs in the page. */
const areLoaded = (images: { complete: boolean; naturalWidth: number }[]) =>
  images.every(({ complete, naturalWidth }) => complete && naturalWidth > 0);
