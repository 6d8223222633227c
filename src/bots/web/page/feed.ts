/** The messages of the channel, in order; it stays at the newest unless the reader has scrolled up. */
import type { WireMessage, WireNews } from '../wire.js';
import { announce, byId } from './dom.js';
import { type MessageHandlers, MessageItem } from './message.js';
import { noteWaiting, notifyEnd } from './notify.js';
import { t } from './page-words.js';
import { type Painting, paintingOf } from './painting.js';
import { TabProgress } from './tab-progress.js';

/** Nearer to the end than this is "at the end", px. */
const NEAR_END = 160;

export class Feed {
  readonly #scroller = byId('feed');
  readonly #list = byId('messages');
  readonly #latest = byId('latest');
  readonly #items = new Map<string, MessageItem>();
  readonly #said = new Map<string, string>();
  readonly #tab = new TabProgress();
  #atEnd = true;

  constructor(
    readonly you: () => string,
    readonly handlers: MessageHandlers,
  ) {
    this.#scroller.addEventListener('scroll', () => this.#noteScroll());
    this.#latest.addEventListener('click', () => this.#toEnd('smooth'));
    // Pictures and cards grow after they were added. Without messages the welcome is shown, which begins at its top.
    new ResizeObserver(() => this.#items.size > 0 && this.#atEnd && this.#toEnd('instant')).observe(
      this.#list,
    );
  }

  apply({ reset, messages, removed }: WireNews): void {
    const gone = reset
      ? [...this.#items.keys()].filter((id) => !messages.some((message) => message.id === id))
      : removed;
    for (const id of gone) {
      this.#items.get(id)?.element.remove();
      this.#tab.update(id, undefined);
      this.#items.delete(id);
    }
    for (const message of messages) this.#put(message, reset);
    document.body.toggleAttribute('data-empty', this.#items.size === 0);
  }

  /** Puts the focus on a message; false where it is not there. */
  focus(id: string): boolean {
    const item = this.#items.get(id);
    item?.focus();
    return item !== undefined;
  }

  /** Brings a message into sight, marked; false where it is not there. */
  show(id: string): boolean {
    const item = this.#items.get(id);
    if (!item) return false;
    this.#atEnd = false;
    for (const { element } of this.#items.values())
      element.classList.toggle('linked', element === item.element);
    item.element.scrollIntoView({ block: 'center', behavior: 'instant' });
    item.focus();
    return true;
  }

  /** The finished pictures, oldest first. */
  paintings(): Painting[] {
    return [...this.#items.values()].flatMap(({ message, element }) => {
      const painting = paintingOf(message, this.you());
      return painting && !element.hidden ? [painting] : [];
    });
  }

  #put(message: WireMessage, quietly: boolean): void {
    const own = message.author.id === this.you();
    const item = this.#items.get(message.id);
    if (item) item.update(message);
    else {
      const added = new MessageItem(message, own, this.handlers);
      this.#items.set(message.id, added);
      this.#list.append(added.element);
      if (own && !quietly) this.#toEnd('smooth');
    }
    if (!own) return;
    this.#tab.update(
      message.id,
      message.view.tone === 'running' ? (message.view.bar?.fraction ?? 0) : undefined,
    );
    this.#tell(message, quietly);
    if (!quietly) noteWaiting(message.view);
  }

  /** Announces one's own pictures to screen readers when their state changes, not at every step. */
  #tell(message: WireMessage, quietly: boolean): void {
    const { id, view } = message;
    const half = view.bar && view.bar.fraction >= 0.5 ? t('page.halfDone') : '';
    const said = `${view.tone} ${view.tone === 'running' ? half : view.title}`;
    if (this.#said.get(id) === said) return;
    this.#said.set(id, said);
    if (view.tone === 'done') this.#tab.done();
    if (quietly) return;
    if (view.tone === 'done' || view.tone === 'failed') notifyEnd(message, () => this.focus(id));
    announce([half || view.title, ...(view.tone === 'running' ? [] : view.lines)].join('. '));
  }

  #noteScroll(): void {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    this.#atEnd = scrollHeight - scrollTop - clientHeight < NEAR_END;
    this.#latest.hidden = this.#atEnd;
  }

  #toEnd(behavior: ScrollBehavior): void {
    this.#atEnd = true;
    this.#scroller.scrollTo({ top: this.#scroller.scrollHeight, behavior });
  }
}
