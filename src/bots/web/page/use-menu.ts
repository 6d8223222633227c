/** What a picture of the channel can be used for: the photo or the style of the next one. Dragging it into a slot does the same. */
import type { Slot } from '../../media/attachments.js';
import { h } from './dom.js';
import { icon } from './icons.js';
import { t } from './page-words.js';
import { openBelow } from './popover.js';

export class UseMenu {
  readonly button = h(
    'button',
    {
      type: 'button',
      class: 'icon-button',
      'aria-label': t('pictures.use'),
      title: t('pictures.forAnother'),
    },
    icon('try'),
  );
  readonly list: HTMLElement;

  constructor(use: (slot: Slot) => void) {
    const choice = (slot: Slot, words: string) =>
      h(
        'button',
        { type: 'button', class: 'action', onclick: () => use(slot) },
        icon(slot as 'photo' | 'style'),
        words,
      );
    this.list = h(
      'div',
      { class: 'formats', id: 'use', role: 'group', 'aria-label': t('pictures.use') },
      h('p', {}, t('pictures.forAnother')),
      h(
        'div',
        { class: 'formats-row' },
        choice('photo', t('pictures.asPhoto')),
        choice('style', t('pictures.asStyle')),
      ),
    );
    openBelow(this.button, this.list);
  }
}
