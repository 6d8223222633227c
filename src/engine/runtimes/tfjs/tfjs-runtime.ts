/**
 * The runtime port on TensorFlow.js: the objective written with tf functions, its gradient by tf's autodiff - the counterpart of
 * the train step of the paper's first implementation (a `tf.GradientTape` over the picture as a variable). Weights, targets and
 * the picture stay on the device; only the picture goes there at each step, and only losses and gradient come back.
 */
import { featureShape, layersUpTo, type Network } from '../../networks/networks.js';
import type { Weights } from '../../networks/weights.js';
import { bytesPerPosition, type Computation, searchRows } from '../footprint.js';
import type {
  Description,
  Evaluation,
  Layers,
  Nearest,
  Objective,
  Planes,
  Runtime,
  Targets,
  Vectors,
} from '../runtime.js';
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
    needs(width, height, { features, grams }) {
      const layers = layersUpTo(network, [...features, ...grams]);
      const bytes = (kind: Computation) => LIBRARY_BYTES + width * height * bytesPerPosition(layers, kind);
      return { describe: bytes('eager features'), evaluate: bytes('eager objective') };
    },
    describe: (picture, layers) => describe(tf, device, picture, layers),
    prepare: async (width, height, targets) => new TfObjective(tf, device, width, height, targets),
    nearest: (queries, keys, bias) => nearest(tf, queries, keys, bias),
    async dispose() {
      device.dispose();
    },
  };
}

async function describe(
  tf: Tf,
  device: DeviceNetwork,
  { data, width, height }: Planes,
  { features, grams }: Layers,
): Promise<Description> {
  const tensors = tf.tidy(() => {
    const found = device.features(tf.tensor4d(data, [1, 3, height, width]), [...features, ...grams]);
    return [
      ...features.map((layer) => tf.transpose(found.get(layer)!, [0, 3, 1, 2])),
      ...grams.map((layer) => gram(tf, found.get(layer)!)),
    ];
  });
  const all = await download(tf, tensors);
  return { features: all.slice(0, features.length), grams: all.slice(features.length) };
}

async function nearest(tf: Tf, queries: Vectors, keys: Vectors, bias: Float32Array): Promise<Nearest> {
  const { dimensions } = keys;
  const count = queries.data.length / dimensions;
  const rows = searchRows(count, bias.length);
  const found: Nearest = { keys: new Int32Array(count), similarities: new Float32Array(count) };
  const fixed = tf.tidy(() => ({
    keys: tf.tensor2d(keys.data, [bias.length, dimensions]),
    bias: tf.tensor1d(bias),
  }));
  try {
    for (let start = 0; start < count; start += rows) {
      const chunk = Math.min(rows, count - start);
      const data = queries.data.subarray(start * dimensions, (start + chunk) * dimensions);
      const [key, similarity] = await download(
        tf,
        tf.tidy(() => {
          const products = tf.matMul(tf.tensor2d(data, [chunk, dimensions]), fixed.keys, false, true);
          const similarities = tf.add(products, fixed.bias);
          return [tf.argMax(similarities, 1), tf.max(similarities, 1)] as Tensor[];
        }),
      );
      found.keys.set(key!, start);
      found.similarities.set(similarity!, start);
    }
    return found;
  } finally {
    tf.dispose(fixed);
  }
}

/** A term's target on the device. */
interface DeviceTerm {
  layer: string;
  target: Tensor;
  weight: number;
}

class TfObjective implements Objective {
  private readonly image: ReturnType<Tf['variable']>;
  private readonly features: DeviceTerm[];
  private readonly grams: DeviceTerm[];
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
    this.features = targets.features.map(({ layer, target, weight }) => {
      const [channels, h, w] = featureShape(device.network, layer, width, height);
      // [C,h,w] as the port has it -> [1,h,w,C]
      const turned = tf.tidy(() => tf.transpose(tf.tensor4d(target, [1, channels, h, w]), [0, 2, 3, 1]));
      return { layer, target: turned, weight };
    });
    this.grams = targets.grams.map(({ layer, target, weight }) => {
      const channels = Math.sqrt(target.length);
      return { layer, target: tf.tensor2d(target, [channels, channels]), weight };
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
    const count = this.features.length;
    return { features: others.slice(0, count), grams: others.slice(count), tv, gradient };
  }

  async dispose(): Promise<void> {
    this.tf.dispose([this.image, ...[...this.features, ...this.grams].map(({ target }) => target)]);
  }

  /** Total variation, then features, then Gram matrices. */
  private terms(image: Tensor4D): Scalar[] {
    const { tf, device, features, grams, targets } = this;
    const pixels = tf.transpose(image, [0, 2, 3, 1]) as Tensor4D;
    const layers = [...features, ...grams].map(({ layer }) => layer);
    const found = layers.length > 0 ? device.features(image, layers) : new Map<string, Tensor4D>();
    return [
      totalVariation(tf, pixels, targets.tvWeight),
      ...features.map(({ layer, target, weight }) => squaredError(tf, found.get(layer)!, target, weight)),
      ...grams.map(({ layer, target, weight }) =>
        squaredError(tf, gram(tf, found.get(layer)!), target, weight),
      ),
    ];
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
