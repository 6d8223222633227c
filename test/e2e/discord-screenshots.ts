/**
 * Takes the pictures of docs/how-to/discord.md: the real bot with the real engine, in the fake Discord's page.
 * `npm run screenshots`
 */
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { type FakeInteraction, type FakeMessage, startFakeDiscord } from '../../simulators/discord/index.js';
import { servePage } from '../../simulators/discord/page/server.js';
import { createProcessPool } from '../../src/engine/pool/process-pool.js';
import { openBrowser } from '../support/browser.js';
import { isDone, startBot } from '../support/discord.js';
import { saveScreenshot } from '../support/screenshot.js';

const WIDTH = 1080;

const discord = await startFakeDiscord({ clock: 'running', patienceMs: 600_000 });
const guild = discord.guild({ name: 'Studio' });
const art = guild.channel('art');
guild.channel('gallery');
const ann = discord.user('Ann');
const ben = discord.user('Ben');
guild.join(ann, { admin: true });
guild.join(ben);
servePage(discord);
const photo = { name: 'red-cat.jpg', data: await readFile('test/photos/cat-chelsea.jpg') };
const engine = createProcessPool({ processes: 1, modelsDir: 'models' });
const app = await startBot(discord, { engine, previewInterval: 1, screening: 'auto' });
const browser = await openBrowser();

/** The page as Ann sees it. */
async function open(height: number): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: WIDTH, height }, colorScheme: 'dark' });
  await page.goto(discord.apiUrl.replace(/api$/, ''));
  await page.getByRole('button', { name: 'Ann' }).first().click();
  await page.waitForLoadState('networkidle');
  return page;
}

/** An answer for one person, and its picture. */
async function shown(interaction: FakeInteraction, page: Page, name: string): Promise<FakeMessage> {
  const message = await interaction.message();
  await take(page, name);
  return message;
}

async function take(page: Page, name: string): Promise<void> {
  await page.waitForTimeout(1000); // for pictures that have just come
  await page.locator('#messages').evaluate((list) => {
    list.scrollTop = list.scrollHeight;
  });
  await page.waitForTimeout(300);
  await saveScreenshot(page, `docs/images/discord-${name}.png`);
}

try {
  await discord.gateway.connected();
  await discord.commands.registered();
  const page = await open(560);
  await page.getByRole('textbox', { name: 'Message' }).fill('/sty');
  await page.getByRole('button', { name: '/stylize' }).click();
  await page.locator('form.command input[type=file]').first().setInputFiles('test/photos/cat-chelsea.jpg');
  await page.getByLabel('preset').pressSequentially('hok');
  await page.getByRole('button', { name: 'The Great Wave' }).waitFor();
  await take(page, 'command');
  await page.reload();
  await page.setViewportSize({ width: WIDTH, height: 820 });
  const sheet = ann.slash(art, 'stylize', { content: photo });
  await sheet.until(({ buttons }) => buttons.some(({ label }) => label === 'More styles'));
  await take(page, 'sheet');
  (await sheet.message()).delete();
  await page.setViewportSize({ width: WIDTH, height: 1120 });
  const interaction = ann.slash(art, 'stylize', { content: photo, preset: 'starry-night' });
  const next = ben.slash(art, 'stylize', { content: photo, preset: 'mosaic' });
  await interaction.until(({ text, pictures }) => / \*\*[4-6]\d %/.test(text) && pictures.length > 2);
  await take(page, 'running');
  // On a busy machine it takes longer than a minute, and ends in a new message.
  const done = await discord.until(() => art.messagesFor(ann).find(isDone), 'the finished picture');
  ben.press(await next.message(), 'Cancel');
  (await next.until(({ text }) => text.includes('Stopped'))).delete();
  await page.setViewportSize({ width: WIDTH, height: 740 });
  await take(page, 'done');
  done.delete();
  await page.setViewportSize({ width: WIDTH, height: 960 });
  ann.dismiss(await shown(ann.slash(art, 'styles'), page, 'styles'));
  const panel = await ann.slash(art, 'atelier settings').message();
  await ann.select(panel, 'set:channels', art).until(({ text }) => text.includes(`<#${art.id}>`));
  const styles = await ann.press(panel, 'Default style').modal();
  await ann.submit(styles, { Style: 'The Starry Night' }).until(({ text }) => text.includes('Starry'));
  await page.setViewportSize({ width: WIDTH, height: 560 });
  await take(page, 'settings');
} finally {
  await browser.close();
  await app.close();
  await engine.close();
  await discord.close();
}
