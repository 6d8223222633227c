import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { convLayers, defineNetwork, KERAS_INPUT, NETWORKS } from '../../src/engine/networks.js';
import { loadWeights, readWeights } from '../../src/engine/weights.js';
import { MODELS_DIR } from '../support/reference.js';

const TINY = defineNetwork('tiny', [[2], [1]], { pool: 'max', input: KERAS_INPUT });

/** A safetensors file of the given tensors, all values counted up from 0. */
function safetensors(shapes: Record<string, number[]>, dtype: 'F32' | 'F64' = 'F32'): Uint8Array {
  let offset = 0;
  const header = Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => {
      const start = offset;
      offset += 4 * shape.reduce((a, b) => a * b, 1);
      return [name, { dtype, shape, data_offsets: [start, offset] }];
    }),
  );
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  const values = Float32Array.from({ length: offset / 4 }, (_, i) => i);
  return Buffer.concat([length, json, Buffer.from(values.buffer)]);
}

const GOOD = {
  'conv1_1.weight': [2, 3, 3, 3],
  'conv1_1.bias': [2],
  'conv2_1.weight': [1, 2, 3, 3],
  'conv2_1.bias': [1],
};

describe('weights', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'atelier-weights-'));
  });
  afterAll(() => rm(dir, { recursive: true }));

  it('reads every layer of the bundled network', async () => {
    const weights = await loadWeights(NETWORKS.compact, MODELS_DIR);
    expect([...weights.keys()]).toEqual(convLayers(NETWORKS.compact).map(({ name }) => name));
    const parameters = [...weights.values()].reduce(
      (sum, { kernel, bias }) => sum + kernel.length + bias.length,
      0,
    );
    expect(parameters).toBe(709_136);
    expect(weights.get('conv1_1')!.kernel.every(Number.isFinite)).toBe(true);
  });

  it('reads values in file order', () => {
    const weights = readWeights(TINY, safetensors(GOOD));
    expect(weights.get('conv1_1')!.kernel.slice(0, 3)).toEqual(Float32Array.of(0, 1, 2));
    expect([...weights.get('conv1_1')!.bias]).toEqual([54, 55]);
    expect([...weights.get('conv2_1')!.bias]).toEqual([56 + 18]);
  });

  it('says that a network is not installed', async () => {
    await expect(loadWeights(NETWORKS.vgg19, dir)).rejects.toMatchObject({
      code: 'model_missing',
      message: expect.stringContaining('vgg19'),
    });
  });

  it('refuses a damaged file of the bundled network', async () => {
    await copyFile(join(MODELS_DIR, 'compact.safetensors'), join(dir, 'compact.safetensors'));
    const bytes = await readFile(join(dir, 'compact.safetensors'));
    bytes[bytes.length - 1] ^= 1;
    await writeFile(join(dir, 'compact.safetensors'), bytes);
    await expect(loadWeights(NETWORKS.compact, dir)).rejects.toMatchObject({ code: 'model_corrupt' });
  });

  it.each([
    ['no safetensors at all', Buffer.from('<!doctype html><html></html>'), 'not a safetensors file'],
    ['an empty file', Buffer.alloc(0), 'not a safetensors file'],
    ['another shape', safetensors({ ...GOOD, 'conv2_1.weight': [2, 1, 3, 3] }), '[1,2,3,3]'],
    ['another type', safetensors(GOOD, 'F64'), 'F16 or F32'],
  ])('refuses %s', (_, file, words) => {
    expect(() => readWeights(TINY, file)).toThrow(expect.objectContaining({ code: 'model_corrupt' }));
    expect(() => readWeights(TINY, file)).toThrow(words);
  });

  it('refuses a file without one of the tensors', () => {
    const { 'conv2_1.bias': _, ...rest } = GOOD;
    expect(() => readWeights(TINY, safetensors(rest))).toThrow(
      'conv2_1.bias must have shape [1]; found nothing',
    );
  });
});
