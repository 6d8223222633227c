/** What stands below a finished picture on the page: its buttons and its menu. */
import { describe, expect, it } from 'vitest';
import { browserFound } from '../support/browser.js';
import { expectVisible, paint, useChatPage } from '../support/chat-page.js';
import { until } from '../support/until.js';

describe.skipIf(!browserFound())('below a finished picture', { timeout: 60_000 }, () => {
  const chat = useChatPage();

  it.each([1280, 390, 320])(
    'the menu is seen whole in a window of %i px, and Delete is the last',
    async (width) => {
      chat.gate.open();
      const page = await chat.visit({ viewport: { width, height: 844 } });
      await paint(page);
      const buttons = page.locator('.actions > *');
      await expectVisible(page.getByRole('link', { name: 'Download' }));
      expect((await buttons.allInnerTexts()).map((label) => label.trim())).toEqual([
        'Download',
        'Again',
        'Other style',
        'Share',
        'More',
        'Delete',
      ]);
      await page.locator('.more summary').click();
      const [card, list] = [
        (await page.locator('.card').boundingBox())!,
        (await page.locator('.more > div').boundingBox())!,
      ];
      expect(list.x).toBeGreaterThanOrEqual(card.x);
      expect(list.x + list.width).toBeLessThanOrEqual(card.x + card.width);
      await page.getByRole('button', { name: 'Five strengths to choose from' }).click();
      await until(async () =>
        (await page.locator('.title').last().textContent())!.endsWith('at 5 strengths'),
      );
    },
  );
});
