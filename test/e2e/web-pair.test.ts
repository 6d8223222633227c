/** Two pictures compared: cells of a contact sheet, and finished ones of the same photo. */
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { violations } from '../support/axe.js';
import { browserFound } from '../support/browser.js';
import { ask, attach, expectVisible, PHOTO, paint, useChatPage } from '../support/chat-page.js';
import { until } from '../support/until.js';

const DESK = { viewport: { width: 1280, height: 800 }, colorScheme: 'dark' } as const;
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, colorScheme: 'light' } as const;

describe.skipIf(!browserFound())('two pictures', { timeout: 60_000 }, () => {
  const chat = useChatPage();
  const dialog = (page: Page) => page.getByRole('dialog', { name: 'Compare two' });

  it.each([DESK, PHONE])(
    'of a contact sheet are chosen on it, seen beside each other, and one is painted',
    async (device) => {
      chat.gate.open();
      const page = await chat.visit({ ...device, bypassCSP: true });
      await attach(page, PHOTO);
      await ask(page, '');
      await page.getByRole('button', { name: 'Compare two' }).click();
      await page.getByRole('button', { name: 'Compare 2: Roman Mosaic' }).click();
      const chosen = page.getByRole('button', { name: 'Compare 2: Roman Mosaic' });
      expect(await chosen.getAttribute('aria-pressed')).toBe('true');
      expect(await violations(page)).toEqual([]);
      await page.getByRole('button', { name: 'Compare 5: Rose Window' }).click();
      await expectVisible(dialog(page));
      const slider = dialog(page).getByRole('slider', { name: 'Compare the two' });
      expect(await slider.getAttribute('aria-valuetext')).toBe('50 % roman mosaic, 50 % rose window');
      await until(() =>
        dialog(page)
          .locator('img')
          .first()
          .evaluate((image) => image.naturalWidth > 0),
      );
      expect(await violations(page)).toEqual([]);

      // Each half shows its cell and no other: as the sheet has it there.
      await page.keyboard.press('Home');
      expect(await differs(page, 5)).toBeLessThan(12);
      await page.keyboard.press('End');
      expect(await differs(page, 2)).toBeLessThan(12);

      await dialog(page).getByRole('button', { name: 'Side by side' }).click();
      expect(await dialog(page).locator('figure').count()).toBe(2);
      expect(await violations(page)).toEqual([]);
      await dialog(page).getByLabel('Second picture').selectOption({ label: 'The Starry Night' });
      await dialog(page).getByRole('button', { name: 'Paint The Starry Night' }).click();
      await until(async () =>
        (await page.locator('.title').allTextContents()).includes(
          'Cat chelsea in the style of The Starry Night',
        ),
      );
      expect(await dialog(page).isVisible()).toBe(false);
      // A press paints again.
      await expectVisible(page.getByRole('button', { name: 'Paint 1: ' }));
    },
  );

  it('that are finished are compared where they are of one photo', async () => {
    chat.gate.open();
    const page = await chat.visit({ ...DESK });
    await paint(page);
    const compare = async (card: number) => {
      await page.locator('.card').nth(card).getByText('More', { exact: true }).click();
      await page.locator('.card').nth(card).getByRole('button', { name: 'Compare with another' }).click();
    };
    await expectVisible(page.getByRole('link', { name: 'Download' }));
    await compare(0);
    await expectVisible(page.getByText('There is no other picture of this photo yet.'));
    await ask(page, '/stylize mosaic strength=70');
    await expectVisible(page.getByRole('link', { name: 'Download' }).nth(1));
    await compare(0);
    await expectVisible(dialog(page));
    expect(await dialog(page).getByLabel('First picture').locator('option').allTextContents()).toEqual([
      'starry-night',
      'mosaic strength=70',
    ]);
    expect(await dialog(page).getByRole('slider').getAttribute('aria-valuetext')).toBe(
      '50 % starry-night, 50 % mosaic strength=70',
    );
    await page.keyboard.press('Escape');
    expect(await dialog(page).isVisible()).toBe(false);
  });
});

/** Mean difference (0..255) of what the comparison shows from the cell of the sheet with this number. */
async function differs(page: Page, number: number): Promise<number> {
  const source = (await page.locator('.cell-picture img').first().getAttribute('src'))!;
  const bytes = await (await page.request.get(new URL(source, page.url()).href)).body();
  const { width, height } = await sharp(bytes).metadata();
  const [w, hgt] = [(width - 16) / 3, (height - 16) / 3];
  const [column, row] = [(number - 1) % 3, Math.floor((number - 1) / 3)];
  // The middle: without number, tags and grip.
  const middle = { left: 0.35, top: 0.35, width: 0.4, height: 0.3 };
  const cut = (left: number, top: number, w: number, h: number) => ({
    left: Math.round(left + w * middle.left),
    top: Math.round(top + h * middle.top),
    width: Math.round(w * middle.width),
    height: Math.round(h * middle.height),
  });
  const small = (picture: ReturnType<typeof sharp>) =>
    picture.removeAlpha().resize(8, 8, { fit: 'fill' }).raw().toBuffer();
  const expected = await small(sharp(bytes).extract(cut(column * (w + 8), row * (hgt + 8), w, hgt)));
  const shot = await page.locator('.pair-frame').first().screenshot();
  const size = await sharp(shot).metadata();
  const seen = await small(sharp(shot).extract(cut(0, 0, size.width, size.height)));
  return seen.reduce((sum, value, at) => sum + Math.abs(value - expected[at]!), 0) / seen.length;
}
