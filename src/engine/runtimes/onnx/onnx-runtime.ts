/**
 * The runtime port on ONNX Runtime. A session lives as long as its objective and takes its memory with it: making one costs 30
 * to 60 ms, less than 1 % of a job, where keeping one per size would hold hundreds of MB between jobs.
 */

import type { Size } from '../../images/pixels.js';
import { convLayers, featureCount, type Network } from '../../networks/networks.js';
import type { Weights } from '../../networks/weights.js';
import type { Description, Layers, Objective, Planes, Runtime, Targets } from '../runtime.js';
import { type Task, tilingOf, wayToDescribe, wayToEvaluate } from '../tiling/tiling.js';
import { type Precision, variantName } from '../variants.js';
import { Device } from './device.js';
import { objectiveFeeds } from './feeds.js';
import { featureGraph, layersFor, objectiveGraph } from './graph.js';
import { nearestOn } from './nearest.js';
import type { Layout, Provider, Session } from './onnx-session.js';
import { SessionPool } from './session-pool.js';
import { describeTiled, TiledObjective } from './tiled.js';
import type { Tools } from './tiled-head.js';

export interface OnnxOptions {
  /** Default 'cpu'. */
  provider?: Provider;
  /** Threads of one run on the CPU; 0: all cores. */
  threads?: number;
  /** Of the convolutions. Default 'fp32'. */
  precision?: Precision;
  /** Tiles for every picture, however much memory there is: the first `blocks` of the network on windows of about `area` positions. */
  tiles?: { blocks: number; area: number };
}

export function createOnnxRuntime(
  network: Network,
  weights: Weights,
  { provider = 'cpu', threads = 0, precision = 'fp32', tiles }: OnnxOptions = {},
): Runtime {
  const device = new Device({ provider, threads, layout: layoutFor(network) });
  const keepsGraphs = provider !== 'cpu';
  const taskOf = ({ width, height }: Size, layers: Layers): Task => {
    return { pool: network.pool, layers: layersFor(network, layers), width, height, keepsGraphs };
  };
  const toolsFor = (terms: Layers): Tools => {
    const sessions = new SessionPool((model) => device.open(model), keepsGraphs);
    return { network, weights, terms, precision, sessions };
  };

  return {
    name: variantName({ runtime: `onnx-${provider}`, precision }),
    network,

    needs(width, height, layers, memoryLimit) {
      const task = taskOf({ width, height }, layers);
      // What is taken at whole layers comes out beside the graph's own buffers.
      const results = 4 * featureCount(network, layers.features, task);
      return {
        describe: wayToDescribe(task, memoryLimit - results).bytes + results,
        evaluate: wayToEvaluate(task, memoryLimit).bytes,
      };
    },

    async describe(picture, layers, memoryLimit = Number.POSITIVE_INFINITY) {
      const task = taskOf(picture, layers);
      const tiling = tiles
        ? tilingOf(task, Number.POSITIVE_INFINITY, () => tiles.area)
        : wayToDescribe(task, memoryLimit).tiling;
      if (tiling) return describeTiled(toolsFor(layers), tiling, picture);
      const { width, height } = picture;
      const session = await device.open(featureGraph(network, weights, width, height, layers, precision));
      return describeWhole(session, picture, layers);
    },

    async prepare(width, height, targets, memoryLimit = Number.POSITIVE_INFINITY) {
      const terms = layersOf(targets);
      const size = { width, height };
      const task = taskOf(size, terms);
      const tiling = tiles
        ? tilingOf(task, tiles.blocks, () => tiles.area)
        : wayToEvaluate(task, memoryLimit).tiling;
      if (tiling) return new TiledObjective(toolsFor(terms), tiling, size, targets);
      const model = objectiveGraph(network, weights, width, height, terms, precision);
      return wholeObjective(await device.open(model, objectiveFeeds(network, size, targets)), size, terms);
    },

    nearest: (queries, keys, bias) => nearestOn(device, queries, keys, bias),

    dispose: () => device.close(),
  };
}

function layersOf({ features, grams }: Targets): Layers {
  return { features: features.map(({ layer }) => layer), grams: grams.map(({ layer }) => layer) };
}

async function describeWhole(
  session: Session,
  { data, width, height }: Planes,
  { features, grams }: Layers,
): Promise<Description> {
  try {
    const results = await session.run({ image: { data, shape: [1, 3, height, width] } });
    return {
      features: features.map((layer) => results[`features.${layer}`]!),
      grams: grams.map((layer) => results[`gram.${layer}`]!),
    };
  } finally {
    await session.release();
  }
}

function wholeObjective(session: Session, { width, height }: Size, { features, grams }: Layers): Objective {
  return {
    async evaluate(data) {
      const results = await session.run({ image: { data, shape: [1, 3, height, width] } });
      return {
        features: features.map((layer) => results[`features.${layer}`]![0]!),
        grams: grams.map((layer) => results[`gram.${layer}`]![0]!),
        tv: results.tv![0],
        gradient: results.gradient!,
      };
    },
    dispose: () => session.release(),
  };
}

/**
 * WebGPU's NHWC kernels are those that are tuned. But in ONNX Runtime 1.30 they compute a convolution wrongly whose input
 * channels are a multiple of 3 and not of 4 (6 to 8 channels: seen, and right as NCHW), except for a picture's own 3.
 */
function layoutFor(network: Network): Layout {
  const isRight = ({ input, output }: { input: number; output: number }) =>
    (input === 3 || input % 3 !== 0 || input % 4 === 0) && (output % 3 !== 0 || output % 4 === 0);
  return convLayers(network).every(isRight) ? 'NHWC' : 'NCHW';
}
