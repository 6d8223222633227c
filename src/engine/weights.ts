/**
 * Network weights from safetensors files (https://github.com/huggingface/safetensors#format): an 8-byte little-endian header
 * length, a JSON header {name: {dtype, shape, data_offsets}}, then the bytes. Hash and shapes are verified before use.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AtelierError } from '../domain/errors.js';
import { convLayers, type Network } from './networks.js';

/** One convolution: kernel [output, input, 3, 3] and bias [output], row-major. */
export interface ConvWeights {
  kernel: Float32Array;
  bias: Float32Array;
}

/** By layer name. */
export type Weights = Map<string, ConvWeights>;

interface TensorEntry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

/** Loads `<dir>/<network>.safetensors`. Throws model_missing or model_corrupt. */
export async function loadWeights(network: Network, dir: string): Promise<Weights> {
  const path = join(dir, `${network.name}.safetensors`);
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new AtelierError(
      'model_missing',
      `the network ${network.name} is not installed (no ${network.name}.safetensors in the models folder); use network compact, or see docs/models.md`,
      { cause },
    );
  });
  if (network.sha256 && createHash('sha256').update(bytes).digest('hex') !== network.sha256) {
    throw new AtelierError(
      'model_corrupt',
      `${network.name}.safetensors is damaged: its SHA-256 differs; fetch it again`,
    );
  }
  return readWeights(network, bytes);
}

/** Reads and checks every tensor of the network out of a safetensors file. Throws model_corrupt. */
export function readWeights(network: Network, file: Uint8Array): Weights {
  const { header, data } = parse(network, file);
  const weights: Weights = new Map();
  for (const layer of convLayers(network)) {
    const read = (part: string, shape: number[]) =>
      readTensor(network, header, data, `${layer.name}.${part}`, shape);
    weights.set(layer.name, {
      kernel: read('weight', [layer.output, layer.input, 3, 3]),
      bias: read('bias', [layer.output]),
    });
  }
  return weights;
}

function parse(
  network: Network,
  file: Uint8Array,
): { header: Record<string, TensorEntry>; data: Uint8Array } {
  try {
    const length = Number(new DataView(file.buffer, file.byteOffset, file.byteLength).getBigUint64(0, true));
    const header = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length)));
    return { header, data: file.subarray(8 + length) };
  } catch (cause) {
    throw new AtelierError('model_corrupt', `${network.name}.safetensors is not a safetensors file`, {
      cause,
    });
  }
}

function readTensor(
  network: Network,
  header: Record<string, TensorEntry>,
  data: Uint8Array,
  name: string,
  shape: number[],
): Float32Array {
  const entry = header[name];
  if (!entry || entry.shape.join() !== shape.join()) {
    const found = entry ? `[${entry.shape}]` : 'nothing';
    throw new AtelierError(
      'model_corrupt',
      `${network.name}: ${name} must have shape [${shape}]; found ${found}`,
    );
  }
  const bytes = Uint8Array.from(data.subarray(...entry.data_offsets)); // a copy, aligned
  const values = decode(entry.dtype, bytes);
  const count = shape.reduce((product, n) => product * n, 1);
  if (values?.length !== count) {
    throw new AtelierError(
      'model_corrupt',
      `${network.name}: ${name} must hold ${count} values of type F16 or F32`,
    );
  }
  return values;
}

function decode(dtype: string, bytes: Uint8Array): Float32Array | undefined {
  if (dtype === 'F32' && bytes.length % 4 === 0) return new Float32Array(bytes.buffer);
  if (dtype === 'F16' && bytes.length % 2 === 0)
    return Float32Array.from(new Uint16Array(bytes.buffer), halfToFloat);
  return undefined;
}

/** IEEE 754 binary16 to number. */
function halfToFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
