/**
 * A file with weights becomes a network: read by what it is, not by its name; every value checked; stored as safetensors
 * that say what they came from and which preprocessing they were trained on.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { basename } from 'node:path';
import { AtelierError } from '../../domain/errors.js';
import type { Network } from '../../engine/networks/networks.js';
import { encodeSafetensors, type Tensor } from '../../engine/networks/safetensors.js';
import {
  isPreprocessing,
  type Preprocessing,
  sha256,
  usualPreprocessing,
  type Weights,
  type WeightsMetadata,
  weightsFile,
} from '../../engine/networks/weights.js';
import { wrong } from '../usage.js';
import { writeModel } from './models-folder.js';
import { readTensorFile } from './tensor-file.js';

export interface ImportOptions {
  /** What the stored file will say it came from. Default: the file's name. */
  source?: string;
  /** Instead of what the file says, or what its form means. */
  preprocessing?: Preprocessing | undefined;
}

export interface Imported {
  /** The stored file. */
  path: string;
  bytes: number;
  preprocessing: Preprocessing;
}

interface Read {
  weights: Weights;
  preprocessing: Preprocessing;
}

/** HDF5 File Format Specification, section II.A. */
const HDF5_SIGNATURE = '\x89HDF\r\n\x1a\n';

/** torch.save: a zip archive, and before PyTorch 1.6 a bare pickle (protocol 2). */
const PICKLE_SIGNATURES = ['PK\x03\x04', '\x80\x02'];

/** Stores `<dir>/<network>.safetensors`. Throws invalid_input, model_corrupt and storage_failed. */
export async function importFile(
  network: Network,
  path: string,
  dir: string,
  options: ImportOptions = {},
): Promise<Imported> {
  const read = await readWeightsFile(network, path);
  checkFinite(read.weights, path);
  const preprocessing = options.preprocessing ?? read.preprocessing;
  const bytes = encode(read.weights, { source: options.source ?? basename(path), preprocessing });
  const target = weightsFile(network.name, dir);
  await writeModel(target, bytes);
  return { path: target, bytes: bytes.length, preprocessing };
}

async function readWeightsFile(network: Network, path: string): Promise<Read> {
  const head = await readHead(path);
  if (head.startsWith(HDF5_SIGNATURE)) {
    // Loaded where it is needed: 4 MB of WebAssembly.
    const { readKerasWeights } = await import('./hdf5.js');
    return { weights: await readKerasWeights(network, path), preprocessing: 'keras' };
  }
  if (PICKLE_SIGNATURES.some((signature) => head.startsWith(signature))) {
    const reason = 'is a PyTorch file, which may hold a program and is not read here';
    throw wrong(`${path} ${reason}; docs/reference/models.md says how to make a .safetensors file of it`);
  }
  const { weights, form, metadata } = await readTensorFile(network, path);
  const usual = form === 'torchvision' ? 'imagenet' : usualPreprocessing(network);
  const { preprocessing = usual } = metadata;
  if (isPreprocessing(preprocessing)) return { weights, preprocessing };
  throw wrong(`${path} asks for the preprocessing "${preprocessing}"; say which it is with --preprocessing`);
}

/** The first 8 bytes, one character each. */
async function readHead(path: string): Promise<string> {
  let file: FileHandle | undefined;
  try {
    file = await open(path);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(8), 0, 8, 0);
    return buffer.toString('latin1', 0, bytesRead);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? `there is no file ${path}` : `${path} cannot be read (${code})`;
    throw wrong(`${reason}; name a .h5 or .safetensors file`, cause);
  } finally {
    await file?.close();
  }
}

function checkFinite(weights: Weights, path: string): void {
  for (const [layer, { kernel, bias }] of weights) {
    if (kernel.every(Number.isFinite) && bias.every(Number.isFinite)) continue;
    throw new AtelierError(
      'model_corrupt',
      `${path}: ${layer} holds values that are no numbers; fetch it again`,
    );
  }
}

function encode(weights: Weights, said: Omit<WeightsMetadata, 'sha256'>): Uint8Array {
  const tensors = new Map<string, Tensor>();
  for (const [layer, { kernel, bias }] of weights) {
    tensors.set(`${layer}.weight`, {
      shape: [bias.length, kernel.length / bias.length / 9, 3, 3],
      values: kernel,
    });
    tensors.set(`${layer}.bias`, { shape: [bias.length], values: bias });
  }
  return encodeSafetensors(tensors, (data) => ({ ...said, sha256: sha256(data) }) satisfies WeightsMetadata);
}
