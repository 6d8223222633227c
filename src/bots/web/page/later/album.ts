/** The finished pictures of the channel side by side: one's own, one's favourites, by words; seen large, or kept all at once. */
import { h, setText } from '../dom.js';
import { favourites, toggleFavourite } from '../favourites.js';
import { icon } from '../icons.js';
import { t } from '../later-words.js';
import type { Painting } from '../painting.js';

export interface AlbumOptions {
  /** The finished pictures, oldest first. */
  paintings(): Painting[];
  /** Shows one of these large; `onClose` gets the last one that was looked at. */
  onView(id: string, among: () => Painting[], onClose: (id: string) => void): void;
}

const SHOWN = ['all', 'mine', 'favourites'] as const;
type Shown = (typeof SHOWN)[number];

export class Album {
  readonly #search = h('input', {
    class: 'gallery-search',
    type: 'search',
    placeholder: t('pictures.searchHint'),
    'aria-label': t('pictures.search'),
    autocomplete: 'off',
  });
  readonly #choice = h('fieldset', { class: 'album-choice', 'aria-label': t('pictures.which') });
  readonly #count = h('p', { class: 'gallery-count', role: 'status' });
  readonly #zip = h('a', { class: 'action', download: 'atelier.zip' }, icon('download'), t('pictures.zip'));
  readonly #grid = h('ul', { class: 'gallery-grid album-grid', 'aria-label': t('pictures.title') });
  readonly #dialog = h(
    'dialog',
    { class: 'gallery album', id: 'album', 'aria-labelledby': 'album-title' },
    h(
      'div',
      { class: 'gallery-head' },
      h('h2', { id: 'album-title' }, t('pictures.title')),
      h(
        'button',
        {
          type: 'button',
          class: 'icon-button',
          'aria-label': t('pictures.close'),
          onclick: () => this.close(),
        },
        icon('close'),
      ),
    ),
    this.#search,
    h('div', { class: 'album-tools' }, this.#choice, this.#count, this.#zip),
    this.#grid,
  );
  #shown: Shown = 'all';

  constructor(readonly options: AlbumOptions) {
    for (const name of SHOWN)
      this.#choice.append(
        h(
          'label',
          {},
          h('input', {
            type: 'radio',
            name: 'album',
            value: name,
            checked: name === this.#shown,
            onchange: () => this.#choose(name),
          }),
          h('span', {}, t(`pictures.${name}`)),
        ),
      );
    this.#search.addEventListener('input', () => this.refresh());
    this.#grid.addEventListener('keydown', (event) => this.#move(event));
    this.#dialog.addEventListener('click', (event) => event.target === this.#dialog && this.close());
    document.body.append(this.#dialog);
  }

  get isOpen(): boolean {
    return this.#dialog.open;
  }

  open(): void {
    this.refresh();
    this.#dialog.showModal();
    // Where it would bring a keyboard up over the half of the screen, nobody has asked for it.
    if (matchMedia('(hover: hover)').matches) this.#search.focus();
  }

  close(): void {
    this.#dialog.close();
  }

  /** Cards that stay are kept, so that the focus stays where it is and no picture is loaded twice. */
  refresh(): void {
    const loved = favourites();
    const found = this.#found(loved);
    const cards = new Map([...this.#grid.children].map((card) => [card.id, card as HTMLElement]));
    this.#grid.replaceChildren(
      ...found.map((painting) => {
        const card = cards.get(`album-${painting.id}`) ?? this.#card(painting);
        card.querySelector('.heart')!.setAttribute('aria-pressed', String(loved.has(painting.id)));
        return card;
      }),
    );
    const isSearch = this.#search.value.trim() !== '';
    const none = t(`pictures.none.${isSearch ? 'search' : this.#shown}`);
    setText(this.#count, found.length === 0 ? none : t('pictures.count', { count: found.length }));
    this.#zip.hidden = found.length === 0;
    this.#zip.href = `/api/pictures.zip?ids=${found.map(({ id }) => id).join(',')}`;
  }

  /** Newest first. */
  #found(loved: ReadonlySet<string>): Painting[] {
    const words = plain(this.#search.value).split(/\s+/).filter(Boolean);
    return this.options
      .paintings()
      .reverse()
      .filter(({ id, own }) => (this.#shown === 'mine' ? own : this.#shown === 'all' || loved.has(id)))
      .filter((painting) => words.every((word) => plain(painting.words).includes(word)));
  }

  #choose(shown: Shown): void {
    this.#shown = shown;
    this.refresh();
    this.#grid.scrollTop = 0;
  }

  #card({ id, title, author, own, result }: Painting): HTMLElement {
    const heart = h(
      'button',
      {
        type: 'button',
        class: 'icon-button heart',
        'aria-label': t('pictures.favouriteOf', { title }),
        title: t('pictures.favourite'),
      },
      icon('heart'),
    );
    heart.addEventListener('click', () => {
      toggleFavourite(id);
      this.refresh();
      // The one whose heart was taken away is gone from the favourites: the next has the focus.
      if (!heart.isConnected) (this.#grid.querySelector<HTMLElement>('.picture') ?? this.#search).focus();
    });
    return h(
      'li',
      { id: `album-${id}` },
      h(
        'button',
        { type: 'button', class: 'style picture', onclick: () => this.#view(id) },
        h('img', { src: `${result.url}&size=thumb`, alt: '', loading: 'lazy' }),
        h('span', { class: 'style-title' }, title),
        h('span', { class: 'style-by' }, own ? t('pictures.you') : author),
      ),
      heart,
    );
  }

  #view(id: string): void {
    this.options.onView(
      id,
      // As they lie here, from left to right.
      () => this.#found(favourites()),
      (last) => {
        this.refresh();
        const card = document.getElementById(`album-${last}`) ?? this.#grid;
        (card.querySelector<HTMLElement>('.picture') ?? this.#search).focus();
      },
    );
  }

  /** Arrow keys go through the pictures as they lie. */
  #move(event: KeyboardEvent): void {
    const pictures = [...this.#grid.querySelectorAll<HTMLElement>('.picture')];
    const at = pictures.indexOf(document.activeElement as HTMLElement);
    const top = (picture: HTMLElement) => picture.parentElement!.offsetTop;
    const columns = pictures.filter((picture) => top(picture) === top(pictures[0]!)).length;
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[event.key];
    if (at < 0 || step === undefined) return;
    event.preventDefault();
    pictures[at + step]?.focus();
  }
}

/** Small letters without accents. */
function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
