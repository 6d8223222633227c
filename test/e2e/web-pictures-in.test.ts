/** How pictures come into the composer besides the file picker, and what becomes of them there before they are sent. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { WireMessage } from '../../src/bots/web/wire.js';
import { browserFound } from '../support/browser.js';
import { ask, attach, expectVisible, PHOTO, paint, text, useChatPage } from '../support/chat-page.js';
import { StagedEngine } from '../support/staged-engine.js';
import { until } from '../support/until.js';

describe.skipIf(!browserFound())('a picture on its way in', { timeout: 60_000 }, () => {
  const chat = useChatPage();

  const slot = (page: Page, name: string) => page.locator(`.slot-${name}`);
  const sizeIn = (page: Page, name: string) =>
    slot(page, name)
      .locator('img')
      .evaluate((image) => `${image.naturalWidth}x${image.naturalHeight}`);
  const saying = (page: Page, id: string, words: RegExp) =>
    until(async () => words.test((await page.locator(id).textContent()) ?? ''));

  it('has its subject brushed, and the mask goes along', async () => {
    const masks: (Uint8Array | undefined)[] = [];
    class Recording extends StagedEngine {
      override stylize(...[task, options]: Parameters<StagedEngine['stylize']>) {
        masks.push(task.mask);
        return super.stylize(task, options);
      }
    }
    await chat.app.close();
    await chat.start({ engine: new Recording({ steps: 4, gate: async () => {} }) });
    const page = await chat.visit();
    await attach(page, PHOTO);
    await page.getByRole('button', { name: 'Brush what is painted of cat-chelsea.jpg' }).click();
    const dialog = page.getByRole('dialog', { name: 'Choose what is painted' });
    const { x, y, width, height } = (await dialog.locator('canvas').boundingBox())!;
    const drag = async (from: number, to: number) => {
      await page.mouse.move(x + from * width, y + height / 2);
      await page.mouse.down();
      await page.mouse.move(x + to * width, y + height / 2);
      await page.mouse.up();
    };
    await drag(0.2, 0.6);
    await drag(0.8, 0.9);
    await dialog.getByRole('button', { name: 'Undo' }).click();
    await dialog.getByLabel('Erase').check();
    await drag(0.2, 0.3);
    await dialog.getByLabel('Erase').uncheck();
    await page.mouse.click(x + 0.8 * width, y + 0.2 * height);
    await dialog.getByRole('application').focus();
    for (let presses = 0; presses < 8; presses++) await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Shift+ArrowLeft');
    await dialog.getByRole('button', { name: 'Paint the background' }).click();
    await until(async () => (await text(page).inputValue()) === '/stylize where=background ');
    await ask(page, '/stylize mosaic size=96 where=background');
    await until(async () => masks.length === 1);
    const { data, info } = await sharp(masks[0]).greyscale().raw().toBuffer({ resolveWithObject: true });
    const at = (across: number, down = 0.5) =>
      data[(Math.floor(down * info.height) * info.width + Math.floor(across * info.width)) * info.channels];
    expect(info).toMatchObject({ width: 1024, height: 681 });
    expect([0.05, 0.25, 0.45, 0.55, 0.85].map((share) => at(share)! > 127)).toEqual([
      false,
      false,
      true,
      true,
      false,
    ]);
    // A dot, a gap that the brush was moved over, and a line by keys.
    expect([0.8, 0.72, 0.63].map((across) => at(across, 0.2)! > 127)).toEqual([true, false, true]);

    // The mask stays with its photo, and goes along only where a part is painted.
    await ask(page, '/stylize mosaic size=96');
    await ask(page, '/stylize mosaic size=96 where=subject seed=2');
    await until(async () => masks.length === 3);
    // A mask that is pasted lies over the photo, or is refused; with nothing brushed the subject is to be found.
    await page.getByRole('button', { name: 'Brush what is painted of cat-chelsea.jpg' }).click();
    const paste = async (width: number, height: number) => {
      const mask = await sharp({ create: { width, height, channels: 3, background: '#fff' } })
        .png()
        .toBuffer();
      await page.evaluate(`{
        const clipboardData = new DataTransfer();
        clipboardData.items.add(new File([new Uint8Array([${[...mask]}])], 'mask.png', { type: 'image/png' }));
        document.querySelector('#brush').dispatchEvent(new ClipboardEvent('paste', { clipboardData }));
      }`);
    };
    await paste(20, 30);
    await expectVisible(dialog.getByText('the mask is 1 : 1.5'));
    await paste(30, 20);
    await dialog.getByRole('button', { name: 'Paint the subject' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await ask(page, '/stylize mosaic size=96 where=subject seed=4');
    await until(async () => masks.length === 4);
    const pasted = await sharp(masks[3]).stats();
    expect(pasted.channels[0]).toMatchObject({ min: 255, max: 255 });
    await page.getByRole('button', { name: 'Brush what is painted of cat-chelsea.jpg' }).click();
    await dialog.getByRole('button', { name: 'Clear' }).click();
    await dialog.getByRole('button', { name: 'Paint the subject' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await ask(page, '/stylize mosaic size=96 where=subject seed=3');
    await until(async () => masks.length === 5);
    expect(masks.map((mask) => mask !== undefined)).toEqual([true, false, true, true, false]);
    await until(async () => (await page.getByRole('link', { name: 'Download' }).count()) === 5);
  });

  it('is reduced where it is over the limit, and cropped where somebody wants it', async () => {
    chat.gate.open();
    const page = await chat.visit();
    // A picture of 20 MB and more that a decoder reads in no time: what follows its end is passed over.
    const folder = await mkdtemp(join(tmpdir(), 'atelier-huge-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const huge = join(folder, 'huge.jpg');
    await writeFile(huge, Buffer.concat([await readFile(PHOTO), Buffer.alloc(20 * 2 ** 20)]));
    await attach(page, huge);
    await saying(
      page,
      '#notice',
      /^"huge\.jpg" was too large: reduced from 451 × 300 px, 20\.1 MB to 451 × 300 px, 0\.1 MB\.$/,
    );

    await page.getByRole('button', { name: 'Crop huge.jpg' }).click();
    const dialog = page.getByRole('dialog', { name: 'Crop' });
    const size = dialog.locator('.crop-size');
    const corner = (name: string) => dialog.getByRole('button', { name: `${name} corner` });
    await expectVisible(dialog.getByText('451 × 300 px'));
    await corner('Top left').focus();
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('ArrowDown');
    expect(await size.textContent()).toBe('428 × 295 px');
    const handle = (await corner('Bottom right').boundingBox())!;
    const [x, y] = [handle.x + handle.width / 2, handle.y + handle.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x - 200, y - 200);
    await page.mouse.up();
    expect(await size.textContent()).not.toBe('428 × 295 px');
    await dialog.getByLabel('Square').check();
    const [, side] = /^(\d+) × \1 px$/.exec((await size.textContent())!)!;
    await dialog.getByRole('button', { name: 'Crop', exact: true }).click();
    await until(async () => (await sizeIn(page, 'photo')) === `${side}x${side}`);

    // Cropped again, it begins with the picture as it was.
    await page.getByRole('button', { name: 'Crop huge.jpg' }).click();
    await dialog.getByRole('button', { name: 'Whole picture' }).click();
    expect(await size.textContent()).toBe('451 × 300 px');
    await page.keyboard.press('Escape');
    await ask(page, '/stylize mosaic size=96');
    await expectVisible(page.getByRole('link', { name: 'Download' }));
    const messages = (await (await fetch(`${chat.app.url}/api/messages`)).json()) as WireMessage[];
    expect(messages[0]!.view.frame).toEqual({ width: 96, height: 96 });
  });

  it('is fetched from an address that is pasted into an empty message', async () => {
    const page = await chat.visit();
    const cat = await readFile(PHOTO);
    // Two sites: one lets other pages read its pictures, one does not.
    await page.route('https://open.example/**', (route) =>
      route.fulfill({
        body: route.request().url().endsWith('.jpg') ? cat : '<html>',
        contentType: route.request().url().endsWith('.jpg') ? 'image/jpeg' : 'text/html',
        headers: { 'access-control-allow-origin': '*' },
      }),
    );
    await page.route('https://closed.example/**', (route) =>
      route.fulfill({
        body: cat,
        contentType: 'image/jpeg',
        headers: { 'access-control-allow-origin': 'https://its-own.example' },
      }),
    );
    const paste = async (words: string) => {
      await text(page).evaluate((field, words) => {
        const { DataTransfer, ClipboardEvent } = field.ownerDocument.defaultView;
        const clipboardData = new DataTransfer();
        clipboardData.setData('text/plain', words);
        field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
      }, words);
    };
    await paste('https://closed.example/cat.jpg');
    await saying(page, '#problem', /^closed\.example does not let other pages fetch its pictures/);
    await paste('https://open.example/gallery');
    await saying(page, '#problem', /address of a page, not of a picture/);
    expect(await page.locator('.slot.filled').count()).toBe(0);
    await paste('http://open.example/the%20cat.jpg');
    await expectVisible(page.getByRole('button', { name: /^Photo: the cat\.jpg/ }));
    expect(await page.locator('#problem').textContent()).toBe('');
  });

  it('is a picture of the channel, dragged into a slot or taken in the lightbox', async () => {
    chat.gate.open();
    const page = await chat.visit();
    await attach(page, PHOTO);
    await paint(page, '/stylize mosaic size=128');
    const result = page.locator('.frame .result');
    await expectVisible(result);
    const from = (await result.boundingBox())!;
    await page.mouse.move(from.x + from.width / 3, from.y + from.height / 2);
    await page.mouse.down();
    await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2, { steps: 4 });
    await expectVisible(page.locator('#drop'));
    const zone = (await page.locator('#drop [data-slot=style]').boundingBox())!;
    await page.mouse.move(zone.x + zone.width / 2, zone.y + zone.height / 2, { steps: 4 });
    await page.mouse.up();
    await expectVisible(
      page.getByRole('button', { name: /^Style: cat-chelsea-in-the-style-of-roman-mosaic/ }),
    );
    expect(await sizeIn(page, 'style')).toBe('128x85');

    await page.getByRole('button', { name: 'View large' }).click();
    await page.getByRole('button', { name: 'Use it' }).click();
    await page.getByRole('button', { name: 'As photo' }).click();
    await expectVisible(page.getByRole('button', { name: /^Photo: cat-chelsea-in-the-style/ }));
    expect(await page.locator('#lightbox').isVisible()).toBe(false);
    expect(await page.locator(':focus').getAttribute('id')).toBe('text');
  });

  it('may be a HEIC, and comes from the camera where there is a touch screen', async () => {
    chat.gate.open();
    const page = await chat.visit({
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
      reducedMotion: 'reduce',
    });
    const camera = page.getByRole('button', { name: 'Take a photo' });
    const chooser = page.waitForEvent('filechooser');
    await camera.click();
    expect(await (await chooser).element().getAttribute('capture')).toBe('environment');
    await (await chooser).setFiles('test/pictures/p3-rotated.heic');
    await expectVisible(page.getByRole('button', { name: /^Photo: p3-rotated\.heic/ }));
    expect(await camera.isVisible()).toBe(false);
    await ask(page, '/stylize mosaic size=64');
    await expectVisible(page.getByRole('link', { name: 'Download' }));

    const desk = await chat.visit();
    expect(await desk.getByRole('button', { name: 'Take a photo' }).count()).toBe(0);
  });
});
