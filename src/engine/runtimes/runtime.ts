/**
 * The runtime port: where a network's features, the objective and its gradient are computed. Implementations pass
 * test/contract/runtime.ts. Pictures are planar RGB in [0,1], [3, H*W]; everything else is float32, row-major.
 *
 * The objective is one weighted sum over terms that all runtimes define alike:
 *
 *   L(x) = sum over `features` of weight * sum (F(x) - target)^2       F: relu features of the term's layer, [C, h*w]
 *        + sum over `grams` of weight * sum (G(x) - target)^2          G: F F^T / (h*w), [C, C]
 *        + tvWeight * sum of squared differences of neighbouring pixels
 *
 * The paper's content loss is one `features` term, its style loss several `grams`; guided layers are `features` terms too. Every
 * normalisation of the literature is a choice of the weights (see ../losses.ts).
 */
import type { Network } from '../networks/networks.js';

/** A picture for the network: planar RGB in [0,1], [3, height*width]. */
export interface Planes {
  data: Float32Array;
  width: number;
  height: number;
}

/** The layers at which something is taken: their features themselves, and Gram matrices of them. */
export interface Layers {
  features: readonly string[];
  grams: readonly string[];
}

/** What a picture's features say of it, in the order of the layers that were asked for. */
export interface Description {
  /** Relu features, [C, h*w] each. */
  features: Float32Array[];
  /** Gram matrix / positions, [C, C] each. */
  grams: Float32Array[];
}

export interface Term {
  layer: string;
  target: Float32Array;
  weight: number;
}

/** Targets and weights of one objective; of each kind at most one a layer. */
export interface Targets {
  features: readonly Term[];
  grams: readonly Term[];
  tvWeight: number;
}

/** The weighted terms at one picture, in the order of the targets, and the gradient of their sum. */
export interface Evaluation {
  features: number[];
  grams: number[];
  tv: number;
  /** dL/dx, [3, height*width]; valid until the next evaluation. */
  gradient: Float32Array;
}

/** An objective for pictures of one size. */
export interface Objective {
  /** @param signal where an evaluation goes by tiles, stops it between two of them: it rejects with `cancelled` */
  evaluate(image: Float32Array, signal?: AbortSignal): Promise<Evaluation>;
  dispose(): Promise<void>;
}

/** Vectors of one length, row by row: [n, dimensions]. */
export interface Vectors {
  dimensions: number;
  data: Float32Array;
}

/** For each query the key of the largest biased similarity (the first of equal ones), and that similarity. */
export interface Nearest {
  keys: Int32Array;
  similarities: Float32Array;
}

/** Memory besides the network's weights, bytes. */
export interface Needs {
  describe: number;
  evaluate: number;
}

export interface Runtime {
  /** 'onnx-cpu', ... */
  readonly name: string;
  readonly network: Network;
  /** Forward only. `memoryLimit`: as in `prepare`. */
  describe(picture: Planes, layers: Layers, memoryLimit?: number): Promise<Description>;
  /**
   * Fixes size, targets and weights; the objective is then evaluated many times. `memoryLimit`, bytes, is what that may take of memory
   * besides the targets: a runtime that can cut pictures into tiles does so rather than take more. Without it there is memory enough.
   */
  prepare(width: number, height: number, targets: Targets, memoryLimit?: number): Promise<Objective>;
  /**
   * Exhaustive search: queries [n, D] and keys [m, D] of unit vectors, similarity q . k + bias[k]. Its cost is n m D, its memory a
   * few tens of MB besides the arguments.
   */
  nearest(queries: Vectors, keys: Vectors, bias: Float32Array): Promise<Nearest>;
  /**
   * What describing a picture of this size and evaluating an objective take within `memoryLimit`, bytes, estimated from measured points;
   * more than `memoryLimit` where it cannot be done in that, so that with 0 it is the least there is.
   */
  needs(width: number, height: number, layers: Layers, memoryLimit: number): Needs;
  dispose(): Promise<void>;
}
