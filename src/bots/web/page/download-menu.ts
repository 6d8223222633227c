/** What a painting can be kept as: a list of formats, at its own size and enlarged. */
import { ENLARGE, FORMATS, type FormatName } from '../picture-sizes.js';
import { h } from './dom.js';
import { icon } from './icons.js';
import type { Painting } from './painting.js';

const NAMES: Record<FormatName, string> = { png: 'PNG', jpeg: 'JPEG', webp: 'WebP' };

/** Between the button and its list, px. */
const GAP = 6;

export class DownloadMenu {
  readonly button = h(
    'button',
    {
      type: 'button',
      class: 'icon-button',
      popovertarget: 'formats',
      'aria-label': 'Download',
      title: 'Download (D)',
    },
    icon('download'),
  );
  readonly list = h('div', { class: 'formats', id: 'formats', popover: 'auto', 'aria-label': 'Download' });
  #plain: HTMLAnchorElement | undefined;

  constructor() {
    this.list.addEventListener('toggle', ({ newState }) => {
      if (newState !== 'open') return;
      const { bottom, right } = this.button.getBoundingClientRect();
      this.list.style.top = `${bottom + GAP}px`;
      this.list.style.left = `${Math.max(GAP, right - this.list.offsetWidth)}px`;
      this.list.querySelector('a')?.focus();
    });
    this.list.addEventListener('click', ({ target }) => {
      if ((target as Element).closest('a')) this.list.hidePopover();
    });
  }

  show({ result, shape }: Painting): void {
    const { width, height } = shape;
    const stored = /\.jpg$/.test(result.label) ? 'jpeg' : 'png';
    const link = (format: FormatName, enlarged: boolean) => {
      const query = `${format === stored ? '' : `&format=${format}`}${enlarged ? '&enlarged' : ''}`;
      return h('a', { class: 'action', href: `${result.url}&download${query}`, download: '' }, NAMES[format]);
    };
    const links = FORMATS.map((format) => link(format, false));
    this.#plain = links[FORMATS.indexOf(stored)];
    const canEnlarge = Math.max(width, height) <= ENLARGE.longestSide;
    this.list.replaceChildren(
      ...row(`${width} × ${height} px`, links),
      ...(canEnlarge
        ? row(
            `${width * ENLARGE.by} × ${height * ENLARGE.by} px, enlarged`,
            FORMATS.map((format) => link(format, true)),
          )
        : []),
      ...(canEnlarge ? [h('p', {}, 'Enlarged has more pixels, not more detail.')] : []),
    );
  }

  /** As it is stored. */
  download(): void {
    this.#plain?.click();
  }
}

function row(words: string, links: HTMLElement[]): HTMLElement[] {
  return [
    h('p', { class: 'formats-size' }, words),
    h('div', { class: 'formats-row', role: 'group', 'aria-label': words }, ...links),
  ];
}
