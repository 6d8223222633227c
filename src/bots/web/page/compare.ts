/** Before and after: the photo over its painting, divided by a line. */
import type { WirePicture } from '../wire.js';
import { comparison } from './dividing-line.js';
import { h, reducedMotion } from './dom.js';
import { t, words } from './page-words.js';

/** How long the painting takes to uncover itself when it is finished, ms. */
const REVEAL_MS = 1100;

/** `reveal`: the loaded photo, to start with it and wipe to the painting; else the photo is loaded when somebody reaches for the line. */
export function compare(frame: HTMLElement, photo: WirePicture, reveal?: HTMLImageElement): HTMLElement {
  const before = reveal ?? h('img', { alt: photo.alt, draggable: 'false' });
  // The opening wipe ends as soon as somebody moves the handle.
  let stop = () => {};
  const { element, set } = comparison(frame, before, {
    label: t('cards.compareWithPhoto'),
    names: [t('messages.photo'), t('cards.painting')],
    inWords: (above, below) => t('cards.photoParts', { above, below }),
    onGrab: () => stop(),
    onReach() {
      if (!before.hasAttribute('src')) before.src = photo.url;
    },
  });
  // The card is in the language of who asked for it.
  element.lang = words.language;
  if (reveal && !reducedMotion()) stop = wipe(set);
  return element;
}

/** From the photo to the painting; returns the way to stop it. */
function wipe(set: (value: number) => void): () => void {
  const start = performance.now();
  let request = 0;
  const draw = (now: number) => {
    const part = Math.min(1, Math.max(0, (now - start) / REVEAL_MS));
    set(100 * (1 - part) ** 3);
    if (part < 1) request = requestAnimationFrame(draw);
  };
  draw(start);
  return () => cancelAnimationFrame(request);
}
