/** One message: the request, and the bot's card, which is edited in place while its job runs. */
import { ACTIONS, type Action, type ActionView, type CellPick, isPick, PICKS } from '../../chat-adapter.js';
import type { WireMessage, WirePicture } from '../wire.js';
import { avatar, h, setText } from './dom.js';
import { Frame } from './frame.js';
import { type IconName, icon } from './icons.js';
import { copyLink, linkOf } from './link.js';
import { LossPlot } from './loss-plot.js';
import { t, words } from './page-words.js';
import { SheetCells } from './sheet-cells.js';

/** What its buttons lead to; a refusal rejects, with words for the one who pressed. */
export interface MessageHandlers {
  onPress(job: string, action: Action): Promise<void>;
  /** The style of this message, for a photo of one's own. */
  onTry(message: WireMessage): Promise<void>;
  /** Two cells of this sheet, by their indices, or this picture and another one, are compared. */
  onPair(item: MessageItem, cells?: [number, number]): Promise<void>;
  /** Another strength, by a slider. */
  onStrength(item: MessageItem): Promise<void>;
  /** Another style for this message's photo. */
  onOther(item: MessageItem): void;
  onDelete(item: MessageItem): void;
  onView(id: string): void;
}

/** For the page's own words on a card, which is in the language of who asked for it. */
const OWN = { lang: words.language };

export class MessageItem {
  readonly element: HTMLLIElement;
  readonly #frame: Frame;
  readonly #inputs = h('div', { class: 'inputs' });
  readonly #title = h('h3', { class: 'title' });
  readonly #lines = h('p', { class: 'lines' });
  readonly #caption = h('p', { class: 'caption' });
  /** Further controls for the picture. */
  readonly below = h('div', { ...OWN, class: 'below' });
  readonly #losses = new LossPlot();
  readonly #percent = h('span', { class: 'percent' });
  readonly #left = h('span', { class: 'left' });
  readonly #fill = h('div', { class: 'fill' });
  readonly #bar = h(
    'div',
    {
      ...OWN,
      class: 'bar',
      role: 'progressbar',
      'aria-label': t('cards.progress'),
      'aria-valuemin': 0,
      'aria-valuemax': 100,
    },
    this.#fill,
  );
  readonly #actions = h('div', { class: 'actions', role: 'group', 'aria-label': t('cards.actions') });
  readonly #problem = h('p', { ...OWN, class: 'problem', role: 'alert' });
  readonly #said = h('p', { ...OWN, class: 'said', role: 'status' });
  readonly #cells = new SheetCells((index) => this.#pick(index));
  /** Cells that are to be compared; undefined while a press paints. */
  #chosen: number[] | undefined;
  readonly #compareTwo = h(
    'button',
    { type: 'button', class: 'action', onclick: () => this.#choose(this.#chosen ? undefined : []) },
    icon('compare'),
    h('span', OWN, t('cards.compareTwo')),
  );
  #actionsShown = '';

  constructor(
    public message: WireMessage,
    readonly own: boolean,
    readonly handlers: MessageHandlers,
  ) {
    const { author, at, id } = message;
    this.#frame = new Frame(() => handlers.onView(id));
    const time = new Date(at);
    this.element = h(
      'li',
      { class: 'message', id: `message-${id}` },
      avatar(author),
      h(
        'div',
        { class: 'request' },
        h('strong', {}, author.name),
        own && h('span', { class: 'you' }, t('pictures.you')),
        h(
          'time',
          { datetime: time.toISOString(), title: time.toLocaleString() },
          time.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' }),
        ),
        h('code', { class: 'command' }, message.view.command),
      ),
      h(
        'article',
        { class: 'card', 'aria-label': 'Atelier', lang: message.view.language ?? 'en' },
        h(
          'div',
          { class: 'head' },
          this.#inputs,
          h('div', { class: 'words' }, this.#title, this.#lines),
          h('div', { class: 'figures' }, this.#percent, this.#left),
        ),
        this.#bar,
        this.#frame.element,
        this.#caption,
        this.below,
        this.#losses.element,
        this.#actions,
        this.#problem,
        this.#said,
      ),
    );
    this.update(message);
  }

  /** Words for the one who pressed a button. */
  complain(problem: string): void {
    setText(this.#problem, problem);
  }

  /** The picture's own button, else the first there is. */
  focus(): void {
    const { expand } = this.#frame;
    const target = expand.isConnected ? expand : this.#actions.querySelector<HTMLElement>('a, button');
    target?.focus();
  }

  update(message: WireMessage): void {
    this.message = message;
    const { view } = message;
    this.element.dataset.tone = view.tone;
    setText(this.#title, view.title);
    // Facts of a finished picture stand below it, so that it stays where it was while it was painted.
    const done = view.tone === 'done';
    this.#title.title = view.title;
    setText(this.#lines, done ? '' : view.lines.join(' '));
    setText(this.#caption, done ? view.lines.join(' ') : '');
    setText(this.#percent, view.bar?.text ?? '');
    setText(this.#left, view.bar?.left ?? '');
    const percent = Math.floor((view.bar?.fraction ?? (view.tone === 'done' ? 1 : 0)) * 100);
    this.#bar.setAttribute('aria-valuenow', String(percent));
    this.#bar.setAttribute('aria-hidden', String(view.bar === undefined));
    this.#fill.style.setProperty('--part', String(view.bar?.fraction ?? percent / 100));
    if (!this.#inputs.hasChildNodes()) this.#inputs.append(...inputs(view.pictures));
    this.#frame.update(message);
    this.#showCells(view);
    this.#losses.update(view.curve);
    this.#showActions(message);
  }

  /** Over the picture, once there is one. Only its requester may choose. */
  #showCells(view: WireMessage['view']): void {
    const { element } = this.#frame;
    if (!this.own || !view.cells || !element.hasChildNodes()) return;
    const cells = this.#cells.element;
    if (view.tone === 'done' || view.tone === 'running') {
      this.#cells.update(view, this.#chosen ? 'compare' : 'paint');
      if (!cells.isConnected) element.append(cells);
    } else cells.remove();
  }

  #choose(chosen: number[] | undefined): void {
    this.#chosen = chosen;
    this.#compareTwo.setAttribute('aria-pressed', String(chosen !== undefined));
    setText(this.#said, chosen ? t('cards.chooseTwo') : '');
    this.#cells.press(chosen);
    this.#showCells(this.message.view);
  }

  #pick(index: number): void {
    if (this.#chosen) {
      const chosen = this.#chosen.includes(index)
        ? this.#chosen.filter((one) => one !== index)
        : [...this.#chosen, index];
      this.#choose(chosen);
      const [first, second] = chosen;
      if (first === undefined || second === undefined) return;
      this.#choose(undefined);
      void this.#do(() => this.handlers.onPair(this, [first, second]));
      return;
    }
    const pick = PICKS[index];
    if (pick) void this.#do(() => this.handlers.onPress(this.message.view.job ?? '', pick));
  }

  /** The link is seen, too: where it was not copied, it can be. */
  async #share(): Promise<void> {
    const { id } = this.message;
    const isCopied = await copyLink(id);
    const link = h('a', { href: linkOf(id) }, linkOf(id));
    this.#said.replaceChildren(t(isCopied ? 'cards.linkCopied' : 'cards.link'), ' ', link);
  }

  /** Shows the words of a refusal. */
  async #do(action: () => Promise<void>): Promise<void> {
    setText(this.#problem, '');
    setText(this.#said, '');
    try {
      await action();
    } catch (error) {
      setText(this.#problem, (error as Error).message);
    }
  }

  /** Buttons are replaced only when others are offered: the focus stays where it is. */
  #showActions(message: WireMessage): void {
    const { view } = message;
    const offered = view.actions.filter(isForPage).filter(({ own }) => this.own || !own);
    const key = JSON.stringify([view.job, view.fileName, offered]);
    if (key === this.#actionsShown) return;
    this.#actionsShown = key;
    const focused = this.#actions.contains(document.activeElement);
    const result = view.pictures.find(({ role }) => role === 'result');
    const buttons = (place: Place) =>
      offered
        .filter((action) => placeOf(action, this.own) === place)
        .map((action) => this.#button(message, action));
    this.#actions.replaceChildren(
      ...(result ? [download(result)] : []),
      ...buttons('row'),
      ...(view.cells && view.tone === 'done' && this.own ? [this.#compareTwo] : []),
      ...menuOf([...buttons('menu'), ...this.#pageButtons(view)]),
      ...buttons('end'),
    );
    if (focused) this.#actions.querySelector<HTMLElement>('a, button')?.focus({ preventScroll: true });
  }

  /** What only a page can do with a finished picture. */
  #pageButtons({ tone, cells, actions }: WireMessage['view']): HTMLButtonElement[] {
    if (tone !== 'done' || cells) return [];
    const { onPair, onStrength } = this.handlers;
    const button = (name: IconName, label: string, act: () => Promise<void>) =>
      h(
        'button',
        { type: 'button', class: 'action', onclick: () => void this.#do(act) },
        icon(name),
        h('span', OWN, label),
      );
    const hasStrength = this.own && actions.some(({ action }) => action === 'strengths');
    return [
      ...(hasStrength ? [button('sliders', t('cards.anotherStrength'), () => onStrength(this))] : []),
      button('compare', t('cards.compareWith'), () => onPair(this)),
    ];
  }

  #button(message: WireMessage, { action, label }: PageAction): HTMLButtonElement {
    const { onPress, onTry } = this.handlers;
    const button = h(
      'button',
      { type: 'button', class: `action ${action}`, 'data-action': action },
      icon(action === 'other-style' ? 'style' : action),
      // What is offered to others than its requester is said in theirs, as the rest of the page.
      this.own || action !== 'try' ? h('span', {}, label) : h('span', OWN, t('buttons.tryStyle')),
    );
    const acts: Partial<Record<PageAction['action'], () => unknown>> = {
      try: () => onTry(this.message),
      share: () => this.#share(),
      'other-style': () => this.handlers.onOther(this),
    };
    button.addEventListener('click', async () => {
      // Not disabled: that would take the focus from it.
      if (button.getAttribute('aria-disabled') === 'true') return;
      if (action === 'delete') return this.handlers.onDelete(this);
      button.setAttribute('aria-disabled', 'true');
      const act = acts[action] ?? (() => onPress(message.view.job ?? '', action as Action));
      await this.#do(async () => void (await act()));
      button.removeAttribute('aria-disabled');
    });
    return button;
  }
}

/** What the page has a button for: it holds one of the dialogs. */
type PageAction = ActionView & { action: Exclude<Action, CellPick> | PageDialog };

const PAGE_DIALOGS = ['try', 'share', 'other-style'] as const;
type PageDialog = (typeof PAGE_DIALOGS)[number];

/** A cell's is the cell itself. */
function isForPage(view: ActionView): view is PageAction {
  const { action } = view;
  return !isPick(action) && [...ACTIONS, ...PAGE_DIALOGS].some((known) => known === action);
}

type Place = 'row' | 'menu' | 'end';

/** What takes the picture away stands by itself. */
function placeOf({ action, menu }: PageAction, own: boolean): Place {
  if (action === 'delete') return 'end';
  // Its style on another photo is what others want of it.
  return menu || (own && action === 'try') ? 'menu' : 'row';
}

/** A disclosure: what is in it is reached like any other button. */
function menuOf(buttons: HTMLElement[]): HTMLElement[] {
  if (buttons.length === 0) return [];
  const more = h(
    'details',
    { class: 'more' },
    h('summary', { class: 'action' }, icon('sliders'), h('span', OWN, t('buttons.more'))),
    h('div', {}, ...buttons),
  );
  more.addEventListener('click', ({ target }) => {
    if ((target as Element).closest('button')) more.open = false;
  });
  return [more];
}

function inputs(pictures: readonly WirePicture[]): HTMLElement[] {
  return pictures
    .filter(({ role }) => role === 'photo' || role === 'style' || role === 'style2')
    .map(({ role, url, alt, label }) =>
      inputImage(
        h('img', {
          class: 'input',
          'data-role': role,
          'data-label': label,
          alt,
          title: label,
          loading: 'lazy',
        }),
        url,
      ),
    );
}

/** A picture that is not there any more leaves its sign, not the browser's for something broken. */
function inputImage(image: HTMLImageElement, url: string): HTMLImageElement {
  image.addEventListener('error', () => {
    const { className, alt, title } = image;
    image.replaceWith(
      h('span', { class: `${className} missing`, role: 'img', 'aria-label': alt, title }, icon('photo')),
    );
  });
  image.src = `${url}&size=icon`;
  return image;
}

function download({ url, label }: WirePicture): HTMLAnchorElement {
  return h(
    'a',
    { class: 'action download', href: `${url}&download`, download: label },
    icon('download'),
    h('span', OWN, t('pictures.download')),
  );
}
