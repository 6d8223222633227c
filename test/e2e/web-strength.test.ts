/** A slider of strength that shows what it comes to: for a finished picture, and for one that is not sent yet. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { violations } from '../support/axe.js';
import { browserFound } from '../support/browser.js';
import { attach, expectVisible, PHOTO, paint, STEPS, text, useChatPage } from '../support/chat-page.js';
import { until } from '../support/until.js';

const DESK = { viewport: { width: 1280, height: 800 }, colorScheme: 'light' } as const;
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, colorScheme: 'dark' } as const;

/** How opaque the small pictures are, the weakest first. */
const opacities = (page: Page) =>
  page
    .locator('.strength-picture .cell-picture')
    .evaluateAll((layers: { style: { opacity: string } }[]) =>
      layers.map(({ style }) => Number(style.opacity)),
    );

describe.skipIf(!browserFound())('a slider of strength', { timeout: 60_000 }, () => {
  const chat = useChatPage();

  it.each([DESK, PHONE])('shows what becomes of a finished picture, and paints it', async (device) => {
    chat.gate.open();
    const page = await chat.visit({ ...device, bypassCSP: true });
    const other = await chat.visit();
    await paint(page, '/stylize starry-night strength=40');
    await expectVisible(page.getByRole('link', { name: 'Download' }));
    await page.locator('.card').getByText('More', { exact: true }).click();
    await page.getByRole('button', { name: 'Another strength' }).click();
    const slider = page.locator('.strength-panel input');
    expect(await slider.inputValue()).toBe('40');
    await until(
      async () =>
        (await opacities(page)).length === 5 && !(await page.locator('.strength-status').textContent()),
    );
    expect(await opacities(page)).toEqual([0, 1, 0.5, 0, 0]);
    await slider.fill('75');
    expect(await opacities(page)).toEqual([0, 0, 0, 1, 0.25]);
    expect(await violations(page)).toEqual([]);
    // Nobody is shown more messages than there are pictures.
    for (const viewer of [page, other]) expect(await viewer.locator('.message').count()).toBe(1);
    await page.getByRole('button', { name: 'Paint at 75 %' }).click();
    await until(async () =>
      /strength 75 %/.test((await page.locator('.caption').allTextContents()).at(-1) ?? ''),
    );
    expect(await page.locator('.strength-panel').count()).toBe(0);
  });

  it('shows what a photo and a style come to before they are sent, asking once', async () => {
    const page = await chat.visit({ ...DESK, bypassCSP: true });
    let asked = 0;
    page.on('request', (request) => {
      if (request.url().endsWith('/api/strengths')) asked++;
    });
    await attach(page, PHOTO);
    await text(page).fill('/stylize mosaic');
    await text(page).press('Escape');
    await page.getByRole('button', { name: /^Options/ }).click();
    const slider = page.locator('#option-strength');
    chat.gate.to(2 * STEPS);
    for (const value of ['60', '61', '30']) await slider.fill(value);
    await expectVisible(page.getByText('Small ones are painted: 2 of 5.'));
    expect(await violations(page)).toEqual([]);
    chat.gate.open();
    await until(async () => (await page.locator('.strength-status').textContent()) === '');
    await slider.fill('20');
    expect(await opacities(page)).toEqual([1, 0.5, 0, 0, 0]);
    expect(asked).toBe(1);
    expect(await text(page).inputValue()).toBe('/stylize mosaic strength=20');
    expect(await page.locator('.message').count()).toBe(0);

    await text(page).fill('/stylize great-wave strength=20');
    expect(await page.locator('.strength-preview').isVisible()).toBe(false);
    await text(page).press('Escape');
    await text(page).press('Enter');
    await expectVisible(page.getByRole('link', { name: 'Download' }));
    expect(await page.locator('.message').count()).toBe(1);
  });
});
