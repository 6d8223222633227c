/**
 * How a picture is cut for the memory at hand. The first blocks of the network, where features are large, are run tile by tile
 * (the head), the rest in one graph on the whole (the tail). The more is tiled, the less memory is needed and the more is computed
 * twice: of the ways that fit, the one with the least work is taken.
 */

import { areaOf, type Size } from '../../images/pixels.js';
import type { ConvLayer, Layer, Network } from '../../networks/networks.js';
import { bytesPerPosition, mapBytes } from '../footprint.js';
import { cutAtPoolings, endsInPooling, type Grid, grid, reachOf } from './grid.js';

type MapSize = Size & { channels: number };

/** A block that is run tile by tile, forward and again for its gradient. */
export interface TiledBlock {
  layers: readonly Layer[];
  /** The picture, or the features pooled by the block before. */
  input: MapSize;
  /** What it pools for the layers behind it; undefined where there are none. */
  output: MapSize | undefined;
  forward: Grid;
  backward: Grid;
}

export interface Tiling {
  /** At least one block. */
  head: readonly TiledBlock[];
  /** The layers behind the head; empty where all blocks are tiled. */
  tail: readonly Layer[];
}

/** One way to compute something: untiled, or with the first blocks tiled. */
export interface Way {
  tiling: Tiling | undefined;
  /** Memory at its peak: graphs, and the maps that are kept between blocks. */
  bytes: number;
}

/** What is to be computed: these layers of a network, on a picture of this size. */
export interface Task extends Size {
  layers: readonly Layer[];
  pool: Network['pool'];
  /** Whether the graphs of all blocks stay in memory, instead of one at a time. */
  keepsGraphs: boolean;
}

/**
 * Least and largest area of a window, positions. Below, halos outweigh cores; above, fresh memory for each pass costs more than
 * the halos (a step at 1024 px took 1.35 times the untiled one's time with windows of 256 x 256, and 1.44 with 400 x 400).
 */
const LEAST_AREA = 64 ** 2;
const LARGEST_AREA = 256 ** 2;

/** How to evaluate an objective within `memoryLimit` bytes; where nothing fits, the way that needs the least. */
export function wayToEvaluate(task: Task, memoryLimit: number): Way {
  const { length } = cutAtPoolings(task.layers);
  const ways = [untiled(task, 'objective')];
  for (let blocks = 1; blocks <= length; blocks += 1) ways.push(tiled(task, blocks, memoryLimit));
  const fitting = ways.filter(({ bytes }) => bytes <= memoryLimit);
  if (fitting.length > 0) return least(fitting, ({ tiling }) => workOf(task, tiling));
  // Windows come out a little larger than asked for, being aligned: without any memory they are the smallest.
  return memoryLimit > 0 ? wayToEvaluate(task, 0) : least(ways, ({ bytes }) => bytes);
}

/** How to take a picture's features within `memoryLimit` bytes: untiled, else all blocks in tiles, the largest that fit. */
export function wayToDescribe(task: Task, memoryLimit: number): Way {
  const whole = untiled(task, 'features');
  if (whole.bytes <= memoryLimit) return whole;
  const { head } = tilingOf(task, Number.POSITIVE_INFINITY, () => LEAST_AREA);
  // A block's input and its pooled result are in memory at the same time, but for the picture, which is there anyway.
  const maps = Math.max(
    ...head.map(({ input, output }, i) => (i > 0 ? mapBytes(input) : 0) + (output ? mapBytes(output) : 0)),
  );
  const budget = (memoryLimit - maps) / (task.keepsGraphs ? head.length : 1);
  const tiling = tilingOf(task, head.length, (block) => bounded(budget / bytesPerPosition(block, 'forward')));
  const graphs = tiling.head.map(
    ({ layers, forward }) => bytesPerPosition(layers, 'forward') * areaOf(forward.window),
  );
  return { tiling, bytes: maps + together(task, graphs) };
}

/** The first `blocks` blocks (at most all) cut into windows of about `area` positions. */
export function tilingOf(
  { layers: all, pool, width, height }: Task,
  blocks: number,
  area: (block: readonly Layer[]) => number,
): Tiling {
  const cut = cutAtPoolings(all);
  let input: MapSize = { channels: 3, width, height };
  const head = cut.slice(0, blocks).map((layers) => {
    const { step, forward, backward } = reachOf(layers, pool);
    const positions = area(layers);
    const block = {
      layers,
      input,
      output: endsInPooling(layers) ? pooledSize(layers, input) : undefined,
      forward: grid(input, positions, step, forward),
      backward: grid(input, positions, step, backward),
    };
    if (block.output) input = block.output;
    return block;
  });
  return { head, tail: cut.slice(blocks).flat() };
}

function untiled(task: Task, kind: 'features' | 'objective'): Way {
  return { tiling: undefined, bytes: bytesPerPosition(task.layers, kind) * areaOf(task) };
}

/** `blocks` blocks in the head, their windows the largest for which all fits into `memoryLimit`, if anything does. */
function tiled(task: Task, blocks: number, memoryLimit: number): Way {
  const { head, tail } = tilingOf(task, blocks, () => LEAST_AREA);
  // Features and gradient of every map between blocks.
  const maps = 2 * head.reduce((sum, { output }) => sum + (output ? mapBytes(output) : 0), 0);
  const tailBytes = tail.length > 0 ? bytesPerPosition(tail, 'tail') * areaOf(head.at(-1)!.output!) : 0;
  const budget = task.keepsGraphs ? (memoryLimit - maps - tailBytes) / head.length : memoryLimit - maps;
  const perPosition = (block: readonly Layer[]) =>
    bytesPerPosition(block, 'backward') + (task.keepsGraphs ? bytesPerPosition(block, 'forward') : 0);
  const tiling = tilingOf(task, blocks, (block) => bounded(budget / perPosition(block)));
  const graphs = tiling.head.map(({ layers, backward }) => perPosition(layers) * areaOf(backward.window));
  return { tiling, bytes: maps + together(task, [...graphs, tailBytes]) };
}

function together({ keepsGraphs }: Task, graphs: readonly number[]): number {
  return keepsGraphs ? graphs.reduce((a, b) => a + b) : Math.max(...graphs);
}

/** Multiply-adds of the convolutions in one evaluation: forward and backward, and forward again in what is tiled. */
function workOf({ layers, ...size }: Task, tiling: Tiling | undefined): number {
  if (!tiling) return 2 * macs(layers) * areaOf(size);
  const { head, tail } = tiling;
  const tailWork = tail.length > 0 ? 2 * macs(tail) * areaOf(head.at(-1)!.output!) : 0;
  return head.reduce((sum, { layers, forward, backward }) => {
    return sum + macs(layers) * (covered(forward) + 2 * covered(backward));
  }, tailWork);
}

/** Per position of the first layer's input. */
function macs(layers: readonly Layer[]): number {
  let share = 1;
  let sum = 0;
  for (const layer of layers) {
    if (layer.kind === 'pool') share /= 4;
    else sum += 9 * layer.input * layer.output * share;
  }
  return sum;
}

function covered({ window, tiles }: Grid): number {
  return tiles.length * areaOf(window);
}

function bounded(area: number): number {
  return Math.min(LARGEST_AREA, Math.max(LEAST_AREA, area));
}

function pooledSize(layers: readonly Layer[], { width, height }: Size): MapSize {
  const { output } = layers.findLast((layer): layer is ConvLayer => layer.kind === 'conv')!;
  return { channels: output, width: Math.floor(width / 2), height: Math.floor(height / 2) };
}

function least<T>(values: readonly T[], of: (value: T) => number): T {
  return values.reduce((a, b) => (of(b) < of(a) ? b : a));
}
