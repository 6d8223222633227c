/** RUNTIME=auto and RUNTIME=<name> in simulated situations: what is tried, what is chosen, and the line that says why. */
import { describe, expect, it } from 'vitest';
import type { TrialReport } from '../../../../src/engine/runtimes/selection/choose.js';
import type { Machine } from '../../../../src/engine/runtimes/selection/machine.js';
import { selectRuntimes } from '../../../../src/engine/runtimes/selection/select.js';
import type { RuntimeCandidate, RuntimeSetting, Variant } from '../../../../src/engine/runtimes/variants.js';
import { variantName } from '../../../../src/engine/runtimes/variants.js';

const BARE: Machine = {
  platform: 'linux',
  arch: 'x64',
  gpu: false,
  nvidia: false,
  softwareVulkan: false,
  cudaProvider: false,
  tfjsNode: false,
  tfjsNodeGpu: false,
};
const NVIDIA: Machine = { ...BARE, gpu: true, nvidia: true };
const EVERYTHING: Machine = { ...NVIDIA, cudaProvider: true, tfjsNode: true, tfjsNodeGpu: true };

/** What a trial would show, by the variant's name; a text is the reason why it failed. */
type Shown = Record<string, string | Partial<Extract<TrialReport, { ok: true }>>>;

/** 100 ms a step on the CPU; every variant that is not named fails. */
async function select(setting: RuntimeSetting, machine: Machine, shown: Shown = {}) {
  const tried: string[] = [];
  const trial = async (variant: Variant): Promise<TrialReport> => {
    const name = variantName(variant);
    tried.push(name);
    const found = { 'onnx-cpu': { device: 'cpu' as const, step: 0.1 }, ...shown }[name] ?? 'unexpected';
    if (typeof found === 'string') return { ...variant, ok: false, reason: found };
    const usual = {
      device: 'gpu',
      software: false,
      disagreement: { losses: 1e-4, gradient: 1e-3 },
      step: 0.01,
    } as const;
    return { ...variant, ok: true, ...usual, ...found };
  };
  const choice = await selectRuntimes({ setting, modelsDir: '', threads: 0, machine, trial });
  return {
    ...choice,
    tried,
    names: choice.fallbackOrder.map((candidate: RuntimeCandidate) => variantName(candidate)),
  };
}

describe('RUNTIME=auto', () => {
  it('is the CPU on a machine without a GPU, and tries nothing', async () => {
    const { names, tried, line } = await select('auto', BARE);
    expect(names).toEqual(['onnx-cpu']);
    expect(tried).toEqual([]);
    expect(line).toBe(
      'runtime onnx-cpu; tfjs: @tensorflow/tfjs-node-gpu is not installed; onnx-cuda: it is not installed (docs/how-to/gpu.md); onnx-webgpu: there is no GPU',
    );
  });

  it('is WebGPU on a GPU of any vendor, where it is faster', async () => {
    const { names, tried, line } = await select(
      'auto',
      { ...BARE, gpu: true },
      {
        'onnx-webgpu': { step: 0.008 },
        'onnx-webgpu-fp16': 'this device has no shader-f16',
      },
    );
    expect(names).toEqual(['onnx-webgpu', 'onnx-cpu']);
    expect(tried).toEqual(['onnx-cpu', 'onnx-webgpu', 'onnx-webgpu-fp16']);
    expect(line).toBe(
      'runtime onnx-webgpu (8.0 ms a step, 100 ms on the CPU); tfjs: @tensorflow/tfjs-node-gpu is not installed; onnx-cuda: it is not installed (docs/how-to/gpu.md); onnx-webgpu-fp16: this device has no shader-f16',
    );
  });

  it('is the fastest that agrees, in its best precision; the next ones wait behind it', async () => {
    const { names, fallbackOrder, tried } = await select('auto', EVERYTHING, {
      tfjs: { step: 0.02 },
      'onnx-cuda': { step: 0.006 },
      'onnx-cuda-fp16': { step: 0.003 },
      'onnx-webgpu': { step: 0.009 },
      'onnx-webgpu-fp16': { step: 0.012 },
    });
    expect(tried).toEqual([
      'onnx-cpu',
      'tfjs',
      'onnx-cuda',
      'onnx-cuda-fp16',
      'onnx-webgpu',
      'onnx-webgpu-fp16',
    ]);
    expect(names).toEqual(['onnx-cuda-fp16', 'onnx-webgpu', 'tfjs', 'onnx-cpu']);
    expect(fallbackOrder.map(({ device }) => device)).toEqual(['gpu', 'gpu', 'gpu', 'cpu']);
  });

  it.each([
    ['losses', { losses: 0.03, gradient: 0.01 }],
    ['gradient', { losses: 0.001, gradient: 0.06 }],
    ['gradient that is no number', { losses: 0.001, gradient: Number.NaN }],
  ])('never is a variant whose %s is wrong, however fast', async (_, disagreement) => {
    const { names, line } = await select('auto', NVIDIA, {
      'onnx-webgpu': { step: 0.02 },
      'onnx-webgpu-fp16': { step: 0.001, disagreement },
    });
    expect(names).toEqual(['onnx-webgpu', 'onnx-cpu']);
    expect(line).toContain('onnx-webgpu-fp16: its values are wrong');
  });

  it('is the CPU where a GPU is no faster', async () => {
    const { names, line } = await select(
      'auto',
      { ...BARE, gpu: true },
      {
        'onnx-webgpu': { step: 0.1 },
        'onnx-webgpu-fp16': { step: 0.15 },
      },
    );
    expect(names).toEqual(['onnx-cpu']);
    expect(line).toContain('onnx-webgpu: it is no faster than the CPU (100 ms a step)');
  });

  it('is the CPU where WebGPU gets a software adapter, and does not try that in half precision', async () => {
    const { names, tried, line } = await select(
      'auto',
      { ...BARE, gpu: true },
      {
        'onnx-webgpu': { software: true, step: 0 },
      },
    );
    expect(names).toEqual(['onnx-cpu']);
    expect(tried).toEqual(['onnx-cpu', 'onnx-webgpu']);
    expect(line).toContain('onnx-webgpu: there is only a software adapter');
  });

  it('does not try Vulkan drivers that the environment names and that compute on the CPU', async () => {
    const { tried, line } = await select('auto', { ...BARE, gpu: true, softwareVulkan: true });
    expect(tried).toEqual([]);
    expect(line).toContain('onnx-webgpu: there is only a software adapter');
  });

  it('is the CPU where the driver crashes, and does not let it crash twice', async () => {
    const { names, tried, line } = await select('auto', NVIDIA, {
      'onnx-webgpu': 'the trial crashed (SIGSEGV)',
    });
    expect(names).toEqual(['onnx-cpu']);
    expect(tried).toEqual(['onnx-cpu', 'onnx-webgpu']);
    expect(line).toContain('onnx-webgpu: the trial crashed (SIGSEGV)');
  });

  it('is CUDA where its binaries are installed and tfjs-node-gpu is not', async () => {
    const { names, tried } = await select(
      'auto',
      { ...NVIDIA, cudaProvider: true },
      {
        'onnx-cuda': { step: 0.005 },
        'onnx-cuda-fp16': { step: 0.004, disagreement: { losses: 0.5, gradient: 0.5 } },
        'onnx-webgpu': { step: 0.006 },
        'onnx-webgpu-fp16': 'no shader-f16',
      },
    );
    expect(tried).not.toContain('tfjs');
    expect(names).toEqual(['onnx-cuda', 'onnx-webgpu', 'onnx-cpu']);
  });

  it('is not TensorFlow.js where its package sees no GPU', async () => {
    const { names, line } = await select(
      'auto',
      { ...NVIDIA, tfjsNodeGpu: true },
      {
        tfjs: { device: 'cpu', step: 0.05 },
        'onnx-webgpu': 'Failed to get a WebGPU adapter: No supported adapters',
      },
    );
    expect(names).toEqual(['onnx-cpu']);
    expect(line).toContain('tfjs: it sees no GPU');
  });

  it('does not take CUDA binaries or tfjs-node-gpu for a GPU', async () => {
    const { tried, line } = await select('auto', { ...BARE, cudaProvider: true, tfjsNodeGpu: true });
    expect(tried).toEqual([]);
    expect(line).toContain('tfjs: there is no NVIDIA GPU; onnx-cuda: there is no NVIDIA GPU');
  });

  it.each([
    ['darwin', 'arm64', ['onnx-cpu', 'onnx-webgpu', 'onnx-webgpu-fp16']],
    ['win32', 'x64', ['onnx-cpu', 'onnx-webgpu', 'onnx-webgpu-fp16']],
    ['linux', 'arm64', []],
  ] as const)('on %s %s tries %j', async (platform, arch, expected) => {
    const { tried } = await select(
      'auto',
      { ...BARE, platform, arch, gpu: true },
      {
        'onnx-webgpu': {},
        'onnx-webgpu-fp16': {},
      },
    );
    expect(tried).toEqual(expected);
  });

  it('uses a GPU although the trial of the CPU failed', async () => {
    const { names, line } = await select('auto', NVIDIA, {
      'onnx-cpu': 'no answer within 60 s',
      'onnx-webgpu': { step: 0.01 },
      'onnx-webgpu-fp16': 'no shader-f16',
    });
    expect(names).toEqual(['onnx-webgpu', 'onnx-cpu']);
    expect(line).toContain('runtime onnx-webgpu (10 ms a step);');
  });
});

describe('RUNTIME=<name>', () => {
  it('onnx-cpu tries nothing and needs no explanation', async () => {
    expect(await select('onnx-cpu', EVERYTHING)).toMatchObject({
      names: ['onnx-cpu'],
      tried: [],
      line: 'runtime onnx-cpu',
    });
  });

  it('takes a software adapter and one that is slower than the CPU, since it was asked for', async () => {
    const { names, tried } = await select('onnx-webgpu', BARE, {
      'onnx-webgpu': { software: true, step: 9 },
    });
    expect(names).toEqual(['onnx-webgpu', 'onnx-cpu']);
    expect(tried).toEqual(['onnx-cpu', 'onnx-webgpu']);
  });

  it('takes tfjs-node without CUDA', async () => {
    const { fallbackOrder } = await select(
      'tfjs',
      { ...BARE, tfjsNode: true },
      { tfjs: { device: 'cpu', step: 0.3 } },
    );
    expect(fallbackOrder[0]).toEqual({ runtime: 'tfjs', precision: 'fp32', device: 'cpu' });
  });

  it('that is not installed is replaced by the CPU, and the line says so', async () => {
    const { names, line } = await select('onnx-cuda', NVIDIA);
    expect(names).toEqual(['onnx-cpu']);
    expect(line).toBe('runtime onnx-cpu; onnx-cuda: it is not installed (docs/how-to/gpu.md)');
  });

  it('whose values are wrong is replaced by the CPU', async () => {
    const { names } = await select('onnx-webgpu', NVIDIA, {
      'onnx-webgpu': { disagreement: { losses: 1, gradient: 1 } },
      'onnx-webgpu-fp16': { disagreement: { losses: 1, gradient: 1 } },
    });
    expect(names).toEqual(['onnx-cpu']);
  });
});
