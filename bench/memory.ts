/**
 * Memory, measured as the growth of the resident size of a fresh process for each point (Linux: /proc/self/status). The points are
 * those that src/engine/runtimes/footprint.ts is made of: each kind of graph, run until ONNX Runtime's arena grows no more.
 */
import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { GUIDED_TERMS } from '../src/engine/guidance/guide.js';
import {
  type ConvLayer,
  convLayers,
  featureCount,
  type Layer,
  NETWORKS,
} from '../src/engine/networks/networks.js';
import type { Weights } from '../src/engine/networks/weights.js';
import { bytesPerPosition, type GraphKind } from '../src/engine/runtimes/footprint.js';
import { blockBackwardGraph, blockForwardGraph } from '../src/engine/runtimes/onnx/block-graph.js';
import { featureGraph, layersFor, objectiveGraph, tailGraph } from '../src/engine/runtimes/onnx/graph.js';
import { type Feeds, Session } from '../src/engine/runtimes/onnx/onnx-session.js';
import { cutAtPoolings, endsInPooling } from '../src/engine/runtimes/tiling/grid.js';
import { gaussian } from '../src/lib/random.js';

interface Point {
  network: 'compact' | 'vgg19';
  kind: GraphKind;
  /** Blocks [from, to) of the network. */
  from: number;
  to: number;
  /** Of the input, positions. */
  side: number;
}

const whole = { from: 0, to: 4 };
const block = (from: number) => ({ from, to: from + 1 });

const POINTS: Point[] = [
  { network: 'compact', kind: 'features', ...whole, side: 512 },
  { network: 'compact', kind: 'features', ...whole, side: 1280 },
  { network: 'vgg19', kind: 'features', ...whole, side: 512 },
  { network: 'compact', kind: 'objective', ...whole, side: 512 },
  { network: 'compact', kind: 'objective', ...whole, side: 1024 },
  { network: 'compact', kind: 'objective', ...whole, side: 1280 },
  { network: 'vgg19', kind: 'objective', ...whole, side: 512 },
  { network: 'compact', kind: 'tail', from: 1, to: 4, side: 512 },
  { network: 'compact', kind: 'tail', from: 1, to: 4, side: 896 },
  { network: 'compact', kind: 'tail', from: 2, to: 4, side: 256 },
  { network: 'compact', kind: 'tail', from: 2, to: 4, side: 512 },
  { network: 'compact', kind: 'tail', from: 3, to: 4, side: 256 },
  { network: 'vgg19', kind: 'tail', from: 2, to: 4, side: 128 },
  ...(['forward', 'backward'] as const).flatMap((kind) => [
    { network: 'compact' as const, kind, ...block(0), side: 256 },
    { network: 'compact' as const, kind, ...block(1), side: 256 },
    { network: 'compact' as const, kind, ...block(2), side: 256 },
    { network: 'compact' as const, kind, ...block(3), side: 256 },
    { network: 'vgg19' as const, kind, ...block(0), side: 256 },
    { network: 'vgg19' as const, kind, ...block(2), side: 128 },
    { network: 'vgg19' as const, kind, ...block(3), side: 128 },
  ]),
];

/** @param kinds the kinds of graphs; none: all */
export async function benchMemory(kinds: readonly string[]): Promise<void> {
  for (const point of POINTS.filter(({ kind }) => kinds.length === 0 || kinds.includes(kind))) {
    const bytes = await inFreshProcess(point);
    const { network, kind, from, to, side } = point;
    const size = { width: side, height: side };
    // Whole features come out beside the graph's own buffers (Runtime.needs).
    const results =
      kind === 'features' ? 4 * featureCount(NETWORKS[network], GUIDED_TERMS.features, size) : 0;
    const estimate = bytesPerPosition(layersOf(point), kind) * side ** 2 + results;
    const blocks = to === from + 1 ? `block ${to}` : `blocks ${from + 1} to ${to}`;
    console.log(
      `${network}, ${kind}, ${blocks}, ${side} x ${side}: ${mb(bytes)} MB; estimate ${mb(estimate)} MB`,
    );
  }
}

const mb = (bytes: number) => (bytes / 2 ** 20).toFixed(0);

function inFreshProcess(point: Point): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(import.meta.url), [JSON.stringify(point)]);
    child.once('message', (bytes) => resolve(bytes as number));
    child.once('exit', (code) => reject(new Error(`the measuring process ended with ${code}`)));
  });
}

/** The arena lays buffers out again at the second run, where results are written over, and settles. */
const RUNS = 4;
/** A picture is described by a session of its own. */
const RUNS_OF_FEATURES = 1;

/** Peak growth while the graph of the point is run, bytes; its session exists before. */
async function measure(point: Point): Promise<number> {
  const { kind } = point;
  const { model, inputs } = graphOf(point);
  const feeds: Feeds = Object.fromEntries(
    Object.entries(inputs).map(([name, shape]) => {
      const data = new Float32Array(shape.reduce((product, n) => product * n, 1)).fill(0.5);
      return [name, { data, shape }];
    }),
  );
  const session = await Session.create(model);
  const before = resident('VmRSS');
  const runs = kind === 'features' ? RUNS_OF_FEATURES : RUNS;
  for (let run = 0; run < runs; run += 1) await session.run(feeds);
  return resident('VmHWM') - before;
}

type Shapes = Record<string, readonly number[]>;

function graphOf(point: Point): { model: Uint8Array; inputs: Shapes } {
  const { kind, side } = point;
  const network = NETWORKS[point.network];
  const weights = randomWeights(network);
  const layers = layersOf(point);
  const terms = GUIDED_TERMS;
  const window = { width: side, height: side };
  const input = [1, firstOf(layers).input, side, side];
  if (kind === 'features')
    return { model: featureGraph(network, weights, side, side, terms), inputs: { image: input } };
  if (kind === 'objective') {
    const model = objectiveGraph(network, weights, side, side, terms);
    return { model, inputs: { image: input, 'tv.weight': [], ...termShapes(layers, side) } };
  }
  if (kind === 'tail') {
    const model = tailGraph(network, weights, layers, input, terms);
    return { model, inputs: { features: input, ...termShapes(layers, side) } };
  }
  const graph = kind === 'forward' ? blockForwardGraph : blockBackwardGraph;
  const model = graph({ network, weights, layers, window }, terms);
  return { model, inputs: { input, ...blockShapes(layers, kind, side) } };
}

function termShapes(layers: readonly Layer[], side: number): Shapes {
  const shapes: Shapes = {};
  let at = side;
  for (const layer of layers) {
    if (layer.kind === 'pool') {
      at = Math.floor(at / 2);
      continue;
    }
    if (GUIDED_TERMS.grams.includes(layer.name)) {
      shapes[`gram.${layer.name}.target`] = [layer.output, layer.output];
      shapes[`gram.${layer.name}.weight`] = [];
    }
    if (GUIDED_TERMS.features.includes(layer.name)) {
      shapes[`features.${layer.name}.target`] = [1, layer.output, at, at];
      shapes[`features.${layer.name}.weight`] = [];
    }
  }
  return shapes;
}

function blockShapes(layers: readonly Layer[], kind: 'forward' | 'backward', side: number): Shapes {
  const convolutions = layers.filter((layer): layer is ConvLayer => layer.kind === 'conv');
  const grams = convolutions.filter(({ name }) => GUIDED_TERMS.grams.includes(name));
  if (kind === 'forward') return grams.length > 0 ? { mask: [1, 1, side, side] } : {};
  const shapes: Shapes = {};
  for (const { name, output } of grams) shapes[`gram.${name}.pull`] = [output, output];
  for (const { name, output } of convolutions.filter(({ name }) => GUIDED_TERMS.features.includes(name))) {
    shapes[`features.${name}.target`] = [1, output, side, side];
    shapes[`features.${name}.pull`] = [];
  }
  if (endsInPooling(layers)) shapes.incoming = [1, convolutions.at(-1)!.output, side >> 1, side >> 1];
  return shapes;
}

const firstOf = (layers: readonly Layer[]) =>
  layers.find((layer): layer is ConvLayer => layer.kind === 'conv')!;

function layersOf({ network, from, to }: Point): Layer[] {
  return cutAtPoolings(layersFor(NETWORKS[network], GUIDED_TERMS)).slice(from, to).flat();
}

/** Memory does not depend on them; VGG-19's need not be installed. */
function randomWeights(network: (typeof NETWORKS)['compact']): Weights {
  return new Map(
    convLayers(network).map(({ name, input, output }) => [
      name,
      { kernel: gaussian(1, 9 * input * output), bias: new Float32Array(output) },
    ]),
  );
}

/** Bytes: VmRSS now, VmHWM at the peak so far. */
function resident(field: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync('/proc/self/status', 'utf8');
  return 1024 * Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)![1]);
}

// Given a point, this file is the measuring process.
if (process.send && process.argv[2]?.startsWith('{')) {
  process.send(await measure(JSON.parse(process.argv[2]) as Point), () => process.exit());
}
