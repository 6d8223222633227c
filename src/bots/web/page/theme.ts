/** Light or dark: as the system says, until somebody chooses. */
import { byId, label } from './dom.js';
import { icon } from './icons.js';
import { t } from './page-words.js';

const KEY = 'theme';

export function initTheme(): void {
  const root = document.documentElement;
  const system = matchMedia('(prefers-color-scheme: dark)');
  const button = byId<HTMLButtonElement>('theme');
  const bars = document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]');
  const isDark = () => (root.dataset.theme ?? (system.matches ? 'dark' : 'light')) === 'dark';
  const show = () => {
    button.replaceChildren(icon(isDark() ? 'sun' : 'moon'));
    label(button, t(isDark() ? 'page.light' : 'page.dark'));
    // The browser's own bar around the page.
    const paper = getComputedStyle(document.body).backgroundColor;
    if (root.dataset.theme) for (const meta of bars) meta.content = paper;
  };
  const chosen = localStorage.getItem(KEY);
  if (chosen === 'dark' || chosen === 'light') root.dataset.theme = chosen;
  button.addEventListener('click', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    localStorage.setItem(KEY, root.dataset.theme);
    show();
  });
  system.addEventListener('change', show);
  show();
}
