/** The composer: text, slots, options, and sending. What cannot be sent stays where it is, with the reason beside it. */
import { parseCommand } from '../../commands/command-text.js';
import type { Slot } from '../../media/attachments.js';
import { INTAKE } from '../../media/intake-limits.js';
import { refusal } from '../../messages/wording.js';
import type { WireMessage, WireReply } from '../wire.js';
import { send } from './api.js';
import { byId, h, setText } from './dom.js';
import type { Draft } from './draft.js';
import { words } from './page-words.js';
import { Suggest } from './suggest.js';

export interface ComposerHandlers {
  /** /styles is answered by the gallery. */
  onStyles(words: string): void;
  onNote(note: Extract<WireReply, { note: unknown }>['note']): void;
}

export class Composer {
  readonly #form = byId<HTMLFormElement>('composer');
  readonly #input = byId<HTMLInputElement>('text');
  readonly #send = byId<HTMLButtonElement>('send');
  readonly #problem = byId('problem');
  readonly #picker = byId<HTMLInputElement>('picker');
  readonly #suggest: Suggest;
  #picking: Slot | undefined;
  /** What is done with the file instead, or after. */
  #use: ((file: File) => void) | undefined;
  #sending = false;

  constructor(
    readonly draft: Draft,
    readonly handlers: ComposerHandlers,
  ) {
    this.#input.maxLength = INTAKE.text;
    // Before the suggestions listen: they read what was written.
    this.#input.addEventListener('input', () => draft.write(this.#input.value));
    this.#suggest = new Suggest(draft);
    this.#input.addEventListener('keydown', (event) => this.#onKey(event));
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.submit();
    });
    this.#picker.addEventListener('change', () => this.#picked());
    draft.watch(() => this.#show());
  }

  /** Opens the system's file dialog for a slot. */
  pick(slot: Slot): void {
    this.pickFor(undefined, slot);
  }

  /** Opens the system's file dialog for a file that is used otherwise. */
  pickFor(use: ((file: File) => void) | undefined, slot?: Slot): void {
    this.#picking = slot;
    this.#use = use;
    this.#picker.click();
  }

  focus(): void {
    this.#input.focus();
    this.#input.setSelectionRange(this.#input.value.length, this.#input.value.length);
  }

  #show(): void {
    if (this.#input.value !== this.draft.text) this.#input.value = this.draft.text;
    setText(this.#problem, this.draft.problem);
    setText(byId('notice'), this.draft.notice);
    this.#form.toggleAttribute('data-problem', this.draft.problem !== '');
    this.#input.setAttribute('aria-invalid', String(this.draft.problem !== ''));
  }

  #onKey(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (this.#suggest.onKey(event)) event.preventDefault();
    else if (event.key === 'Enter') {
      event.preventDefault();
      void this.submit();
    }
  }

  #picked(): void {
    const files = [...(this.#picker.files ?? [])];
    if (this.#use && files[0]) this.#use(files[0]);
    else this.draft.addFiles(files, this.#picking);
    // The same file can be chosen again after it was taken out.
    this.#picker.value = '';
    this.focus();
  }

  /** As the Send button does. */
  async submit(): Promise<void> {
    if (this.#sending) return;
    this.#suggest.close();
    const { draft } = this;
    const { command } = draft;
    const parsed = parseCommand(command);
    if (!parsed.ok) return draft.complain(refusal(words, parsed));
    if (parsed.value.name === 'styles') {
      draft.write('');
      return this.handlers.onStyles(parsed.value.words);
    }
    this.#busy(true);
    try {
      draft.complain('');
      await draft.checked;
      // A picture that is refused is the problem, not the one that is missing then.
      if (draft.problem !== '') return;
      const stylize = parsed.value.name === 'stylize';
      const reply = await send(command, stylize ? draft.sent : new Map());
      if ('note' in reply) {
        draft.write('');
        this.handlers.onNote(reply.note);
      } else draft.clear();
    } catch (error) {
      draft.complain((error as Error).message);
    } finally {
      this.#busy(false);
    }
  }

  #busy(busy: boolean): void {
    this.#sending = busy;
    this.#send.disabled = busy;
    this.#form.setAttribute('aria-busy', String(busy));
  }
}

/** The answer to /help and the like: for the requester only, above the composer until it is closed. */
export function initNote(): (view: WireMessage['view']) => void {
  const note = byId('note');
  // A long answer is scrolled by keys.
  byId('note-lines').tabIndex = 0;
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

/** "/queue: see where ...": what it is about stands out. In a list of the page each is one of several without a mark, too. */
function lineItem(text: string): HTMLElement {
  const line = text.replace(/^• /, '');
  const at = line.indexOf(': ');
  return at > 0 && at < 40
    ? h('li', {}, h('strong', {}, line.slice(0, at)), line.slice(at + 1))
    : h('li', {}, line);
}
