/** Files of every form that weights come in, and what is stored of them. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { importFile } from '../../../src/cli/models/import.js';
import {
  CONTENT_LAYER,
  defineNetwork,
  featureShape,
  IMAGENET_INPUT,
  KERAS_INPUT,
  STYLE_LAYERS,
} from '../../../src/engine/networks/networks.js';
import { parseHeader } from '../../../src/engine/networks/safetensors.js';
import { loadNetwork, sha256 } from '../../../src/engine/networks/weights.js';
import { createOnnxRuntime } from '../../../src/engine/runtimes/onnx/onnx-runtime.js';
import { REFERENCES } from '../../support/reference.js';
import { countedWeights, TINY, TORCHVISION_TINY, writeKeras, writeTensors } from './weights-files.js';

const WEIGHTS = countedWeights(TINY);
const torchvision = (layer: string) => TORCHVISION_TINY[layer as keyof typeof TORCHVISION_TINY];

let folder: string;
let source: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-import-'));
  source = join(folder, 'source');
});
afterEach(() => rm(folder, { recursive: true }));

/** What an engine gets to see after an import. */
async function imported(options?: Parameters<typeof importFile>[3]) {
  await importFile(TINY, source, folder, options);
  return loadNetwork(TINY, folder);
}

const metadata = async () => parseHeader('tiny', await readFile(join(folder, 'tiny.safetensors'))).metadata;

describe('a weights file of Keras', () => {
  it.each(['2016', 'keras2', 'model'] as const)('is read in the form of %s', async (form) => {
    await writeKeras(source, TINY, WEIGHTS, { form });
    const { network, weights } = await imported();
    expect(weights).toEqual(WEIGHTS);
    expect(network.input).toBe(KERAS_INPUT);
  });

  it('may hold float64', async () => {
    await writeKeras(source, TINY, WEIGHTS, { type: '<d' });
    expect((await imported()).weights).toEqual(WEIGHTS);
  });

  it.each([
    ['a layer that is missing', { without: 'conv2_1' }, 'no group block2_conv1'],
    ['integers', { type: '<i' }, 'the weight of block1_conv1 must be float32 or float64'],
  ] as const)('is refused with %s', async (_, options, words) => {
    await writeKeras(source, TINY, WEIGHTS, options);
    await expect(imported()).rejects.toMatchObject({
      code: 'model_corrupt',
      message: expect.stringContaining(words),
    });
  });

  it('is refused with another shape', async () => {
    const wider = REFERENCES[1].network;
    await writeKeras(source, wider, countedWeights(wider));
    await expect(imported()).rejects.toMatchObject({
      code: 'model_corrupt',
      message: expect.stringContaining('weight of block1_conv2 must have shape [3,3,4,5]; found [3,3,4,4]'),
    });
  });

  it('is refused when it ends too early', async () => {
    await writeKeras(source, TINY, WEIGHTS);
    await writeFile(source, (await readFile(source)).subarray(0, -100));
    await expect(imported()).rejects.toMatchObject({
      code: 'model_corrupt',
      message: expect.stringContaining('damaged HDF5 file'),
    });
  });
});

describe('another network with the same beginning', () => {
  /** TINY is to it as VGG-16 is to VGG-19. */
  const longer = defineNetwork(
    'longer',
    [
      [4, 5, 5],
      [6, 6],
    ],
    { pool: 'average', input: KERAS_INPUT },
  );

  it.each(['2016', 'model'] as const)('is refused in a %s file of Keras', async (form) => {
    await writeKeras(source, longer, countedWeights(longer), { form });
    await expect(imported()).rejects.toMatchObject({
      code: 'model_corrupt',
      message: expect.stringContaining('a layer conv1_3, which tiny has not'),
    });
  });

  it('is refused in a safetensors file', async () => {
    await writeTensors(source, countedWeights(longer), (layer) => layer);
    await expect(imported()).rejects.toMatchObject({ message: expect.stringContaining('conv1_3') });
  });

  it('is taken when it only continues behind the end', async () => {
    const deeper = defineNetwork('deeper', [[4, 5], [6, 6], [7]], { pool: 'average', input: KERAS_INPUT });
    await writeKeras(source, deeper, countedWeights(deeper));
    expect([...(await imported()).weights.keys()]).toEqual(['conv1_1', 'conv1_2', 'conv2_1']);
  });
});

describe('a safetensors file', () => {
  it("with torchvision's names takes torchvision's preprocessing", async () => {
    await writeTensors(source, WEIGHTS, torchvision);
    const { network, weights } = await imported();
    expect(weights).toEqual(WEIGHTS);
    expect(network.input).toBe(IMAGENET_INPUT);
  });

  it("with Atelier's names takes the preprocessing that it tells of", async () => {
    await writeTensors(source, WEIGHTS, (layer) => layer, { preprocessing: 'imagenet' });
    const { network, weights } = await imported();
    expect(weights).toEqual(WEIGHTS);
    expect(network.input).toBe(IMAGENET_INPUT);
  });

  it("with Atelier's names takes the network's own preprocessing when it tells of none", async () => {
    await writeTensors(source, WEIGHTS, (layer) => layer);
    expect((await imported()).network.input).toBe(KERAS_INPUT);
  });

  it('takes another preprocessing when somebody knows better', async () => {
    await writeTensors(source, WEIGHTS, torchvision);
    expect((await imported({ preprocessing: 'keras' })).network.input).toBe(KERAS_INPUT);
  });

  it('is refused when it asks for a preprocessing that is not known', async () => {
    await writeTensors(source, WEIGHTS, torchvision, { preprocessing: 'inception' });
    await expect(imported()).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('--preprocessing'),
    });
  });

  it('is refused with the places of another network', async () => {
    await writeTensors(source, WEIGHTS, (layer) => (layer === 'conv1_2' ? 'features.3' : torchvision(layer)));
    await expect(imported()).rejects.toMatchObject({
      code: 'model_corrupt',
      message: expect.stringContaining('features.2.weight must have shape [5,4,3,3]; found nothing'),
    });
  });

  it('is refused with a value that is no number', async () => {
    const broken = countedWeights(TINY);
    broken.get('conv1_2')!.bias[0] = Number.NaN;
    await writeTensors(source, broken, torchvision);
    await expect(imported()).rejects.toMatchObject({
      code: 'model_corrupt',
      message: expect.stringContaining('conv1_2'),
    });
  });
});

describe('no weights at all:', () => {
  it.each([
    ['a file of PyTorch', 'PK\x03\x04rest', 'invalid_input', 'PyTorch'],
    ['an old file of PyTorch', '\x80\x02\x8a\x0al', 'invalid_input', 'PyTorch'],
    ['a web page', '<!doctype html><html></html>', 'model_corrupt', 'not a safetensors file'],
    ['an empty file', '', 'model_corrupt', 'not a safetensors file'],
  ])('%s is refused', async (_, content, code, words) => {
    await writeFile(source, content, 'latin1');
    await expect(imported()).rejects.toMatchObject({ code, message: expect.stringContaining(words) });
    expect(await readdir(folder)).toEqual(['source']);
  });

  it.each([
    ['a file that is not there', 'nothing', 'there is no file'],
    ['a folder', '.', 'EISDIR'],
  ])('%s is refused', async (_, name, words) => {
    source = join(folder, name);
    await expect(imported()).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining(words),
    });
  });
});

describe('what is stored', () => {
  it('says where it came from, which preprocessing is right, and what its tensors hash to', async () => {
    await writeKeras(source, TINY, WEIGHTS);
    await imported({ source: 'https://example.org/weights.h5' });
    const stored = await readFile(join(folder, 'tiny.safetensors'));
    const { dataStart, tensors } = parseHeader('tiny', stored);
    expect(await metadata()).toEqual({
      source: 'https://example.org/weights.h5',
      preprocessing: 'keras',
      sha256: sha256(stored.subarray(dataStart)),
    });
    expect(new Set([...tensors.values()].map(({ dtype }) => dtype))).toEqual(new Set(['F32']));
    expect(dataStart % 8).toBe(0);
  });

  it('names the file that was imported', async () => {
    await writeKeras(source, TINY, WEIGHTS);
    await imported();
    expect(await metadata()).toMatchObject({ source: 'source' });
  });

  it('replaces what was there, and leaves nothing else behind', async () => {
    await writeFile(join(folder, 'tiny.safetensors'), 'old');
    await writeKeras(source, TINY, WEIGHTS);
    expect((await imported()).weights).toEqual(WEIGHTS);
    expect((await readdir(folder)).sort()).toEqual(['source', 'tiny.safetensors']);
  });

  it('cannot be stored in a folder that is not there: it says what to do', async () => {
    await writeKeras(source, TINY, WEIGHTS);
    await expect(importFile(TINY, source, join(folder, 'none'))).rejects.toMatchObject({
      code: 'storage_failed',
      message: expect.stringContaining('MODELS_DIR'),
    });
  });
});

describe('values', () => {
  const { network, weights, cases } = REFERENCES[1];
  /** The table says otherwise than the file: the file's preprocessing must count. */
  const table = { ...network, input: IMAGENET_INPUT };

  it.each(['2016', 'keras2'] as const)('of a %s file give the reference features', async (form) => {
    await writeKeras(source, network, await weights(), { form });
    await importFile(table, source, folder);
    const loaded = await loadNetwork(table, folder);
    const runtime = createOnnxRuntime(loaded.network, loaded.weights);
    for (const { image, featureNorms, gramNorm } of cases) {
      const layers = { features: [CONTENT_LAYER], grams: STYLE_LAYERS };
      const { features, grams } = await runtime.describe(image, layers);
      expect(norm(features[0]) / featureNorms[CONTENT_LAYER]).toBeCloseTo(1, 4);
      STYLE_LAYERS.forEach((layer, index) => {
        const [, h, w] = featureShape(network, layer, image.width, image.height);
        expect((norm(grams[index]) * h * w) / gramNorm[layer]).toBeCloseTo(1, 4);
      });
    }
    await runtime.dispose();
  });
});

const norm = (values: Float32Array) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
