/** The places for pictures in the composer: each is a button to fill it, and once filled shows what is in it. */
import type { Slot } from '../../media/attachments.js';
import { byId, h } from './dom.js';
import type { Draft } from './draft.js';
import { icon } from './icons.js';
import { t } from './page-words.js';

/** What a slot shows: a chosen file, or a preset. */
interface Content {
  key: unknown;
  name: string;
  url: string;
}

const LABELS: Record<Slot, string> = {
  photo: t('messages.photo'),
  style: t('messages.style'),
  style2: t('page.secondStyle'),
};

/** What an empty slot is for. */
const FILLS: Record<Slot, string> = {
  photo: t('page.choosePhoto'),
  style: t('page.chooseStyle'),
  style2: t('page.addStyle'),
};

/** `open` asks for a picture for the slot: a file picker, or the gallery; `crop` cuts the one that is there, `brush` shows its subject. */
export function initSlots(
  draft: Draft,
  open: (slot: Slot) => void,
  crop: (file: File) => void,
  brush: (file: File) => void,
): void {
  const slots = (['photo', 'style', 'style2'] as const).map(
    (slot) => new SlotView(draft, slot, open, crop, brush),
  );
  const swap = h(
    'button',
    {
      type: 'button',
      class: 'icon-button swap',
      'aria-label': t('page.swap'),
      title: t('page.swap'),
      onclick: () => draft.swap(),
    },
    icon('swap'),
  );
  const [photo, ...styles] = slots.map(({ element }) => element);
  byId('slots').append(photo!, swap, ...styles);
  draft.watch(() => {
    for (const slot of slots) slot.show();
    swap.hidden = !draft.files.has('photo') || !draft.files.has('style');
  });
}

class SlotView {
  readonly element: HTMLElement;
  readonly #fill: HTMLButtonElement;
  readonly #clear: HTMLButtonElement;
  readonly #crop: HTMLButtonElement;
  readonly #brush: HTMLButtonElement;
  #shown: unknown = null;
  #url = '';

  constructor(
    readonly draft: Draft,
    readonly slot: Slot,
    open: (slot: Slot) => void,
    crop: (file: File) => void,
    brush: (file: File) => void,
  ) {
    this.#fill = h('button', { type: 'button', class: 'slot-fill', onclick: () => open(slot) });
    this.#clear = h(
      'button',
      { type: 'button', class: 'slot-clear', onclick: () => this.#remove() },
      icon('close'),
    );
    this.#crop = h(
      'button',
      {
        type: 'button',
        class: 'slot-clear slot-crop',
        hidden: true,
        onclick: () => crop(draft.files.get(slot)!),
      },
      icon('crop'),
    );
    this.#brush = h(
      'button',
      {
        type: 'button',
        class: 'slot-clear slot-brush',
        hidden: true,
        onclick: () => brush(draft.files.get(slot)!),
      },
      icon('brush'),
    );
    this.element = h(
      'div',
      { class: `slot slot-${slot}`, 'data-slot': slot },
      this.#fill,
      this.#brush,
      this.#crop,
      this.#clear,
    );
  }

  show(): void {
    const content = this.#content();
    this.#brush.classList.toggle('brushed', this.slot === 'photo' && this.draft.mask !== undefined);
    this.element.hidden = this.slot === 'style2' && !content && !this.draft.hasStyle;
    if (this.#shown === content?.key) return;
    this.#shown = content?.key;
    if (this.#url) URL.revokeObjectURL(this.#url);
    this.#url = content?.url.startsWith('blob:') ? content.url : '';
    const label = LABELS[this.slot];
    this.element.classList.toggle('filled', content !== undefined);
    this.#clear.hidden = content === undefined;
    this.#crop.hidden = !(content?.key instanceof File);
    this.#brush.hidden = this.slot !== 'photo' || this.#crop.hidden;
    if (!content) {
      this.#fill.replaceChildren(
        icon(this.slot === 'style2' ? 'plus' : this.slot),
        h('span', {}, this.slot === 'style2' ? t('page.blend') : label),
      );
      this.#fill.setAttribute('aria-label', FILLS[this.slot]);
      return;
    }
    const image = h('img', { src: content.url, alt: '' });
    // A kind of picture that this browser cannot show may still be one that Atelier can read.
    image.addEventListener('error', () => {
      image.replaceWith(icon('photo'));
      if (this.#shown === content.key) this.#crop.hidden = this.#brush.hidden = true;
    });
    this.#fill.replaceChildren(image, h('span', {}, content.name));
    const { name } = content;
    this.#fill.setAttribute('aria-label', t('page.filled', { slot: label, name }));
    this.#fill.title = name;
    this.#clear.setAttribute('aria-label', t('page.takeOut', { name }));
    this.#crop.setAttribute('aria-label', t('pictures.cropOf', { name }));
    this.#crop.title = t('pictures.crop');
    this.#brush.setAttribute('aria-label', t('pictures.brushOf', { name }));
    this.#brush.title = t('pictures.brush');
  }

  #remove(): void {
    this.draft.remove(this.slot);
    this.#fill.focus();
  }

  #content(): Content | undefined {
    const { preset, files } = this.draft;
    const file = files.get(this.slot);
    if (this.slot === 'style' && preset)
      return { key: preset.id, name: preset.title, url: `${preset.thumbnail}?size=icon` };
    if (!file) return undefined;
    return { key: file, name: file.name, url: file === this.#shown ? this.#url : URL.createObjectURL(file) };
  }
}
