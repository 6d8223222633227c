/** The page says to everybody what they ask for in the language of their browser. */
import { describe, expect, it } from 'vitest';
import { browserFound } from '../support/browser.js';
import { useChatPage } from '../support/chat-page.js';

describe.skipIf(!browserFound())('a browser in French', { timeout: 60_000 }, () => {
  const chat = useChatPage();

  it('gets suggestions, refusals and messages in French', async () => {
    chat.gate.open();
    const page = await chat.visit({ locale: 'fr-CA' });
    await page.fill('#text', '/que');
    await page.getByText('voir où en sont vos images dans la file').waitFor();
    await page.fill('#text', '/queue');
    await page.keyboard.press('Enter');
    await page.getByText('Vous n’avez rien dans la file').waitFor();
    const answer = await page.evaluate(async () => {
      const body = new FormData();
      body.set('text', '/stylize xyz');
      const response = await fetch('/api/messages', { method: 'POST', body });
      return ((await response.json()) as { error: { message: string } }).error.message;
    });
    expect(answer).toMatch(/^Il n’y a pas de modèle "xyz", ni de nom proche/);
  });
});
