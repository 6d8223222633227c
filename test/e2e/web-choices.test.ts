/** The ways to a picture besides a style from the gallery: another style, a link, a surprise, a drop, plain words, the list of commands. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { violations } from '../support/axe.js';
import { browserFound } from '../support/browser.js';
import { attach, expectVisible, PHOTO, paint, text, useChatPage } from '../support/chat-page.js';
import { quadrantPicture } from '../support/pictures.js';
import { until } from '../support/until.js';

const STILL = { bypassCSP: true } as const;
const PHONE = { ...STILL, viewport: { width: 390, height: 844 }, hasTouch: true };

describe.skipIf(!browserFound())('a picture comes', { timeout: 60_000 }, () => {
  const chat = useChatPage();
  const titles = (page: Page) => page.locator('.title').allTextContents();
  const last = async (page: Page) => (await titles(page)).at(-1) ?? '';

  async function painted(options: Parameters<typeof chat.visit>[0] = STILL): Promise<Page> {
    chat.gate.open();
    const page = await chat.visit(options);
    await paint(page);
    await expectVisible(page.getByRole('link', { name: 'Download' }));
    return page;
  }

  it('in another style: a preset, or a picture of one’s own', async () => {
    const page = await painted();
    await page.getByRole('button', { name: 'Other style' }).click();
    const gallery = page.getByRole('dialog', { name: /^Another style for “Cat chelsea/ });
    await gallery.locator('[data-style="mosaic"]').click();
    await until(async () => (await last(page)) === 'Cat chelsea in the style of Roman Mosaic');
    await expectVisible(page.getByRole('link', { name: 'Download' }).nth(1));

    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Other style' }).first().click();
    await page.getByRole('button', { name: /^Your own picture/ }).click();
    const buffer = await quadrantPicture().png().toBuffer();
    await (await chooser).setFiles({ name: 'four colours.png', mimeType: 'image/png', buffer });
    await until(async () => (await last(page)) === 'Cat chelsea in the style of Four colours');
    // The gallery is the composer's again.
    await page.getByRole('button', { name: 'Choose a style' }).click();
    await expectVisible(page.getByRole('dialog', { name: 'Choose a style' }));
  });

  it('by a link that opens the channel there', async () => {
    const page = await painted({ ...STILL, permissions: ['clipboard-read', 'clipboard-write'] });
    await paint(page, '/stylize mosaic');
    await expectVisible(page.getByRole('link', { name: 'Download' }).nth(1));
    await page.getByRole('button', { name: 'Share' }).first().click();
    const link = page.locator('.said a').first();
    await expectVisible(link);
    const url = (await link.getAttribute('href'))!;
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(url);
    expect(await violations(page)).toEqual([]);

    const other = await chat.visit({ ...STILL, viewport: { width: 1280, height: 500 } });
    await other.goto(url);
    const message = other.locator('.message').first();
    await until(() => message.evaluate((element) => element.classList.contains('linked')));
    await expectVisible(message.locator(':focus'));
    const box = (await message.boundingBox())!;
    expect(box.y + box.height).toBeGreaterThan(100);
    await other.goto(`${chat.app.url}/#message-gone`);
    await other.reload();
    await until(async () =>
      /no longer available/.test((await other.locator('#problem').textContent()) ?? ''),
    );
  });

  it.each([STILL, PHONE])('as a surprise, at one press', async (device) => {
    chat.gate.open();
    const page = await chat.visit(device);
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Surprise me' }).click();
    await (await chooser).setFiles(PHOTO);
    await until(async () => (await titles(page)).length === 1);
    await page.getByRole('button', { name: 'Surprise me' }).click();
    await until(async () => (await titles(page)).length === 2);
    const commands = await page.locator('.command').allTextContents();
    expect(commands).toEqual([
      expect.stringMatching(/^\/stylize [a-z-]+$/),
      expect.stringMatching(/^\/stylize [a-z-]+$/),
    ]);
    expect(commands[0]).not.toBe(commands[1]);
    expect(await violations(page)).toEqual([]);
  });

  it('of a photo that is dropped alone, in nine styles', async () => {
    const page = await chat.visit();
    const bytes = [...(await quadrantPicture().png().toBuffer())];
    await page.locator('body').evaluate((body, bytes) => {
      const { DataTransfer, DragEvent, File } = body.ownerDocument.defaultView;
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([new Uint8Array(bytes)], 'dropped.png', { type: 'image/png' }));
      body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true }));
    }, bytes);
    chat.gate.open();
    await until(async () => (await last(page)) === 'Dropped in 9 styles');
  });

  it('by plain words', async () => {
    chat.gate.open();
    const page = await chat.visit(STILL);
    await attach(page, PHOTO);
    await text(page).fill('like van gogh at night, softer, keep my colours');
    await expectVisible(page.getByRole('button', { name: /^Style: .*Night/ }));
    await text(page).press('Enter');
    await expectVisible(page.getByRole('link', { name: 'Download' }));
    expect(await page.locator('.command').textContent()).toMatch(
      /^\/stylize [a-z-]*night strength=\d+ keepColours=true$/,
    );
  });

  it.each([STILL, PHONE])('by a list of commands that / opens', async (device) => {
    const page = await chat.visit(device);
    const field = page.getByRole('combobox', { name: 'Command' });
    await field.fill('/');
    const options = page.getByRole('listbox', { name: 'Suggestions' }).getByRole('option');
    await expectVisible(options);
    expect(await page.locator('.suggestion-label').allTextContents()).toEqual(
      ['stylize', 'tryout', 'styles', 'queue', 'jobs', 'cancel', 'help'].map((name) => `/${name}`),
    );
    expect(await field.getAttribute('aria-expanded')).toBe('true');
    const active = async () => page.locator(`#${await field.getAttribute('aria-activedescendant')}`);
    expect(await (await active()).textContent()).toMatch(/^\/stylize/);
    await page.keyboard.press('ArrowUp');
    expect(await (await active()).textContent()).toMatch(/^\/help/);
    expect(await (await active()).getAttribute('aria-selected')).toBe('true');
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Enter');
    expect(await field.inputValue()).toBe('/help');
    expect(await field.getAttribute('aria-expanded')).toBe('false');
    await page.keyboard.press('Enter');
    await expectVisible(page.locator('#note'));
  });
});
