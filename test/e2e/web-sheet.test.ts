/** Contact sheets on the page: cells fill in, and each is a button where it lies on the picture. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { violations } from '../support/axe.js';
import { browserFound } from '../support/browser.js';
import { ask, attach, expectVisible, PHOTO, STEPS, tabTo, useChatPage } from '../support/chat-page.js';
import { until } from '../support/until.js';

const DESK = { viewport: { width: 1280, height: 800 } };
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true };

describe.skipIf(!browserFound())('a contact sheet', { timeout: 25_000 }, () => {
  const chat = useChatPage();

  async function sheet(options: Parameters<typeof chat.visit>[0] = {}): Promise<Page> {
    const page = await chat.visit({ ...DESK, bypassCSP: true, ...options });
    await attach(page, PHOTO);
    await ask(page, '');
    return page;
  }
  const cell = (page: Page, number: number) => page.getByRole('button', { name: `Paint ${number}: ` });
  const titles = (page: Page) => page.locator('.title').allTextContents();

  it.each([
    ['light', DESK],
    ['dark', PHONE],
  ] as const)('fills in, and what is pressed on it is painted in full: %s', async (colorScheme, device) => {
    const page = await sheet({ ...device, colorScheme });
    chat.gate.to(2 * STEPS + 4);
    await until(() => cell(page, 2).isEnabled());
    expect(await cell(page, 3).isDisabled()).toBe(true);
    expect(await violations(page)).toEqual([]);
    chat.gate.open();
    await until(() => cell(page, 9).isEnabled());
    const card = page.locator('.card').first();
    await until(async () => /in 9 styles/.test((await card.textContent()) ?? ''));
    expect(await card.locator('.compare').count()).toBe(0);
    expect(await violations(page)).toEqual([]);

    const picture = (await card.locator('.frame .result').boundingBox())!;
    const third = (await cell(page, 3).boundingBox())!;
    expect(third.width / picture.width).toBeCloseTo(0.33, 1);
    expect(third.x + third.width).toBeCloseTo(picture.x + picture.width, 0);
    // A press in the middle of the picture's upper right third.
    await page.mouse.click(picture.x + (picture.width * 5) / 6, picture.y + picture.height / 6);
    await until(async () => (await titles(page)).at(-1) === 'Cat chelsea in the style of The Starry Night');
  });

  it('is used with the keyboard alone', async () => {
    chat.gate.open();
    const page = await sheet();
    await until(() => cell(page, 9).isEnabled());
    await tabTo(page, '.cell', 'Shift+Tab');
    expect(await page.locator(':focus').getAttribute('aria-label')).toBe('Paint 9: Café Terrace at Night');
    await page.keyboard.press('Enter');
    await until(
      async () => (await titles(page)).at(-1) === 'Cat chelsea in the style of Café Terrace at Night',
    );
  });

  it('of strengths is chosen from in the same way', async () => {
    chat.gate.open();
    const page = await sheet();
    await until(() => cell(page, 9).isEnabled());
    await cell(page, 1).click();
    const painted = page.locator('.card').nth(1);
    await painted.getByText('More', { exact: true }).click();
    await painted.getByRole('button', { name: 'Five strengths to choose from' }).click();
    await expectVisible(page.getByRole('button', { name: 'Paint 5: 90 %' }));
    await until(() => page.getByRole('button', { name: 'Paint 5: 90 %' }).isEnabled());
    await page.getByRole('button', { name: 'Paint 5: 90 %' }).click();
    await until(async () =>
      /strength 90 %/.test((await page.locator('.caption').last().textContent()) ?? ''),
    );
  });

  it('is only looked at by others', async () => {
    chat.gate.open();
    const page = await sheet();
    await until(() => cell(page, 9).isEnabled());
    const other = await chat.visit();
    await expectVisible(other.locator('.frame .result'));
    expect(await other.locator('.cell').count()).toBe(0);
  });
});
