/** A network on the device: its weights as tensors, and the features that it makes of a picture. */
import { convLayers, layersUpTo, type Network } from '../../networks/networks.js';
import type { ConvWeights, Weights } from '../../networks/weights.js';
import { averagePool, convolutionRelu, maxPool, normalise } from './ops.js';
import type { Tensor, Tensor4D, Tf } from './tf.js';

export class DeviceNetwork {
  private readonly layers: Map<string, { kernel: Tensor4D; bias: Tensor }>;

  constructor(
    private readonly tf: Tf,
    readonly network: Network,
    weights: Weights,
  ) {
    this.layers = new Map(
      convLayers(network).map(({ name }) => [name, upload(tf, weights.get(name)!)] as const),
    );
  }

  /** Relu features [1,h,w,C] by layer of a picture [1,3,H,W], RGB in [0,1], as deep as `names` go. Within a tidy. */
  features(image: Tensor4D, names: readonly string[]): Map<string, Tensor4D> {
    const { tf, network } = this;
    const found = new Map<string, Tensor4D>();
    let x = normalise(tf, tf.transpose(image, [0, 2, 3, 1]), network.input);
    for (const layer of layersUpTo(network, names)) {
      if (layer.kind === 'pool') {
        x = network.pool === 'max' ? maxPool(tf, x) : averagePool(tf, x);
        continue;
      }
      const { kernel, bias } = this.layers.get(layer.name)!;
      x = convolutionRelu(tf, x, kernel, bias);
      found.set(layer.name, x);
    }
    return found;
  }

  dispose(): void {
    for (const { kernel, bias } of this.layers.values()) this.tf.dispose([kernel, bias]);
    this.layers.clear();
  }
}

/** [O,I,3,3] on the host -> [3,3,I,O] on the device. */
function upload(tf: Tf, { kernel, bias }: ConvWeights): { kernel: Tensor4D; bias: Tensor } {
  const output = bias.length;
  return tf.tidy(() => ({
    kernel: tf.transpose(tf.tensor4d(kernel, [output, kernel.length / output / 9, 3, 3]), [2, 3, 1, 0]),
    bias: tf.tensor1d(bias),
  }));
}
