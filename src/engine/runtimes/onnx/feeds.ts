/** Targets and weights of an objective as the graphs take them (graph.ts). */

import type { Size } from '../../images/pixels.js';
import {
  CONTENT_LAYER,
  featureShape,
  type Layer,
  type Network,
  STYLE_LAYERS,
} from '../../networks/networks.js';
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
  { content, style }: Targets,
): Feeds {
  const has = (name: string) => layers.some((layer) => layer.kind === 'conv' && layer.name === name);
  const feeds: Feeds = {};
  if (content && has(CONTENT_LAYER)) {
    const shape = [1, ...featureShape(network, CONTENT_LAYER, width, height)];
    feeds['content.target'] = { data: content.target, shape };
    feeds['content.weight'] = scalar(content.weight);
  }
  style?.forEach(({ target, weight }, index) => {
    const layer = STYLE_LAYERS[index];
    if (!has(layer)) return;
    const channels = Math.sqrt(target.length);
    feeds[`style.${layer}.target`] = { data: target, shape: [channels, channels] };
    feeds[`style.${layer}.weight`] = scalar(weight);
  });
  return feeds;
}

function scalar(value: number): Feeds[string] {
  return { data: Float32Array.of(value), shape: [] };
}
