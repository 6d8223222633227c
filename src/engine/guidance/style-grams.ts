/** The Gram matrices of the style pictures, blended. */
import type { Planes, Runtime } from '../runtimes/runtime.js';

/** A style picture on its canvas, loaded when it is its turn: one at a time is in memory. */
export interface StyleOnCanvas {
  /** [3, H, W] in [0,1], sides multiples of the canvas' unit. */
  load: () => Promise<Planes>;
  /** Its part of the blend; shares sum to 1. */
  share: number;
}

/** A style picture's Gram matrices, [C, C] for each layer, and its part of the blend; shares sum to 1. */
export interface SharedGrams {
  grams: readonly Float32Array[];
  share: number;
}

/**
 * Gram matrices of several styles averaged by their shares, layer by layer (as jcjohnson/neural-style does; equal, up to a constant,
 * to the weighted sum of the single style losses).
 */
export function blendGrams(styles: readonly SharedGrams[]): Float32Array[] {
  return styles[0].grams.map((first, layer) => {
    const blended = new Float32Array(first.length);
    for (const { grams, share } of styles) {
      for (let i = 0; i < blended.length; i += 1) blended[i] += share * grams[layer][i];
    }
    return blended;
  });
}

/** Gram matrices at `layers` of every style picture, blended; undefined without styles. `memoryLimit`: see runtime.ts. */
export async function describeStyles(
  runtime: Runtime,
  styles: readonly StyleOnCanvas[],
  layers: readonly string[],
  memoryLimit: number,
): Promise<Float32Array[] | undefined> {
  if (styles.length === 0) return undefined;
  const described: SharedGrams[] = [];
  for (const { load, share } of styles) {
    const { grams } = await runtime.describe(await load(), { features: [], grams: layers }, memoryLimit);
    described.push({ grams, share });
  }
  return blendGrams(described);
}
