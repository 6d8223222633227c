/**
 * safetensors files of other programs: torchvision's state_dict (`features.0.weight` ..., its classifier is left out), and
 * Atelier's own form (`conv1_1.weight` ...). Tensors are read one by one: with its classifier, VGG-19 is 575 MB.
 */
import { readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { AtelierError } from '../../domain/errors.js';
import { convLayers, type Network } from '../../engine/networks/networks.js';
import { readHeader } from '../../engine/networks/safetensors.js';
import { collectWeights, readTensor, type Weights } from '../../engine/networks/weights.js';

export interface TensorFile {
  weights: Weights;
  form: 'torchvision' | 'atelier';
  /** The file's `__metadata__`. */
  metadata: Record<string, string>;
}

/** Reads every layer of the network. Throws model_corrupt. */
export async function readTensorFile(network: Network, path: string): Promise<TensorFile> {
  const file = await open(path);
  try {
    const header = await readHeader(path, file);
    const form = header.tensors.has('features.0.weight') ? 'torchvision' : 'atelier';
    const names = form === 'torchvision' ? torchvisionNames(network) : new Map<string, string>();
    checkLayers(network, [...header.tensors.keys()].map(layerOf), path);
    const read = (from: number, to: number) => {
      const bytes = Buffer.alloc(to - from);
      readSync(file.fd, bytes, 0, bytes.length, header.dataStart + from);
      return bytes;
    };
    const weights = collectWeights(network, (layer, part, shape) =>
      readTensor(path, header, `${names.get(layer) ?? layer}.${part}`, shape, read),
    );
    return { weights, form, metadata: header.metadata };
  } finally {
    await file.close();
  }
}

/** conv1_1.weight is conv1_1. */
const layerOf = (tensor: string) => tensor.slice(0, tensor.lastIndexOf('.'));

/** By layer: its place in torchvision's `features`, where a convolution, its relu and a pooling count one each. */
function torchvisionNames(network: Network): Map<string, string> {
  const names = new Map<string, string>();
  let place = 0;
  for (const layer of network.layers) {
    if (layer.kind === 'conv') names.set(layer.name, `features.${place}`);
    place += layer.kind === 'conv' ? 2 : 1;
  }
  return names;
}

const CONV = /^conv(\d+)_\d+$/;

/**
 * VGG-19 begins with layers of VGG-16's shapes: only a layer too many tells the one from the other. `found`: names of a file's layers, others among them. Those behind the network's end may be there: it stops at conv5_1.
 * Throws model_corrupt for one in its midst that it does not have.
 */
export function checkLayers(network: Network, found: Iterable<string>, path: string): void {
  const known = new Set(convLayers(network).map(({ name }) => name));
  const lastBlock = Math.max(...[...known].map(blockOf));
  for (const name of found) {
    if (!CONV.test(name) || known.has(name) || blockOf(name) >= lastBlock) continue;
    throw new AtelierError(
      'model_corrupt',
      `${path} has a layer ${name}, which ${network.name} has not; check --as: it is the file of another network`,
    );
  }
}

const blockOf = (layer: string) => Number(CONV.exec(layer)?.[1]);
