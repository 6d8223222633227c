/** Two pictures of one photo compared: under a line that is moved, or side by side. Any two that there are, from lists. */
import { comparison } from '../dividing-line.js';
import { h, setText } from '../dom.js';
import { icon } from '../icons.js';
import { t, words } from '../later-words.js';
import type { PairPicture } from '../pair-picture.js';

export class Pair {
  readonly #stage = h('div', { class: 'pair-stage' });
  readonly #lists = [
    h('select', { 'aria-label': t('cards.firstPicture') }),
    h('select', { 'aria-label': t('cards.secondPicture') }),
  ] as const;
  readonly #beside = h(
    'button',
    { type: 'button', class: 'secondary', 'aria-pressed': 'false', onclick: () => this.#toggle() },
    t('cards.sideBySide'),
  );
  readonly #paint = h('div', { class: 'pair-paint' });
  readonly #problem = h('p', { class: 'problem', role: 'alert' });
  readonly #dialog = h(
    'dialog',
    { class: 'pair', 'aria-labelledby': 'pair-title' },
    h(
      'div',
      { class: 'pair-head' },
      h('h2', { id: 'pair-title' }, t('cards.compareTwo')),
      this.#beside,
      h(
        'button',
        {
          type: 'button',
          class: 'icon-button',
          'aria-label': t('cards.closePair'),
          onclick: () => this.#dialog.close(),
        },
        icon('close'),
      ),
    ),
    h('div', { class: 'pair-lists' }, ...this.#lists),
    this.#stage,
    this.#paint,
    this.#problem,
  );
  #pictures: readonly PairPicture[] = [];

  constructor() {
    document.body.append(this.#dialog);
    for (const list of this.#lists) list.addEventListener('change', () => this.#show());
    this.#dialog.addEventListener('click', (event) => event.target === this.#dialog && this.#dialog.close());
  }

  /** `chosen`: which two of the pictures, at first. */
  open(pictures: readonly PairPicture[], chosen: readonly [number, number]): void {
    this.#pictures = pictures;
    for (const [at, list] of this.#lists.entries()) {
      list.replaceChildren(...pictures.map(({ title }, index) => h('option', { value: index }, title)));
      list.value = String(chosen[at]);
    }
    this.#show();
    this.#dialog.showModal();
    this.#stage.querySelector<HTMLElement>('[role="slider"]')?.focus();
  }

  #toggle(): void {
    const isBeside = this.#beside.getAttribute('aria-pressed') !== 'true';
    this.#beside.setAttribute('aria-pressed', String(isBeside));
    this.#show();
  }

  #show(): void {
    setText(this.#problem, '');
    const [first, second] = this.#lists.map((list) => this.#pictures[Number(list.value)]!);
    if (!first || !second) return;
    const { width, height } = first.shape;
    this.#stage.style.setProperty('--shape', String(width / height));
    // Small ones are not blown up beyond what their strokes bear.
    this.#stage.style.setProperty('--most', first.paint ? `${3 * width}px` : '100%');
    const isBeside = this.#beside.getAttribute('aria-pressed') === 'true';
    this.#stage.classList.toggle('beside', isBeside);
    this.#stage.replaceChildren(...(isBeside ? sideBySide(first, second) : [underLine(first, second)]));
    this.#paint.replaceChildren(
      ...(first === second ? [first] : [first, second]).flatMap((one) => this.#button(one)),
    );
  }

  /** What is small can be painted in full. */
  #button({ title, paint }: PairPicture): HTMLElement[] {
    if (!paint) return [];
    const onclick = async () => {
      try {
        await paint();
        this.#dialog.close();
      } catch (error) {
        setText(this.#problem, (error as Error).message);
      }
    };
    return [h('button', { type: 'button', class: 'action', onclick }, t('cards.paint', { title }))];
  }
}

function underLine(first: PairPicture, second: PairPicture): HTMLElement {
  const frame = h('div', { class: 'pair-frame' }, second.element());
  const { element, set } = comparison(frame, first.element(), {
    label: t('cards.compareThem'),
    names: [first.title, second.title],
    inWords: (above, below) =>
      t('cards.parts', { above, below, first: spoken(first.title), second: spoken(second.title) }),
  });
  frame.append(element);
  set(50);
  return frame;
}

/** Within a sentence; German nouns keep their capitals. */
function spoken(title: string): string {
  return words.language === 'de' ? title : title.toLowerCase();
}

function sideBySide(...pictures: PairPicture[]): HTMLElement[] {
  return pictures.map((picture) =>
    h('figure', {}, h('div', { class: 'pair-frame' }, picture.element()), h('figcaption', {}, picture.title)),
  );
}
