/**
 * What the optimisers share. They work on host arrays and never call the objective: the caller evaluates it at `point` and
 * hands in loss and gradient, so that one evaluation is one step, and a run can be stopped or stored between any two.
 */
export interface Optimizer {
  /** Where to evaluate next; the same array throughout, changed in place by `update`. */
  readonly point: Float32Array;
  /** The best point that was accepted so far: what to show, and to return at the end. */
  readonly best: Float32Array;
  /**
   * Takes loss and gradient at `point` and moves `point` on. The gradient is only read during the call. Returns whether the point was
   * accepted as the best one.
   */
  update(loss: number, gradient: Float32Array): boolean;
  /**
   * What is needed to resume from here, as plain values and arrays that are not copied. What only speeds the search up is left
   * out where the arrays would exceed `budget` bytes.
   */
  state(budget: number): unknown;
  /** Goes on from what `state` gave to an optimiser of the same kind and length. */
  restore(state: unknown): void;
}

/** Inner product in double precision. */
export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i] * b[i];
  return sum;
}

/** y += factor * x. */
export function addScaled(y: Float32Array, factor: number, x: Float32Array): void {
  for (let i = 0; i < y.length; i += 1) y[i] += factor * x[i];
}
