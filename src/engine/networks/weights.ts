/**
 * Network weights from safetensors files. Hashes and shapes are verified before use. The file of a wide network says what its
 * first layer wants to see: the same layers were trained on Keras' (Caffe's) pictures and on torchvision's.
 */
import { createHash } from 'node:crypto';
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AtelierError } from '../../domain/errors.js';
import type { NetworkName } from '../../domain/request.js';
import { said } from '../../words/said.js';
import {
  convLayers,
  IMAGENET_INPUT,
  type InputNormalisation,
  KERAS_INPUT,
  NETWORKS,
  type Network,
} from './networks.js';
import { decodeTensor, parseHeader, type SafetensorsHeader } from './safetensors.js';

/** One convolution: kernel [output, input, 3, 3] and bias [output], row-major. */
export interface ConvWeights {
  kernel: Float32Array;
  bias: Float32Array;
}

/** By layer name. */
export type Weights = Map<string, ConvWeights>;

export interface LoadedNetwork {
  /** The table's network, with the input that these weights were trained on. */
  network: Network;
  weights: Weights;
}

/** models/ of this project: three levels above both src/engine/networks/ and dist/engine/networks/. */
const BUNDLED = fileURLToPath(new URL('../../../models', import.meta.url));

/** What a stored file says of itself, under the format's `__metadata__`. */
export interface WeightsMetadata {
  /** An address or a file name. */
  source: string;
  preprocessing: Preprocessing;
  /** Of the tensors' bytes, hex. */
  sha256: string;
}

/** How pictures become input, by the name that a file's metadata gives it. */
export const PREPROCESSING = {
  keras: KERAS_INPUT,
  imagenet: IMAGENET_INPUT,
} as const satisfies Record<string, InputNormalisation>;

export type Preprocessing = keyof typeof PREPROCESSING;

export const isPreprocessing = (name: string): name is Preprocessing => Object.hasOwn(PREPROCESSING, name);

/** The table's; a file may say otherwise. */
export const usualPreprocessing = ({ input }: Network): Preprocessing =>
  input === IMAGENET_INPUT ? 'imagenet' : 'keras';

export const weightsFile = (network: string, dir: string) => join(dir, `${network}.safetensors`);

export const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/**
 * Where a network's weights are read from: `dir`, or, for the one that comes with the project, the project, so that a folder for
 * downloads (a container's volume) may be empty.
 */
export async function findWeights({ name, sha256 }: Network, dir: string): Promise<string> {
  const path = weightsFile(name, dir);
  return sha256 === undefined || (await exists(path)) ? path : weightsFile(name, BUNDLED);
}

/** The networks whose weights are here, by the files' existence alone. */
export async function installedNetworks(dir: string): Promise<NetworkName[]> {
  const names = Object.keys(NETWORKS) as NetworkName[];
  const there = await Promise.all(names.map(async (name) => exists(await findWeights(NETWORKS[name], dir))));
  return names.filter((_, index) => there[index]);
}

/** Loads `<dir>/<network>.safetensors`, or the bundled network. Throws model_missing or model_corrupt. */
export async function loadNetwork(network: Network, dir: string): Promise<LoadedNetwork> {
  const bytes = await readFile(await findWeights(network, dir)).catch((cause: NodeJS.ErrnoException) => {
    throw cause.code === 'ENOENT' ? missing(network, cause) : unreadable(network, cause);
  });
  return readNetwork(network, bytes);
}

/** Reads and checks every tensor of the network out of a safetensors file. Throws model_corrupt. */
export function readNetwork(network: Network, file: Uint8Array): LoadedNetwork {
  const name = `${network.name}.safetensors`;
  if (network.sha256 && sha256(file) !== network.sha256) {
    throw corrupt(`${name} is damaged: its SHA-256 differs; ${remedy(network)}`);
  }
  const header = parseHeader(name, file);
  const data = file.subarray(header.dataStart);
  const { sha256: expected } = header.metadata;
  if (expected !== undefined && sha256(data) !== expected) {
    throw corrupt(`${name} is damaged: its tensors' SHA-256 differs; ${remedy(network)}`);
  }
  const input = inputOf(network, header);
  const weights = collectWeights(network, (layer, part, shape) =>
    readTensor(name, header, `${layer}.${part}`, shape, (from, to) => data.subarray(from, to)),
  );
  return { network: { ...network, input }, weights };
}

/** The network's input as the file says, else as the table says. Throws model_corrupt for one that is not known. */
function inputOf(network: Network, { metadata }: SafetensorsHeader): InputNormalisation {
  const { preprocessing } = metadata;
  if (preprocessing === undefined) return network.input;
  if (isPreprocessing(preprocessing)) return PREPROCESSING[preprocessing];
  throw corrupt(
    `${network.name}.safetensors asks for the preprocessing "${preprocessing}", which is not known here; ${remedy(network)}`,
  );
}

/** All layers' kernels and biases, each from `read`, which answers for the shape. */
export function collectWeights(
  network: Network,
  read: (layer: string, part: 'weight' | 'bias', shape: number[]) => Float32Array,
): Weights {
  return new Map(
    convLayers(network).map(({ name, input, output }) => [
      name,
      { kernel: read(name, 'weight', [output, input, 3, 3]), bias: read(name, 'bias', [output]) },
    ]),
  );
}

/** One tensor's values; `read` gives the bytes between two places, counted from the header's end. Throws model_corrupt. */
export function readTensor(
  file: string,
  { tensors }: SafetensorsHeader,
  name: string,
  shape: number[],
  read: (from: number, to: number) => Uint8Array,
): Float32Array {
  const entry = tensors.get(name);
  if (!entry || entry.shape.join() !== shape.join()) {
    const found = entry ? `[${entry.shape}]` : 'nothing';
    throw corrupt(`${file}: ${name} must have shape [${shape}]; found ${found}`);
  }
  const values = decodeTensor(entry.dtype, read(...entry.data_offsets));
  const count = shape.reduce((product, n) => product * n, 1);
  if (values?.length !== count) {
    throw corrupt(`${file}: ${name} must hold ${count} values of type F16 or F32`);
  }
  return values;
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

/** compact has one right file, which comes with the project. */
function remedy({ name, sha256 }: Network): string {
  if (sha256 === undefined) return `have it fetched: npx atelier models pull ${name}`;
  return `copy models/${name}.safetensors from a fresh checkout into the models folder`;
}

function missing(network: Network, cause: unknown): AtelierError {
  const { name } = network;
  const words = said('refusals.networkMissing', { name, remedy: remedy(network) });
  return new AtelierError('model_missing', words, { cause });
}

function unreadable({ name }: Network, cause: NodeJS.ErrnoException): AtelierError {
  const message = `${name}.safetensors cannot be read (${cause.code}); give this user the right to read the models folder`;
  return new AtelierError('model_missing', message, { cause });
}

function corrupt(message: string): AtelierError {
  return new AtelierError('model_corrupt', message);
}
