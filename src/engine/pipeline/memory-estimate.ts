/**
 * Whether a picture fits into memory, before the run starts: what a run holds at a scale besides the network's computation, what that
 * leaves to the runtime, and the largest size that fits where the one that was asked for does not. Checked by the peak resident
 * size of the process, Node 20 on Linux: `npm run bench -- large`, docs/measurements/performance.md.
 */
import { totalmem } from 'node:os';
import { AtelierError } from '../../domain/errors.js';
import { SETTINGS } from '../../domain/request.js';
import { said } from '../../words/said.js';
import { MATCHED_LAYERS } from '../guidance/cells.js';
import { cellOf, GUIDED_LAYERS } from '../guidance/guide.js';
import { extentOf } from '../guidance/kept-places.js';
import { areaOf } from '../images/pixels.js';
import { featureCount, featureShape } from '../networks/networks.js';
import { pairsKept } from '../optimizers/lbfgs.js';
import { weightBytes } from '../runtimes/footprint.js';
import type { Runtime } from '../runtimes/runtime.js';
import { keptFaces } from './kept-faces.js';
import { canvasOf, layersOf, type Plan, planRun } from './plan.js';
import { type Inputs, styleCanvas } from './source-images.js';

const MB = 2 ** 20;

/** Node, sharp and ONNX Runtime before there is any picture, and what allocators do not give back. */
const PROCESS_BYTES = 190 * MB;

/**
 * Arrays of the canvas' size besides the optimiser's: the gradient, and what comes and goes with previews, checkpoints and a new
 * scale, until it is collected.
 */
const PASSING_ARRAYS = 5;

/** Arrays that an optimiser keeps besides L-BFGS's pairs. */
const OPTIMIZER_ARRAYS = { adam: 3, lbfgs: 4, sgd: 1 } as const;

/** Bytes of a pixel: as decoded, and as planar floats. */
const DECODED_PIXEL = 3;
const FLOAT_PIXEL = 12;
const FLOAT = 4;

/** Share of the free memory that a picture may take: estimates err, and others on the machine grow too. */
const USABLE = 0.9;

/** A run whose memory is in question. */
export interface Run {
  plan: Plan;
  runtime: Runtime;
  inputs: Inputs;
}

/** Bytes that this process may come to hold: `limit`, or with 0 its share of what is free now. */
export function memoryOfProcess(limitMb: number, processes: number): number {
  if (limitMb > 0) return limitMb * MB;
  return (USABLE * (availableBytes() + process.memoryUsage.rss())) / processes;
}

/** What a run does with a runtime: find what is to be approached, and descend towards it. */
export type Phase = 'describe' | 'evaluate';

/** What a scale leaves to the runtime of `memory` bytes for the whole process. */
export function memoryLimitAt(run: Run, scale: number, phase: Phase, memory: number): number {
  return memory - heldBytes(run, scale, phase);
}

/**
 * Throws picture_too_large, with the largest size that fits, where `memory` bytes are not enough even for the smallest tiles;
 * out_of_memory where nothing fits.
 */
export function assertFits(run: Run, memory: number): void {
  if (neededBytes(run) <= memory) return;
  // One after the other: where the optimiser keeps fewer pairs, a larger picture takes less.
  for (const side of smallerSizes(run.plan.settings.size)) {
    if (neededBytes(atSize(run, side)) > memory) continue;
    throw new AtelierError('picture_too_large', said('refusals.roomUpTo', { side: `${side}` }));
  }
  throw new AtelierError('out_of_memory', said('refusals.noMemoryHere'));
}

/** Whole tens, the largest first, and the least there is. */
function* smallerSizes(size: number): Generator<number> {
  const { min } = SETTINGS.size;
  for (let side = 10 * Math.ceil(size / 10 - 1); side > min; side -= 10) yield side;
  if (size > min) yield min;
}

/** At the last scale, which takes the most. */
function neededBytes(run: Run): number {
  const { plan, runtime, inputs } = run;
  const last = plan.scales.length - 1;
  const layers = layersOf(plan);
  const canvas = canvasOf(plan, last);
  const { describe, evaluate } = runtime.needs(canvas.width, canvas.height, layers, 0);
  const described = inputs.styles.map(({ picture }) => {
    const { width, height } = styleCanvas(picture, plan, last);
    return runtime.needs(width, height, layers, 0).describe;
  });
  return Math.max(
    heldBytes(run, last, 'describe') + Math.max(describe, ...described),
    heldBytes(run, last, 'evaluate') + evaluate,
  );
}

function heldBytes(run: Run, scale: number, phase: Phase): number {
  const { plan, runtime, inputs } = run;
  const decoded = areaOf(plan.size) + inputs.styles.reduce((sum, { picture }) => sum + areaOf(picture), 0);
  const always =
    PROCESS_BYTES + weightBytes(runtime.network) + DECODED_PIXEL * decoded + keptBytes(run, scale);
  const canvas = areaOf(canvasOf(plan, scale));
  if (phase === 'describe') return always + FLOAT_PIXEL * PASSING_ARRAYS * canvas + matchingBytes(run, scale);
  const { optimizer } = plan.recipe;
  const pairs = optimizer === 'lbfgs' ? pairsKept(3 * canvas) : 0;
  const arrays = OPTIMIZER_ARRAYS[optimizer] + 2 * pairs + PASSING_ARRAYS;
  return always + FLOAT_PIXEL * arrays * canvas + targetBytes(run, scale) + cellBytes(run, canvas, scale);
}

/** Colours are a layer of the cells, too. */
const COLOURS = 3;

/** Vectors of the cells of an area at this scale. */
function cellBytes({ plan, runtime }: Run, area: number, scale: number): number {
  if (!plan.recipe.guided) return 0;
  const vector = MATCHED_LAYERS.reduce(
    (sum, layer) => sum + featureShape(runtime.network, layer, 8, 8)[0]!,
    COLOURS,
  );
  return (FLOAT * vector * area) / cellOf(canvasOf(plan, scale)) ** 2;
}

/** The photo's features and colours where faces are kept. */
function keptBytes({ plan, runtime, inputs }: Run, scale: number): number {
  const canvas = canvasOf(plan, scale);
  const extent = keptFaces(inputs, plan, scale).reduce((sum, face) => sum + extentOf(face), 0);
  const share = Math.min(1, extent / areaOf(canvas));
  return FLOAT * share * (featureCount(runtime.network, GUIDED_LAYERS, canvas) + COLOURS * areaOf(canvas));
}

/** The targets of the features. */
function targetBytes({ plan, runtime }: Run, scale: number): number {
  return FLOAT * featureCount(runtime.network, layersOf(plan).features, canvasOf(plan, scale));
}

/** What is described of photo and picture until they are matched, or what the targets are laid out from, and these. */
function matchingBytes(run: Run, scale: number): number {
  const { plan, runtime, inputs } = run;
  if (!plan.recipe.guided) return targetBytes(run, scale);
  const { network } = runtime;
  const canvas = canvasOf(plan, scale);
  const styles = inputs.styles.map(({ picture }) => styleCanvas(picture, plan, scale));
  const cells = (area: number) => cellBytes(run, area, scale);
  const copied = styles.reduce((sum, size) => {
    return (
      sum + cells(areaOf(size)) + FLOAT * (featureCount(network, GUIDED_LAYERS, size) + 3 * areaOf(size))
    );
  }, 0);
  const described = FLOAT * featureCount(network, MATCHED_LAYERS, canvas) + 3 * cells(areaOf(canvas));
  return Math.max(described, 2 * cells(areaOf(canvas)) + copied + targetBytes(run, scale));
}

function atSize(run: Run, size: number): Run {
  return { ...run, plan: planRun({ ...run.plan.settings, size }, run.plan.size, run.runtime.network) };
}

/** macOS counts as free only memory that was never used: a few hundred MB at any time. Elsewhere the limits of containers count, too. */
function availableBytes(): number {
  return process.platform === 'darwin' ? totalmem() / 2 : process.availableMemory();
}
