import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  convLayers,
  defineNetwork,
  IMAGENET_INPUT,
  KERAS_INPUT,
  NETWORKS,
} from '../../../src/engine/networks/networks.js';
import { encodeSafetensors, type Tensor } from '../../../src/engine/networks/safetensors.js';
import { installedNetworks, loadNetwork, readNetwork, sha256 } from '../../../src/engine/networks/weights.js';
import { MODELS_DIR } from '../../support/reference.js';

const TINY = defineNetwork('tiny', [[2], [1]], { pool: 'max', input: KERAS_INPUT });

const GOOD = {
  'conv1_1.weight': [2, 3, 3, 3],
  'conv1_1.bias': [2],
  'conv2_1.weight': [1, 2, 3, 3],
  'conv2_1.bias': [1],
};

/** A file of the given tensors, all values counted up from 0. */
function file(shapes: Record<string, number[]>, metadata: Record<string, string> = {}): Uint8Array {
  let next = 0;
  const tensors = new Map<string, Tensor>();
  for (const [name, shape] of Object.entries(shapes)) {
    const length = shape.reduce((a, b) => a * b, 1);
    tensors.set(name, { shape, values: Float32Array.from({ length }, () => next++) });
  }
  return encodeSafetensors(tensors, () => metadata);
}

/** GOOD with a checksum, as `atelier models` stores it. */
function stored(metadata: Record<string, string> = {}): Buffer {
  const hash = sha256(file(GOOD).slice(-4 * (54 + 2 + 18 + 1)));
  return Buffer.from(file(GOOD, { sha256: hash, ...metadata }));
}

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'atelier-weights-'));
});
afterEach(() => rm(dir, { recursive: true }));

describe('weights', () => {
  it('are read for every layer of the bundled network', async () => {
    const { network, weights } = await loadNetwork(NETWORKS.compact, MODELS_DIR);
    expect(network).toEqual(NETWORKS.compact);
    expect([...weights.keys()]).toEqual(convLayers(NETWORKS.compact).map(({ name }) => name));
    const parameters = [...weights.values()].reduce(
      (sum, { kernel, bias }) => sum + kernel.length + bias.length,
      0,
    );
    expect(parameters).toBe(709_136);
    expect(weights.get('conv1_1')!.kernel.every(Number.isFinite)).toBe(true);
  });

  it('of the bundled network are found for a folder that is empty', async () => {
    const { weights } = await loadNetwork(NETWORKS.compact, dir);
    expect(weights.size).toBe(convLayers(NETWORKS.compact).length);
  });

  it('are read in file order', () => {
    const { weights } = readNetwork(TINY, file(GOOD));
    expect(weights.get('conv1_1')!.kernel.slice(0, 3)).toEqual(Float32Array.of(0, 1, 2));
    expect([...weights.get('conv1_1')!.bias]).toEqual([54, 55]);
    expect([...weights.get('conv2_1')!.bias]).toEqual([56 + 18]);
  });

  it.each(['vgg16', 'vgg19'] as const)('of %s that are not there: it says how to get them', async (name) => {
    await expect(loadNetwork(NETWORKS[name], dir)).rejects.toMatchObject({
      code: 'model_missing',
      message: expect.stringContaining(`npx atelier models pull ${name}`),
    });
  });

  it('of the bundled network are refused with one bit changed', async () => {
    await copyFile(join(MODELS_DIR, 'compact.safetensors'), join(dir, 'compact.safetensors'));
    const bytes = await readFile(join(dir, 'compact.safetensors'));
    bytes[bytes.length - 1] ^= 1;
    await writeFile(join(dir, 'compact.safetensors'), bytes);
    await expect(loadNetwork(NETWORKS.compact, dir)).rejects.toMatchObject({ code: 'model_corrupt' });
  });

  it('with a checksum are refused with one bit changed', () => {
    const bytes = stored();
    expect(() => readNetwork(TINY, bytes)).not.toThrow();
    bytes[bytes.length - 1] ^= 1;
    expect(() => readNetwork(TINY, bytes)).toThrow(
      expect.objectContaining({
        code: 'model_corrupt',
        message: expect.stringMatching(/SHA-256.*npx atelier models pull tiny/),
      }),
    );
  });

  it.each([
    ['no safetensors at all', Buffer.from('<!doctype html><html></html>'), 'not a safetensors file'],
    ['an empty file', Buffer.alloc(0), 'not a safetensors file'],
    ['a header that is no object', withHeader('[]'), 'not a safetensors file'],
    ['a header that describes nothing', withHeader('{"conv1_1.weight":null}'), 'describes conv1_1.weight'],
    ['a file that ends too early', file(GOOD).subarray(0, -4), 'holds 296 bytes of tensors, not 300'],
    ['a file with something behind it', Buffer.concat([file(GOOD), Buffer.alloc(8)]), 'not 300'],
    ['another shape', file({ ...GOOD, 'conv2_1.weight': [2, 1, 3, 3] }), '[1,2,3,3]'],
    ['another type', withType('F64'), 'F16 or F32'],
    ['an unknown preprocessing', file(GOOD, { preprocessing: 'inception' }), '"inception"'],
  ])('refuses %s', (_, bytes, words) => {
    expect(() => readNetwork(TINY, bytes)).toThrow(
      expect.objectContaining({ code: 'model_corrupt', message: expect.stringContaining(words) }),
    );
  });

  it('are refused without one of the tensors', () => {
    const { 'conv2_1.bias': _, ...rest } = GOOD;
    expect(() => readNetwork(TINY, file(rest))).toThrow('conv2_1.bias must have shape [1]; found nothing');
  });
});

describe("a network's input", () => {
  it.each([
    ['what the table says, for a file that says nothing', {}, KERAS_INPUT],
    ["Keras', for a file of Keras' weights", { preprocessing: 'keras' }, KERAS_INPUT],
    ["torchvision's, for a file of its weights", { preprocessing: 'imagenet' }, IMAGENET_INPUT],
  ])('is %s', (_, metadata, input) => {
    expect(readNetwork(TINY, file(GOOD, metadata as Record<string, string>)).network).toEqual({
      ...TINY,
      input,
    });
  });
});

describe('the installed networks', () => {
  it('are those whose files are there, and the one that comes with the project', async () => {
    expect(await installedNetworks(dir)).toEqual(['compact']);
    await writeFile(join(dir, 'vgg19.safetensors'), '');
    await writeFile(join(dir, 'vgg16.safetensors.part'), '');
    expect(await installedNetworks(dir)).toEqual(['compact', 'vgg19']);
    expect(await installedNetworks(join(dir, 'none'))).toEqual(['compact']);
  });
});

/** Only a header. */
function withHeader(json: string): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, Buffer.from(json)]);
}

/** GOOD with another type, of the same length, in its header. */
function withType(dtype: string): Buffer {
  return Buffer.from(Buffer.from(file(GOOD)).toString('latin1').replaceAll('F32', dtype), 'latin1');
}
