import { PAINTS } from '../paint-box.js';
import type { WirePerson } from '../wire.js';

/** The little that this page needs to build elements. */

type Child = Node | string | undefined | false;
type Props = Record<string, string | number | boolean | undefined | ((event: never) => void)>;

/** An element with attributes (booleans present or absent), listeners (`onclick`) and children. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value as EventListener);
    else if (typeof value === 'boolean') element.toggleAttribute(name, value);
    else if (value !== undefined) element.setAttribute(name, String(value));
  }
  element.append(...children.filter((child) => child !== undefined && child !== false));
  return element;
}

/** An element that index.html declares. */
export function byId<T extends HTMLElement>(id: string): T {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page has no element #${id}`);
  return element as T;
}

/** Sets text only where it differs: an unchanged node is neither drawn nor read out again. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** Names a button without words; its title may also name a key that does the same. */
export function label(button: HTMLElement, words: string, title = words): void {
  button.setAttribute('aria-label', words);
  button.title = title;
}

/** Says something to screen readers, when they are done with what they are saying. */
export function announce(text: string): void {
  setText(byId('announcer'), text);
}

export function reducedMotion(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}

/** A person's round mark: two letters on the paint that they are named after. */
export function avatar({ name }: WirePerson): HTMLElement {
  const words = name.split(' ');
  const letters = words.map((word) => word.charAt(0)).join('');
  const mark = h('span', { class: 'avatar', 'aria-hidden': 'true' }, letters.slice(0, 2));
  const { paint = '', ink = '' } = PAINTS[words[0] ?? ''] ?? {};
  Object.assign(mark.style, { background: paint, color: ink });
  return mark;
}
