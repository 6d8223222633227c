/**
 * Takes docs/images/discord-phone.jpg, what a member sees on a phone in every state, and discord-languages.jpg, some of it in every
 * language: the real bot with the real engine, in the fake Discord's page, on small pictures.
 */
import { readFile } from 'node:fs/promises';
import type { Locator, Page } from 'playwright-core';
import sharp from 'sharp';
import {
  type FakeChannel,
  type FakeMessage,
  type FakeUser,
  startFakeDiscord,
} from '../../simulators/discord/index.js';
import { servePage } from '../../simulators/discord/page/server.js';
import { createProcessPool } from '../../src/engine/pool/process-pool.js';
import { openBrowser } from '../support/browser.js';
import { startBot } from '../support/discord.js';
import { inColumns, saveMontage } from '../support/montage.js';
import { panning } from '../support/panning.js';

const PHONE = { width: 390, height: 1000 };
const GROUND = '#101114';
const LOCALES = ['en-US', 'de', 'fr', 'es-ES', 'ja'];
const SMALL = { size: 320, quality: 'draft' };

const discord = await startFakeDiscord({ clock: 'running', patienceMs: 600_000 });
const guild = discord.guild({ name: 'Studio' });
const art = guild.channel('art');
const gallery = guild.channel('gallery');
const ann = discord.user('Ann');
const ben = discord.user('Ben');
guild.join(ann, { admin: true });
guild.join(ben);
servePage(discord);
const whole = await readFile('test/photos/cat-chelsea.jpg');
const cat = { name: 'red-cat.jpg', data: await sharp(whole).resize(480).jpeg().toBuffer() };
const strip = { name: 'strip.png', data: await sharp(whole).resize(900, 90).png().toBuffer() };
const moving = { name: 'red-cat.gif', data: await panning(whole) };
const engine = createProcessPool({ processes: 1, modelsDir: 'models' });
const app = await startBot(discord, { engine, previewInterval: 0.5, limits: { maxWaitingPerUser: 1 } });
const browser = await openBrowser();

/** The finished message that has these words: a picture that took longer than a minute ends in a new one. */
function ended(person: FakeUser, channel: FakeChannel, words = ''): Promise<FakeMessage> {
  const isEnd = ({ menus, buttons }: FakeMessage) =>
    menus.length > 0 || buttons.some(({ label }) => label === '1');
  const find = () => channel.messagesFor(person).find((one) => isEnd(one) && one.text.includes(words));
  return discord.until(find, `the end of ${words || 'a picture'}`);
}

/** What somebody sees of a channel on their phone. */
class Phone {
  readonly shots: Buffer[] = [];

  private constructor(readonly page: Page) {}

  static async of(person: FakeUser, channel: FakeChannel): Promise<Phone> {
    const page = await browser.newPage({ viewport: PHONE, colorScheme: 'dark' });
    const where = JSON.stringify({ me: person.id, channel: channel.id });
    await page.addInitScript(`Object.assign(sessionStorage, ${where})`);
    await page.goto(discord.apiUrl.replace(/api$/, ''));
    await page.locator('.composer').waitFor();
    return new Phone(page);
  }

  async message({ id }: Pick<FakeMessage, 'id'>): Promise<void> {
    await this.#take(this.page.locator(`li.message[data-id="${id}"]`));
  }

  /** The open dialog, which is closed then. */
  async dialog(): Promise<void> {
    await this.#take(this.page.locator('dialog[open]'));
    await this.page.locator('dialog[open] .button.secondary').click();
    await this.page.locator('dialog[open]').waitFor({ state: 'detached' });
  }

  async commands(): Promise<void> {
    const line = this.page.getByRole('textbox', { name: 'Message' });
    await line.fill('/');
    await this.#take(this.page.locator('.commands'));
    await line.fill('');
  }

  async #take(part: Locator): Promise<void> {
    await part.waitFor();
    await this.page.waitForTimeout(800); // for pictures that have just come
    await part.evaluate((element) => element.scrollIntoView());
    this.shots.push(await part.screenshot());
  }
}

/** The dialog, from a button or a menu. */
async function asked(phone: Phone, interaction: { modal(): Promise<unknown> }): Promise<void> {
  await interaction.modal();
  await phone.dialog();
}

async function states(): Promise<void> {
  const phone = await Phone.of(ann, art);
  await phone.commands();
  const refused = await ann.slash(art, 'stylize', { content: strip, preset: 'mosaic' }).message();
  await phone.message(refused);
  await asked(phone, ann.press(refused, 'Change and send again'));
  const painting = ann.slash(art, 'stylize', { content: cat, preset: 'starry-night', size: 512 });
  await painting.until(({ text, pictures }) => /\*\*[1-7]\d %/.test(text) && pictures.length > 2);
  const next = ben.slash(art, 'stylize', { content: cat, preset: 'mosaic', ...SMALL });
  const waiting = await next.until(({ buttons }) => buttons.length > 0);
  await phone.message(waiting);
  await phone.message(await painting.message());
  ben.press(waiting, 'Cancel');
  const stopped = await next.until(({ text }) => text.includes('Stopped'));
  const done = await ended(ann, art);
  await phone.message(stopped);
  await phone.message(done);
  await asked(phone, ann.press(done, 'Other style'));
  const share = await ann.press(done, 'Share').modal();
  await phone.message(await ann.submit(share, { Channel: gallery }).message());
  await phone.message(await ann.press(done, 'Compare').message());
  await asked(phone, ann.press(done, 'Try this style'));
  await phone.message(await ann.select(done, 'More', 'Timelapse').message());
  await asked(phone, ann.select(done, 'More', 'Delete'));
  ann.select(done, 'More', 'Five strengths to choose from');
  await phone.message(await ended(ann, art, '5 strengths'));
  ann.slash(art, 'tryout', { content: cat });
  await phone.message(await ended(ann, art, '9 styles'));
  const turning = ann.slash(art, 'stylize', {
    content: moving,
    preset: 'mosaic',
    size: 128,
    quality: 'draft',
  });
  await phone.message(await turning.until(({ text }) => text.includes('Painting frame')));
  await ended(ann, art, '3 frames');
  const known = new Set(art.messagesFor(ann).map(({ id }) => id));
  await ann
    .slash(art, 'stylize', { content: cat, preset: 'poppies', ...SMALL })
    .until(({ buttons }) => buttons.length > 0);
  discord.clock.advance(61_000);
  const isEnd = (one: FakeMessage) => !known.has(one.id) && one.pinged.includes(ann.id);
  await phone.message(await discord.until(() => art.messagesFor(ann).find(isEnd), 'the end, which notifies'));
  await phone.message(await ann.slash(art, 'jobs').message());
  await phone.message(await ann.slash(art, 'atelier settings').message());
  await saveMontage(await inColumns(phone.shots, 6), GROUND, 'docs/images/discord-phone.jpg');
}

async function languages(): Promise<void> {
  const columns: Buffer[][] = [];
  for (const [index, locale] of LOCALES.entries()) {
    const room = guild.channel(`room-${index}`);
    const person = discord.user(['Ann', 'Dora', 'Luc', 'Inés', 'Chie'][index]!, { locale });
    guild.join(person);
    const phone = await Phone.of(person, room);
    await phone.commands();
    await phone.message(await person.slash(room, 'stylize', { content: strip, preset: 'mosaic' }).message());
    person.slash(room, 'stylize', { content: cat, preset: 'poppies', ...SMALL });
    const done = await ended(person, room);
    await phone.message(done);
    await asked(phone, person.press(done, done.buttons[1]!.label));
    columns.push(phone.shots);
  }
  await saveMontage(columns, GROUND, 'docs/images/discord-languages.jpg');
}

try {
  await discord.gateway.connected();
  await discord.commands.registered();
  await states();
  await languages();
} finally {
  await browser.close();
  await app.close();
  await engine.close();
  await discord.close();
}
