/** The page in a real browser, on the real server and queue, with an engine that the test holds and releases. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { browserFound } from '../support/browser.js';
import {
  ask,
  attach,
  expectVisible,
  PHOTO,
  paint,
  styleOf,
  tabTo,
  text,
  useChatPage,
} from '../support/chat-page.js';
import { quadrantPicture } from '../support/pictures.js';
import { until } from '../support/until.js';

describe.skipIf(!browserFound())('the page', { timeout: 60_000 }, () => {
  const chat = useChatPage();

  it('takes a photo and a preset, and edits one message from the queue to the picture', async () => {
    const page = await chat.visit();
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

    chat.gate.to(4);
    const preview = message.locator('img[data-role="preview"]').last();
    await preview.waitFor();
    const first = await preview.getAttribute('src');
    await until(async () => (await message.locator('.percent').textContent()) === '20 %');
    expect(await message.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('20');
    expect(await message.locator('.left').textContent()).toBe('about 20 s left');
    const before = await message.locator('.frame').boundingBox();

    chat.gate.to(8);
    await until(async () => (await preview.getAttribute('src')) !== first);
    await until(async () => (await message.locator('img[data-role="preview"]').count()) === 1);

    chat.gate.open();
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

  it('draws the losses of a finished picture when somebody opens them', async () => {
    chat.gate.open();
    const page = await chat.visit();
    await paint(page);
    const losses = page.locator('.losses');
    await expectVisible(losses.getByText('Losses'));
    expect(await losses.locator('svg').count()).toBe(0);
    await losses.getByText('Losses').click();
    const plot = losses.getByRole('img', {
      name: 'Total, style and content loss over 20 steps, from 1000 to 10',
    });
    await expectVisible(plot);
    expect(await plot.locator('polyline').count()).toBe(3);
    expect(await plot.locator('text').allTextContents()).toEqual(
      expect.arrayContaining(['total', 'style', 'content', 'step 1', '20', '100']),
    );
    const [card, drawn] = [(await page.locator('.card').boundingBox())!, (await plot.boundingBox())!];
    expect(drawn.x + drawn.width).toBeLessThanOrEqual(card.x + card.width);
    // Colours are the page's, and not those of the drawing by itself.
    const stroke = await plot.locator('polyline.line-1').evaluate(styleOf, 'stroke');
    expect(stroke).not.toBe('rgb(213, 94, 0)');
  });

  it('compares before and after by keyboard and by pointer', async () => {
    chat.gate.open();
    const page = await chat.visit();
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
    const grip = (await slider.locator('.grip').boundingBox())!;
    await page.mouse.move(grip.x + grip.width / 2, grip.y + grip.height / 2);
    await page.mouse.down();
    await page.mouse.move(frame.x + frame.width / 4, frame.y + frame.height / 2);
    await page.mouse.up();
    expect(await slider.getAttribute('aria-valuenow')).toBe('25');
    const clip = await page.locator('.message .compare .before').evaluate(styleOf, 'clipPath');
    expect(clip).toBe('inset(0px 75% 0px 0px)');
  });

  it('shows the same live in a second tab, and to somebody else without their buttons', async () => {
    const page = await chat.visit();
    const tab = await page.context().newPage();
    await chat.open(tab);
    const other = await chat.visit();
    await paint(page);
    chat.gate.to(6);
    for (const viewer of [tab, other]) {
      await until(async () => (await viewer.locator('.percent').textContent()) === '30 %');
    }
    await expectVisible(tab.getByRole('button', { name: 'Cancel' }));
    expect(await other.getByRole('button', { name: 'Cancel' }).count()).toBe(0);
    chat.gate.open();
    await expectVisible(other.getByRole('button', { name: 'Try this style' }));
    for (const name of ['Again', 'Delete']) expect(await other.getByRole('button', { name }).count()).toBe(0);
    await other.getByRole('button', { name: 'Try this style' }).click();
    await expectVisible(other.getByRole('button', { name: 'Style: The Starry Night. Choose another' }));
    await tab.getByRole('button', { name: 'Delete', exact: true }).click();
    await tab.getByRole('button', { name: 'Delete now' }).click();
    await until(async () => (await other.locator('.message').count()) === 0);
  });

  it('shows in the tab how far one’s own picture is', async () => {
    const page = await chat.visit();
    const other = await chat.visit();
    await paint(page);
    chat.gate.to(4);
    await until(async () => (await page.title()) === '20 % Atelier');
    expect(await page.locator('#favicon').getAttribute('href')).toMatch(/^blob:/);
    await until(async () => (await other.locator('.percent').textContent()) === '20 %');
    expect(await other.title()).toBe('Atelier');
    chat.gate.open();
    await until(async () => (await page.title()) === 'Atelier');
    expect(await page.locator('#favicon').getAttribute('href')).toMatch(/icon\.svg$/);
  });

  it('keeps what was typed over a reload', async () => {
    const page = await chat.visit();
    await text(page).fill('/stylize great-wave strength=80');
    await page.reload();
    await expectVisible(page.getByRole('button', { name: /^Style: The Great Wave/ }));
    expect(await text(page).inputValue()).toBe('/stylize great-wave strength=80');
  });

  it('can be installed: its manifest and icon are there', async () => {
    const page = await chat.visit();
    const manifest = await page.request.get(new URL('manifest.webmanifest', chat.app.url).href);
    expect(manifest.headers()['content-type']).toContain('application/manifest+json');
    const { icons, start_url } = (await manifest.json()) as { icons: { src: string }[]; start_url: string };
    expect(start_url).toBe('./');
    for (const { src } of icons)
      expect((await page.request.get(new URL(src, chat.app.url).href)).ok()).toBe(true);
    const devtools = await page.context().newCDPSession(page);
    const { errors } = await devtools.send('Page.getAppManifest');
    expect(errors).toEqual([]);
  });

  it('keeps the channel over a reload', async () => {
    chat.gate.open();
    const page = await chat.visit();
    await paint(page);
    await expectVisible(page.getByRole('link', { name: 'Download' }));
    const name = await page.locator('#you').textContent();
    await page.reload();
    await expectVisible(page.getByRole('link', { name: 'Download' }));
    expect(await page.locator('#you').textContent()).toBe(name);
    await expectVisible(page.locator('.you'));
  });

  it('answers /help with a list that shows where it goes on', async () => {
    const page = await chat.visit();
    await ask(page, '/help');
    const list = page.locator('#note-lines');
    await expectVisible(list.getByText('size', { exact: true }));
    expect(await list.textContent()).not.toContain('•');
    // Behind both of its edges a shadow is laid, and what hides it at the ends goes with the text.
    const attachment = await list.evaluate(styleOf, 'backgroundAttachment');
    expect(attachment).toBe('local, local, scroll, scroll');
  });

  it('says that it reconnects when the server is unavailable, and resumes in the same message when it is back', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'atelier-e2e-'));
    onTestFinished(() => rm(directory, { recursive: true, force: true }));
    await chat.app.close();
    await chat.start({ directory });
    const page = await chat.visit();
    await paint(page);
    chat.gate.to(8);
    await page.locator('img[data-role="preview"]').waitFor();
    const id = await page.locator('.message').getAttribute('id');
    const { port } = chat.app;
    await chat.app.close();
    await until(async () => (await page.locator('#state').textContent()) === 'Reconnecting…');
    await page.locator('#text').fill('/help');
    await page.locator('#send').click();
    await until(async () => /cannot be reached/.test((await page.locator('#problem').textContent()) ?? ''));
    expect(await text(page).inputValue()).toBe('/help');
    chat.gate.open();
    await chat.start({ directory, port });
    await until(async () => (await page.locator('#state').textContent()) === 'Live');
    // What it said of that time is no longer so.
    await until(async () => (await page.locator('#problem').textContent()) === '');
    await expectVisible(page.getByRole('link', { name: 'Download' }));
    expect(await page.locator('.message').count()).toBe(1);
    expect(await page.locator('.message').getAttribute('id')).toBe(id);
  });

  it('cancels, and tries again', async () => {
    const page = await chat.visit();
    await paint(page);
    chat.gate.to(3);
    await page.getByRole('button', { name: 'Cancel' }).click();
    chat.gate.open();
    await until(async () => (await page.locator('.title').textContent()) === 'Stopped');
    await page.getByRole('button', { name: 'Start again' }).click();
    await expectVisible(page.locator('.message').nth(1).getByRole('link', { name: 'Download' }));
  });

  it('shows places in line', async () => {
    const page = await chat.visit();
    for (const expected of [/Setting up|Next/, /Next in line/, /2nd in line/]) {
      await paint(page);
      await until(async () => expected.test((await page.locator('.title').allTextContents()).at(-1) ?? ''));
    }
    await ask(page, '/queue');
    expect(await page.locator('#note').textContent()).toContain('You have 3 pictures on their way');
    await paint(page);
    await page.evaluate(`
      window.added = 0;
      new MutationObserver((changes) => { window.added += changes.length; })
        .observe(document.getElementById('messages'), { childList: true })`);
    await paint(page);
    await until(async () =>
      /limit for one person/.test((await page.locator('#problem').textContent()) ?? ''),
    );
    // The next news come after the refusal: none of them brought a card or took one away.
    chat.gate.to(2);
    await until(async () => (await page.locator('.percent').allTextContents()).includes('10 %'));
    expect(await page.evaluate('window.added')).toBe(0);
  });

  it('says beside the composer what is wrong, and loses nothing', async () => {
    const page = await chat.visit();
    await attach(page, PHOTO);
    for (const [command, words] of [
      ['/stylize mode=style', 'Mode=style needs a style'],
      ['/stylize starry-night strength=200', 'Strength must be a number from 0 to 100 %'],
      ['/stylize mona-lisa', 'There is no preset'],
      ['like warhol', 'There is no preset "warhol"'],
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
    // A file that is no picture is refused at once, and the one before it is back in its place.
    await until(async () =>
      /"note\.jpg": This file is a web page/.test((await page.locator('#problem').textContent()) ?? ''),
    );
    await expectVisible(page.getByRole('button', { name: /^Photo: cat-chelsea\.jpg/ }));
    expect(await page.locator('#picker').getAttribute('multiple')).toBeNull();
    expect(await page.locator('.message').count()).toBe(0);
  });

  it('writes options and presets into the text, and reads them from it', async () => {
    const page = await chat.visit();
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
    await text(page).fill('like hokusai, softer');
    await page.getByRole('button', { name: 'Options: 1 changed' }).click();
    expect(await page.getByLabel('Strength').inputValue()).toBe('30');
    await page.getByLabel('Strength').fill('35');
    expect(await text(page).inputValue()).toBe('/stylize great-wave strength=35');
    await page.keyboard.press('Escape');
    await text(page).fill('/stylize strength=30');
    await expectVisible(page.getByRole('button', { name: 'Choose a style' }));
    await page.getByRole('button', { name: 'Options: 1 changed' }).click();
    expect(await page.getByLabel('Strength').inputValue()).toBe('30');
  });

  it('lets nobody choose a network that is not installed', async () => {
    const page = await chat.visit();
    const offered = page.locator('#option-network option:not([disabled])');
    await expect.poll(() => offered.allTextContents()).toEqual(['auto', 'compact', 'vgg19']);
  });

  it('takes pictures that are dropped into a slot or pasted', async () => {
    const page = await chat.visit();
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
    chat.gate.open();
    const page = await chat.visit();
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
    const page = await chat.visit();
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

  it('takes a deleted picture back, and keeps the focus at hand', async () => {
    chat.gate.open();
    const page = await chat.visit();
    await paint(page);
    await expectVisible(page.getByRole('link', { name: 'Download' }));
    const focused = () => page.locator(':focus');
    await page.getByRole('button', { name: 'Again' }).focus();
    await page.keyboard.press('Enter');
    await expectVisible(page.locator('.message').nth(1).getByRole('link', { name: 'Download' }));
    expect(await focused().getAttribute('data-action')).toBe('again');

    const first = page.locator('.message').first();
    await first.getByRole('button', { name: 'Delete' }).focus();
    await page.keyboard.press('Enter');
    expect(await first.isVisible()).toBe(false);
    expect(await focused().textContent()).toBe('Undo');
    await page.keyboard.press('Enter');
    await expectVisible(first);
    expect(await first.locator(':focus').count()).toBe(1);

    // Leaving the page is a decision, too.
    await first.getByRole('button', { name: 'Delete' }).click();
    await page.reload();
    await until(async () => (await page.locator('.message').count()) === 1);
  });

  it('says what has become of several pictures at once', async () => {
    const page = await chat.visit();
    const bytes = [...(await quadrantPicture().png().toBuffer())];
    await page.locator('body').evaluate((body, bytes) => {
      const { DataTransfer, DragEvent, File } = body.ownerDocument.defaultView;
      const dataTransfer = new DataTransfer();
      for (const name of ['one.png', 'two.png'])
        dataTransfer.items.add(new File([new Uint8Array(bytes)], name, { type: 'image/png' }));
      body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true }));
    }, bytes);
    await until(async () =>
      /^"one.png" is the photo, "two.png" is the style/.test(
        (await page.locator('#notice').textContent()) ?? '',
      ),
    );
    await page.getByRole('button', { name: 'Swap photo and style' }).click();
    await expectVisible(page.getByRole('button', { name: /^Photo: two\.png/ }));
    await expectVisible(page.getByRole('button', { name: /^Style: one\.png/ }));
  });

  it('begins at its top, also when the last message has gone', async () => {
    chat.gate.open();
    const page = await chat.visit({ viewport: { width: 1280, height: 560 } });
    const scrolled = () => page.locator('#feed').evaluate((feed) => feed.scrollTop);
    for (let load = 0; load < 5; load++) {
      await page.locator('#taste img').last().waitFor();
      expect(await scrolled()).toBe(0);
      await page.reload();
    }
    await paint(page);
    await expectVisible(page.getByRole('link', { name: 'Download' }));
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByRole('button', { name: 'Delete now' }).click();
    await expectVisible(page.locator('.welcome'));
    expect(await scrolled()).toBe(0);
  });

  it('shows a sign in place of a picture that is not there any more', async () => {
    const page = await chat.visit();
    await page.route('**/api/messages/*/style?*', (route) => route.fulfill({ status: 404 }));
    await paint(page);
    await expectVisible(page.getByRole('img', { name: 'The style: The Starry Night' }));
    const broken = page.locator('.message img');
    await until(async () => (await page.locator('.input.missing').count()) === 1);
    for (const image of await broken.all()) expect(await image.getAttribute('data-role')).not.toBe('style');
  });

  it('shows the titles of styles whole', async () => {
    const page = await chat.visit({ viewport: { width: 390, height: 844 } });
    await page.getByRole('button', { name: 'Choose a style' }).click();
    await expectVisible(page.locator('#gallery .style-title'));
    const cut = await page
      .locator('#gallery .style-title')
      .evaluateAll((titles) =>
        titles.filter((title) => title.scrollWidth > title.clientWidth).map((title) => title.textContent),
      );
    expect(cut).toEqual([]);
  });

  // 1280 x 800 at 200 % and at 400 %.
  it.each([
    [640, 400],
    [320, 200],
  ])('leaves the most of %i x %i px to the channel', async (width, height) => {
    chat.gate.open();
    const page = await chat.visit({ viewport: { width, height } });
    await paint(page);
    await expectVisible(page.locator('[data-tone="done"]'));
    await page.locator('.title').click();
    const { height: feed } = (await page.locator('#feed').boundingBox())!;
    expect(feed / height).toBeGreaterThan(height < 300 ? 0.45 : 0.7);
    expect(await page.locator('html').evaluate((root) => root.scrollWidth)).toBeLessThanOrEqual(width);
    await page.getByRole('button', { name: /^Options/ }).click();
    const options = (await page.locator('#options').boundingBox())!;
    expect(options.y).toBeGreaterThanOrEqual(0);
    expect(options.y + options.height).toBeLessThanOrEqual(height);
    expect(options.height).toBeGreaterThan(height / 2);
  });

  it('fits 360 px in each state', async () => {
    const page = await chat.visit({ viewport: { width: 360, height: 640 } });
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
    chat.gate.to(4);
    await page.locator('img[data-role="preview"]').waitFor();
    await fits();
    chat.gate.open();
    await expectVisible(page.getByRole('link', { name: 'Download' }));
    await fits();
  });

  it.each(['light', 'dark'] as const)('takes over %s, and changes it for good', async (colorScheme) => {
    const page = await chat.visit({ colorScheme });
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
