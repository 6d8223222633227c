/** How the losses of a finished picture went, folded away below it; drawn when somebody opens it. */
import type { LossCurve } from '../../../domain/event.js';
import { lineChart } from '../../../lib/line-chart.js';
import { h } from './dom.js';

const SIZE = { width: 420, height: 190 };

export class LossPlot {
  readonly #place = h('div', { class: 'plot' });
  readonly element = h('details', { class: 'losses', hidden: true }, h('summary', {}, 'Losses'), this.#place);
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
    const lines = Object.entries({ total, style, content }).map(([name, values]) => ({ name, values }));
    const text = lineChart(steps, lines, SIZE);
    const svg = new DOMParser().parseFromString(text, 'image/svg+xml').documentElement;
    svg.setAttribute('role', 'img');
    svg.setAttribute('aria-label', inWords(this.#curve));
    this.#place.replaceChildren(document.importNode(svg, true));
  }
}

function inWords({ steps, total }: LossCurve): string {
  return `Total, style and content loss over ${steps.at(-1)} steps, from ${total[0]} to ${total.at(-1)}`;
}
