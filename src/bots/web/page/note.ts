/** The answer to /help and the like: for the requester only, above the composer until it is closed. */
import type { WireMessage } from '../wire.js';
import { byId, h, setText } from './dom.js';

export function initNote(): (view: WireMessage['view']) => void {
  const note = byId('note');
  const close = () => {
    note.hidden = true;
    byId('text').focus();
  };
  byId('note-close').addEventListener('click', close);
  note.addEventListener('keydown', (event) => event.key === 'Escape' && close());
  return ({ title, lines }) => {
    setText(byId('note-title'), title);
    byId('note-lines').replaceChildren(...lines.map(lineItem));
    note.hidden = false;
  };
}

/** "/queue: see where ...": what it is about stands out. */
function lineItem(line: string): HTMLElement {
  const at = line.indexOf(': ');
  return at > 0 && at < 40
    ? h('li', {}, h('strong', {}, line.slice(0, at)), line.slice(at + 1))
    : h('li', {}, line);
}
