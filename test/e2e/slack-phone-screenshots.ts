/**
 * Takes docs/images/slack-phone.jpg, what a member sees on a phone in every state, and slack-languages.jpg, some of it in every
 * language: the real bot with the real engine, in the fake Slack's page, on small pictures.
 */
import { readFile } from 'node:fs/promises';
import type { Locator, Page } from 'playwright-core';
import sharp from 'sharp';
import { parse } from 'yaml';
import { consolePage } from '../../simulators/slack/console/server.js';
import type { Channel, LocalFile, Message, Person } from '../../simulators/slack/index.js';
import { startWithCore } from '../../simulators/slack/start.js';
import { createProcessPool } from '../../src/engine/pool/process-pool.js';
import { systemClock } from '../../src/lib/clock.js';
import { openBrowser } from '../support/browser.js';
import { inColumns, saveMontage } from '../support/montage.js';
import { panning } from '../support/panning.js';
import { isDone, isJob, startSlackBot } from '../support/slack.js';

const PHONE = { width: 390, height: 1500 };
const GROUND = '#cfd6cb';
const LOCALES = ['en-US', 'de-DE', 'fr-FR', 'es-ES', 'ja-JP'];

const manifest = parse(await readFile('config/slack-manifest.yaml', 'utf8'));
const options = {
  clock: 'real',
  patience: 600_000,
  rates: false,
  processing: 'immediate',
  manifest,
} as const;
const { slack } = await startWithCore(options, consolePage);
const { workspace } = slack;
const ada = workspace.addPerson('ada', { admin: true, realName: 'Ada Brandt' });
const noor = workspace.addPerson('noor', { realName: 'Noor Haddad' });
const whole = await readFile('test/photos/cat-chelsea.jpg');
const cat = { name: 'red-cat.jpg', bytes: await sharp(whole).resize(480).jpeg().toBuffer() };
const moving = { name: 'red-cat.gif', bytes: await panning(whole) };
const engine = createProcessPool({ processes: 1, modelsDir: 'models' });
/** Added to the bot's time, so that a picture took longer than a minute, ms. */
let later = 0;
const clock = { ...systemClock, now: () => Date.now() + later, monotonic: () => performance.now() + later };
const app = await startSlackBot(slack, { engine, clock, settings: { previewInterval: 1 } });
const browser = await openBrowser();

/** What somebody sees of a channel on their phone. */
class Phone {
  readonly shots: Buffer[] = [];

  private constructor(
    readonly page: Page,
    readonly person: Person,
    readonly channel: Channel,
  ) {}

  static async of(person: Person, channel: Channel): Promise<Phone> {
    const page = await browser.newPage({ viewport: PHONE, colorScheme: 'light' });
    const phone = new Phone(page, person, channel);
    await phone.go();
    return phone;
  }

  async go(more: Record<string, string> = {}): Promise<void> {
    const where = { as: this.person.id, channel: this.channel.id, ...more };
    await this.page.goto(`${slack.url}/#${new URLSearchParams(where)}`);
  }

  /** The latest message that stands there. */
  async latest(): Promise<void> {
    await this.take(this.page.locator('#feed article').last());
  }

  /** The open dialog, at its whole height; it is closed then. */
  async dialog(): Promise<void> {
    await this.page.addStyleTag({ content: '.modal { max-height: none !important }' });
    await this.take(this.page.locator('.modal').last());
    await this.person.dismiss(this.person.view!, { all: true });
  }

  async take(part: Locator): Promise<void> {
    await part.waitFor();
    await this.page.waitForTimeout(1000); // for pictures that have just come
    this.shots.push(await part.screenshot());
  }
}

const command = (style: string, size: number) => `${style} size=${size} quality=draft`;

async function ask(person: Person, channel: Channel, typed: string, photo: LocalFile): Promise<Message> {
  const before = channel.messages.length;
  const isTryout = typed.startsWith('/');
  await person.slash(channel, isTryout ? typed : '/stylize', isTryout ? '' : typed);
  await person.submit(await person.untilView(), { photo });
  return channel.until((message) => isJob(message) && channel.messages.indexOf(message) >= before);
}

const hasMenu = ({ controls }: Message) => controls.some(({ actionId }) => actionId === 'job-menu');
const isSheet = ({ controls }: Message) => controls.some(({ label }) => label === '1');

/** Each in a channel of its own, where it is the latest. */
async function states(): Promise<void> {
  const shots: Buffer[] = [];
  let count = 0;
  const inChannel = async (show: (phone: Phone, channel: Channel) => Promise<void>) => {
    const channel = workspace.addChannel(`paintings-${++count}`);
    const phone = await Phone.of(ada, channel);
    await show(phone, channel);
    shots.push(...phone.shots);
    await phone.page.close();
  };
  let done: Message | undefined;
  await inChannel(async (phone, channel) => {
    await ada.slash(channel, '/stylize', 'starry-night');
    await ada.untilView(({ images }) => images.length === 1);
    await ada.press(ada.view!, 'More options');
    await ada.untilView(({ controls }) => controls.some(({ actionId }) => actionId === 'more'));
    await phone.dialog();
  });
  await inChannel(async (phone, channel) => {
    await ada.slash(channel, '/tryout');
    await ada.untilView();
    await phone.dialog();
  });
  await inChannel(async (phone, channel) => {
    await ada.slash(channel, '/stylize', 'kandinski strength=70');
    await channel.until(({ ephemeralFor }) => ephemeralFor === ada.id);
    await phone.latest();
  });
  await inChannel(async (phone, channel) => {
    const message = await ask(ada, channel, command('starry-night', 512), cat);
    await message.until(({ words, images }) => /\*[1-7]\d %/.test(words) && images.length === 1);
    await phone.latest();
    const line = workspace.addChannel('line');
    const waiting = await ask(noor, line, command('mosaic', 320), cat);
    const other = await Phone.of(noor, line);
    await other.latest();
    await noor.press(waiting, 'Cancel');
    await waiting.until(({ words }) => words.includes('Stopped'));
    await other.latest();
    phone.shots.push(...other.shots);
    done = await message.until(isDone);
    await phone.latest();
    for (const button of ['Other style', 'Share', 'Try this style']) {
      await ada.press(done, button);
      await ada.untilView();
      await phone.dialog();
    }
    await ada.press(done, 'Compare');
    await ada.untilView(({ images }) => images.length === 1);
    await phone.dialog();
    await ada.choose(done, 'job-menu', 'Timelapse');
    await ada.untilView(({ images }) => images.length === 1);
    await phone.dialog();
    await phone.page.locator('#feed article .button.danger').last().click();
    await phone.take(phone.page.locator('.dialog'));
    await phone.page.locator('.dialog .button').first().click();
    await ada.choose(done, 'job-menu', 'Five strengths to choose from');
    await channel.until(isSheet);
    await phone.go({ thread: done.ts });
    await phone.take(phone.page.locator('#thread article').filter({ hasText: 'Press a number' }));
  });
  await inChannel(async (phone, channel) => {
    await (await ask(ada, channel, '/tryout', cat)).until(isSheet);
    await phone.latest();
  });
  await inChannel(async (phone, channel) => {
    const message = await ask(ada, channel, command('mosaic', 128), moving);
    await message.until(({ words }) => words.includes('Painting frame'));
    await phone.latest();
    await message.until(hasMenu);
  });
  await inChannel(async (phone, channel) => {
    const message = await ask(ada, channel, command('poppies', 256), cat);
    later += 61_000;
    await message.until(hasMenu);
    await phone.go({ thread: message.ts });
    await phone.take(phone.page.locator('#thread article').last());
  });
  await inChannel(async (phone) => {
    await phone.go({ tab: 'home' });
    await ada.openHome();
    const home = await ada.untilHome(({ images }) => images.length > 10);
    await ada.press(home, 'Change');
    await ada.untilView();
    await phone.dialog();
  });
  await saveMontage(await inColumns(shots, 6), GROUND, 'docs/images/slack-phone.jpg');
}

async function languages(): Promise<void> {
  const columns: Buffer[][] = [];
  for (const [index, locale] of LOCALES.entries()) {
    const name = ['ann', 'dora', 'luc', 'ines', 'chie'][index]!;
    const person = workspace.addPerson(name, { locale });
    const room = workspace.addChannel(`room-${index}`);
    const phone = await Phone.of(person, room);
    await person.slash(room, '/stylize');
    await person.untilView();
    await phone.dialog();
    await person.slash(room, '/stylize', 'kandinski');
    await room.until(({ ephemeralFor }) => ephemeralFor === person.id);
    await phone.latest();
    await (await ask(person, room, command('poppies', 320), cat)).until(hasMenu);
    await phone.latest();
    columns.push(phone.shots);
  }
  await saveMontage(columns, GROUND, 'docs/images/slack-languages.jpg');
}

try {
  await states();
  await languages();
} finally {
  await browser.close();
  await app.close();
  await engine.close();
  await slack.close();
}
