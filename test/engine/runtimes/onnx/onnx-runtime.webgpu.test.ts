/** The WebGPU provider for real, on a Vulkan device in software (vitest.config.ts); where that is missing, but in CI, it is skipped. */
import { InferenceSession } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { featureGraph, objectiveGraph } from '../../../../src/engine/runtimes/onnx/graph.js';
import { createOnnxRuntime } from '../../../../src/engine/runtimes/onnx/onnx-runtime.js';
import { runtimeContract } from '../../../contract/runtime.js';
import { REFERENCES } from '../../../support/reference.js';

const { VK_ICD_FILENAMES, CI } = process.env;

describe.skipIf(!VK_ICD_FILENAMES && !CI)('on SwiftShader', () => {
  // One step takes seconds here: fewer cases, and a small picture for the memory.
  runtimeContract(
    'onnx-webgpu',
    (network, weights) => createOnnxRuntime(network, weights, { provider: 'webgpu' }),
    { cases: 2, memory: { side: 32, objectiveMb: 60 } },
  );

  describe.each(REFERENCES)('the graphs of $network.name', ({ network, weights }) => {
    it.each(['NHWC', 'NCHW'] as const)(
      'leave nothing to the CPU, laid out as %s',
      async (preferredLayout) => {
        const loaded = await weights();
        const terms = { content: true, style: true };
        const graphs = [
          featureGraph(network, loaded, 37, 51),
          objectiveGraph(network, loaded, 37, 51, terms),
        ];
        for (const graph of graphs) {
          const session = InferenceSession.create(graph, {
            executionProviders: [{ name: 'webgpu', preferredLayout }],
            extra: { session: { disable_cpu_ep_fallback: '1' } },
          });
          await expect(session.then((opened) => opened.release())).resolves.toBeUndefined();
        }
      },
    );
  });
});
