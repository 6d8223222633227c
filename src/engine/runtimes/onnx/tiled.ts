/**
 * Features and objective tile by tile, exactly. Gram matrices are sums over positions, so that a first pass forward adds them up
 * block by block and keeps the pooled features between the blocks; a second pass, backward, pulls each tile by the whole
 * picture's Gram matrices. The last blocks, small by then, may be run on the whole in one graph, forward and backward.
 */

import type { Size } from '../../images/pixels.js';
import { CONTENT_LAYER, featureShape, STYLE_LAYERS } from '../../networks/networks.js';
import type { Description, Evaluation, Objective, Planes, Targets } from '../runtime.js';
import { copyRect, emptyMap, type FeatureMap } from '../tiling/feature-map.js';
import { within } from '../tiling/grid.js';
import { addTotalVariation, gramTerm, squaredDistance } from '../tiling/host-terms.js';
import type { Tiling } from '../tiling/tiling.js';
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
  const [channels, height, width] = featureShape(tools.network, CONTENT_LAYER, picture.width, picture.height);
  const content = emptyMap(channels!, { width: width!, height: height! });
  const grams: Float32Array[] = [];
  let input: FeatureMap = { ...picture, channels: 3 };
  for (const block of head) {
    const output: FeatureMap | undefined = block.output && emptyMap(block.output.channels, block.output);
    const sum = await runForward(tools, block, {
      input,
      output,
      onContent: (window, tile) => copyRect(window, within(tile.core, tile.window), content, tile.core),
    });
    if (sum) grams.push(Float32Array.from(sum, (value) => value / (input.width * input.height)));
    if (output) input = output;
  }
  return { content: content.data, grams };
}

/** What the terms have come to on the way through the network. */
interface Terms {
  content: number;
  style: number[];
  /** By block of the head: what its style layer is pulled by. */
  pulls: (Float32Array | undefined)[];
}

export class TiledObjective implements Objective {
  readonly #tools: Tools;
  readonly #tiling: Tiling;
  readonly #targets: Targets;
  /** The photo's features in their shape. */
  readonly #content: { target: FeatureMap; weight: number } | undefined;
  /** What the head's blocks pool, and the gradient with respect to it. */
  readonly #maps: FeatureMap[];
  readonly #gradients: FeatureMap[];
  readonly #gradient: FeatureMap;

  constructor(tools: Tools, tiling: Tiling, size: Size, targets: Targets) {
    this.#tools = tools;
    this.#tiling = tiling;
    this.#targets = targets;
    if (targets.content) {
      const { target, weight } = targets.content;
      const [channels, height, width] = featureShape(tools.network, CONTENT_LAYER, size.width, size.height);
      this.#content = {
        target: { channels: channels!, width: width!, height: height!, data: target },
        weight,
      };
    }
    this.#maps = tiling.head.flatMap(({ output }) => (output ? [emptyMap(output.channels, output)] : []));
    // The gradient behind the head comes out of the tail's graph.
    this.#gradients = tiling.head.slice(1).map(({ input }) => emptyMap(input.channels, input));
    this.#gradient = emptyMap(3, size);
  }

  async evaluate(image: Float32Array, signal?: AbortSignal): Promise<Evaluation> {
    const tools = { ...this.#tools, signal };
    const picture = { ...this.#gradient, data: image };
    const terms: Terms = { content: 0, style: [], pulls: [] };
    await this.#forward(tools, picture, terms);
    const behind = this.#tiling.tail.length > 0 ? await this.#tail(terms) : undefined;
    await this.#backward(tools, picture, terms, behind);
    const tv = addTotalVariation(picture, this.#targets.tvWeight, this.#gradient.data);
    return { content: terms.content, style: terms.style, tv, gradient: this.#gradient.data };
  }

  dispose(): Promise<void> {
    return this.#tools.sessions.dispose();
  }

  async #forward(tools: Tools, picture: FeatureMap, terms: Terms): Promise<void> {
    let distance = 0;
    for (const [i, block] of this.#tiling.head.entries()) {
      const input = this.#inputOf(i, picture);
      const sum = await runForward(tools, block, {
        input,
        output: this.#maps[i],
        onContent: (window, { window: at, core }) => {
          distance += squaredDistance(window, within(core, at), this.#content!.target, core);
        },
      });
      const term =
        sum && gramTerm(sum, input.width * input.height, this.#targets.style![terms.style.length]!);
      if (term) terms.style.push(term.loss);
      terms.pulls.push(term?.pull);
    }
    if (this.#content) terms.content = this.#content.weight * distance;
  }

  /** The last layers on the whole; returns the gradient with respect to what the head pools. */
  async #tail(terms: Terms): Promise<FeatureMap> {
    const { network, weights, terms: wanted, precision, sessions } = this.#tools;
    const { tail } = this.#tiling;
    const input = this.#maps.at(-1)!;
    const shape = [1, input.channels, input.height, input.width];
    const feeds = layerFeeds(network, tail, this.#gradient, this.#targets);
    const results = await sessions.use(
      'tail',
      () => tailGraph(network, weights, tail, shape, wanted, precision),
      (session) => session.run({ ...feeds, features: { data: input.data, shape } }),
    );
    if (results.content) terms.content = results.content[0]!;
    for (const layer of STYLE_LAYERS) {
      const loss = results[`style.${layer}`];
      if (loss) terms.style.push(loss[0]!);
    }
    return { ...input, data: results.gradient! };
  }

  async #backward(
    tools: Tools,
    picture: FeatureMap,
    { pulls }: Terms,
    behind: FeatureMap | undefined,
  ): Promise<void> {
    let incoming = behind;
    for (let i = this.#tiling.head.length - 1; i >= 0; i -= 1) {
      const gradient = i === 0 ? this.#gradient : this.#gradients[i - 1]!;
      const pass = {
        input: this.#inputOf(i, picture),
        incoming,
        pull: pulls[i],
        content: this.#content,
        gradient,
      };
      await runBackward(tools, this.#tiling.head[i]!, pass);
      incoming = gradient;
    }
  }

  #inputOf(block: number, picture: FeatureMap): FeatureMap {
    return block === 0 ? picture : this.#maps[block - 1]!;
  }
}
