/** Which package of TensorFlow.js is loaded; the packages themselves are stood in for. */
import util from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { loadTf, type TfPackage } from '../../../../src/engine/runtimes/tfjs/load.js';
import type { Tf } from '../../../../src/engine/runtimes/tfjs/tf.js';

/** A package whose TensorFlow sees a GPU, or does not. */
function packageWith(gpu: boolean): { default: Tf } {
  const tf = { ready: async () => {}, enableProdMode: () => {}, backend: () => ({ isUsingGpuDevice: gpu }) };
  return { default: tf as unknown as Tf };
}

const missing = (name: TfPackage) =>
  Promise.reject(
    Object.assign(new Error(`Cannot find package '${name}' imported from load.js`), {
      code: 'ERR_MODULE_NOT_FOUND',
    }),
  );

describe('TensorFlow.js', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('is taken from the package with CUDA, on the GPU that it sees', async () => {
    const loaded = await loadTf(0, async () => packageWith(true));
    expect(loaded).toMatchObject({ package: '@tensorflow/tfjs-node-gpu', device: 'gpu' });
  });

  it('computes on the CPU where that package sees no GPU', async () => {
    const loaded = await loadTf(0, async () => packageWith(false));
    expect(loaded).toMatchObject({ package: '@tensorflow/tfjs-node-gpu', device: 'cpu' });
  });

  it('falls back to the package without CUDA', async () => {
    const loaded = await loadTf(0, async (name) =>
      name === '@tensorflow/tfjs-node' ? packageWith(false) : missing(name),
    );
    expect(loaded).toMatchObject({ package: '@tensorflow/tfjs-node', device: 'cpu' });
  });

  it('is missing for a reason that names both packages', async () => {
    await expect(loadTf(0, missing)).rejects.toThrow(
      '@tensorflow/tfjs-node-gpu is not installed; @tensorflow/tfjs-node is not installed',
    );
  });

  it('that is installed and broken is missing for its own reason, in one line', async () => {
    const broken = new Error(
      'libcudart.so.11.0: cannot open shared object file\n    at a stack of many lines',
    );
    await expect(loadTf(0, async () => Promise.reject(broken))).rejects.toThrow(
      /^@tensorflow\/tfjs-node-gpu: libcudart.so.11.0: cannot open shared object file; @tensorflow\/tfjs-node: /,
    );
  });

  it('computes with as many threads as it is given, unless the environment says otherwise', async () => {
    vi.stubEnv('TF_NUM_INTRAOP_THREADS', undefined);
    await loadTf(3, async () => packageWith(false));
    expect(process.env.TF_NUM_INTRAOP_THREADS).toBe('3');
    await loadTf(1, async () => packageWith(false));
    expect(process.env.TF_NUM_INTRAOP_THREADS).toBe('3');
  });

  it('is taken from a loader that gives the exports of a CommonJS package themselves', async () => {
    const loaded = await loadTf(0, async () => packageWith(true).default);
    expect(loaded).toMatchObject({ device: 'gpu' });
  });

  describe('on Node 23 and later', () => {
    const before = util.isNullOrUndefined;
    afterEach(() => {
      (util as { isNullOrUndefined: unknown }).isNullOrUndefined = before;
    });

    it('finds the function that Node has removed', async () => {
      Reflect.deleteProperty(util, 'isNullOrUndefined');
      let found: unknown;
      await loadTf(0, async () => {
        found = [null, undefined, 0, ''].map((value) => util.isNullOrUndefined(value));
        return packageWith(true);
      });
      expect(found).toEqual([true, true, false, false]);
    });
  });
});
