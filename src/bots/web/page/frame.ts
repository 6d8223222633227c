/**
 * The picture of a message, in a frame whose shape never changes: first the photo, out of focus, like a sketch under the
 * paint; then previews, each fading over the last; then the painting with the photo to compare.
 */
import type { WireMessage, WirePicture } from '../wire.js';
import { compare } from './compare.js';
import { h, reducedMotion } from './dom.js';

export class Frame {
  readonly element = h('div', { class: 'frame' });
  #shown = '';
  #layer: HTMLImageElement | undefined;
  /** What the frame should show; a picture that loads too late is dropped. */
  #wanted = '';

  update({ view }: WireMessage): void {
    const { frame } = view;
    if (frame) this.element.style.setProperty('--shape', String(frame.width / frame.height));
    const find = (role: string) => view.pictures.find((picture) => picture.role === role);
    const [photo, preview, result] = [find('photo'), find('preview'), find('result')];
    if (photo && !this.element.hasChildNodes()) this.#underpaint(photo, frame === undefined);
    if (result) void this.#show(result, photo);
    else if (preview) void this.#show(preview);
  }

  #underpaint(photo: WirePicture, takeShape: boolean): void {
    const image = h('img', { class: 'under', src: `${photo.url}&size=thumb`, alt: '' });
    if (takeShape) {
      image.addEventListener('load', () => {
        this.element.style.setProperty('--shape', String(image.naturalWidth / image.naturalHeight));
      });
    }
    this.element.append(image);
  }

  async #show({ url, alt, role }: WirePicture, before?: WirePicture): Promise<void> {
    if (this.#wanted === url) return;
    this.#wanted = url;
    const live = this.#shown !== '';
    const image = h('img', { class: `paint ${role}`, src: url, alt, 'data-role': role });
    const photo =
      before && h('img', { class: 'before', src: before.url, alt: before.alt, draggable: 'false' });
    try {
      await Promise.all([image.decode(), photo?.decode()]);
    } catch {
      // A preview that a newer one has replaced on the server; the newer one is on its way.
      if (this.#wanted === url) this.#wanted = this.#shown;
      return;
    }
    if (this.#wanted !== url) return;
    this.#cover(image);
    this.#shown = url;
    if (photo) this.element.append(compare(this.element, photo, live));
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
