/** How the losses of a finished picture went, folded away below it; drawn when somebody opens it. */
import type { LossCurve } from '../../../domain/event.js';
import { lineChart } from '../../../lib/line-chart.js';
import { h } from './dom.js';
import { t, words } from './page-words.js';

const SIZE = { width: 420, height: 190 };

export class LossPlot {
  readonly #place = h('div', { class: 'plot' });
  readonly element = h(
    'details',
    { class: 'losses', lang: words.language, hidden: true },
    h('summary', {}, t('cards.losses')),
    this.#place,
  );
  #curve: LossCurve | undefined;

  constructor() {
    this.element.addEventListener('toggle', () => this.#draw());
  }

  update(curve: LossCurve | undefined): void {
    this.element.hidden = curve === undefined;
    this.#curve = curve;
    this.#draw();
  }

  #draw(): void {
    if (!this.element.open || !this.#curve) return;
    const { steps, total, style, content } = this.#curve;
    const lines = [
      { name: t('cards.loss.total'), values: total },
      { name: t('cards.loss.style'), values: style },
      { name: t('cards.loss.content'), values: content },
    ];
    const text = lineChart(steps, lines, { ...SIZE, step: (number) => t('cards.loss.step', { number }) });
    const svg = new DOMParser().parseFromString(text, 'image/svg+xml').documentElement;
    svg.setAttribute('role', 'img');
    svg.setAttribute('aria-label', inWords(this.#curve));
    this.#place.replaceChildren(document.importNode(svg, true));
  }
}

function inWords({ steps, total }: LossCurve): string {
  const [first = 0, last = 0] = [total[0], total.at(-1)];
  return t('cards.lossesInWords', { steps: steps.at(-1) ?? 0, first, last });
}
