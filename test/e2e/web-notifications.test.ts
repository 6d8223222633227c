/** A picture that is done while its tab is hidden. Headless browsers refuse notifications, so that theirs are played by a double. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { browserFound } from '../support/browser.js';
import { expectVisible, paint, useChatPage } from '../support/chat-page.js';
import { StagedEngine } from '../support/staged-engine.js';
import { until } from '../support/until.js';

/** Runs in the page before its own script. */
const DOUBLE = `
  globalThis.shown = [];
  globalThis.asked = 0;
  globalThis.hidden = false;
  globalThis.Notification = class extends EventTarget {
    static permission = 'default';
    static async requestPermission() {
      asked += 1;
      return (Notification.permission = 'granted');
    }
    constructor(title, options) {
      super();
      shown.push({ title, ...options });
    }
    close() {}
  };
  Object.defineProperty(document, 'hidden', { get: () => globalThis.hidden });
`;

describe.skipIf(!browserFound())('a notification', { timeout: 60_000 }, () => {
  const chat = useChatPage();

  async function visit(): Promise<Page> {
    const page = await chat.visit();
    await page.addInitScript(DOUBLE);
    await page.reload();
    await page.locator('body[data-state="live"]').waitFor();
    return page;
  }

  /** A second for each step, by what it says: long enough to be worth the question. */
  async function startSlow(): Promise<void> {
    await chat.app.close();
    await chat.start({ engine: new StagedEngine({ steps: 40, gate: chat.gate.pass }) });
  }

  const offer = (page: Page) => page.getByRole('region', { name: 'Notifications' });

  it('is offered once somebody waits for long, and comes when a hidden tab has their picture', async () => {
    await startSlow();
    const page = await visit();
    expect(await offer(page).count()).toBe(0);
    chat.gate.to(2);
    await paint(page, '/stylize mosaic size=64');
    await expectVisible(offer(page));
    expect(await page.evaluate('asked')).toBe(0);
    await offer(page).getByRole('button', { name: 'Notify me' }).click();
    expect(await page.evaluate('asked')).toBe(1);
    expect(await offer(page).count()).toBe(0);

    await page.evaluate('hidden = true');
    chat.gate.open();
    await until(async () => (await page.evaluate('shown.length')) === 1);
    expect(await page.evaluate('shown[0]')).toMatchObject({
      title: 'Your picture is done',
      body: 'Cat chelsea in the style of Roman Mosaic',
      icon: expect.stringContaining('/result?'),
    });
  });

  it('is offered no longer than the wait lasts', async () => {
    await startSlow();
    const page = await visit();
    chat.gate.to(2);
    await paint(page, '/stylize mosaic size=64');
    await expectVisible(offer(page));
    chat.gate.open();
    await expectVisible(page.getByRole('link', { name: 'Download' }));
    await until(async () => (await offer(page).count()) === 0);
  });

  it('is not offered again to somebody who wants none', async () => {
    await startSlow();
    const page = await visit();
    chat.gate.to(2);
    await paint(page, '/stylize mosaic size=64');
    await expectVisible(offer(page));
    await offer(page).getByRole('button', { name: 'No notifications' }).click();
    await page.reload();
    await page.locator('.message').last().waitFor();
    await paint(page, '/stylize great-wave size=64');
    await until(async () => (await page.locator('.message').count()) === 2);
    chat.gate.open();
    await until(async () => (await page.getByRole('link', { name: 'Download' }).count()) === 2);
    expect(await page.evaluate('asked')).toBe(0);
    expect(await offer(page).count()).toBe(0);
  });

  it('is not offered for what is done soon', async () => {
    const page = await visit();
    chat.gate.to(2);
    await paint(page, '/stylize mosaic size=64');
    await until(async () => (await page.locator('.left').textContent()) !== '');
    expect(await offer(page).count()).toBe(0);
  });
});
