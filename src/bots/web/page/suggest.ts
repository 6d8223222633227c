/** The list of suggestions above the command's text. Pattern: WAI-ARIA Authoring Practices, combobox with a listbox. */

import { isStylize } from './composer-text.js';
import { byId, h } from './dom.js';
import type { Draft } from './draft.js';
import { type Suggestion, suggest } from './suggestions.js';

export class Suggest {
  readonly #input = byId<HTMLInputElement>('text');
  readonly #list = byId('suggestions');
  #suggestions: Suggestion[] = [];
  #active = -1;

  constructor(readonly draft: Draft) {
    this.#input.addEventListener('input', () => this.refresh());
    this.#input.addEventListener('focus', () => this.refresh());
    this.#input.addEventListener('blur', () => this.close());
    // The text keeps the focus while the list is used.
    this.#list.addEventListener('pointerdown', (event) => event.preventDefault());
  }

  /** True when the key was for the list. */
  onKey(event: KeyboardEvent): boolean {
    if (this.#suggestions.length === 0) return false;
    const count = this.#suggestions.length;
    if (event.key === 'ArrowDown') this.#activate((this.#active + 1) % count);
    else if (event.key === 'ArrowUp') this.#activate(this.#active <= 0 ? count - 1 : this.#active - 1);
    else if (event.key === 'Escape') this.close();
    else if ((event.key === 'Enter' || event.key === 'Tab') && this.#active >= 0)
      this.#take(this.#suggestions[this.#active]!);
    else return false;
    return true;
  }

  refresh(): void {
    const { text } = this.draft;
    this.#suggestions = text === '' ? [] : suggest(text, this.draft.styles);
    this.#list.replaceChildren(...this.#suggestions.map((suggestion, index) => this.#row(suggestion, index)));
    this.#list.hidden = this.#suggestions.length === 0;
    this.#input.setAttribute('aria-expanded', String(!this.#list.hidden));
    // A command that is half typed is completed by Enter; everything after it is optional.
    this.#activate(!isStylize(text) && this.#suggestions.length > 0 ? 0 : -1);
  }

  close(): void {
    this.#suggestions = [];
    this.#list.hidden = true;
    this.#input.setAttribute('aria-expanded', 'false');
    this.#activate(-1);
  }

  #row(suggestion: Suggestion, index: number): HTMLElement {
    const { label, hint, thumbnail } = suggestion;
    return h(
      'div',
      {
        class: 'suggestion',
        role: 'option',
        id: `suggestion-${index}`,
        'aria-selected': 'false',
        onclick: () => this.#take(suggestion),
      },
      thumbnail !== undefined && h('img', { src: `${thumbnail}?size=icon`, alt: '' }),
      h('span', { class: 'suggestion-label' }, label),
      h('span', { class: 'suggestion-hint' }, hint),
    );
  }

  #activate(index: number): void {
    this.#active = index;
    for (const [at, row] of [...this.#list.children].entries()) {
      row.setAttribute('aria-selected', String(at === index));
      if (at === index) row.scrollIntoView({ block: 'nearest' });
    }
    if (index < 0) this.#input.removeAttribute('aria-activedescendant');
    else this.#input.setAttribute('aria-activedescendant', `suggestion-${index}`);
  }

  #take({ text }: Suggestion): void {
    this.draft.write(text);
    this.#input.focus();
    this.#input.setSelectionRange(text.length, text.length);
    this.refresh();
  }
}
