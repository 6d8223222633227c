/** The course of a run's losses, thinned to what a small plot needs: it is stored with the result and sent to pages. */
import type { LossCurve, Losses } from '../../domain/event.js';

/** Points of a curve besides the last: about 1.5 kB as JSON. */
const MOST_POINTS = 50;

/** Digits of a loss that are kept: a plot shows fewer. */
const DIGITS = 4;

export class LossRecorder {
  readonly #curve: LossCurve;
  readonly #steps: number;
  readonly #every: number;

  /**
   * @param steps of the whole run
   * @param before what an earlier process has recorded of it
   */
  constructor(steps: number, before?: LossCurve) {
    this.#steps = steps;
    this.#every = Math.max(1, Math.ceil(steps / MOST_POINTS));
    this.#curve = before ?? { steps: [], total: [], style: [], content: [] };
  }

  /** @param step 1 .. steps */
  record(step: number, { total, style, content }: Losses): void {
    if ((step - 1) % this.#every !== 0 && step !== this.#steps) return;
    this.#curve.steps.push(step);
    for (const [name, value] of Object.entries({ total, style, content })) {
      this.#curve[name as 'total'].push(Number(value.toPrecision(DIGITS)));
    }
  }

  get curve(): LossCurve {
    return this.#curve;
  }
}
