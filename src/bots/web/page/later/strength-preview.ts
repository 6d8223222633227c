/**
 * What a strength comes to, while a slider is moved: the small pictures of a sheet of strengths lie one over the other, and of the two
 * that are nearest the stronger is mixed in by how near it is.
 */
import type { WireMessage } from '../../wire.js';
import { h, setText } from '../dom.js';
import { t } from '../later-words.js';
import { paintedCells } from '../painted-cells.js';
import { cellsOf } from '../pair-picture.js';
import { sharesAt } from '../strength-shares.js';

type View = WireMessage['view'];

export class StrengthPreview {
  readonly #picture = h('div', { class: 'strength-picture' });
  readonly #status = h('p', { class: 'strength-status', role: 'status' });
  readonly element = h('div', { class: 'strength-preview' }, this.#picture, this.#status);
  #layers: HTMLElement[] = [];
  #strengths: number[] = [];
  #shown = '';
  #strength = 50;

  /** % */
  set strength(strength: number) {
    this.#strength = strength;
    const shares = sharesAt(strength, this.#strengths);
    for (const [at, layer] of this.#layers.entries()) layer.style.opacity = String(shares[at]);
    // What is half seen in words: which pictures these are.
    this.#picture.setAttribute(
      'aria-label',
      t('cards.smallAt', { percent: t('amounts.percent', { number: strength }) }),
    );
  }

  /** `view`: of the sheet; undefined until it is there. */
  update(view: View | undefined): void {
    setText(this.#status, statusOf(view));
    const sheet = view?.pictures.find(({ role }) => role === 'result' || role === 'preview');
    if (view?.frame && sheet && sheet.url !== this.#shown) void this.#load(view, sheet.url);
  }

  /** Words in place of a picture. */
  complain(words: string): void {
    setText(this.#status, words);
  }

  /** The new pictures take the place of the old ones when they are there. */
  async #load(view: View, url: string): Promise<void> {
    this.#shown = url;
    const image = h('img', { src: url });
    try {
      await image.decode();
    } catch {
      return; // a newer one is on its way
    }
    if (this.#shown !== url) return;
    const cells = cellsOf(view);
    this.#strengths = (view.cells ?? []).map(({ strength = 0 }) => strength);
    this.#layers = cells.map((cell) => cell.element());
    const { width, height } = cells[0]!.shape;
    this.#picture.style.setProperty('--shape', String(width / height));
    this.#picture.setAttribute('role', 'img');
    this.#picture.replaceChildren(...this.#layers);
    this.strength = this.#strength;
  }
}

function statusOf(view: View | undefined): string {
  if (view?.tone === 'failed' || view?.tone === 'cancelled') return [view.title, ...view.lines].join('. ');
  if (view?.tone === 'done') return '';
  if (view?.tone !== 'running') return t('cards.smallOnes');
  return t('cards.smallPainted', { painted: paintedCells(view), all: view.cells?.length ?? 0 });
}
