/**
 * Two pictures in one frame: one lies over the other, cut off at a line that can be dragged or moved by keys. Only the line and its
 * grip take the pointer, so that both pictures can be clicked, saved and copied. Pattern: WAI-ARIA Authoring Practices, slider.
 */
import { h } from './dom.js';
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

export interface Comparison {
  /** Lies over the frame's picture. */
  element: HTMLElement;
  /** Moves the line: 0..100, the share of the picture that lies above. */
  set(value: number): void;
  /** The same for a line that moves by itself: nothing is announced to screen readers. */
  show(value: number): void;
}

export interface ComparisonOptions {
  /** The slider's name. */
  label: string;
  /** What lies above, and what is uncovered. */
  names: readonly [above: string, below: string];
  /** How much is seen of each, %, in words. */
  inWords(above: number, below: number): string;
  /** Somebody takes the line. */
  onGrab?(): void;
  /** Somebody is about to see more of what lies above. */
  onReach?(): void;
}

/** `above` covers the frame's picture from the left up to the line. */
export function comparison(
  frame: HTMLElement,
  above: HTMLElement,
  { label, names, inWords, onGrab = () => {}, onReach = () => {} }: ComparisonOptions,
): Comparison {
  const handle = h(
    'div',
    {
      class: 'handle',
      role: 'slider',
      tabindex: 0,
      'aria-label': label,
      'aria-valuemin': 0,
      'aria-valuemax': 100,
    },
    h('span', { class: 'grip', title: label }, icon('compare')),
  );
  above.classList.add('before');
  const layer = h(
    'div',
    { class: 'compare' },
    above,
    h('span', { class: 'tag tag-before' }, names[0]),
    h('span', { class: 'tag tag-after' }, names[1]),
    handle,
  );
  let at = 0;
  const show = (value: number) => {
    at = Math.min(100, Math.max(0, value));
    if (at > 0) onReach();
    layer.style.setProperty('--at', `${at}%`);
    layer.dataset.side = at < 12 ? 'after' : at > 88 ? 'before' : 'both';
  };
  const set = (value: number) => {
    show(value);
    handle.setAttribute('aria-valuenow', String(Math.round(at)));
    handle.setAttribute('aria-valuetext', inWords(Math.round(at), Math.round(100 - at)));
  };
  set(0);
  handle.addEventListener('pointerenter', onReach);
  handle.addEventListener('focus', onReach);
  handle.addEventListener('keydown', (event) => {
    const move = KEYS[event.key];
    if (!move) return;
    event.preventDefault();
    onGrab();
    set(move(at));
  });
  const follow = (event: PointerEvent) => {
    const box = frame.getBoundingClientRect();
    set(((event.clientX - box.left) / box.width) * 100);
  };
  handle.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    onGrab();
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
  return { element: layer, set, show };
}
