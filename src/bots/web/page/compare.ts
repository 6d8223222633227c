/**
 * Before and after: the photo lies over the painting, cut off at a line that can be dragged or moved by keys. Only the line and its
 * grip take the pointer, so that both pictures can be clicked, saved and copied. Pattern: WAI-ARIA Authoring Practices, slider.
 */
import type { WirePicture } from '../wire.js';
import { h, reducedMotion } from './dom.js';
import { icon } from './icons.js';

const KEYS: Record<string, (at: number) => number> = {
  ArrowLeft: (at) => at - 2,
  ArrowDown: (at) => at - 2,
  ArrowRight: (at) => at + 2,
  ArrowUp: (at) => at + 2,
  PageDown: (at) => at - 10,
  PageUp: (at) => at + 10,
  Home: () => 0,
  End: () => 100,
};

/** How long the painting takes to uncover itself when it is finished, ms. */
const REVEAL_MS = 1100;

/** `reveal`: the loaded photo, to start with it and wipe to the painting; else the photo is loaded when somebody reaches for the line. */
export function compare(frame: HTMLElement, photo: WirePicture, reveal?: HTMLImageElement): HTMLElement {
  const handle = h(
    'div',
    {
      class: 'handle',
      role: 'slider',
      tabindex: 0,
      'aria-label': 'Compare with the photo',
      'aria-valuemin': 0,
      'aria-valuemax': 100,
    },
    h('span', { class: 'grip', title: 'Compare with the photo' }, icon('compare')),
  );
  const before = reveal ?? h('img', { alt: photo.alt, draggable: 'false' });
  before.className = 'before';
  const layer = h(
    'div',
    { class: 'compare' },
    before,
    h('span', { class: 'tag tag-before' }, 'Photo'),
    h('span', { class: 'tag tag-after' }, 'Painting'),
    handle,
  );
  let at = 0;
  const set = (value: number) => {
    at = Math.min(100, Math.max(0, value));
    if (at > 0) load();
    layer.style.setProperty('--at', `${at}%`);
    layer.dataset.side = at < 12 ? 'after' : at > 88 ? 'before' : 'both';
    handle.setAttribute('aria-valuenow', String(Math.round(at)));
    handle.setAttribute('aria-valuetext', `${Math.round(at)} % photo, ${Math.round(100 - at)} % painting`);
  };
  const load = () => {
    if (!before.hasAttribute('src')) before.src = photo.url;
  };
  // The opening wipe ends as soon as somebody moves the handle.
  let stop = () => {};
  if (reveal && !reducedMotion()) stop = wipe(set);
  else set(0);
  handle.addEventListener('pointerenter', load);
  handle.addEventListener('focus', load);
  handle.addEventListener('keydown', (event) => {
    const move = KEYS[event.key];
    if (!move) return;
    event.preventDefault();
    stop();
    set(move(at));
  });
  const follow = (event: PointerEvent) => {
    const box = frame.getBoundingClientRect();
    set(((event.clientX - box.left) / box.width) * 100);
  };
  handle.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    stop();
    handle.setPointerCapture(event.pointerId);
    layer.classList.add('dragging');
    handle.focus({ preventScroll: true });
    follow(event);
  });
  handle.addEventListener(
    'pointermove',
    (event) => handle.hasPointerCapture(event.pointerId) && follow(event),
  );
  handle.addEventListener('lostpointercapture', () => layer.classList.remove('dragging'));
  return layer;
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
