/**
 * The cells of a contact sheet as buttons over its picture, each where its cell lies: a press paints that one in full. A cell that is
 * not painted yet cannot be pressed.
 */
import { cellBoxes } from '../../../domain/sheet.js';
import type { WireMessage } from '../wire.js';
import { h } from './dom.js';
import { t, words } from './page-words.js';
import { paintedCells } from './painted-cells.js';

type View = WireMessage['view'];

export class SheetCells {
  readonly element = h('div', {
    class: 'cells',
    role: 'group',
    lang: words.language,
    'aria-label': t('cards.cells'),
  });
  #buttons: HTMLButtonElement[] = [];
  #shape = '';

  /** `onPress`: called with the cell's index. */
  constructor(readonly onPress: (index: number) => void) {}

  /** `press`: what a press does. */
  update(view: View, press: 'paint' | 'compare'): void {
    const { cells = [], frame } = view;
    if (!frame) return;
    const shape = JSON.stringify([frame, cells.length]);
    if (shape !== this.#shape) this.#lay(cells.length, frame);
    this.#shape = shape;
    const painted = paintedCells(view);
    for (const [index, button] of this.#buttons.entries()) {
      const { title } = cells[index]!;
      button.lastElementChild!.textContent = title;
      button.setAttribute('aria-label', t(`cards.${press}Cell`, { number: index + 1, title }));
      button.disabled = index >= painted;
    }
  }

  /** Which are pressed, where cells are chosen; undefined where a press acts at once. */
  press(chosen: readonly number[] | undefined): void {
    for (const [index, button] of this.#buttons.entries()) {
      if (chosen) button.setAttribute('aria-pressed', String(chosen.includes(index)));
      else button.removeAttribute('aria-pressed');
    }
  }

  #lay(count: number, sheet: { width: number; height: number }): void {
    this.#buttons = cellBoxes(count, sheet).map((box, index) => {
      const button = h(
        'button',
        { type: 'button', class: 'cell', onclick: () => this.onPress(index) },
        h('span', { class: 'cell-title', 'aria-hidden': 'true' }),
      );
      const part = (length: number, whole: number) => `${(100 * length) / whole}%`;
      button.style.left = part(box.left, sheet.width);
      button.style.top = part(box.top, sheet.height);
      button.style.width = part(box.width, sheet.width);
      button.style.height = part(box.height, sheet.height);
      return button;
    });
    this.element.replaceChildren(...this.#buttons);
  }
}
