/** Adam (Kingma & Ba 2015, algorithm 1). */
import type { Optimizer } from './optimizer.js';

export interface AdamOptions {
  /** Step size alpha, in units of the point. */
  learningRate: number;
  /** Decay of the first moment. Default 0.9. */
  beta1?: number;
  /** Decay of the second moment. Default 0.999. */
  beta2?: number;
  /** Default 1e-8. */
  epsilon?: number;
  /** Every coordinate is kept within these bounds after each step (projection). */
  bounds?: readonly [number, number];
}

interface AdamState {
  point: Float32Array;
  mean: Float32Array;
  variance: Float32Array;
  steps: number;
}

export class Adam implements Optimizer {
  readonly point: Float32Array;
  private readonly mean: Float32Array;
  private readonly variance: Float32Array;
  private steps = 0;

  constructor(
    start: Float32Array,
    private readonly options: AdamOptions,
  ) {
    this.point = Float32Array.from(start);
    this.mean = new Float32Array(start.length);
    this.variance = new Float32Array(start.length);
  }

  /** Adam accepts every step. */
  get best(): Float32Array {
    return this.point;
  }

  update(_loss: number, gradient: Float32Array): boolean {
    const { learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, bounds = UNBOUNDED } = this.options;
    const { point, mean, variance } = this;
    this.steps += 1;
    const correction1 = 1 - beta1 ** this.steps;
    const correction2 = 1 - beta2 ** this.steps;
    for (let i = 0; i < point.length; i += 1) {
      const g = gradient[i];
      const m = beta1 * mean[i] + (1 - beta1) * g;
      const v = beta2 * variance[i] + (1 - beta2) * g * g;
      mean[i] = m;
      variance[i] = v;
      const moved = point[i] - (learningRate * (m / correction1)) / (Math.sqrt(v / correction2) + epsilon);
      point[i] = Math.min(bounds[1], Math.max(bounds[0], moved));
    }
    return true;
  }

  state(): AdamState {
    const { point, mean, variance, steps } = this;
    return { point, mean, variance, steps };
  }

  restore(state: unknown): void {
    const { point, mean, variance, steps } = state as AdamState;
    this.point.set(point);
    this.mean.set(mean);
    this.variance.set(variance);
    this.steps = steps;
  }
}

const UNBOUNDED = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;
