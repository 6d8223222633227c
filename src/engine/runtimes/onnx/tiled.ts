/**
 * Features and objective tile by tile, exactly. Gram matrices are sums over positions, so that a first pass forward adds them up
 * block by block and keeps the pooled features between the blocks; a second pass, backward, pulls each tile by the whole
 * picture's Gram matrices. The last blocks, small by then, may be run on the whole in one graph, forward and backward.
 */

import type { Size } from '../../images/pixels.js';
import { mapShape } from '../../networks/networks.js';
import type { Description, Evaluation, Objective, Planes, Targets } from '../runtime.js';
import { copyRect, emptyMap, type FeatureMap } from '../tiling/feature-map.js';
import { within } from '../tiling/grid.js';
import { addTotalVariation, gramTerm } from '../tiling/host-terms.js';
import type { Tiling } from '../tiling/tiling.js';
import { layersWanted } from './block-graph.js';
import { layerFeeds } from './feeds.js';
import { tailGraph } from './graph.js';
import { runBackward, runForward, type Tools } from './tiled-head.js';

/** A picture's features; the tiling has all blocks in its head. Leaves no session behind. */
export async function describeTiled(tools: Tools, tiling: Tiling, picture: Planes): Promise<Description> {
  try {
    return await describe(tools, tiling, picture);
  } finally {
    await tools.sessions.dispose();
  }
}

async function describe(tools: Tools, { head }: Tiling, picture: Planes): Promise<Description> {
  const { terms, network } = tools;
  const features = new Map(
    terms.features.map((layer) => {
      const shape = mapShape(network, layer, picture);
      return [layer, emptyMap(shape.channels, shape)];
    }),
  );
  const grams = new Map<string, Float32Array>();
  let input: FeatureMap = { ...picture, channels: 3 };
  for (const block of head) {
    const output: FeatureMap | undefined = block.output && emptyMap(block.output.channels, block.output);
    const sums = await runForward(tools, block, {
      input,
      output,
      onFeatures: (layer, window, { window: at, core }) => {
        copyRect(window, within(core, at), features.get(layer)!, core);
      },
    });
    const positions = input.width * input.height;
    for (const [layer, sum] of sums) {
      grams.set(
        layer,
        Float32Array.from(sum, (value) => value / positions),
      );
    }
    if (output) input = output;
  }
  return {
    features: terms.features.map((layer) => features.get(layer)!.data),
    grams: terms.grams.map((layer) => grams.get(layer)!),
  };
}

/** What the terms have come to on the way through the network, by layer. */
interface Sums {
  features: Map<string, number>;
  grams: Map<string, number>;
  /** What features are multiplied by to give the gradient of their Gram term. */
  pulls: Map<string, Float32Array>;
}

export class TiledObjective implements Objective {
  readonly #tools: Tools;
  readonly #tiling: Tiling;
  readonly #targets: Targets;
  /** Targets of features in their shape, by layer. */
  readonly #features: Map<string, { target: FeatureMap; weight: number }>;
  /** What the head's blocks pool, and the gradient with respect to it. */
  readonly #maps: FeatureMap[];
  readonly #gradients: FeatureMap[];
  readonly #gradient: FeatureMap;

  constructor(tools: Tools, tiling: Tiling, size: Size, targets: Targets) {
    this.#tools = tools;
    this.#tiling = tiling;
    this.#targets = targets;
    this.#features = new Map(
      targets.features.map(({ layer, target, weight }) => {
        return [layer, { target: { ...mapShape(tools.network, layer, size), data: target }, weight }];
      }),
    );
    this.#maps = tiling.head.flatMap(({ output }) => (output ? [emptyMap(output.channels, output)] : []));
    // The gradient behind the head comes out of the tail's graph.
    this.#gradients = tiling.head.slice(1).map(({ input }) => emptyMap(input.channels, input));
    this.#gradient = emptyMap(3, size);
  }

  async evaluate(image: Float32Array, signal?: AbortSignal): Promise<Evaluation> {
    const tools = { ...this.#tools, signal };
    const picture = { ...this.#gradient, data: image };
    const { features, grams, tvWeight } = this.#targets;
    const sums: Sums = { features: new Map(), grams: new Map(), pulls: new Map() };
    await this.#forward(tools, picture, sums);
    const behind = this.#tiling.tail.length > 0 ? await this.#tail(sums) : undefined;
    await this.#backward(tools, picture, sums, behind);
    const tv = addTotalVariation(picture, tvWeight, this.#gradient.data);
    return {
      features: features.map(({ layer }) => sums.features.get(layer)!),
      grams: grams.map(({ layer }) => sums.grams.get(layer)!),
      tv,
      gradient: this.#gradient.data,
    };
  }

  dispose(): Promise<void> {
    return this.#tools.sessions.dispose();
  }

  /** Gram matrices, and what the blocks pool. Features are compared on the way back, where each tile is computed again anyway. */
  async #forward(tools: Tools, picture: FeatureMap, sums: Sums): Promise<void> {
    const terms = { features: [], grams: tools.terms.grams };
    for (const [i, block] of this.#tiling.head.entries()) {
      const input = this.#inputOf(i, picture);
      const output = this.#maps[i];
      if (!output && layersWanted(block.layers, terms).length === 0) continue;
      const products = await runForward({ ...tools, terms }, block, { input, output });
      for (const [layer, product] of products) {
        const target = this.#targets.grams.find((term) => term.layer === layer)!;
        const { loss, pull } = gramTerm(product, input.width * input.height, target);
        sums.grams.set(layer, loss);
        sums.pulls.set(layer, pull);
      }
    }
  }

  /** The last layers on the whole; returns the gradient with respect to what the head pools. */
  async #tail(sums: Sums): Promise<FeatureMap> {
    const { network, weights, terms, precision, sessions } = this.#tools;
    const { tail } = this.#tiling;
    const input = this.#maps.at(-1)!;
    const shape = [1, input.channels, input.height, input.width];
    const feeds = layerFeeds(network, tail, this.#gradient, this.#targets);
    const results = await sessions.use(
      'tail',
      () => tailGraph(network, weights, tail, shape, terms, precision),
      (session) => session.run({ ...feeds, features: { data: input.data, shape } }),
    );
    for (const kind of ['features', 'grams'] as const) {
      for (const { layer } of this.#targets[kind]) {
        const loss = results[`${kind === 'grams' ? 'gram' : kind}.${layer}`];
        if (loss) sums[kind].set(layer, loss[0]!);
      }
    }
    return { ...input, data: results.gradient! };
  }

  async #backward(
    tools: Tools,
    picture: FeatureMap,
    { pulls, features }: Sums,
    behind: FeatureMap | undefined,
  ): Promise<void> {
    let incoming = behind;
    for (let i = this.#tiling.head.length - 1; i >= 0; i -= 1) {
      const gradient = i === 0 ? this.#gradient : this.#gradients[i - 1]!;
      const input = this.#inputOf(i, picture);
      const pass = { input, incoming, grams: pulls, features: this.#features, gradient };
      const losses = await runBackward(tools, this.#tiling.head[i]!, pass);
      for (const [layer, loss] of losses) features.set(layer, loss);
      incoming = gradient;
    }
  }

  #inputOf(block: number, picture: FeatureMap): FeatureMap {
    return block === 0 ? picture : this.#maps[block - 1]!;
  }
}
