/** The styles to choose from, as a dialog: search, thumbnails with their credits, and one's own picture as the first card. */
import { searchPresets } from '../../../domain/preset.js';
import type { WireStyle } from '../wire.js';
import { byId, h, setText } from './dom.js';
import { icon } from './icons.js';
import { t } from './page-words.js';

export interface GalleryHandlers {
  onStyle(style: WireStyle): void;
  onOwn(): void;
}

export class Gallery {
  readonly #dialog = byId<HTMLDialogElement>('gallery');
  readonly #search = byId<HTMLInputElement>('gallery-search');
  readonly #grid = byId('gallery-grid');
  readonly #count = byId('gallery-count');
  #styles: readonly WireStyle[] = [];
  /** Of this opening. */
  #handlers: GalleryHandlers;

  constructor(readonly handlers: GalleryHandlers) {
    this.#handlers = handlers;
    this.#search.addEventListener('input', () => this.#show());
    this.#grid.addEventListener('keydown', (event) => this.#move(event));
    byId('gallery-close').addEventListener('click', () => this.#dialog.close());
    // A click on the backdrop is a click on the dialog itself.
    this.#dialog.addEventListener('click', (event) => event.target === this.#dialog && this.#dialog.close());
  }

  set styles(styles: readonly WireStyle[]) {
    this.#styles = styles;
    this.#show();
  }

  /** `handlers`: for a style that is not the composer's. */
  open(words = '', handlers: GalleryHandlers = this.handlers, title = t('page.chooseStyle')): void {
    this.#handlers = handlers;
    setText(byId('gallery-title'), title);
    this.#search.value = words;
    this.#show();
    this.#dialog.showModal();
    this.#search.focus();
  }

  #show(): void {
    const found = searchPresets(this.#styles, this.#search.value, this.#styles.length);
    const own = h(
      'button',
      { type: 'button', class: 'style own', onclick: () => this.#choose(() => this.#handlers.onOwn()) },
      h('span', { class: 'own-mark' }, icon('plus')),
      h('span', { class: 'style-title' }, t('cards.ownPicture')),
      h('span', { class: 'style-by' }, t('cards.ownPictureHint')),
    );
    const cards = found.map((style) =>
      styleCard(style, () => this.#choose(() => this.#handlers.onStyle(style))),
    );
    this.#grid.replaceChildren(own, ...cards);
    setText(
      this.#count,
      found.length === 0 ? t('cards.noStyle') : t('cards.styles', { count: found.length }),
    );
  }

  #choose(choice: () => void): void {
    this.#dialog.close();
    choice();
  }

  /** Arrow keys go through the cards as they lie. */
  #move(event: KeyboardEvent): void {
    const cards = [...this.#grid.querySelectorAll<HTMLElement>('.style')];
    const at = cards.indexOf(document.activeElement as HTMLElement);
    const columns = cards.filter(({ offsetTop }) => offsetTop === cards[0]!.offsetTop).length;
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[event.key];
    if (at < 0 || step === undefined) return;
    event.preventDefault();
    cards[at + step]?.focus();
  }
}

/** A style as a button: thumbnail, title, artist and year, and whose it is to use. */
export function styleCard(style: WireStyle, onclick: () => void): HTMLButtonElement {
  const { title, artist, year, licence, source, thumbnail, id } = style;
  return h(
    'button',
    { type: 'button', class: 'style', 'data-style': id, title: `${source} - ${licence}`, onclick },
    h('img', {
      srcset: `${thumbnail}?size=small, ${thumbnail}?size=thumb 2x`,
      src: `${thumbnail}?size=small`,
      alt: '',
      loading: 'lazy',
    }),
    h('span', { class: 'style-title' }, title),
    h('span', { class: 'style-by' }, `${artist}, ${year}`),
    h('span', { class: 'style-licence' }, licence),
  );
}
