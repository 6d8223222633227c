/**
 * What the chat does, shown on the empty page: one photo that was painted in six styles, uncovered by a line that goes to and
 * fro by itself until somebody takes it or pauses it (WCAG 2.2.2). A press paints the photo for real.
 */
import type { WireStyle } from '../wire.js';
import { type Comparison, comparison } from './dividing-line.js';
import { byId, h, reducedMotion, setText } from './dom.js';
import { type IconName, icon } from './icons.js';
import { t } from './page-words.js';

/** As in the picture of small ones, from left to right. */
const STYLES = ['mosaic', 'starry-night', 'impasto', 'great-wave', 'stained-glass', 'pointillism'] as const;

const PHOTO = 'welcome/red-panda.webp';
const paintingOf = (style: string) => `welcome/${style}.webp`;

/** One style: the line uncovers the painting, rests, and covers it again, ms. */
const PERIOD_MS = 6000;
/** Between two frames, ms: 30 a second are smooth at this speed, for half of the work. */
const FRAME_MS = 33;
/** Where the line stands at first: both pictures are seen at once. */
const START = 0.16;

export class Welcome {
  readonly #frame = byId('welcome-frame');
  readonly #pause = byId<HTMLButtonElement>('welcome-pause');
  readonly #painting = h('img', { alt: '' });
  readonly #line: Comparison;
  readonly #tiles: HTMLButtonElement[];
  #shown = 0;
  /** Part of the period, 0..1. */
  #phase = START;
  #isPlaying = false;
  /** The next painting, while it is being loaded. */
  #next: HTMLImageElement | undefined;

  /** `styles`: all that there are. `onTry`: paints this photo in the style that is shown. */
  constructor(
    readonly styles: readonly WireStyle[],
    onTry: (photo: File, style: WireStyle) => Promise<void>,
    onFail: (error: Error) => void,
  ) {
    const photo = h('img', { src: PHOTO, alt: t('cards.welcomePhoto'), draggable: 'false' });
    this.#line = comparison(this.#frame, photo, {
      label: t('cards.welcomeCompare'),
      names: [t('messages.photo'), t('cards.painting')],
      inWords: (above, below) => t('cards.photoParts', { above, below }),
      onGrab: () => this.#play(false),
    });
    this.#frame.prepend(this.#painting, this.#line.element);
    this.#tiles = STYLES.map((id, index) => this.#tile(id, index));
    byId('taste').append(...this.#tiles);
    this.#pause.addEventListener('click', () => this.#play(!this.#isPlaying));
    const start = byId<HTMLButtonElement>('start-demo');
    start.addEventListener('click', async () => {
      // Not disabled: that would take the focus from it.
      if (start.getAttribute('aria-disabled') === 'true') return;
      start.setAttribute('aria-disabled', 'true');
      try {
        const blob = await (await fetch(PHOTO)).blob();
        const name = `${t('cards.welcomeName')}.webp`;
        await onTry(new File([blob], name, { type: blob.type }), this.#style(this.#shown));
      } catch {
        onFail(new Error(t('pictures.unreachable')));
      } finally {
        start.removeAttribute('aria-disabled');
      }
    });
    this.#show(0);
    this.#line.set(positionAt(START));
    this.#play(!reducedMotion());
  }

  #style(index: number): WireStyle {
    return this.styles.find(({ id }) => id === STYLES[index]) ?? this.styles[0]!;
  }

  /** A small one, to see it large. */
  #tile(id: string, index: number): HTMLButtonElement {
    const title = this.styles.find((style) => style.id === id)?.title ?? '';
    const image = h('img', { src: 'welcome/small.webp', alt: '' });
    image.style.objectPosition = `${(100 * index) / (STYLES.length - 1)}% 0`;
    const choose = () => {
      this.#play(false);
      this.#show(index);
      this.#line.set(positionAt(START));
    };
    return h('button', { type: 'button', class: 'tile', title, 'aria-label': title, onclick: choose }, image);
  }

  #show(index: number): void {
    this.#shown = index;
    const { title, artist, year } = this.#style(index);
    this.#painting.src = paintingOf(STYLES[index]!);
    this.#painting.alt = t('cards.welcomeStyled', { title });
    setText(byId('welcome-caption'), `${title} · ${artist}, ${year}`);
    for (const [at, tile] of this.#tiles.entries()) tile.setAttribute('aria-pressed', String(at === index));
  }

  #play(isPlaying: boolean): void {
    const [name, label]: [IconName, string] = isPlaying
      ? ['pause', t('cards.pause')]
      : ['play', t('cards.play')];
    this.#pause.replaceChildren(icon(name));
    this.#pause.setAttribute('aria-label', label);
    this.#pause.title = label;
    if (this.#isPlaying === isPlaying) return;
    this.#isPlaying = isPlaying;
    if (isPlaying) this.#run();
  }

  /** Goes on until it is paused, or the first message takes the page's place. A hidden tab gets no frames. */
  #run(): void {
    let before = performance.now();
    const draw = (now: number) => {
      if (!this.#isPlaying || !('empty' in document.body.dataset)) return this.#play(false);
      requestAnimationFrame(draw);
      const passed = now - before;
      if (passed < FRAME_MS) return;
      before = now;
      // A tab that comes back continues where it was.
      this.#advance(Math.min(passed, 3 * FRAME_MS) / PERIOD_MS);
      this.#line.show(positionAt(this.#phase));
    };
    requestAnimationFrame(draw);
  }

  /** At the end of a period the next painting, once it is loaded: until then the photo is seen. */
  #advance(part: number): void {
    const index = (this.#shown + 1) % STYLES.length;
    const phase = this.#phase + part;
    if (phase > 0.5 && !this.#next) {
      this.#next = h('img', { src: paintingOf(STYLES[index]!) });
    }
    if (phase < 1) this.#phase = phase;
    else if (this.#next?.complete) {
      this.#next = undefined;
      this.#phase = phase - 1;
      this.#show(index);
    }
  }
}

/** How much of the photo is seen, %: at `phase` 0 all of it, then nothing for a while, at 1 all again. */
function positionAt(phase: number): number {
  const going = phase < 0.3 ? 1 - phase / 0.3 : phase > 0.75 ? (phase - 0.75) / 0.25 : 0;
  return 100 * going * going * (3 - 2 * going);
}
