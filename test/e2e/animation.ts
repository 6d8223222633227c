/**
 * Makes docs/images/stylize.webp: one message of the real chat, from its place in line over the previews to the picture, painted by the
 * real engine. `npx tsx test/e2e/animation.ts`
 */
import sharp from 'sharp';
import { createProcessPool } from '../../src/engine/pool/process-pool.js';
import { startApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';

const PHOTO = 'test/photos/cat-chelsea.jpg';
/** How long a frame stands, ms: a preview, and the finished picture at the end. */
const [STANDS, LAST_STANDS] = [160, 3000];

const engine = createProcessPool({ processes: 1, modelsDir: 'models' });
const app = await startApp({ engine });
const browser = await openBrowser();
try {
  const send = async (command: string) => {
    const page = await browser.newPage({ viewport: { width: 600, height: 760 }, colorScheme: 'dark' });
    await page.goto(app.url);
    await page.locator('#picker').setInputFiles(PHOTO);
    await page.locator('#text').fill(command);
    await page.locator('#text').press('Escape');
    await page.locator('#text').press('Enter');
    return page;
  };
  // Somebody else is first, so that the message waits in line.
  await send('/stylize mosaic size=256 quality=draft ');
  const page = await send('/stylize impasto ');
  const message = page.locator('.messages > li').last();
  await message.getByText('/stylize impasto').waitFor();
  const frames: Buffer[] = [];
  let last = '';
  const finished = message.getByRole('slider');
  for (let done = false; !done; ) {
    done = (await finished.count()) > 0;
    if (done) await message.locator('.handle[aria-valuenow="0"]').waitFor();
    const state = await message.evaluate(
      (item) =>
        `${item.querySelector('.percent')?.textContent} ${[...item.querySelectorAll('img')].map((image) => image.src)}`,
    );
    if (state !== last || done) frames.push(await page.screenshot());
    last = state;
    await page.waitForTimeout(100);
  }
  await sharp(frames, { join: { animated: true } })
    .webp({
      quality: 72,
      effort: 6,
      delay: frames.map((_, i) => (i < frames.length - 1 ? STANDS : LAST_STANDS)),
    })
    .toFile('docs/images/stylize.webp');
  console.log(`${frames.length} frames`);
} finally {
  await browser.close();
  await app.close();
  await engine.close();
}
