/** Targets and weights of an objective as the graphs take them (graph.ts). */

import type { Size } from '../../images/pixels.js';
import { featureShape, type Layer, type Network } from '../../networks/networks.js';
import type { Targets } from '../runtime.js';
import type { Feeds } from './onnx-session.js';

/** Everything that `objectiveGraph` is fed with but the picture. */
export function objectiveFeeds(network: Network, size: Size, targets: Targets): Feeds {
  return { ...layerFeeds(network, network.layers, size, targets), 'tv.weight': scalar(targets.tvWeight) };
}

/** The terms at these layers, for a picture of this size. */
export function layerFeeds(
  network: Network,
  layers: readonly Layer[],
  { width, height }: Size,
  { features, grams }: Targets,
): Feeds {
  const isHere = ({ layer: name }: { layer: string }) =>
    layers.some((layer) => layer.kind === 'conv' && layer.name === name);
  const feeds: Feeds = {};
  for (const { layer, target, weight } of features.filter(isHere)) {
    const shape = [1, ...featureShape(network, layer, width, height)];
    feeds[`features.${layer}.target`] = { data: target, shape };
    feeds[`features.${layer}.weight`] = scalar(weight);
  }
  for (const { layer, target, weight } of grams.filter(isHere)) {
    const channels = Math.sqrt(target.length);
    feeds[`gram.${layer}.target`] = { data: target, shape: [channels, channels] };
    feeds[`gram.${layer}.weight`] = scalar(weight);
  }
  return feeds;
}

function scalar(value: number): Feeds[string] {
  return { data: Float32Array.of(value), shape: [] };
}
