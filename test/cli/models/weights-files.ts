/** Small files with weights, as Keras and torchvision make them, written by the tests. */
import { writeFile } from 'node:fs/promises';
import { File, type Group, ready } from 'h5wasm/node';
import { defineNetwork, KERAS_INPUT, type Network } from '../../../src/engine/networks/networks.js';
import { encodeSafetensors, type Tensor } from '../../../src/engine/networks/safetensors.js';
import { collectWeights, type Weights } from '../../../src/engine/networks/weights.js';

/** VGG's form, 2 blocks. */
export const TINY = defineNetwork('tiny', [[4, 5], [6]], { pool: 'average', input: KERAS_INPUT });

/** Every value is another one. */
export function countedWeights(network: Network): Weights {
  let next = 0;
  return collectWeights(network, (_layer, _part, shape) =>
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => next++ / 8),
  );
}

/** Where Keras put a layer's tensors: in 2016, in Keras 2, and in a whole model of Keras 2. */
export type KerasForm = '2016' | 'keras2' | 'model';

export interface KerasOptions {
  form?: KerasForm;
  type?: '<f' | '<d' | '<i';
  /** A layer to be left out. */
  without?: string;
}

export async function writeKeras(
  path: string,
  network: Network,
  weights: Weights,
  { form = '2016', type = '<f', without }: KerasOptions = {},
): Promise<void> {
  await ready;
  const file = new File(path, 'w');
  const root = form === 'model' ? file.create_group('model_weights') : file;
  root.create_group('input_1');
  for (const layer of network.layers) {
    if (layer.kind === 'pool' || layer.name === without) continue;
    const name = layer.name.replace('conv', 'block').replace('_', '_conv');
    const { kernel, bias } = weights.get(layer.name)!;
    const group = root.create_group(name);
    const [weightName, biasName] = names(name, form);
    const shape = [3, 3, layer.input, layer.output];
    const holder: Group = form === '2016' ? group : group.create_group(name);
    holder.create_dataset({ name: weightName, data: toHwio(kernel, shape), shape, dtype: type });
    holder.create_dataset({ name: biasName, data: bias, shape: [layer.output], dtype: type });
  }
  file.close();
}

function names(layer: string, form: KerasForm): [string, string] {
  return form === '2016' ? [`${layer}_W_1:0`, `${layer}_b_1:0`] : ['kernel:0', 'bias:0'];
}

/** [output, input, 3, 3] to [3, 3, input, output], the shape given. */
function toHwio(kernel: Float32Array, [, , input, output]: number[]): Float32Array {
  return Float32Array.from(kernel, (_, place) => {
    const [tap, i, o] = [
      Math.floor(place / (input * output)),
      Math.floor(place / output) % input,
      place % output,
    ];
    return kernel[(o * input + i) * 9 + tap];
  });
}

/** By layer: torchvision's names of TINY, as its state_dict counts convolutions, relus and poolings. */
export const TORCHVISION_TINY = { conv1_1: 'features.0', conv1_2: 'features.2', conv2_1: 'features.5' };

/** `nameOf` names a layer's tensors; a classifier stands before them, as in torchvision's files. */
export async function writeTensors(
  path: string,
  weights: Weights,
  nameOf: (layer: string) => string,
  metadata: Record<string, string> = { format: 'pt' },
): Promise<void> {
  const tensors = new Map<string, Tensor>([
    ['classifier.0.bias', { shape: [7], values: new Float32Array(7) }],
  ]);
  for (const [layer, { kernel, bias }] of weights) {
    const shape = [bias.length, kernel.length / bias.length / 9, 3, 3];
    tensors.set(`${nameOf(layer)}.weight`, { shape, values: kernel });
    tensors.set(`${nameOf(layer)}.bias`, { shape: [bias.length], values: bias });
  }
  await writeFile(
    path,
    encodeSafetensors(tensors, () => metadata),
  );
}
