/** The keys of the page, as a list in a dialog. */
import { h } from '../dom.js';
import { icon } from '../icons.js';

const KEYS: readonly [string, readonly [string[], string][]][] = [
  [
    'Anywhere',
    [
      [['/'], 'Write a command'],
      [['?'], 'This list'],
      [['Esc'], 'Close what is open'],
    ],
  ],
  [
    'In the message field',
    [
      [['Enter'], 'Send'],
      [['↑', '↓'], 'Go through the suggestions'],
      [['Tab'], 'Take the chosen suggestion'],
    ],
  ],
  [
    'Styles and pictures',
    [
      [['←', '→', '↑', '↓'], 'Go through them'],
      [['Enter'], 'Choose, or see it large'],
    ],
  ],
  [
    'A picture seen large',
    [
      [['←', '→'], 'The picture before, the next one'],
      [['+', '-'], 'Zoom in, zoom out'],
      [['0', '1'], 'Fit it in; one pixel as one'],
      [['B'], 'The photo in its place'],
      [['F'], 'Favourite'],
      [['C'], 'Copy'],
      [['D'], 'Download'],
    ],
  ],
  [
    'The line between photo and painting',
    [
      [['←', '→'], 'Move it'],
      [['Page ↑', 'Page ↓'], 'Move it further'],
      [['Home', 'End'], 'Painting only, photo only'],
    ],
  ],
];

export class Shortcuts {
  readonly #dialog = h(
    'dialog',
    { class: 'gallery shortcuts', id: 'shortcuts', 'aria-labelledby': 'shortcuts-title' },
    h(
      'div',
      { class: 'gallery-head' },
      h('h2', { id: 'shortcuts-title' }, 'Keys'),
      h(
        'button',
        {
          type: 'button',
          class: 'icon-button',
          'aria-label': 'Close the list',
          onclick: () => this.#dialog.close(),
        },
        icon('close'),
      ),
    ),
    h(
      'div',
      { class: 'shortcuts-list', tabindex: 0, role: 'region', 'aria-labelledby': 'shortcuts-title' },
      ...KEYS.map(([where, rows]) =>
        h(
          'section',
          {},
          h('h3', {}, where),
          h('dl', {}, ...rows.flatMap(([keys, words]) => row(keys, words))),
        ),
      ),
    ),
  );

  constructor() {
    this.#dialog.addEventListener('click', (event) => event.target === this.#dialog && this.#dialog.close());
    document.body.append(this.#dialog);
  }

  open(): void {
    if (!this.#dialog.open) this.#dialog.showModal();
  }
}

function row(keys: readonly string[], words: string): HTMLElement[] {
  return [h('dt', {}, ...keys.map((key) => h('kbd', {}, key))), h('dd', {}, words)];
}
