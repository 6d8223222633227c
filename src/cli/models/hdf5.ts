/**
 * Keras' weights files (HDF5), by h5wasm, imported only here. One group per layer (`block1_conv1`), at the root or, in a
 * whole model, under `model_weights`; in it, at any depth, the kernel [3, 3, input, output] and the bias [output]: named
 * `block1_conv1_W_1:0` and `..._b_1:0` in the files of 2016, `kernel:0` and `bias:0` since Keras 2.
 */
import { Dataset, File, Group, ready } from 'h5wasm/node';
import { AtelierError } from '../../domain/errors.js';
import type { Network } from '../../engine/networks/networks.js';
import { collectWeights, type Weights } from '../../engine/networks/weights.js';
import { checkLayers } from './tensor-file.js';

/** Where a whole model keeps its layers. */
const MODEL_WEIGHTS = 'model_weights';

/** The last part of a dataset's path. */
const NAMES = { weight: /^(kernel|\w+_W(_\d+)?)(:0)?$/, bias: /^(bias|\w+_b(_\d+)?)(:0)?$/ };

/** Little-endian float32 and float64. */
const FLOAT_TYPES = ['<f', '<d'];

/** Reads every layer of the network, kernels turned to [output, input, 3, 3]. Throws model_corrupt. */
export async function readKerasWeights(network: Network, path: string): Promise<Weights> {
  const library = await ready;
  // Otherwise the library writes its errors to the terminal and continues with an invalid handle.
  library.activate_throwing_error_handler();
  const file = attempt(path, () => new File(path, 'r'));
  try {
    return attempt(path, () => {
      const model = file.get(MODEL_WEIGHTS);
      const root = model instanceof Group ? model : file;
      checkLayers(network, root.keys().map(ourName), path);
      return collectWeights(network, (layer, part, shape) => {
        const values = readDataset(root, kerasName(layer), part, shape, path);
        return part === 'weight' ? toOihw(values, shape[0], shape[1]) : values;
      });
    });
  } finally {
    file.close();
  }
}

/** conv1_2 is block1_conv2. */
const kerasName = (layer: string) => layer.replace(/^conv(\d+)_(\d+)$/, 'block$1_conv$2');
const ourName = (layer: string) => layer.replace(/^block(\d+)_conv(\d+)$/, 'conv$1_$2');

/** A copy of the values, in the file's order. `shape` is [output, input, 3, 3] or [output]. */
function readDataset(
  root: Group,
  layer: string,
  part: 'weight' | 'bias',
  shape: number[],
  path: string,
): Float32Array {
  const group = root.get(layer);
  if (!(group instanceof Group)) {
    throw corrupt(`${path} has no group ${layer}; it must be the weights file of Keras' VGG, up to Keras 2`);
  }
  const names = group.paths().filter((name) => NAMES[part].test(name.slice(name.lastIndexOf('/') + 1)));
  const dataset = names.map((name) => group.get(name)).find((entity) => entity instanceof Dataset);
  const expected = part === 'weight' ? [3, 3, shape[1], shape[0]] : shape;
  const found = dataset?.shape ?? undefined;
  if (!dataset || found?.join() !== expected.join()) {
    const got = found ? `[${found}]` : 'nothing';
    throw corrupt(`${path}: the ${part} of ${layer} must have shape [${expected}]; found ${got}`);
  }
  if (!FLOAT_TYPES.includes(dataset.dtype as string)) {
    throw corrupt(`${path}: the ${part} of ${layer} must be float32 or float64`);
  }
  return Float32Array.from(dataset.value as Float32Array | Float64Array);
}

/** [3, 3, input, output] to [output, input, 3, 3]. */
function toOihw(values: Float32Array, output: number, input: number): Float32Array {
  const turned = new Float32Array(values.length);
  for (let o = 0; o < output; o++) {
    for (let i = 0; i < input; i++) {
      for (let tap = 0; tap < 9; tap++)
        turned[(o * input + i) * 9 + tap] = values[(tap * input + i) * output + o];
    }
  }
  return turned;
}

/** The library throws errors without a code, whose many lines name every C function on the way. */
function attempt<T>(path: string, operation: () => T): T {
  try {
    return operation();
  } catch (cause) {
    if (cause instanceof AtelierError) throw cause;
    throw corrupt(`${path} is a damaged HDF5 file; fetch it again`, cause);
  }
}

function corrupt(message: string, cause?: unknown): AtelierError {
  return new AtelierError('model_corrupt', message, { cause });
}
