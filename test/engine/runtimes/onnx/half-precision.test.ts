/**
 * Half precision on ONNX Runtime's CPU provider. It computes such graphs in single precision, so that what is seen here is that
 * the graph is right: rounded weights, casts, and gradients that are scaled and scaled back. What rounding does to the values is
 * in docs/how-to/gpu.md; each GPU's trial decides whether it is used.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Weights } from '../../../../src/engine/networks/weights.js';
import { createOnnxRuntime, type OnnxOptions } from '../../../../src/engine/runtimes/onnx/onnx-runtime.js';
import type { Evaluation, Targets, Term } from '../../../../src/engine/runtimes/runtime.js';
import { TOLERANCE } from '../../../../src/engine/runtimes/selection/choose.js';
import { disagreement } from '../../../../src/engine/runtimes/selection/trial.js';
import { Known } from '../../../contract/objectives.js';
import { REFERENCES } from '../../../support/reference.js';

describe.each(REFERENCES)('fp16 on $network.name', ({ network, weights: load, cases }) => {
  const { image } = cases[1]!; // odd sides
  let weights: Weights;
  let targets: Targets;
  let expected: Evaluation;

  beforeAll(async () => {
    weights = await load();
    const full = createOnnxRuntime(network, weights);
    targets = await new Known(full).guided(cases[1]!);
    expected = await evaluate({ precision: 'fp32' }, targets);
  });

  async function evaluate(options: OnnxOptions, of: Targets): Promise<Evaluation> {
    const runtime = createOnnxRuntime(network, weights, options);
    const objective = await runtime.prepare(image.width, image.height, of);
    const evaluation = await objective.evaluate(image.data);
    await objective.dispose();
    return evaluation;
  }

  it.each<[string, OnnxOptions]>([
    ['whole', {}],
    ['in tiles', { tiles: { blocks: 3, area: 900 } }],
  ])('agrees with single precision: %s', async (_, options) => {
    const half = await evaluate({ ...options, precision: 'fp16' }, targets);
    const { losses, gradient } = disagreement(half, expected);
    expect(losses).toBeLessThan(TOLERANCE.losses);
    expect(gradient).toBeLessThan(TOLERANCE.gradient);
  });

  it.each([1e-12, 1e12])('agrees however large the gradient is: times %d', async (factor) => {
    const times = (term: Term): Term => ({ ...term, weight: factor * term.weight });
    const scaled: Targets = {
      features: targets.features.map(times),
      grams: targets.grams.map(times),
      tvWeight: factor * targets.tvWeight,
    };
    const { gradient } = await evaluate({ precision: 'fp16' }, scaled);
    const back = { ...expected, gradient: gradient.map((value) => value / factor) };
    expect(disagreement(back, expected).gradient).toBeLessThan(TOLERANCE.gradient);
  });

  it('is in the name of the runtime', () => {
    expect(createOnnxRuntime(network, weights, { precision: 'fp16' }).name).toBe('onnx-cpu-fp16');
  });
});
