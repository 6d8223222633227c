/** The Gram matrices of the style pictures, blended. */
import type { Planes, Runtime } from '../runtimes/runtime.js';

/** A described style and its share of the blend. */
export interface WeightedGrams {
  grams: readonly Float32Array[];
  weight: number;
}

/**
 * Gram matrices of several styles averaged by weight, layer by layer (as jcjohnson/neural-style does; equal, up to a constant,
 * to the weighted sum of the single style losses). Weights are normalised to sum 1.
 */
export function blendGrams(styles: readonly WeightedGrams[]): Float32Array[] {
  const total = styles.reduce((sum, { weight }) => sum + weight, 0);
  return styles[0].grams.map((first, layer) => {
    const blended = new Float32Array(first.length);
    for (const { grams, weight } of styles) {
      const share = weight / total;
      for (let i = 0; i < blended.length; i += 1) blended[i] += share * grams[layer][i];
    }
    return blended;
  });
}

/** A style picture, to be made when it is its turn: one at a time is in memory. */
export interface StyleSource {
  load: () => Promise<Planes>;
  weight: number;
}

/** Gram matrices at `layers` of every style picture, blended; undefined without styles. `memoryLimit`: see runtime.ts. */
export async function describeStyles(
  runtime: Runtime,
  styles: readonly StyleSource[],
  layers: readonly string[],
  memoryLimit: number,
): Promise<Float32Array[] | undefined> {
  if (styles.length === 0) return undefined;
  const described: WeightedGrams[] = [];
  for (const { load, weight } of styles) {
    const { grams } = await runtime.describe(await load(), { features: [], grams: layers }, memoryLimit);
    described.push({ grams, weight });
  }
  return blendGrams(described);
}
