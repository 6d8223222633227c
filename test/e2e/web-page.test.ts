/** The page in a real browser, on the real server and queue, with an engine that the test holds back or lets go. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { startApp, type TestApp } from '../support/app.js';
import { browserFound, openBrowser } from '../support/browser.js';
import { Gate } from '../support/gate.js';
import { quadrantPicture } from '../support/pictures.js';
import { StagedEngine } from '../support/staged-engine.js';

const PHOTO = 'test/photos/cat-chelsea.jpg';
const STEPS = 20;

let browser: Browser;
let app: TestApp;
let gate: Gate;
let contexts: BrowserContext[];

describe.skipIf(!browserFound())('the page', { timeout: 60_000 }, () => {
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    gate = new Gate();
    contexts = [];
    app = await startApp({ engine: new StagedEngine({ steps: STEPS, gate: gate.pass }) });
  });
  afterEach(async () => {
    gate.open();
    await Promise.all(contexts.map((context) => context.close()));
    await app.close();
    expect(app.errors).toEqual([]);
  });

  it('takes a photo and a preset, and edits one message from the queue to the picture', async () => {
    const page = await visit();
    await page
      .getByRole('textbox')
      .or(page.getByRole('combobox', { name: 'Command' }))
      .fill('/sty');
    await expectVisible(page.getByRole('option', { name: '/stylize' }));
    await page.keyboard.press('Enter');
    await attach(page, PHOTO);
    await page.getByRole('button', { name: 'Choose a style' }).click();
    await page.getByRole('searchbox').fill('van gogh night');
    await page.locator('#gallery [data-style="starry-night"]').click();
    expect(await text(page).inputValue()).toBe('/stylize starry-night ');
    await page.getByRole('button', { name: 'Send' }).click();

    const message = page.locator('.message');
    await message.waitFor();
    const id = await message.getAttribute('id');
    expect(await message.locator('.title').textContent()).toMatch(/in line|Setting up/i);
    expect(await message.locator('.command').textContent()).toBe('/stylize starry-night');
    expect(await message.locator('.input').count()).toBe(2);

    gate.to(4);
    const preview = message.locator('img[data-role="preview"]').last();
    await preview.waitFor();
    const first = await preview.getAttribute('src');
    await until(async () => (await message.locator('.percent').textContent()) === '20 %');
    expect(await message.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('20');
    expect(await message.locator('.left').textContent()).toBe('about 20 s left');
    const before = await message.locator('.frame').boundingBox();

    gate.to(8);
    await until(async () => (await preview.getAttribute('src')) !== first);
    await until(async () => (await message.locator('img[data-role="preview"]').count()) === 1);

    gate.open();
    await expectVisible(message.getByRole('link', { name: 'Download' }));
    expect(await page.locator('.message').count()).toBe(1);
    expect(await message.getAttribute('id')).toBe(id);
    expect(await message.locator('.title').textContent()).toBe(
      'Cat chelsea in the style of The Starry Night',
    );
    expect(await message.locator('.frame').boundingBox()).toMatchObject({
      width: before?.width,
      height: before?.height,
    });
    const downloading = page.waitForEvent('download');
    await message.getByRole('link', { name: 'Download' }).click();
    expect((await downloading).suggestedFilename()).toBe('cat-chelsea-in-the-style-of-the-starry-night.png');
  });

  it('compares before and after by keyboard and by pointer', async () => {
    gate.open();
    const page = await visit({ reducedMotion: 'reduce' });
    await paint(page);
    const slider = page.getByRole('slider', { name: 'Compare with the photo' });
    await slider.waitFor();
    expect(await slider.getAttribute('aria-valuenow')).toBe('0');
    await slider.focus();
    await page.keyboard.press('End');
    expect(await slider.getAttribute('aria-valuetext')).toBe('100 % photo, 0 % painting');
    await page.keyboard.press('PageDown');
    await page.keyboard.press('ArrowLeft');
    expect(await slider.getAttribute('aria-valuenow')).toBe('88');
    const frame = (await page.locator('.frame').boundingBox())!;
    await page.mouse.click(frame.x + frame.width / 4, frame.y + frame.height / 2);
    expect(await slider.getAttribute('aria-valuenow')).toBe('25');
    const clip = await page.locator('.compare .before').evaluate(styleOf, 'clipPath');
    expect(clip).toBe('inset(0px 75% 0px 0px)');
  });

  it('shows the same live in a second tab, and to somebody else without their buttons', async () => {
    const page = await visit();
    const tab = await page.context().newPage();
    await open(tab);
    const other = await visit();
    await paint(page);
    gate.to(6);
    for (const viewer of [tab, other]) {
      await until(async () => (await viewer.locator('.percent').textContent()) === '30 %');
    }
    await expectVisible(tab.getByRole('button', { name: 'Cancel' }));
    expect(await other.getByRole('button', { name: 'Cancel' }).count()).toBe(0);
    gate.open();
    await expectVisible(other.getByRole('button', { name: 'Try this style' }));
    for (const name of ['Again', 'Delete']) expect(await other.getByRole('button', { name }).count()).toBe(0);
    await other.getByRole('button', { name: 'Try this style' }).click();
    await expectVisible(other.getByRole('button', { name: 'Style: The Starry Night. Choose another' }));
    await tab.getByRole('button', { name: 'Delete' }).click();
    await until(async () => (await other.locator('.message').count()) === 0);
  });

  it('keeps the channel over a reload', async () => {
    gate.open();
    const page = await visit();
    await paint(page);
    await expectVisible(page.getByRole('link', { name: 'Download' }));
    const name = await page.locator('#you').textContent();
    await page.reload();
    await expectVisible(page.getByRole('link', { name: 'Download' }));
    expect(await page.locator('#you').textContent()).toBe(name);
    await expectVisible(page.locator('.you'));
  });

  it('says that it reconnects when the server is unavailable, and resumes in the same message when it is back', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'atelier-e2e-'));
    onTestFinished(() => rm(directory, { recursive: true, force: true }));
    await app.close();
    app = await startApp({ engine: new StagedEngine({ steps: STEPS, gate: gate.pass }), directory });
    const page = await visit();
    await paint(page);
    gate.to(8);
    await page.locator('img[data-role="preview"]').waitFor();
    const id = await page.locator('.message').getAttribute('id');
    const { port } = app;
    await app.close();
    await until(async () => (await page.locator('#state').textContent()) === 'Reconnecting…');
    await page.locator('#text').fill('/help');
    await page.locator('#send').click();
    await until(async () => /cannot be reached/.test((await page.locator('#problem').textContent()) ?? ''));
    expect(await text(page).inputValue()).toBe('/help');
    gate.open();
    app = await startApp({ engine: new StagedEngine({ steps: STEPS, gate: gate.pass }), directory, port });
    await until(async () => (await page.locator('#state').textContent()) === 'Live');
    await expectVisible(page.getByRole('link', { name: 'Download' }));
    expect(await page.locator('.message').count()).toBe(1);
    expect(await page.locator('.message').getAttribute('id')).toBe(id);
  });

  it('cancels, and tries again', async () => {
    const page = await visit();
    await paint(page);
    gate.to(3);
    await page.getByRole('button', { name: 'Cancel' }).click();
    gate.open();
    await until(async () => (await page.locator('.title').textContent()) === 'Stopped');
    await page.getByRole('button', { name: 'Start again' }).click();
    await expectVisible(page.locator('.message').nth(1).getByRole('link', { name: 'Download' }));
  });

  it('shows places in line', async () => {
    const page = await visit();
    for (const expected of [/Setting up|Next/, /Next in line/, /2nd in line/]) {
      await paint(page);
      await until(async () => expected.test((await page.locator('.title').allTextContents()).at(-1) ?? ''));
    }
    await ask(page, '/queue');
    expect(await page.locator('#note').textContent()).toContain('You have 3 pictures on their way');
  });

  it('says beside the composer what is wrong, and loses nothing', async () => {
    const page = await visit();
    await attach(page, PHOTO);
    for (const [command, words] of [
      ['/stylize', 'There is no style yet'],
      ['/stylize starry-night strength=200', 'Strength must be a number from 0 to 100 %'],
      ['/stylize mona-lisa', 'There is no preset'],
      ['hello', 'Start with /stylize'],
    ] as const) {
      await ask(page, command);
      await until(async () =>
        ((await page.locator('#problem').textContent()) ?? '').toLowerCase().includes(words.toLowerCase()),
      );
      expect(await text(page).inputValue()).toBe(command);
      await expectVisible(page.getByRole('button', { name: /^Photo: cat-chelsea\.jpg/ }));
    }
    await page
      .locator('#picker')
      .setInputFiles({ name: 'note.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('<html>') });
    await ask(page, '/stylize');
    await until(async () =>
      /"note\.jpg": This file is/.test((await page.locator('#problem').textContent()) ?? ''),
    );
    expect(await page.locator('.message').count()).toBe(0);
  });

  it('writes options and presets into the text, and reads them from it', async () => {
    const page = await visit();
    await text(page).fill('/stylize great-wave');
    await text(page).press('Escape');
    await expectVisible(page.getByRole('button', { name: /^Style: The Great Wave/ }));
    await page.getByRole('button', { name: 'Options' }).click();
    await page.getByLabel('Strength').fill('80');
    await page.getByLabel('Keep colours').check();
    await page.getByLabel('Quality').selectOption('fine');
    expect(await text(page).inputValue()).toBe(
      '/stylize great-wave strength=80 keepColours=true quality=fine',
    );
    await page.getByLabel('Quality').selectOption('standard');
    expect(await text(page).inputValue()).toBe('/stylize great-wave strength=80 keepColours=true');
    await page.keyboard.press('Escape');
    await text(page).fill('/stylize strength=30');
    await expectVisible(page.getByRole('button', { name: 'Choose a style' }));
    await page.getByRole('button', { name: 'Options: 1 changed' }).click();
    expect(await page.getByLabel('Strength').inputValue()).toBe('30');
  });

  it('lets nobody choose a network that is not installed', async () => {
    const page = await visit();
    const offered = page.locator('#option-network option:not([disabled])');
    await expect.poll(() => offered.allTextContents()).toEqual(['auto', 'compact', 'vgg19']);
  });

  it('takes pictures that are dropped into a slot or pasted', async () => {
    const page = await visit();
    const bytes = [...(await quadrantPicture().png().toBuffer())];
    await page.locator('body').evaluate((body, bytes) => {
      const { DataTransfer, DragEvent, ClipboardEvent, File } = body.ownerDocument.defaultView;
      const carrying = (name: string) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([new Uint8Array(bytes)], name, { type: 'image/png' }));
        return transfer;
      };
      const drag = { dataTransfer: carrying('dropped.png'), bubbles: true };
      body.dispatchEvent(new DragEvent('dragenter', drag));
      const zone = body.querySelector('#drop [data-slot=style]');
      zone.dispatchEvent(new DragEvent('dragover', drag));
      if (!zone.hasAttribute('data-over')) throw new Error('the target does not show');
      zone.dispatchEvent(new DragEvent('drop', drag));
      body.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData: carrying('pasted.png'), bubbles: true }),
      );
    }, bytes);
    await expectVisible(page.getByRole('button', { name: /^Style: dropped\.png/ }));
    await expectVisible(page.getByRole('button', { name: /^Photo: pasted\.png/ }));
    expect(await page.locator('#drop').isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Take out dropped.png' }).click();
    await expectVisible(page.getByRole('button', { name: 'Choose a style' }));
  });

  it('can be used with the keyboard alone', async () => {
    gate.open();
    const page = await visit({ reducedMotion: 'reduce' });
    // Playwright asks Chromium to tell of file choosers without waiting for its answer: it has to know before the key comes.
    const chooser = page.waitForEvent('filechooser');
    await tabTo(page, '#start-photo');
    // Not Enter: by that, Chromium 156 opens the dialog without telling Playwright.
    await page.keyboard.press('Space');
    await (await chooser).setFiles(PHOTO);
    await until(() => page.locator('#text').evaluate((field) => field.matches(':focus')));
    await page.keyboard.type('great w');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect(await text(page).inputValue()).toBe('/stylize great-wave ');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
    await expectVisible(page.getByRole('link', { name: 'Download' }));
    await page.getByRole('slider').waitFor();
    await tabTo(page, '[role=slider]', 'Shift+Tab');
    await page.keyboard.press('PageUp');
    expect(await page.getByRole('slider').getAttribute('aria-valuenow')).toBe('10');
    expect(await page.locator('#announcer').textContent()).toContain('in the style of');
  });

  it('goes through the gallery by arrow keys and closes it by Escape', async () => {
    const page = await visit();
    await page.getByRole('button', { name: 'Choose a style' }).click();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    const focused = () => page.locator(':focus').getAttribute('data-style');
    await page.keyboard.press('ArrowRight');
    const first = await focused();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    expect(await focused()).toBe(first);
    await page.keyboard.press('Escape');
    expect(await page.locator('#gallery').isVisible()).toBe(false);
  });

  it.each(['light', 'dark'] as const)('fits 360 px in %s, in each state', async (colorScheme) => {
    const page = await visit({ colorScheme, viewport: { width: 360, height: 640 } });
    const fits = async () =>
      expect(await page.locator('html').evaluate((root) => root.scrollWidth)).toBeLessThanOrEqual(360);
    await fits();
    await page.getByRole('button', { name: 'Choose a style' }).click();
    await fits();
    await page.keyboard.press('Escape');
    await paint(
      page,
      '/stylize a-very-long-name-of-no-preset-at-all-that-wraps-nowhere-since-it-has-no-space-in-it-anywhere',
    );
    await fits();
    await paint(page);
    gate.to(4);
    await page.locator('img[data-role="preview"]').waitFor();
    await fits();
    gate.open();
    await expectVisible(page.getByRole('link', { name: 'Download' }));
    await fits();
    const background = await page.locator('body').evaluate(styleOf, 'backgroundColor');
    const [red] = /\d+/.exec(background)!;
    expect(Number(red) > 128).toBe(colorScheme === 'light');
    await page
      .getByRole('button', { name: colorScheme === 'light' ? 'Dark colours' : 'Light colours' })
      .click();
    expect(await page.locator('body').evaluate(styleOf, 'backgroundColor')).not.toBe(background);
    await page.reload();
    expect(await page.locator('body').evaluate(styleOf, 'backgroundColor')).not.toBe(background);
  });
});

/** A new person on the page; what its console complains of fails the test. */
async function visit(options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  contexts.push(context);
  const page = await context.newPage();
  page.on('pageerror', (error) => app.errors.push(error));
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) app.errors.push(message.text());
  });
  await open(page);
  return page;
}

async function open(page: Page): Promise<void> {
  await page.goto(app.url);
  await page.locator('body[data-state="live"]').waitFor();
}

const text = (page: Page): Locator => page.locator('#text');

async function attach(page: Page, path: string): Promise<void> {
  await page.locator('#picker').setInputFiles(path);
}

async function ask(page: Page, command: string): Promise<void> {
  await text(page).fill(command);
  await text(page).press('Escape');
  await text(page).press('Enter');
  await until(async () => (await page.locator('#composer').getAttribute('aria-busy')) !== 'true');
}

async function paint(page: Page, command = '/stylize starry-night'): Promise<void> {
  if ((await page.locator('.slot-photo.filled').count()) === 0) await attach(page, PHOTO);
  await ask(page, command);
}

async function tabTo(page: Page, selector: string, key = 'Tab'): Promise<void> {
  for (let presses = 0; presses < 40; presses++) {
    if (await page.locator(`${selector}:focus`).count()) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${selector} is not reached by ${key}`);
}

/** Runs in the page, whose types this program does not have. */
const styleOf = (element: { ownerDocument: { defaultView: unknown } }, name: string): string =>
  (
    element.ownerDocument.defaultView as { getComputedStyle(of: unknown): Record<string, string> }
  ).getComputedStyle(element)[name]!;

const expectVisible = (locator: Locator) => locator.first().waitFor({ state: 'visible', timeout: 10_000 });

/** Waits for what will be so; the test's own time limit ends a wait in vain. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  await expect.poll(condition, { timeout: 10_000 }).toBe(true);
}
