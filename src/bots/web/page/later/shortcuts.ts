/** The keys of the page, as a list in a dialog. */
import { h } from '../dom.js';
import { icon } from '../icons.js';
import { t } from '../later-words.js';

const KEYS: readonly [string, readonly [string[], string][]][] = [
  [
    t('pictures.keys.anywhere'),
    [
      [['/'], t('pictures.keys.write')],
      [['?'], t('pictures.keys.list')],
      [['Esc'], t('pictures.keys.close')],
    ],
  ],
  [
    t('pictures.keys.field'),
    [
      [['Enter'], t('pictures.keys.send')],
      [['↑', '↓'], t('pictures.keys.suggestions')],
      [['Tab'], t('pictures.keys.take')],
    ],
  ],
  [
    t('pictures.keys.cards'),
    [
      [['←', '→', '↑', '↓'], t('pictures.keys.go')],
      [['Enter'], t('pictures.keys.choose')],
    ],
  ],
  [
    t('pictures.keys.large'),
    [
      [['←', '→'], t('pictures.keys.neighbours')],
      [['+', '-'], t('pictures.keys.zoom')],
      [['0', '1'], t('pictures.keys.fit')],
      [['B'], t('pictures.keys.photo')],
      [['F'], t('pictures.favourite')],
      [['C'], t('pictures.keys.copy')],
      [['D'], t('pictures.download')],
    ],
  ],
  [
    t('pictures.keys.line'),
    [
      [['←', '→'], t('pictures.keys.move')],
      [['Page ↑', 'Page ↓'], t('pictures.keys.moveFar')],
      [['Home', 'End'], t('pictures.keys.ends')],
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
      h('h2', { id: 'shortcuts-title' }, t('pictures.keys')),
      h(
        'button',
        {
          type: 'button',
          class: 'icon-button',
          'aria-label': t('pictures.close'),
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
