/** A finished picture large, in a dialog: zoom, before and after, copy, share, download, and its neighbours. */
import type { Slot } from '../../media/attachments.js';
import type { WirePicture } from '../wire.js';
import { canShareFiles, copyPicture, sharePicture } from './clipboard.js';
import { byId, h, label, setText } from './dom.js';
import { DownloadMenu } from './download-menu.js';
import { favourites, toggleFavourite } from './favourites.js';
import { icon } from './icons.js';
import { t } from './page-words.js';
import type { Painting } from './painting.js';
import { UseMenu } from './use-menu.js';
import { Zoom } from './zoom.js';

export interface LightboxOptions {
  /** The finished pictures, oldest first. */
  paintings(): Painting[];
  /** The picture is to be the photo or the style of the next one; the dialog is closed then. */
  onUse(picture: WirePicture, slot: Slot): void;
  /** Called with the last one that was looked at: the focus belongs to its card. */
  onClose(id: string): void;
}

export class Lightbox {
  readonly #dialog = byId<HTMLDialogElement>('lightbox');
  readonly #canvas = byId('lightbox-canvas');
  readonly #before = byId<HTMLButtonElement>('lightbox-before');
  readonly #heart = byId<HTMLButtonElement>('lightbox-heart');
  readonly #download = new DownloadMenu();
  readonly #use = new UseMenu((slot) => {
    this.#dialog.close();
    if (this.#painting) this.options.onUse(this.#painting.result, slot);
  });
  readonly #zoom: Zoom;
  #painting: Painting | undefined;
  #among: () => Painting[];
  #onClose: (id: string) => void;

  constructor(readonly options: LightboxOptions) {
    this.#among = options.paintings;
    this.#onClose = options.onClose;
    this.#zoom = new Zoom(byId('lightbox-stage'), this.#canvas, (scale) =>
      setText(byId('lightbox-scale'), t('amounts.percent', { number: Math.round(scale * 100) })),
    );
    const buttons = {
      close: () => this.#dialog.close(),
      previous: () => this.#go(-1),
      next: () => this.#go(1),
      out: () => this.#zoom.out(),
      fit: () => this.#zoom.fit(),
      in: () => this.#zoom.in(),
      before: () => this.#compare(),
      heart: () => this.#love(),
      copy: () => this.#do(copyPicture, t('cards.copied')),
      share: () => this.#do(sharePicture, ''),
    };
    for (const [name, onclick] of Object.entries(buttons))
      byId(`lightbox-${name}`).addEventListener('click', onclick);
    for (const name of ['close', 'previous', 'next', 'out', 'in', 'heart', 'copy', 'share'] as const)
      byId(`lightbox-${name}`).append(icon(name));
    const { button, list } = this.#use;
    byId('lightbox-tools').append(button, list, this.#download.button, this.#download.list);
    label(
      this.#heart,
      t('pictures.favourite'),
      t('pictures.withKey', { what: t('pictures.favourite'), key: 'F' }),
    );
    // Only pages from this machine or over https may write to the clipboard.
    byId('lightbox-copy').hidden = !('clipboard' in navigator && 'ClipboardItem' in window);
    byId('lightbox-share').hidden = !canShareFiles();
    this.#dialog.addEventListener('keydown', (event) => this.#onKey(event));
    this.#dialog.addEventListener('close', () => {
      if (this.#painting) this.#onClose(this.#painting.id);
      this.#canvas.replaceChildren();
    });
  }

  /** Its neighbours are those of `among`: by default the channel's pictures, oldest first. */
  open(id: string, among = this.options.paintings, onClose = this.options.onClose): void {
    const painting = among().find((painting) => painting.id === id);
    if (!painting) return;
    this.#among = among;
    this.#onClose = onClose;
    this.#dialog.showModal();
    this.#show(painting);
    byId('lightbox-stage').focus();
  }

  #show(painting: Painting): void {
    this.#painting = painting;
    const { title, result, photo, shape } = painting;
    setText(byId('lightbox-title'), title);
    setText(byId('lightbox-status'), '');
    this.#before.hidden = photo === undefined;
    this.#before.setAttribute('aria-pressed', 'false');
    this.#heart.setAttribute('aria-pressed', String(favourites().has(painting.id)));
    this.#download.show(painting);
    this.#canvas.replaceChildren(
      h('img', { src: result.url, alt: result.alt, draggable: 'false', 'data-role': 'result' }),
    );
    this.#zoom.show(shape.width, shape.height);
    const [before, after] = this.#neighbours();
    byId<HTMLButtonElement>('lightbox-previous').disabled = !before;
    byId<HTMLButtonElement>('lightbox-next').disabled = !after;
  }

  #neighbours(): [Painting | undefined, Painting | undefined] {
    const all = this.#among();
    const at = all.findIndex(({ id }) => id === this.#painting?.id);
    return [all[at - 1], all[at + 1]];
  }

  #go(step: -1 | 1): void {
    const [before, after] = this.#neighbours();
    const painting = step < 0 ? before : after;
    if (painting) this.#show(painting);
  }

  /** The photo in place of the painting, at the same place and scale; and back. */
  #compare(): void {
    const photo = this.#painting?.photo;
    if (!photo) return;
    const isPhoto = this.#before.getAttribute('aria-pressed') !== 'true';
    this.#before.setAttribute('aria-pressed', String(isPhoto));
    this.#canvas.querySelector('[data-role="photo"]')?.remove();
    if (isPhoto)
      this.#canvas.append(
        h('img', { src: photo.url, alt: photo.alt, draggable: 'false', 'data-role': 'photo' }),
      );
  }

  #love(): void {
    if (this.#painting) this.#heart.setAttribute('aria-pressed', String(toggleFavourite(this.#painting.id)));
  }

  async #do(action: (picture: WirePicture) => Promise<void>, done: string): Promise<void> {
    const status = byId('lightbox-status');
    setText(status, '');
    try {
      await action(this.#painting!.result);
      setText(status, done);
    } catch (error) {
      // Closing the system's sheet is no failure.
      if ((error as Error).name !== 'AbortError') setText(status, t('cards.cannotHere'));
    }
  }

  #onKey(event: KeyboardEvent): void {
    if (event.altKey) return;
    const isCommand = event.ctrlKey || event.metaKey;
    const moves = this.#zoom.isFitted && !isCommand;
    const keys: Record<string, (() => void) | false> = {
      ArrowLeft: moves && (() => this.#go(-1)),
      ArrowRight: moves && (() => this.#go(1)),
      '+': !isCommand && (() => this.#zoom.in()),
      '=': !isCommand && (() => this.#zoom.in()),
      '-': !isCommand && (() => this.#zoom.out()),
      '0': !isCommand && (() => this.#zoom.fit()),
      '1': !isCommand && (() => this.#zoom.zoomTo(1)),
      b: !isCommand && (() => this.#compare()),
      c: () => byId('lightbox-copy').click(),
      d: !isCommand && (() => this.#download.download()),
      f: !isCommand && (() => this.#love()),
    };
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }
}
