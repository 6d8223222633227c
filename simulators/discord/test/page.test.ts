/** The page of `npm run fake:discord` in a real browser, with a bot of the barest kind behind it. */
import type { Browser, Page } from 'playwright-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { browserFound, sharedBrowser } from '../../../test/support/browser.js';
import { servePage } from '../page/server.js';
import { PNG, type Studio, studio } from './support.js';

const file = { name: 'cat.png', mimeType: 'image/png', buffer: Buffer.from(PNG) };

describe.skipIf(!browserFound())('the page', () => {
  let browser: Browser;
  let page: Page;
  let place: Studio;

  beforeAll(async () => {
    browser = await sharedBrowser();
  });
  beforeEach(async () => {
    place = await studio();
    servePage(place.discord);
    page = await browser.newPage();
    await page.goto(place.discord.apiUrl.replace(/api$/u, ''));
  });
  afterEach(async () => {
    await page.close();
    await place.discord.close();
  });

  /** The interaction that the page sent last, as the bot got it. */
  const heard = async (type: number) => (await place.bot.next(({ d }) => d?.type === type)).d;
  const respond = async (interaction: { id: string; token: string }, type: number, data: unknown) => {
    const path = `/interactions/${interaction.id}/${interaction.token}/callback`;
    expect((await place.api.post(path, { type, data })).status).toBe(204);
  };

  it('sends what somebody writes, and shows it to the others', async () => {
    await page.getByRole('textbox', { name: 'Message' }).fill('Good morning, **all**');
    await page.getByRole('textbox', { name: 'Message' }).press('Enter');
    await page.getByRole('strong').getByText('all').waitFor();
    await page.getByRole('button', { name: 'bob' }).first().click();
    await page.getByText('Good morning').waitFor();
    expect(place.art.messagesFor(place.bob)).toHaveLength(1);
  });

  it('makes fields of a command, with files, choices and autocomplete', async () => {
    await page.getByRole('textbox', { name: 'Message' }).fill('/sty');
    await page.getByRole('button', { name: '/stylize' }).click();
    await page.locator('form.command input[type=file]').setInputFiles(file);
    await page.getByLabel('quality').selectOption('Fast');
    await page.getByLabel('preset').pressSequentially('w');
    const dispatched = await place.bot.next(
      ({ d }) => d?.type === 4 && d.data.options.some((one: { value: string }) => one.value === 'w'),
    );
    await respond(dispatched.d, 8, { choices: [{ name: 'The Great Wave', value: 'great-wave' }] });
    await page.getByRole('button', { name: 'The Great Wave' }).click();
    await page.getByRole('button', { name: 'Send' }).click();
    const { data } = await heard(2);
    const given = Object.fromEntries(
      data.options.map(({ name, value }: { name: string; value: string }) => [name, value]),
    );
    expect(given).toMatchObject({ preset: 'great-wave', quality: 'fast' });
    expect(data.resolved.attachments[given.content]).toMatchObject({
      filename: 'cat.png',
      size: PNG.byteLength,
    });
  });

  it('draws Components V2, presses buttons and hands in modals with files', async () => {
    const { api, ann, art } = place;
    const row = { type: 1, components: [{ type: 2, style: 1, label: 'Other style', custom_id: 'other' }] };
    const gallery = { type: 12, items: [{ media: { url: 'attachment://a.png' }, description: 'a square' }] };
    const container = { type: 17, components: [{ type: 10, content: '### Done' }, gallery, row] };
    await api.respond(
      ann.slash(art, 'queue'),
      4,
      { flags: 1 << 15, components: [container] },
      { 'a.png': PNG },
    );
    await page.getByRole('heading', { name: 'Done' }).waitFor();
    await page.getByAltText('a square').waitFor();
    await page.getByRole('button', { name: 'Other style' }).click();
    const press = await heard(3);
    expect(press.data.custom_id).toBe('other');
    await respond(press, 9, {
      custom_id: 'm',
      title: 'Your style',
      components: [{ type: 18, label: 'Picture', component: { type: 19, custom_id: 'file' } }],
    });
    await page.getByLabel('Picture').setInputFiles(file);
    await page.getByRole('button', { name: 'Submit' }).click();
    expect(Object.values((await heard(5)).data.resolved.attachments)).toMatchObject([
      { filename: 'cat.png' },
    ]);
  });

  it('has the commands of messages and people in their menus', async () => {
    place.bob.say(place.art, 'look');
    await page.getByTitle('Menu for this message').click();
    await page.getByRole('button', { name: 'Stylize this picture' }).click();
    expect((await heard(2)).data.target_id).toBe(place.art.messagesFor(place.ann)[0]!.id);
    await page.getByTitle('Menu for bob').click();
    await page.getByRole('button', { name: 'Stylize avatar' }).click();
    await place.bot.next(({ d }) => d?.data?.target_id === place.bob.id);
  });

  it('cuts the gateway, advances the clock and revokes permissions', async () => {
    await page.getByRole('button', { name: 'Machinery' }).click();
    const before = place.discord.clock.now();
    await page.getByRole('button', { name: '+ 15 min' }).click();
    await place.discord.until(() => place.discord.clock.now() - before === 900_000);
    await page.getByLabel('AttachFiles').uncheck();
    await place.discord.until(
      () => place.discord.world.channels.get(place.art.id)?.may(place.discord.botId, 'AttachFiles') === false,
    );
    await page.getByRole('button', { name: 'Cut' }).click();
    await place.bot.closed;
    await page.getByText('No bot is connected').waitFor();
  });

  it('says why it refuses, and that the bot did not answer', async () => {
    const { ann, art, discord } = place;
    ann.slash(art, 'queue');
    discord.clock.advance(3_000);
    await page.getByText('The application did not respond.').waitFor();
    art.overwrite('everyone', { deny: ['SendMessages'] });
    await page.getByRole('textbox', { name: 'Message' }).fill('hello');
    await page.getByRole('textbox', { name: 'Message' }).press('Enter');
    await page.getByText('ann may not send messages in art').waitFor();
  });
});
