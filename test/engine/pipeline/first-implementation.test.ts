/**
 * `paper` with `normalisation=keras` against the first implementation's train step as TensorFlow computes it
 * (test/reference/first_implementation.py): the whole engine, with the small network instead of VGG.
 */
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import { AtelierError } from '../../../src/domain/errors.js';
import type { Losses } from '../../../src/domain/event.js';
import { defaultsOf } from '../../../src/domain/field.js';
import { SETTINGS, type Settings } from '../../../src/domain/request.js';
import type { EngineTask } from '../../../src/engine/engine.js';
import { encodePicture } from '../../../src/engine/images/encode.js';
import { IMAGENET_INPUT, NETWORKS } from '../../../src/engine/networks/networks.js';
import type { Weights } from '../../../src/engine/networks/weights.js';
import { poolingFor } from '../../../src/engine/pipeline/first-implementation.js';
import { planRun } from '../../../src/engine/pipeline/plan.js';
import { transferStyle } from '../../../src/engine/pipeline/style-transfer.js';
import { createOnnxRuntime } from '../../../src/engine/runtimes/onnx/onnx-runtime.js';
import type { Planes, Runtime } from '../../../src/engine/runtimes/runtime.js';
import { createTfjsRuntime } from '../../../src/engine/runtimes/tfjs/tfjs-runtime.js';
import { REFERENCES } from '../../support/reference.js';

interface Reference {
  scale: number;
  enlarged: number;
  contentWeight: number;
  cases: Record<'total' | 'style' | 'content', number[]>[];
}
const reference: Reference = JSON.parse(
  readFileSync(new URL('../../reference/first-implementation.json', import.meta.url), 'utf8'),
);
const { network, weights, cases } = REFERENCES.find(({ network }) => network.name === 'tiny-keras')!;
const SETTINGS_OF_IT: Settings = { ...defaultsOf(SETTINGS), quality: 'paper', normalisation: 'keras' };

/** Every feature times `scale`: the first kernel and all biases are. */
async function scaledWeights(): Promise<Weights> {
  const times = (values: Float32Array) => values.map((value) => value * reference.scale);
  const scaled = [...(await weights())].map(([layer, { kernel, bias }]) => {
    return [layer, { kernel: layer === 'conv1_1' ? times(kernel) : kernel, bias: times(bias) }] as const;
  });
  return new Map(scaled);
}

/** Every pixel `enlarged` times in both directions: the engine takes no smaller pictures. */
async function encoded({ data, width, height }: Planes): Promise<Uint8Array> {
  const times = reference.enlarged;
  const size = { width: times * width, height: times * height };
  const planes = Float32Array.from({ length: 3 * size.width * size.height }, (_, i) => {
    const row = Math.floor(i / size.width);
    return data[Math.floor(row / times) * width + Math.floor((i % size.width) / times)]!;
  });
  return (await encodePicture({ ...size, planes }, { format: 'png' })).bytes;
}

async function taskOf({ content, kerasStyle }: (typeof cases)[number]): Promise<EngineTask> {
  return {
    content: await encoded(content),
    styles: [{ picture: await encoded(kerasStyle), weight: 1 }],
    settings: { ...SETTINGS_OF_IT, size: reference.enlarged * Math.max(content.width, content.height) },
  };
}

/** The losses of the steps up to the last one, and the checkpoint that an interruption there leaves. */
async function stepsUpTo(last: number, task: EngineTask, runtime: Runtime) {
  const stop = new AbortController();
  const losses = new Map<number, Losses>();
  let checkpoint: Uint8Array | undefined;
  const running = transferStyle(task, runtime, {
    signal: stop.signal,
    previewInterval: Number.POSITIVE_INFINITY,
    checkpointInterval: Number.POSITIVE_INFINITY,
    memory: Number.POSITIVE_INFINITY,
    onEvent: (event) => {
      if (event.type === 'checkpoint') checkpoint = event.state;
      if (event.type !== 'step') return;
      losses.set(event.step, event.losses);
      if (event.step === last) stop.abort(new AtelierError('shutting_down', 'enough'));
    },
  });
  await expect(running).rejects.toMatchObject({ code: 'cancelled' });
  return { losses: [...losses.values()], steps: [...losses.keys()], checkpoint };
}

function expectSame(found: readonly Losses[], expected: Reference['cases'][number], from = 0) {
  for (const [i, { total, style, content, tv }] of found.entries()) {
    const wanted = { total: expected.total[from + i]!, style: expected.style[from + i]! };
    expect(Math.abs(total / wanted.total - 1), `total of step ${from + i + 1}`).toBeLessThan(1e-3);
    expect(Math.abs(style / wanted.style - 1), `style of step ${from + i + 1}`).toBeLessThan(1e-3);
    const ofContent = reference.contentWeight * expected.content[from + i]!;
    expect(Math.abs(content / ofContent - 1), `content of step ${from + i + 1}`).toBeLessThan(1e-3);
    expect(tv).toBe(0);
  }
}

// In plain JavaScript a step takes a second: what is wrong there shows in the first ones.
describe.each([
  ['onnx-cpu', 20, async () => createOnnxRuntime(network, await scaledWeights())],
  ['tfjs', 6, async () => createTfjsRuntime(tf, network, await scaledWeights())],
] as const)('the train step of the first implementation on %s', (_, steps, make) => {
  let runtime: Runtime;
  beforeAll(async () => {
    await tf.ready();
    runtime = await make();
  });

  it.each(cases.map((example, i) => ({ example, expected: reference.cases[i]!, i })))(
    'has the losses of TensorFlow, step by step, case $i',
    async ({ example, expected }) => {
      expect(expected.total).toHaveLength(20);
      const { losses } = await stepsUpTo(steps, await taskOf(example), runtime);
      expect(losses).toHaveLength(steps);
      expectSame(losses, expected);
    },
  );

  it('goes on where it was interrupted', async () => {
    const [task, expected] = [await taskOf(cases[0]!), reference.cases[0]!];
    const [interrupted, last] = [steps - 4, steps];
    const { checkpoint } = await stepsUpTo(interrupted, task, runtime);
    const resumed = await stepsUpTo(last, { ...task, checkpoint: checkpoint! }, runtime);
    expect(resumed.steps).toEqual([last - 3, last - 2, last - 1, last]);
    expectSame(resumed.losses, expected, interrupted);
  });
});

describe('what is done as the first implementation did it', () => {
  const photo = { width: 300, height: 200 };
  const { vgg19, compact } = NETWORKS;

  it('is everything with a network of Keras’ weights: maxima, its start, its steps', () => {
    const { init, recipe, passes } = planRun(SETTINGS_OF_IT, photo, vgg19);
    expect({ init, optimizer: recipe.optimizer, passes }).toMatchObject({
      init: 'ones',
      optimizer: 'sgd',
      passes: [{ scale: 0, steps: 4000 }],
    });
    expect(poolingFor(SETTINGS_OF_IT, vgg19)).toBe('max');
    expect(planRun({ ...SETTINGS_OF_IT, init: 'white' }, photo, vgg19).init).toBe('white');
  });

  it.each([
    ['normalisation paper', { ...SETTINGS_OF_IT, normalisation: 'paper' }, vgg19],
    ['compact', SETTINGS_OF_IT, compact],
    ['weights of torchvision', SETTINGS_OF_IT, { ...vgg19, input: IMAGENET_INPUT }],
  ] as const)('is nothing but the losses with %s', (_, settings, network) => {
    const { init, recipe } = planRun(settings, photo, network);
    expect([init, recipe.optimizer, poolingFor(settings, network)]).toEqual(['white', 'adam', 'average']);
  });
});

it('a picture that its step is too long for is told of, with what to do', async () => {
  const runtime = createOnnxRuntime(
    network,
    new Map(
      [...(await scaledWeights())].map(([layer, { kernel, bias }]) => {
        return [layer, { kernel: kernel.map((value) => 4 * value), bias }];
      }),
    ),
  );
  const running = transferStyle(await taskOf(cases[0]!), runtime, {
    previewInterval: Number.POSITIVE_INFINITY,
    checkpointInterval: Number.POSITIVE_INFINITY,
    memory: Number.POSITIVE_INFINITY,
  });
  await expect(running).rejects.toMatchObject({
    code: 'invalid_input',
    message: expect.stringContaining('normalisation=paper'),
  });
});
