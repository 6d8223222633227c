/** How near a runtime's values must be to the reference. */
import { expect } from 'vitest';
import { convLayers, featureShape, type Network, STYLE_LAYERS } from '../../src/engine/networks/networks.js';
import type { Description } from '../../src/engine/runtimes/runtime.js';
import type { ReferenceCase } from '../support/reference.js';

/** Relative, for features and losses; and of the largest entry, for gradients. */
const VALUE_TOLERANCE = 1e-4;
const GRADIENT_TOLERANCE = 1e-3;
/**
 * Where a feature lies within float32's rounding of 0, relu passes its gradient on one machine and stops it on another: both
 * are right, and the few pixels around it differ by more. So many of a gradient's entries must be within the tolerance; and
 * all of them together, as the norm of the difference over the norm.
 */
const SHARE_WITHIN = 0.98;
const NORM_TOLERANCE = 5e-3;

/** Features of all convolutions, Gram matrices of STYLE_LAYERS. */
export function expectDescription(
  network: Network,
  { features, grams }: Description,
  reference: ReferenceCase,
): void {
  const { width, height } = reference.image;
  convLayers(network).forEach(({ name }, i) => {
    const [channels, h, w] = featureShape(network, name, width, height);
    const values = features[i];
    expect(values.length).toBe(channels * h * w);
    expectRelative(normOf(values), reference.featureNorms[name]);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    expectRelative(mean, reference.featureMeans[name]);
  });
  STYLE_LAYERS.forEach((layer, index) => {
    const [channels, h, w] = featureShape(network, layer, width, height);
    const gram = grams[index];
    expect(gram.length).toBe(channels ** 2);
    const trace = gram.reduce((sum, value, i) => sum + (i % (channels + 1) === 0 ? value : 0), 0);
    expectRelative(trace * h * w, reference.gramTrace[layer]);
    expectRelative(normOf(gram) * h * w, reference.gramNorm[layer]);
  });
}

export function expectRelative(actual: number, expected: number): void {
  expect(Math.abs(actual - expected) / Math.abs(expected)).toBeLessThan(VALUE_TOLERANCE);
}

export function expectGradient(actual: Float32Array, expected: Float32Array): void {
  expect(actual.length).toBe(expected.length);
  const largest = expected.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  const errors = expected.map((value, i) => Math.abs(value - actual[i])).sort();
  expect(errors[Math.floor(SHARE_WITHIN * (errors.length - 1))] / largest).toBeLessThan(GRADIENT_TOLERANCE);
  expect(normOf(errors) / normOf(expected)).toBeLessThan(NORM_TOLERANCE);
}

export function normOf(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}
