/**
 * The runtime port on TensorFlow.js: the objective written with tf functions, its gradient by tf's autodiff - the counterpart of
 * the train step of the paper's first implementation (a `tf.GradientTape` over the picture as a variable). Weights, targets and
 * the picture stay on the device; only the picture goes there at each step, and only losses and gradient come back.
 */
import { CONTENT_LAYER, featureShape, type Network, STYLE_LAYERS } from '../../networks/networks.js';
import type { Weights } from '../../networks/weights.js';
import { bytesPerPosition, type Computation } from '../footprint.js';
import type { Description, Evaluation, Objective, Planes, Runtime, Targets } from '../runtime.js';
import { DeviceNetwork } from './features.js';
import { gram, squaredError, totalVariation } from './ops.js';
import type { Scalar, Tensor, Tensor4D, Tf } from './tf.js';

/** TensorFlow's library in memory once it has computed, bytes; the estimate counts ONNX Runtime's with the process (memory.ts). */
const LIBRARY_BYTES = 170 * 2 ** 20;

/** @param tf any package of TensorFlow.js whose backend is ready */
export function createTfjsRuntime(tf: Tf, network: Network, weights: Weights): Runtime {
  const device = new DeviceNetwork(tf, network, weights);
  return {
    name: 'tfjs',
    network,
    needs(width, height) {
      const bytes = (kind: Computation) =>
        LIBRARY_BYTES + width * height * bytesPerPosition(network.layers, kind);
      return { describe: bytes('eager features'), evaluate: bytes('eager objective') };
    },
    describe: (picture) => describe(tf, device, picture),
    prepare: async (width, height, targets) => new TfObjective(tf, device, width, height, targets),
    async dispose() {
      device.dispose();
    },
  };
}

async function describe(
  tf: Tf,
  device: DeviceNetwork,
  { data, width, height }: Planes,
): Promise<Description> {
  const tensors = tf.tidy(() => {
    const features = device.features(tf.tensor4d(data, [1, 3, height, width]));
    const content = tf.transpose(features.get(CONTENT_LAYER)!, [0, 3, 1, 2]);
    return [content, ...STYLE_LAYERS.map((layer) => gram(tf, features.get(layer)!))];
  });
  const [content, ...grams] = await download(tf, tensors);
  return { content, grams };
}

/** A term's target on the device. */
interface DeviceTerm {
  layer: string;
  target: Tensor;
  weight: number;
}

class TfObjective implements Objective {
  private readonly image: ReturnType<Tf['variable']>;
  private readonly content: DeviceTerm | undefined;
  private readonly style: DeviceTerm[];
  private readonly shape: [number, number, number, number];

  constructor(
    private readonly tf: Tf,
    private readonly device: DeviceNetwork,
    width: number,
    height: number,
    private readonly targets: Targets,
  ) {
    this.shape = [1, 3, height, width];
    this.image = tf.tidy(() => tf.variable(tf.zeros(this.shape)));
    const { content, style = [] } = targets;
    if (content) {
      const [channels, h, w] = featureShape(device.network, CONTENT_LAYER, width, height);
      // [C,h,w] as the port has it -> [1,h,w,C]
      const target = tf.tidy(() =>
        tf.transpose(tf.tensor4d(content.target, [1, channels, h, w]), [0, 2, 3, 1]),
      );
      this.content = { layer: CONTENT_LAYER, target, weight: content.weight };
    }
    this.style = style.map(({ target, weight }, i) => {
      const channels = Math.sqrt(target.length);
      return { layer: STYLE_LAYERS[i], target: tf.tensor2d(target, [channels, channels]), weight };
    });
  }

  async evaluate(image: Float32Array): Promise<Evaluation> {
    const { tf } = this;
    const [losses, gradient] = await download(
      tf,
      tf.tidy(() => {
        this.image.assign(tf.tensor4d(image, this.shape));
        let terms: Scalar[] = [];
        const { grads } = tf.variableGrads(() => {
          terms = this.terms(this.image as unknown as Tensor4D);
          // Autodiff clears away what its function made, but for the sum that it returns.
          for (const term of terms) tf.keep(term);
          return terms.reduce((sum, term) => tf.add(sum, term));
        }, [this.image]);
        const stacked = tf.stack(terms);
        tf.dispose(terms);
        return [stacked, grads[this.image.name]];
      }),
    );
    const [tv, ...others] = losses;
    const content = this.content ? others.shift()! : 0;
    return { content, style: others, tv, gradient };
  }

  async dispose(): Promise<void> {
    this.tf.dispose([this.image, ...this.style.map(({ target }) => target)]);
    if (this.content) this.content.target.dispose();
  }

  /** Total variation, then content, then style, as far as they are asked for. */
  private terms(image: Tensor4D): Scalar[] {
    const { tf, device, content, style, targets } = this;
    const pixels = tf.transpose(image, [0, 2, 3, 1]) as Tensor4D;
    const terms = [totalVariation(tf, pixels, targets.tvWeight)];
    if (!content && style.length === 0) return terms;
    const features = device.features(image, style.length > 0 ? STYLE_LAYERS.at(-1) : CONTENT_LAYER);
    if (content) {
      terms.push(squaredError(tf, features.get(content.layer)!, content.target, content.weight));
    }
    for (const { layer, target, weight } of style) {
      terms.push(squaredError(tf, gram(tf, features.get(layer)!), target, weight));
    }
    return terms;
  }
}

/** Copies tensors to the host and disposes of them. */
async function download(tf: Tf, tensors: Tensor[]): Promise<Float32Array[]> {
  try {
    return (await Promise.all(tensors.map((tensor) => tensor.data()))) as Float32Array[];
  } finally {
    tf.dispose(tensors);
  }
}
