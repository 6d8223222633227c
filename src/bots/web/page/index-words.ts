/**
 * The texts of index.html in the page's language. `data-t` names the text of an element in the catalogue, `data-t-label` its accessible
 * name, `data-t-title` what it says under the pointer (with the key that does the same: `data-key`), `data-t-hint` its placeholder. The
 * English that stands there is for who has no scripts, and for who reads the file.
 */
import type { Key } from '../../../words/said.js';
import { setText } from './dom.js';
import { t, words } from './page-words.js';

/** Those of index.html have no gaps. */
const text = (key = '') => t(key as Key & 'page.options');

export function fillIndex(): void {
  const { documentElement: root } = document;
  root.lang = words.language;
  for (const element of root.querySelectorAll<HTMLElement>('[data-t]'))
    setText(element, text(element.dataset.t));
  for (const element of root.querySelectorAll<HTMLElement>('[data-t-label]'))
    element.ariaLabel = text(element.dataset.tLabel);
  for (const element of root.querySelectorAll<HTMLElement>('[data-t-title]')) {
    const what = text(element.dataset.tTitle);
    const { key } = element.dataset;
    element.title = key === undefined ? what : t('pictures.withKey', { what, key });
  }
  for (const element of root.querySelectorAll<HTMLInputElement>('[data-t-hint]'))
    element.placeholder = text(element.dataset.tHint);
}
