/**
 * L-BFGS: Nocedal & Wright, "Numerical Optimization" (2006), algorithms 7.4 (two-loop recursion) and 7.5. The line search is
 * backtracking on the sufficient-decrease (Armijo) condition: the point at full step is evaluated first, and where it is
 * accepted - nearly always, once there is curvature - the search has cost nothing, since that evaluation is the next one anyway.
 * Pairs without positive curvature are left out (instead of a Wolfe condition), which keeps the direction a descent.
 */
import { addScaled, dot, type Optimizer } from './optimizer.js';

export interface LbfgsOptions {
  /** Number of correction pairs kept. Default: pairsKept(). */
  history?: number;
  /** Length of the very first step, root mean square per coordinate, before there is any curvature. Default 0.01. */
  firstStep?: number;
}

/** Sufficient decrease: c1 of Nocedal & Wright, eq. 3.6a, with their recommended value. */
const ARMIJO = 1e-4;
/** A shortened step is at least a tenth and at most half of the last (Nocedal & Wright, section 3.5, safeguards). */
const SHORTEST_CUT = 0.1;
const LONGEST_CUT = 0.5;
/** After this number of cuts the search starts again along the gradient (empirical). */
const MAX_CUTS = 8;
/** Least curvature s.y / y.y of a pair worth keeping: below it lies rounding (empirical). */
const MIN_CURVATURE = 1e-10;

/** Correction pairs (empirical): 10 ended 0.3 % lower at 384 px and cost a tenth more time. */
const PAIRS = 6;

/** Fewest pairs (empirical): 35 steps at 192 px ended 1.1 % higher with 2 of them than with 6, and 5.6 % with 1. */
const LEAST_PAIRS = 2;

/**
 * Memory that the pairs of one search may take, bytes (192 MiB): all six of a picture of 1.4 megapixels. Beyond, the search goes
 * on with fewer.
 */
const HISTORY_BYTES = 192 * 2 ** 20;

/** Number of correction pairs that are kept, each two arrays, for points of this number of coordinates. */
export function pairsKept(length: number): number {
  const fitting = Math.floor(HISTORY_BYTES / (2 * Float32Array.BYTES_PER_ELEMENT * length));
  return Math.min(PAIRS, Math.max(LEAST_PAIRS, fitting));
}

interface Pair {
  /** Step s and change of gradient y, with 1 / s.y. */
  s: Float32Array;
  y: Float32Array;
  rho: number;
}

/** The search as it is at `best`; a line search under way starts again, and without the gradient everything but `best`. */
interface LbfgsState {
  best: Float32Array;
  gradient?: Float32Array;
  loss: number;
  pairs: Pair[];
}

export class Lbfgs implements Optimizer {
  readonly point: Float32Array;
  readonly best: Float32Array;
  private readonly history: number;
  private readonly firstStep: number;
  private readonly gradient: Float32Array;
  private readonly direction: Float32Array;
  private pairs: Pair[] = [];
  private loss = Number.POSITIVE_INFINITY;
  /** Slope of the loss along `direction` at `best`, < 0. */
  private slope = 0;
  private stepLength = 1;
  private cuts = 0;
  private started = false;

  constructor(
    start: Float32Array,
    { history = pairsKept(start.length), firstStep = 0.01 }: LbfgsOptions = {},
  ) {
    this.point = Float32Array.from(start);
    this.best = Float32Array.from(start);
    this.gradient = new Float32Array(start.length);
    this.direction = new Float32Array(start.length);
    this.history = history;
    this.firstStep = firstStep;
  }

  update(loss: number, gradient: Float32Array): boolean {
    const accepted = !this.started || loss <= this.loss + ARMIJO * this.stepLength * this.slope;
    if (accepted) {
      if (this.started) this.remember(gradient);
      this.started = true;
      this.accept(loss, gradient);
    } else {
      this.shorten(loss);
    }
    this.advance();
    return accepted;
  }

  state(budget: number): LbfgsState {
    const { best, gradient, loss, pairs } = this;
    const arrays = Math.floor(budget / best.byteLength);
    if (arrays < 2) return { best, loss, pairs: [] };
    const kept = Math.floor(arrays / 2) - 1;
    return { best, gradient, loss, pairs: pairs.slice(Math.max(0, pairs.length - kept)) };
  }

  restore(state: unknown): void {
    const { best, gradient, loss, pairs } = state as LbfgsState;
    this.point.set(best);
    this.best.set(best);
    if (!gradient) return;
    this.pairs = [...pairs];
    this.started = true;
    this.accept(loss, gradient);
    this.advance();
  }

  /** Makes the evaluated point the best one and sets out in a new direction from it. */
  private accept(loss: number, gradient: Float32Array): void {
    this.best.set(this.point);
    this.gradient.set(gradient);
    this.loss = loss;
    this.setOut();
  }

  private setOut(): void {
    this.cuts = 0;
    this.stepLength = 1;
    this.direction.set(this.gradient);
    this.applyInverseHessian(this.direction);
    for (let i = 0; i < this.direction.length; i += 1) this.direction[i] = -this.direction[i];
    this.slope = dot(this.gradient, this.direction);
    if (this.slope >= 0 && this.pairs.length > 0) {
      // Rounding has turned the direction uphill, where no step could be accepted: the gradient alone is sure to descend.
      this.pairs = [];
      this.setOut();
      return;
    }
    if (this.pairs.length === 0) {
      const rms = Math.sqrt(-this.slope / this.direction.length);
      this.stepLength = rms > 0 ? this.firstStep / rms : 0;
    }
  }

  private advance(): void {
    this.point.set(this.best);
    addScaled(this.point, this.stepLength, this.direction);
  }

  /** The loss did not fall enough: a shorter step, at the minimum of the parabola through what is known (eq. 3.58). */
  private shorten(loss: number): void {
    this.cuts += 1;
    if (this.cuts > MAX_CUTS && this.pairs.length > 0) {
      this.pairs = [];
      this.setOut();
      return;
    }
    const excess = loss - this.loss - this.stepLength * this.slope;
    const cut = Number.isFinite(excess) ? (-this.slope * this.stepLength) / (2 * excess) : SHORTEST_CUT;
    this.stepLength *= Math.min(LONGEST_CUT, Math.max(SHORTEST_CUT, cut));
  }

  private remember(gradient: Float32Array): void {
    const { point, best } = this;
    let curvature = 0;
    let squares = 0;
    for (let i = 0; i < point.length; i += 1) {
      const change = gradient[i] - this.gradient[i];
      curvature += (point[i] - best[i]) * change;
      squares += change * change;
    }
    // A pair that is left out must not cost the oldest one its place.
    if (!(curvature > MIN_CURVATURE * squares)) return;
    const { s, y } = (this.pairs.length === this.history && this.pairs.shift()) || {
      s: new Float32Array(point.length),
      y: new Float32Array(point.length),
    };
    for (let i = 0; i < point.length; i += 1) {
      s[i] = point[i] - best[i];
      y[i] = gradient[i] - this.gradient[i];
    }
    this.pairs.push({ s, y, rho: 1 / curvature });
  }

  /** q <- H q, H the implicit inverse Hessian (algorithm 7.4), scaled by s.y / y.y of the newest pair (eq. 7.20). */
  private applyInverseHessian(q: Float32Array): void {
    const newest = this.pairs.at(-1);
    if (!newest) return;
    const alphas = new Array<number>(this.pairs.length);
    for (let i = this.pairs.length - 1; i >= 0; i -= 1) {
      const { s, y, rho } = this.pairs[i];
      alphas[i] = rho * dot(s, q);
      addScaled(q, -alphas[i], y);
    }
    const scale = 1 / (newest.rho * dot(newest.y, newest.y));
    for (let i = 0; i < q.length; i += 1) q[i] *= scale;
    this.pairs.forEach(({ s, y, rho }, i) => {
      addScaled(q, alphas[i] - rho * dot(y, q), s);
    });
  }
}
