/** No violation of WCAG that axe-core finds, in any state of the page, in both themes, on a desk and on a phone. */
import { describe, expect, it } from 'vitest';
import { AtelierError } from '../../src/domain/errors.js';
import { violations } from '../support/axe.js';
import { browserFound } from '../support/browser.js';
import { ask, attach, expectVisible, PHOTO, paint, text, useChatPage } from '../support/chat-page.js';
import { StagedEngine } from '../support/staged-engine.js';
import { until } from '../support/until.js';

const DESK = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };

describe.skipIf(!browserFound())('axe finds nothing', { timeout: 120_000 }, () => {
  const chat = useChatPage();

  it.each([
    // Colours go with the theme and places with the device: each of both is seen once.
    ['light', 'desk', DESK],
    ['dark', 'phone', PHONE],
  ] as const)('in %s on a %s', async (colorScheme, _, viewport) => {
    const options = { colorScheme, viewport, bypassCSP: true } as const;
    const page = await chat.visit(options);
    const found: Record<string, string[]> = {};
    const check = async (state: string) => {
      found[state] = await violations(page);
    };
    await page.locator('#taste img').last().waitFor();
    await check('empty page');

    await ask(page, '/help');
    await expectVisible(page.locator('#note'));
    await check('help');
    await page.getByRole('button', { name: 'Close this note' }).click();
    await page.keyboard.press('?');
    await expectVisible(page.locator('#shortcuts'));
    await check('keys');
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: 'Choose a style' }).click();
    await expectVisible(page.locator('#gallery [data-style]'));
    await check('gallery');
    await page.keyboard.press('Escape');

    await attach(page, PHOTO);
    await text(page).fill('/stylize great-wave strength=80 ');
    await text(page).press('Escape');
    await check('draft');
    await page.getByRole('button', { name: /^Crop/ }).click();
    await expectVisible(page.locator('#crop'));
    await check('crop');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^Brush/ }).click();
    await expectVisible(page.locator('#brush'));
    await check('brush');
    await page.keyboard.press('Escape');
    await text(page).fill('/stylize gre');
    await expectVisible(page.locator('#suggestions'));
    await page.keyboard.press('ArrowDown');
    await check('suggestions');
    await text(page).press('Escape');
    await page.getByRole('button', { name: /^Options/ }).click();
    await page.locator('#options summary').click();
    await check('options');
    await page.keyboard.press('Escape');
    await ask(page, '/stylize no-such-style');
    await expectVisible(page.locator('#problem'));
    await check('refusal');

    await paint(page);
    chat.gate.to(4);
    await page.locator('img[data-role="preview"]').waitFor();
    await check('running card');
    await paint(page);
    await until(async () => /Next/.test((await page.locator('.title').allTextContents()).at(-1) ?? ''));
    await check('waiting card');
    chat.gate.open();
    await until(async () => (await page.getByRole('link', { name: 'Download' }).count()) === 2);
    await check('done cards');
    await page.locator('.frame .result').first().click();
    await expectVisible(page.locator('#lightbox'));
    await page.keyboard.press('b');
    await page.locator('#lightbox').getByRole('button', { name: 'Download' }).click();
    await check('lightbox');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Pictures of this channel' }).click();
    await expectVisible(page.locator('#album .picture'));
    await check('album');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Delete', exact: true }).first().click();
    await check('deleted card');
    expect(found).toEqual(Object.fromEntries(Object.keys(found).map((state) => [state, []])));
  });

  it.each(['light', 'dark'] as const)('in a failed card, %s', async (colorScheme) => {
    await chat.app.close();
    const failure = () => new AtelierError('internal', 'the canvas is torn');
    await chat.start({ engine: new StagedEngine({ steps: 4, gate: async () => {}, failure }) });
    const page = await chat.visit({ colorScheme, bypassCSP: true });
    await paint(page);
    await expectVisible(page.locator('[data-tone="failed"]'));
    expect(await violations(page)).toEqual([]);
  });
});
