/** The trial of the WebGPU provider for real, on a Vulkan device in software. */
import { beforeAll, describe, expect, it } from 'vitest';
import { TOLERANCE, type TrialReport } from '../../../../src/engine/runtimes/selection/choose.js';
import { lookAtMachine } from '../../../../src/engine/runtimes/selection/machine.js';
import { selectRuntimes } from '../../../../src/engine/runtimes/selection/select.js';
import { tryInProcess } from '../../../../src/engine/runtimes/selection/trial-process.js';
import { CPU, type Variant } from '../../../../src/engine/runtimes/variants.js';
import { MODELS_DIR } from '../../../support/reference.js';

const { VK_ICD_FILENAMES, CI } = process.env;
const options = { modelsDir: MODELS_DIR, threads: 0 };

describe.skipIf(!VK_ICD_FILENAMES && !CI)('a trial of WebGPU on SwiftShader', () => {
  let ofCpu: TrialReport;
  let ofWebGpu: TrialReport;
  beforeAll(async () => {
    ofCpu = await tryInProcess(CPU, options);
    ofWebGpu = await tryInProcess({ runtime: 'onnx-webgpu', precision: 'fp32' }, options);
  }, 120_000);
  const trial = async ({ runtime }: Variant) => (runtime === 'onnx-cpu' ? ofCpu : ofWebGpu);

  it('agrees with the CPU, and is known to compute in software', () => {
    expect(ofWebGpu).toMatchObject({ ok: true, device: 'gpu', software: true });
    const { losses, gradient } = ofWebGpu.ok ? ofWebGpu.disagreement : { losses: 1, gradient: 1 };
    expect(losses).toBeLessThan(TOLERANCE.losses / 100);
    expect(gradient).toBeLessThan(TOLERANCE.gradient / 10);
  });

  it('is not even made by RUNTIME=auto, which the environment tells that there is no other adapter', async () => {
    const unexpected = () => Promise.reject(new Error('there was a trial'));
    const { fallbackOrder, line } = await selectRuntimes({ setting: 'auto', ...options, trial: unexpected });
    expect(fallbackOrder).toEqual([CPU]);
    expect(line).toContain('onnx-webgpu: there is only a software adapter');
  });

  it('leads RUNTIME=auto to the CPU where the machine looks as if it had a GPU', async () => {
    const machine = { ...lookAtMachine({}), gpu: true };
    const { fallbackOrder, line } = await selectRuntimes({ setting: 'auto', ...options, machine, trial });
    expect(fallbackOrder).toEqual([CPU]);
    expect(line).toContain('onnx-webgpu: there is only a software adapter');
  });

  it('leads RUNTIME=onnx-webgpu to that adapter all the same', async () => {
    const { fallbackOrder, line } = await selectRuntimes({ setting: 'onnx-webgpu', ...options, trial });
    expect(fallbackOrder.map(({ runtime }) => runtime)).toEqual(['onnx-webgpu', 'onnx-cpu']);
    expect(line).toBe('runtime onnx-webgpu (a software adapter)');
  });
});
