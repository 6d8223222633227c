/** What can be undone for a moment: it is done on the page at once, and on the server when the moment is over. */
import { byId, setText } from './dom.js';

/** How long something can be undone, ms. */
const UNDO_MS = 10_000;

interface Change {
  words: string;
  undo(): void;
  /** Makes it so on the server. */
  commit(): void;
}

export class Undo {
  readonly #toast = byId('undo');
  readonly #button = byId<HTMLButtonElement>('undo-button');
  #change: Change | undefined;
  #timer = 0;

  /** `onGone`: the toast is closed and had the focus. */
  constructor(readonly onGone: () => void) {
    this.#button.addEventListener('click', () => this.#close()?.undo());
    byId('undo-close').addEventListener('click', () => this.#commit());
    // Leaving the page is a decision, too.
    addEventListener('pagehide', () => this.#commit());
  }

  /** A change that is still open is made first. The focus goes to the button that takes the new one back. */
  offer(change: Change): void {
    this.#commit();
    this.#change = change;
    setText(byId('undo-words'), change.words);
    this.#toast.hidden = false;
    this.#button.focus({ preventScroll: true });
    this.#timer = window.setTimeout(() => this.#commit(), UNDO_MS);
  }

  #commit(): void {
    const hadFocus = this.#toast.contains(document.activeElement);
    this.#close()?.commit();
    if (hadFocus) this.onGone();
  }

  #close(): Change | undefined {
    const change = this.#change;
    this.#change = undefined;
    clearTimeout(this.#timer);
    this.#toast.hidden = true;
    return change;
  }
}
