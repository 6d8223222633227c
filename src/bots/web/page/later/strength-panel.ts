/** Another strength for a finished picture: a slider that shows what it comes to, and a press that paints it. */
import type { Asides } from '../asides.js';
import { h, setText } from '../dom.js';
import { t } from '../later-words.js';
import { StrengthPreview } from './strength-preview.js';

export interface StrengthPanelOptions {
  asides: Asides;
  /** The strength of the picture as it is, %. */
  strength: number;
  /** Has small ones painted, and gives the id of their message. */
  ask(): Promise<string>;
  paint(strength: number): Promise<void>;
  onClose(): void;
}

export class StrengthPanel {
  readonly #preview = new StrengthPreview();
  readonly #slider: HTMLInputElement;
  readonly #output = h('output', {});
  readonly #paint = h('button', { type: 'button', class: 'action primary' });
  readonly element: HTMLElement;
  readonly #unwatch: () => void;

  constructor(readonly options: StrengthPanelOptions) {
    const { strength, asides } = options;
    this.#slider = h('input', { type: 'range', min: 0, max: 100, step: 1, value: strength });
    this.element = h(
      'section',
      { class: 'strength-panel', 'aria-label': t('cards.anotherStrength') },
      this.#preview.element,
      h('label', { class: 'strength-label' }, t('page.option.strength'), this.#slider, this.#output),
      h(
        'div',
        { class: 'strength-actions' },
        this.#paint,
        h('button', { type: 'button', class: 'action', onclick: () => this.close() }, t('pictures.close')),
      ),
    );
    this.#slider.addEventListener('input', () => this.#show());
    this.#paint.addEventListener('click', () => void this.#send());
    let id: string | undefined;
    const update = () => this.#preview.update(asides.get(id)?.view);
    this.#unwatch = asides.watch(update);
    this.#show();
    options.ask().then(
      (made) => {
        id = made;
        update();
      },
      (error: Error) => this.#preview.complain(error.message),
    );
    update();
  }

  focus(): void {
    this.#slider.focus();
  }

  close(): void {
    this.#unwatch();
    this.element.remove();
    this.options.onClose();
  }

  #show(): void {
    const { value } = this.#slider;
    this.#preview.strength = Number(value);
    const percent = t('amounts.percent', { number: Number(value) });
    setText(this.#output, percent);
    setText(this.#paint, t('cards.paintAt', { percent }));
  }

  async #send(): Promise<void> {
    try {
      await this.options.paint(Number(this.#slider.value));
      this.close();
    } catch (error) {
      this.#preview.complain((error as Error).message);
    }
  }
}
