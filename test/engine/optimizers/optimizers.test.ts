import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Adam } from '../../../src/engine/optimizers/adam.js';
import { Lbfgs, pairsKept } from '../../../src/engine/optimizers/lbfgs.js';
import type { Optimizer } from '../../../src/engine/optimizers/optimizer.js';

type Objective = (x: Float32Array) => { loss: number; gradient: Float32Array };

/** Minimum 0 at (1, 1), at the end of a curved valley. */
const rosenbrock: Objective = ([x, y]) => ({
  loss: (1 - x) ** 2 + 100 * (y - x * x) ** 2,
  gradient: Float32Array.of(-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)),
});

/** 1/2 sum scale_i (x_i - centre_i)^2 */
const quadratic =
  (scales: readonly number[], centre: readonly number[]): Objective =>
  (x) => ({
    loss: scales.reduce((sum, scale, i) => sum + 0.5 * scale * (x[i] - centre[i]) ** 2, 0),
    gradient: Float32Array.from(scales, (scale, i) => scale * (x[i] - centre[i])),
  });

function minimise(optimizer: Optimizer, objective: Objective, evaluations: number): number[] {
  const losses: number[] = [];
  for (let i = 0; i < evaluations; i += 1) {
    const { loss, gradient } = objective(optimizer.point);
    losses.push(loss);
    optimizer.update(loss, gradient);
  }
  return losses;
}

/** A search of some steps, with three pairs. */
function halfway() {
  const objective = quadratic([1, 9], [2, -1]);
  const optimizer = new Lbfgs(Float32Array.of(5, 5), { history: 3, firstStep: 0.1 });
  minimise(optimizer, objective, 5);
  return { objective, optimizer, before: objective(optimizer.best).loss };
}

describe('L-BFGS', () => {
  it('finds the end of the Rosenbrock valley', () => {
    const optimizer = new Lbfgs(Float32Array.of(-1.2, 1));
    minimise(optimizer, rosenbrock, 80);
    expect(optimizer.best[0]).toBeCloseTo(1, 3);
    expect(optimizer.best[1]).toBeCloseTo(1, 3);
  });

  it('minimises any well-conditioned quadratic form, and `best` never gets worse', () => {
    const scales = fc.array(fc.double({ min: 0.1, max: 10, noNaN: true }), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(scales, fc.integer({ min: 1, max: 20 }), (values, history) => {
        const centre = values.map((_, i) => Math.sin(i));
        const objective = quadratic(values, centre);
        const optimizer = new Lbfgs(new Float32Array(values.length), { history });
        let before = objective(optimizer.best).loss;
        for (let i = 0; i < 120; i += 1) {
          const { loss, gradient } = objective(optimizer.point);
          optimizer.update(loss, gradient);
          const now = objective(optimizer.best).loss;
          expect(now).toBeLessThanOrEqual(before + 1e-12);
          before = now;
        }
        expect(before).toBeLessThan(1e-4);
      }),
    );
  });

  it('spends one evaluation per step where the full step is accepted', () => {
    const optimizer = new Lbfgs(Float32Array.of(3, -2), { firstStep: 1 });
    const bests = new Set<string>();
    for (let i = 0; i < 6; i += 1) {
      const { loss, gradient } = quadratic([1, 1], [0, 0])(optimizer.point);
      optimizer.update(loss, gradient);
      bests.add(optimizer.best.join());
      if (loss < 1e-12) break;
      expect(bests.size).toBe(i + 1);
    }
  });

  it('recovers from a loss that is not a number', () => {
    const optimizer = new Lbfgs(Float32Array.of(2), { firstStep: 1 });
    const objective = quadratic([1], [0]);
    minimise(optimizer, objective, 1);
    optimizer.update(Number.NaN, Float32Array.of(Number.NaN));
    minimise(optimizer, objective, 20);
    expect(optimizer.best[0]).toBeCloseTo(0, 3);
  });

  it('keeps fewer pairs of a longer point, and two at the least', () => {
    const megapixels = (count: number) => pairsKept(3e6 * count);
    expect(megapixels(0.3)).toBe(6);
    expect(megapixels(1.3)).toBe(6);
    expect(megapixels(1.5)).toBe(5);
    expect(megapixels(17)).toBe(2);
    expect(megapixels(1000)).toBe(2);
  });

  it.each([
    ['all', 1000, 3],
    ['the newest pair', 16 + 16, 1],
    ['no pair', 16, 0],
  ])('stores %s within a budget, and goes on from there', (_, budget, pairs) => {
    const { optimizer, objective, before } = halfway();
    const state = optimizer.state(budget) as { gradient?: unknown; pairs: unknown[] };
    expect(state.pairs.length).toBe(pairs);
    const resumed = new Lbfgs(new Float32Array(2));
    resumed.restore(state);
    expect([...resumed.best]).toEqual([...optimizer.best]);
    minimise(resumed, objective, 30);
    expect(objective(resumed.best).loss).toBeLessThan(before / 100);
  });

  it('stores the best point alone where nothing more fits, and goes on from there', () => {
    const { optimizer, objective, before } = halfway();
    const state = optimizer.state(8) as { gradient?: unknown; pairs: unknown[] };
    expect(state).toMatchObject({ best: optimizer.best, pairs: [] });
    expect(state.gradient).toBeUndefined();
    const resumed = new Lbfgs(new Float32Array(2));
    resumed.restore(state);
    expect([...resumed.point]).toEqual([...optimizer.best]);
    minimise(resumed, objective, 40);
    expect(objective(resumed.best).loss).toBeLessThan(before / 100);
  });

  it('stays where the gradient is zero', () => {
    const optimizer = new Lbfgs(Float32Array.of(0.5, 0.5));
    minimise(optimizer, quadratic([1, 1], [0.5, 0.5]), 5);
    expect([...optimizer.best]).toEqual([0.5, 0.5]);
  });
});

describe('Adam', () => {
  it('finds the end of the Rosenbrock valley, in many more steps', () => {
    const optimizer = new Adam(Float32Array.of(-1.2, 1), { learningRate: 0.02 });
    const losses = minimise(optimizer, rosenbrock, 5000);
    expect(losses.at(-1)).toBeLessThan(1e-4);
  });

  it('makes a first step of the learning rate in every coordinate, whatever the gradient', () => {
    const optimizer = new Adam(Float32Array.of(0, 0), { learningRate: 0.1 });
    optimizer.update(0, Float32Array.of(1e-3, -500));
    expect(optimizer.point[0]).toBeCloseTo(-0.1, 5);
    expect(optimizer.point[1]).toBeCloseTo(0.1, 5);
  });

  it('follows algorithm 1 of the paper', () => {
    const optimizer = new Adam(Float32Array.of(1), { learningRate: 0.1, beta1: 0.9, beta2: 0.99 });
    optimizer.update(0, Float32Array.of(2));
    optimizer.update(0, Float32Array.of(-1));
    // By hand: m = 0.9*0.2 - 0.1 = 0.08, v = 0.99*0.04 + 0.01 = 0.0496; corrected by 0.19 and 0.0199.
    const second = (0.1 * (0.08 / 0.19)) / Math.sqrt(0.0496 / 0.0199);
    expect(optimizer.point[0]).toBeCloseTo(1 - 0.1 - second, 5);
  });

  it('keeps every coordinate within its bounds', () => {
    const optimizer = new Adam(Float32Array.of(0.95), { learningRate: 0.1, bounds: [0, 1] });
    minimise(optimizer, quadratic([1], [5]), 10);
    expect(optimizer.point[0]).toBe(1);
  });
});
