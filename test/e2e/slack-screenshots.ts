/**
 * Takes the pictures of docs/how-to/slack.md: the real bot with the real engine, in the fake Slack's page.
 * `npm run screenshots`
 */
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { consolePage } from '../../simulators/slack/console/server.js';
import { startWithCore } from '../../simulators/slack/start.js';
import { createProcessPool } from '../../src/engine/pool/process-pool.js';
import { systemClock } from '../../src/lib/clock.js';
import { openBrowser } from '../support/browser.js';
import { saveScreenshot } from '../support/screenshot.js';
import { isDone, isJob, startSlackBot } from '../support/slack.js';

const WIDTH = 1180;

const { slack } = await startWithCore({ clock: 'real', patience: 600_000 }, consolePage);
const { workspace } = slack;
const ada = workspace.addPerson('ada', { admin: true, realName: 'Ada Brandt' });
workspace.addPerson('noor', { realName: 'Noor Haddad' });
const paintings = workspace.addChannel('paintings');
workspace.addChannel('general');
const engine = createProcessPool({ processes: 1, modelsDir: 'models' });
const settings = { previewInterval: 1 };
const app = await startSlackBot(slack, { engine, clock: systemClock, settings, screening: 'auto' });
const browser = await openBrowser();

/** The page as Ada sees it. */
async function open(height: number, tab = ''): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: WIDTH, height }, colorScheme: 'light' });
  const where = new URLSearchParams({ as: ada.id, channel: paintings.id, ...(tab && { tab }) });
  await page.goto(`${slack.url}/#${where}`);
  await page.waitForLoadState('networkidle');
  return page;
}

async function take(page: Page, name: string): Promise<void> {
  await page.waitForTimeout(1000); // for pictures that have just come
  await saveScreenshot(page, `docs/images/slack-${name}.png`);
}

/** Pictures above change their height as they come. */
async function toEnd(page: Page): Promise<void> {
  await page.locator('#feed').evaluate((feed) => {
    feed.scrollTop = feed.scrollHeight;
  });
}

try {
  await ada.slash(paintings, '/stylize', 'starry-night');
  await ada.untilView(({ images }) => images.length === 1);
  const page = await open(940);
  await page.locator('#overlay input[type=file]').first().setInputFiles('test/photos/cat-chelsea.jpg');
  await take(page, 'dialog');
  await page.getByRole('button', { name: 'Paint', exact: true }).click();
  const message = await paintings.until(isJob);
  await page.setViewportSize({ width: WIDTH, height: 720 });
  await message.until(({ words, images }) => /\*[4-6]\d %/.test(words) && images.length === 1);
  await toEnd(page);
  await take(page, 'running');
  await message.until(isDone);
  await page.setViewportSize({ width: WIDTH, height: 760 });
  await toEnd(page);
  await take(page, 'done');
  await ada.slash(paintings, '/stylize');
  const photo = { name: 'red-cat.jpg', bytes: await readFile('test/photos/cat-chelsea.jpg') };
  await ada.submit(await ada.untilView(), { photo });
  await paintings.until(({ words }) => words.includes('Press a number'));
  await page.setViewportSize({ width: WIDTH, height: 704 });
  await toEnd(page);
  await take(page, 'sheet');
  await ada.openHome();
  await ada.untilHome(({ images }) => images.length > 20);
  const home = await open(1000, 'home');
  await take(home, 'home');
} finally {
  await browser.close();
  await app.close();
  await engine.close();
  await slack.close();
}
