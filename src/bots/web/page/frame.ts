/**
 * The picture of a message, in a frame whose shape never changes: first the photo, out of focus, like a sketch under the
 * paint; then previews, each fading over the last; then the painting with the photo to compare. What is finished when the page
 * opens is loaded when it is scrolled to, in the size that the screen needs.
 */
import { isPick } from '../../chat-adapter.js';
import { isMoving, SIZES } from '../picture-sizes.js';
import type { WireMessage, WirePicture } from '../wire.js';
import { compare } from './compare.js';
import { h, label, reducedMotion } from './dom.js';
import { icon } from './icons.js';
import { t } from './page-words.js';

/** How wide a card's picture is on the screen, as css/message.css has it; `shape` is width over height. */
const widthOnScreen = (shape: number) => `min(100vw, 740px, ${50 * shape}vh, ${560 * shape}px)`;

export class Frame {
  readonly element = h('div', { class: 'frame' });
  /** Opens the picture large. */
  readonly expand: HTMLButtonElement;
  #shown = '';
  #layer: HTMLImageElement | undefined;
  /** What the frame should show; a picture that loads too late is dropped. */
  #wanted = '';

  constructor(readonly onView: () => void) {
    this.expand = h('button', { type: 'button', class: 'expand', onclick: onView }, icon('larger'));
    label(this.expand, t('page.viewLarge'));
  }

  update({ view }: WireMessage): void {
    const { frame } = view;
    if (frame) this.element.style.setProperty('--shape', String(frame.width / frame.height));
    const find = (role: string) => view.pictures.find((picture) => picture.role === role);
    const [photo, preview, result] = [find('photo'), find('preview'), find('result')];
    if (photo && !result && !this.element.hasChildNodes()) this.#underpaint(photo, frame === undefined);
    if (result) this.#showResult(result, photoToCompare(view), frame);
    else if (preview) void this.#showLive(h('img', { class: 'paint', src: preview.url }), preview);
  }

  #underpaint(photo: WirePicture, takeShape: boolean): void {
    const image = h('img', { class: 'under', src: `${photo.url}&size=thumb`, alt: '' });
    image.addEventListener('error', () => image.remove());
    if (takeShape) {
      image.addEventListener('load', () => {
        this.element.style.setProperty('--shape', String(image.naturalWidth / image.naturalHeight));
      });
    }
    this.element.append(image);
  }

  #showResult(
    result: WirePicture,
    photo: WirePicture | undefined,
    shape: WireMessage['view']['frame'],
  ): void {
    if (this.#wanted === result.url) return;
    const isLive = this.element.hasChildNodes();
    const image = resultImage(result, shape, !isLive);
    image.addEventListener('click', this.onView);
    if (isLive) {
      void this.#showLive(image, result, photo).then((before) => this.#finish(photo, before));
      return;
    }
    this.#wanted = this.#shown = result.url;
    this.element.append(labelled(image, result));
    this.#finish(photo);
  }

  #finish(photo: WirePicture | undefined, reveal?: HTMLImageElement): void {
    if (photo && !this.element.querySelector('.compare'))
      this.element.append(compare(this.element, photo, reveal));
    this.element.append(this.expand);
  }

  /** Shows a picture once it is loaded, with the photo where one is given; resolves with that. */
  async #showLive(
    image: HTMLImageElement,
    picture: WirePicture,
    photo?: WirePicture,
  ): Promise<HTMLImageElement | undefined> {
    const { url } = picture;
    if (this.#wanted === url) return undefined;
    this.#wanted = url;
    const before = photo && h('img', { src: photo.url, alt: photo.alt, draggable: 'false' });
    try {
      await Promise.all([image.decode(), before?.decode()]);
    } catch {
      // A preview that a newer one has replaced on the server; the newer one is on its way.
      if (this.#wanted === url) this.#wanted = this.#shown;
      if (picture.role !== 'result') return undefined;
    }
    if (this.#wanted !== url && picture.role !== 'result') return undefined;
    this.#cover(labelled(image, picture));
    this.#shown = url;
    return before;
  }

  /** The new picture fades in over the old one, which goes once it is covered: no moment without a picture. */
  #cover(image: HTMLImageElement): void {
    const below = this.#layer;
    this.#layer = image;
    (below ?? this.element.firstElementChild ?? this.element.appendChild(h('span'))).after(image);
    if (reducedMotion()) {
      below?.remove();
      return;
    }
    const fade = image.animate([{ opacity: 0 }, { opacity: 1 }], { duration: 600, easing: 'ease-out' });
    fade.addEventListener('finish', () => below?.remove());
  }
}

/** The photo that a finished picture is compared with. A contact sheet shows it many times: nothing lies at the same place. */
export function photoToCompare({ actions, pictures }: WireMessage['view']): WirePicture | undefined {
  const isSheet = actions.some(({ action }) => isPick(action));
  return isSheet ? undefined : pictures.find(({ role }) => role === 'photo');
}

function labelled(image: HTMLImageElement, { alt, label, role }: WirePicture): HTMLImageElement {
  image.alt = alt;
  Object.assign(image.dataset, { role, label });
  return image;
}

/** A finished picture in the sizes that there are; the whole of it where somebody reaches for the browser's menu to save or copy it. */
function resultImage(
  { url, label }: WirePicture,
  shape: WireMessage['view']['frame'],
  isLazy: boolean,
): HTMLImageElement {
  const image = h('img', { class: 'paint result', ...(isLazy && { loading: 'lazy' }) });
  if (isMoving(label)) {
    // Copies are of the first frame: for those who want nothing to move until they open it.
    image.src = reducedMotion() ? `${url}&size=wide` : url;
    return image;
  }
  if (!shape) {
    image.src = url;
    return image;
  }
  const longer = Math.max(shape.width, shape.height);
  const copies = (['card', 'wide'] as const)
    .filter((name) => SIZES[name] < longer)
    .map((name) => `${url}&size=${name} ${Math.round((shape.width * SIZES[name]) / longer)}w`);
  image.sizes = widthOnScreen(shape.width / shape.height);
  image.srcset = [...copies, `${url} ${shape.width}w`].join(', ');
  const whole = () => {
    image.removeAttribute('srcset');
    image.src = url;
  };
  image.addEventListener('pointerdown', ({ button }) => button === 2 && whole());
  // A long press, and the menu key.
  image.addEventListener('contextmenu', whole);
  return image;
}
