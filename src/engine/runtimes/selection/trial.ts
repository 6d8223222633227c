/**
 * What a variant is worth here: whether its objective agrees with the CPU's on every installed network, and how long a step
 * takes. To be run in a process of its own (trial-process.ts): a driver may take the process along, or never return.
 */
import { readFileSync } from 'node:fs';
import { SETTINGS } from '../../../domain/request.js';
import { gaussian } from '../../../lib/random.js';
import { GUIDED_TERMS } from '../../guidance/guide.js';
import { strengthProfile } from '../../guidance/strength-profile.js';
import { NETWORKS } from '../../networks/networks.js';
import { installedNetworks, type LoadedNetwork, loadNetwork } from '../../networks/weights.js';
import { guidedTargets } from '../../pipeline/losses.js';
import { recipeOf } from '../../pipeline/recipes.js';
import { openRuntime } from '../open.js';
import type { Evaluation, Objective, Planes, Runtime, Targets } from '../runtime.js';
import { CPU, type Variant } from '../variants.js';
import type { Disagreement, TrialReport } from './choose.js';
import { usesSoftwareVulkan } from './machine.js';

export interface TrialOptions {
  modelsDir: string;
  /** Threads of the CPU; 0: all cores. */
  threads: number;
}

/** Side of the pictures that values are compared on, px. */
const COMPARED_SIDE = 64;
/** Side of the pictures that steps are timed on, px: large enough for a GPU to show what it can, 0.1 s on two cores. */
export const TIMED_SIDE = 256;
/** Steps that are timed after a first one, which compiles; the median counts. */
const TIMED_STEPS = 5;
/** The job that is tried. */
const STRENGTH = SETTINGS.strength.default;
const { tv: TV } = recipeOf({ quality: 'standard', mode: 'transfer' });

export async function tryVariant(
  variant: Variant,
  { modelsDir, threads }: TrialOptions,
): Promise<TrialReport> {
  try {
    const names = await installedNetworks(modelsDir);
    let worst: Disagreement = { losses: 0, gradient: 0 };
    let step = 0;
    let device: 'cpu' | 'gpu' = 'cpu';
    for (const [index, name] of names.entries()) {
      const loaded = await loadNetwork(NETWORKS[name], modelsDir);
      const opened = await openRuntime(variant, loaded.network, loaded.weights, threads);
      device = opened.device;
      const { losses, gradient } = await compare(opened.runtime, loaded, threads);
      worst = { losses: larger(worst.losses, losses), gradient: larger(worst.gradient, gradient) };
      // The first is compact, the smallest, which comes with us: what is faster there is faster on the others.
      if (index === 0 && !isSoftware()) step = await time(opened.runtime);
      await opened.runtime.dispose();
    }
    return { ...variant, ok: true, device, software: isSoftware(), disagreement: worst, step };
  } catch (error) {
    return { ...variant, ok: false, reason: oneLine(error) };
  }
}

/** The objective of the same pictures at the same picture, each with targets of its own making. */
async function compare(
  runtime: Runtime,
  { network, weights }: LoadedNetwork,
  threads: number,
): Promise<Disagreement> {
  const cpu = (await openRuntime(CPU, network, weights, threads)).runtime;
  const evaluate = async (on: Runtime) =>
    evaluateOnce(on, noise(3, COMPARED_SIDE), await targetsOn(on, COMPARED_SIDE));
  const expected = await evaluate(cpu);
  await cpu.dispose();
  return disagreement(await evaluate(runtime), expected);
}

/** Seconds of one step. */
async function time(runtime: Runtime): Promise<number> {
  const targets = await targetsOn(runtime, TIMED_SIDE);
  const { data } = noise(3, TIMED_SIDE);
  const objective = await runtime.prepare(TIMED_SIDE, TIMED_SIDE, targets);
  try {
    await objective.evaluate(data);
    const times: number[] = [];
    for (let i = 0; i < TIMED_STEPS; i += 1) {
      const start = performance.now();
      await objective.evaluate(data);
      times.push((performance.now() - start) / 1000);
    }
    return times.sort((a, b) => a - b)[Math.floor(TIMED_STEPS / 2)]!;
  } finally {
    await objective.dispose();
  }
}

/** How far `actual` is from `expected`. */
export function disagreement(actual: Evaluation, expected: Evaluation): Disagreement {
  const [found, wanted] = [actual, expected].map(({ features, grams, tv }) => [...features, ...grams, tv]);
  const relative = found.map((loss, i) => (loss === wanted[i] ? 0 : Math.abs(loss / wanted[i]! - 1)));
  let difference = 0;
  let norm = 0;
  for (let i = 0; i < expected.gradient.length; i += 1) {
    difference += (actual.gradient[i] - expected.gradient[i]) ** 2;
    norm += expected.gradient[i] ** 2;
  }
  return { losses: relative.reduce(larger), gradient: Math.sqrt(difference / norm) };
}

/** The objective of a usual job between two noisy pictures. */
async function targetsOn(runtime: Runtime, side: number): Promise<Targets> {
  const { features } = await runtime.describe(noise(1, side), GUIDED_TERMS);
  const { grams } = await runtime.describe(noise(2, side), GUIDED_TERMS);
  const { photo, style } = strengthProfile(STRENGTH);
  const guidance = { guided: features.slice(0, -1), content: features.at(-1)!, grams };
  return guidedTargets(guidance, { photo, style }, { width: side, height: side }, TV);
}

async function evaluateOnce(
  runtime: Runtime,
  { width, height, data }: Planes,
  targets: Targets,
): Promise<Evaluation> {
  const objective: Objective = await runtime.prepare(width, height, targets);
  try {
    const evaluation = await objective.evaluate(data);
    return { ...evaluation, gradient: Float32Array.from(evaluation.gradient) };
  } finally {
    await objective.dispose();
  }
}

function noise(seed: number, side: number): Planes {
  const data = gaussian(seed, 3 * side * side).map((value) => 0.5 + 0.2 * value);
  return { width: side, height: side, data };
}

/** NaN, which is no value at all, counts as the largest. */
function larger(a: number, b: number): number {
  return Number.isNaN(a) ? a : Number.isNaN(b) || b > a ? b : a;
}

/** Linux shows what a process has loaded. */
function isSoftware(): boolean {
  return process.platform === 'linux' && usesSoftwareVulkan(readFileSync('/proc/self/maps', 'utf8'));
}

/** The first line of what a native library says, without the place in its sources that ONNX Runtime puts before it. */
function oneLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const [line] = text.trim().split('\n');
  return line!.replace(/^.* was false\. /, '').slice(0, 200);
}
