/** The page says to everybody what they ask for in the language of their browser. */
import { describe, expect, it } from 'vitest';
import { en } from '../../src/words/en/catalogue.js';
import { fr } from '../../src/words/fr/catalogue.js';
import { browserFound } from '../support/browser.js';
import { paint, useChatPage } from '../support/chat-page.js';

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

  it('reads in French what may be done with the picture of somebody else', async () => {
    chat.gate.open();
    await paint(await chat.visit());
    const page = await chat.visit({ locale: 'fr' });
    const buttons = page.locator('.message .actions').getByRole('button');
    await buttons.first().waitFor();
    expect(await buttons.first().textContent()).toBe(fr.buttons.tryStyle);
  });

  it('finds nothing in English on the empty page', async () => {
    const page = await chat.visit({ locale: 'fr' });
    expect(await page.getAttribute('html', 'lang')).toBe('fr');
    await page.getByRole('button', { name: 'Envoyer' }).waitFor();
    expect(await page.getAttribute('#text', 'placeholder')).toBe('Par exemple\u00a0: van Gogh');
    await page.locator('#options-button').click();
    const found = await page.evaluate<string[]>(PAGE_SAYS);
    const english = new Set(Object.values(en.page).map(String));
    for (const text of Object.values(fr.page)) english.delete(String(text));
    expect(found).toEqual(expect.arrayContaining(['Choisir une photo', 'Intensité', fr.options.strength]));
    expect(found.filter((text) => english.has(text))).toEqual([]);
  });
});

/** Every text, name, title and placeholder, seen or not. */
const PAGE_SAYS = `[...document.body.querySelectorAll('*')].flatMap((element) => [
  ...[...element.childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE).map(({ data }) => data.trim()),
  ...['aria-label', 'title', 'placeholder', 'alt'].map((name) => element.getAttribute(name) ?? ''),
]).filter(Boolean)`;
