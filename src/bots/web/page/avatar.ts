/** A person's round mark: two letters on a colour of their own, the same everywhere. */
import type { WirePerson } from '../wire.js';
import { h } from './dom.js';

export function avatar({ id, name }: WirePerson): HTMLElement {
  const letters = name.split(' ').map((word) => word.charAt(0));
  const mark = h('span', { class: 'avatar', 'aria-hidden': 'true' }, letters.join('').slice(0, 2));
  mark.style.setProperty('--hue', String(Number.parseInt(id.slice(0, 4), 16) % 360));
  return mark;
}
