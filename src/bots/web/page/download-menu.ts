/** What a painting can be kept as: a list of formats, at its own size and enlarged. */
import { ENLARGE, type FormatName, formatsOf, isMoving, storedFormat } from '../picture-sizes.js';
import { h } from './dom.js';
import { icon } from './icons.js';
import { t } from './page-words.js';
import type { Painting } from './painting.js';
import { openBelow } from './popover.js';

const NAMES: Record<FormatName, string> = { png: 'PNG', jpeg: 'JPEG', webp: 'WebP', gif: 'GIF' };

export class DownloadMenu {
  readonly button = h(
    'button',
    {
      type: 'button',
      class: 'icon-button',
      'aria-label': t('pictures.download'),
      title: t('pictures.withKey', { what: t('pictures.download'), key: 'D' }),
    },
    icon('download'),
  );
  readonly list = h('div', {
    class: 'formats',
    id: 'formats',
    role: 'group',
    'aria-label': t('pictures.download'),
  });
  #plain: HTMLAnchorElement | undefined;

  constructor() {
    openBelow(this.button, this.list);
  }

  show({ result, shape, timelapse }: Painting): void {
    const { width, height } = shape;
    const stored = storedFormat(result.label);
    const link = (format: FormatName, enlarged: boolean) => {
      const query = `${format === stored ? '' : `&format=${format}`}${enlarged ? '&enlarged' : ''}`;
      return h('a', { class: 'action', href: `${result.url}&download${query}`, download: '' }, NAMES[format]);
    };
    const formats = formatsOf(result.label);
    const links = formats.map((format) => link(format, false));
    this.#plain = links[formats.indexOf(stored)];
    const canEnlarge = !isMoving(result.label) && Math.max(width, height) <= ENLARGE.longestSide;
    this.list.replaceChildren(
      ...row(t('amounts.pixels', { width, height }), links),
      ...(canEnlarge
        ? row(
            t('pictures.enlarged', { width: width * ENLARGE.by, height: height * ENLARGE.by }),
            formats.map((format) => link(format, true)),
          )
        : []),
      ...(canEnlarge ? [h('p', {}, t('pictures.enlargedNote'))] : []),
      ...(timelapse ? row(t('pictures.timelapse'), loops(timelapse)) : []),
    );
  }

  /** As it is stored. */
  download(): void {
    this.#plain?.click();
  }
}

/** To watch, and to keep. */
function loops(url: string): HTMLElement[] {
  return [
    h('a', { class: 'action', href: url, target: '_blank' }, t('pictures.watch')),
    h('a', { class: 'action', href: `${url}&download`, download: '' }, NAMES.webp),
    h('a', { class: 'action', href: `${url}&download&format=gif`, download: '' }, 'GIF'),
  ];
}

function row(words: string, links: HTMLElement[]): HTMLElement[] {
  return [
    h('p', { class: 'formats-size' }, words),
    h('div', { class: 'formats-row', role: 'group', 'aria-label': words }, ...links),
  ];
}
