/**
 * The runtime port on ONNX Runtime's CPU provider. A session lives as long as its objective and takes its memory with it: making
 * one costs 30 to 60 ms, less than 1 % of a job, where keeping one per size would hold hundreds of MB between jobs.
 */
import { CONTENT_LAYER, featureShape, type Network, STYLE_LAYERS } from '../../networks.js';
import type { Weights } from '../../weights.js';
import type { Description, Objective, Planes, Runtime, Targets } from '../runtime.js';
import { featureGraph, objectiveGraph } from './graph.js';
import { type Feeds, Session } from './session.js';

export interface OnnxOptions {
  /** Threads of one run; 0: all cores. */
  threads?: number;
}

export function createOnnxRuntime(
  network: Network,
  weights: Weights,
  { threads = 0 }: OnnxOptions = {},
): Runtime {
  return {
    name: 'onnx-cpu',
    network,

    async describe({ data, width, height }: Planes): Promise<Description> {
      const session = await Session.create(featureGraph(network, weights, width, height), threads);
      try {
        const results = await session.run({ image: { data, shape: [1, 3, height, width] } });
        return { content: results.content!, grams: STYLE_LAYERS.map((layer) => results[`gram.${layer}`]) };
      } finally {
        await session.release();
      }
    },

    async prepare(width: number, height: number, targets: Targets): Promise<Objective> {
      const terms = { content: targets.content !== undefined, style: targets.style !== undefined };
      const session = await Session.create(objectiveGraph(network, weights, width, height, terms), threads);
      const fixed = fixedFeeds(network, width, height, targets);
      return {
        async evaluate(data) {
          const results = await session.run({ ...fixed, image: { data, shape: [1, 3, height, width] } });
          return {
            content: results.content?.[0] ?? 0,
            style: terms.style ? STYLE_LAYERS.map((layer) => results[`style.${layer}`][0]) : [],
            tv: results.tv![0],
            gradient: results.gradient!,
          };
        },
        dispose: () => session.release(),
      };
    },

    async dispose() {},
  };
}

/** Everything that is fed but the picture. */
function fixedFeeds(network: Network, width: number, height: number, targets: Targets): Feeds {
  const scalar = (value: number) => ({ data: Float32Array.of(value), shape: [] });
  const feeds: Feeds = { 'tv.weight': scalar(targets.tvWeight) };
  if (targets.content) {
    const shape = [1, ...featureShape(network, CONTENT_LAYER, width, height)];
    feeds['content.target'] = { data: targets.content.target, shape };
    feeds['content.weight'] = scalar(targets.content.weight);
  }
  targets.style?.forEach(({ target, weight }, index) => {
    const channels = Math.sqrt(target.length);
    feeds[`style.${STYLE_LAYERS[index]}.target`] = { data: target, shape: [channels, channels] };
    feeds[`style.${STYLE_LAYERS[index]}.weight`] = scalar(weight);
  });
  return feeds;
}
