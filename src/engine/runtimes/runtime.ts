/**
 * The runtime port: where a network's features, the objective and its gradient are computed. Implementations pass
 * test/contract/runtime.ts. Pictures are planar RGB in [0,1], [3, H*W]; everything else is float32, row-major.
 *
 * The objective is one weighted sum over terms that all runtimes define alike:
 *
 *   L(x) = content.weight * sum (F(x) - content.target)^2              F: relu features of CONTENT_LAYER, [C, h*w]
 *        + sum over layers of style.weight * sum (G(x) - style.target)^2    G: F F^T / (h*w), [C, C]
 *        + tvWeight * sum of squared differences of neighbouring pixels
 *
 * Every normalisation of the literature is a choice of these weights (see ../pipeline/losses.ts).
 */
import type { Network } from '../networks/networks.js';

/** A picture for the network: planar RGB in [0,1], [3, height*width]. */
export interface Planes {
  data: Float32Array;
  width: number;
  height: number;
}

/** What a picture's features say of it. */
export interface Description {
  /** Relu features of CONTENT_LAYER, [C, h*w]. */
  content: Float32Array;
  /** Gram matrix / positions per style layer, [C, C]; in the order of STYLE_LAYERS. */
  grams: Float32Array[];
}

export interface Term {
  target: Float32Array;
  weight: number;
}

/** Targets and weights of one objective. A missing term is not computed. */
export interface Targets {
  content?: Term;
  /** One for each of STYLE_LAYERS. */
  style?: Term[];
  tvWeight: number;
}

/** The weighted terms at one picture, and the gradient of their sum. */
export interface Evaluation {
  content: number;
  /** One for each of STYLE_LAYERS; empty without style. */
  style: number[];
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

/** Memory besides the network's weights, bytes. */
export interface Needs {
  describe: number;
  evaluate: number;
}

export interface Runtime {
  /** 'onnx-cpu', ... */
  readonly name: string;
  readonly network: Network;
  /** Forward only. `room`: as in `prepare`. */
  describe(picture: Planes, room?: number): Promise<Description>;
  /**
   * Fixes size, targets and weights; the objective is then evaluated many times. `room`, bytes, is what that may take of memory:
   * a runtime that can cut pictures into tiles does so rather than take more. Without it there is room enough.
   */
  prepare(width: number, height: number, targets: Targets, room?: number): Promise<Objective>;
  /**
   * What describing a picture of this size and evaluating an objective take within `room`, bytes, estimated from measured points;
   * more than `room` where it cannot be done in that, so that with 0 it is the least there is.
   */
  needs(width: number, height: number, room: number): Needs;
  dispose(): Promise<void>;
}
