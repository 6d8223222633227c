/** Plain gradient descent: one step of fixed size against the gradient. */
import { AtelierError } from '../../domain/errors.js';
import { said } from '../../words/said.js';
import { addScaled, type Optimizer } from './optimizer.js';

export class Sgd implements Optimizer {
  readonly point: Float32Array;
  readonly #learningRate: number;

  /** @param learningRate what the gradient is multiplied by, in units of the point squared */
  constructor(start: Float32Array, { learningRate }: { learningRate: number }) {
    this.point = Float32Array.from(start);
    this.#learningRate = learningRate;
  }

  /** Every step is accepted. */
  get best(): Float32Array {
    return this.point;
  }

  /** Throws invalid_input where the steps have grown beyond all numbers: their size cannot follow the curvature. */
  update(loss: number, gradient: Float32Array): boolean {
    if (!Number.isFinite(loss)) throw new AtelierError('invalid_input', said('refusals.diverged'));
    addScaled(this.point, -this.#learningRate, gradient);
    return true;
  }

  state(): Float32Array {
    return this.point;
  }

  restore(state: unknown): void {
    this.point.set(state as Float32Array);
  }
}
