/** A picture of a page for the docs, in 256 colours: a third of the bytes, and no difference that one sees. */
import type { Page } from 'playwright-core';
import sharp from 'sharp';

export async function saveScreenshot(page: Page, path: string): Promise<void> {
  const picture = sharp(await page.screenshot());
  await picture.removeAlpha().png({ palette: true, quality: 95, effort: 7 }).toFile(path);
}
