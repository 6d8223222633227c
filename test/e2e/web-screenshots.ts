/** Takes the pictures of docs/how-to/web.md: the real chat, the real engine. `npm run screenshots` */
import { createProcessPool } from '../../src/engine/pool/process-pool.js';
import { startApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { saveScreenshot } from '../support/screenshot.js';

const PHOTO = 'test/photos/cat-chelsea.jpg';

/** Runs in the page. */
const ALL_DECODED =
  'Promise.all([...document.images].filter((image) => image.checkVisibility()).map((image) => image.decode()))';

const engine = createProcessPool({ processes: 1, modelsDir: 'models' });
const app = await startApp({ engine });
const browser = await openBrowser();
try {
  const page = await browser.newPage({
    viewport: { width: 1280, height: 860 },
    colorScheme: 'light',
    reducedMotion: 'reduce',
  });
  // On a busy machine whatever is waited for takes its time.
  page.setDefaultTimeout(600_000);
  const take = (name: string) => saveScreenshot(page, `docs/images/web-${name}.png`);
  await page.goto(app.url);
  await page.locator('#taste img').last().waitFor();
  await page.waitForLoadState('networkidle');
  await take('empty');
  const send = async (command: string) => {
    await page.locator('#text').fill(command);
    await page.locator('#text').press('Escape');
    await page.locator('#text').press('Enter');
  };
  await page.locator('#picker').setInputFiles(PHOTO);
  await send('/stylize starry-night ');
  const percent = page.locator('.percent');
  while (!(Number.parseInt((await percent.textContent()) ?? '', 10) >= 40)) await page.waitForTimeout(500);
  await page.emulateMedia({ colorScheme: 'dark' });
  await take('running');
  const slider = page.getByRole('slider');
  await slider.waitFor();
  // Until the painting has uncovered itself.
  await page.locator('.handle[aria-valuenow="0"]').waitFor();
  await slider.focus();
  for (let presses = 0; presses < 5; presses++) await page.keyboard.press('PageUp');
  await take('done');
  // The photo is still in its place.
  await send('/stylize');
  await page.getByRole('button', { name: 'More styles' }).waitFor();
  await page.setViewportSize({ width: 1280, height: 1010 });
  await page.waitForTimeout(2000); // until the last cell has faded in
  const notNow = page.locator('.toast:visible .icon-button');
  if (await notNow.count()) await notNow.first().click();
  await page.getByRole('button', { name: /^Paint 3: / }).hover();
  await take('sheet');
  await page.emulateMedia({ colorScheme: 'light' });
  await page.getByRole('button', { name: 'Compare two' }).click();
  for (const number of [2, 8])
    await page.getByRole('button', { name: new RegExp(`^Compare ${number}: `) }).click();
  await page.evaluate(ALL_DECODED);
  await take('compare');
  await page.keyboard.press('Escape');
  const first = page.locator('.card').first();
  await first.getByText('More', { exact: true }).click();
  await first.getByRole('button', { name: 'Another strength' }).click();
  await page.locator('.strength-panel .strength-status:empty').waitFor({ state: 'attached' });
  await page.locator('.strength-panel input').fill('82');
  await page.locator('.strength-panel').scrollIntoViewIfNeeded();
  await page.evaluate(ALL_DECODED);
  await take('strength');
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1280, height: 860 });
  for (const style of ['great-wave', 'mosaic', 'stained-glass', 'the-kiss', 'pointillism']) {
    const finished = await page.locator('.frame .result').count();
    await send(`/stylize ${style} size=256 network=compact quality=draft`);
    while ((await page.locator('.frame .result').count()) === finished) await page.waitForTimeout(500);
  }
  await page.getByRole('button', { name: 'Pictures of this channel' }).click();
  await page.locator('#album .heart').nth(1).click();
  await page.waitForTimeout(1000); // until the small pictures are there
  await take('album');
} finally {
  await browser.close();
  await app.close();
  await engine.close();
}
