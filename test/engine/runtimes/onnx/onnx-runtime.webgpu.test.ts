/** The WebGPU provider for real, on a Vulkan device in software (vitest.config.ts); where that is missing, but in CI, it is skipped. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { GUIDED_LAYERS } from '../../../../src/engine/guidance/guide.js';
import { CONTENT_LAYER, STYLE_LAYERS } from '../../../../src/engine/networks/networks.js';
import { featureGraph, objectiveGraph } from '../../../../src/engine/runtimes/onnx/graph.js';
import { nearestGraph } from '../../../../src/engine/runtimes/onnx/nearest.js';
import { createOnnxRuntime } from '../../../../src/engine/runtimes/onnx/onnx-runtime.js';
import type { Layout } from '../../../../src/engine/runtimes/onnx/onnx-session.js';
import { gaussian } from '../../../../src/lib/random.js';
import { runtimeContract } from '../../../contract/runtime.js';
import { REFERENCES } from '../../../support/reference.js';

/** A session of the graph opens where no node may fall back to the CPU provider. */
async function expectNothingOnCpu(graph: Uint8Array, preferredLayout: Layout): Promise<void> {
  const session = InferenceSession.create(graph, {
    executionProviders: [{ name: 'webgpu', preferredLayout }],
    extra: { session: { disable_cpu_ep_fallback: '1' } },
  });
  await expect(session.then((opened) => opened.release())).resolves.toBeUndefined();
}

/** Which provider runs each node, as ONNX Runtime's profile of a run tells. */
async function providersOf(
  graph: Uint8Array,
  feeds: Record<string, Tensor>,
): Promise<{ op: string; provider: string }[]> {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-profile-'));
  try {
    const session = await InferenceSession.create(graph, {
      executionProviders: ['webgpu'],
      enableProfiling: true,
      profileFilePrefix: join(folder, 'run'),
    });
    await session.run(feeds);
    session.endProfiling();
    await session.release();
    const [file] = await readdir(folder);
    const events: { args?: { provider?: string; op_name?: string } }[] = JSON.parse(
      await readFile(join(folder, file!), 'utf8'),
    );
    return events.flatMap(({ args }) =>
      args?.provider && args.op_name ? [{ op: args.op_name, provider: args.provider }] : [],
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}

const { VK_ICD_FILENAMES, CI } = process.env;

describe.skipIf(!VK_ICD_FILENAMES && !CI)('on SwiftShader', () => {
  // One step takes seconds here: one network, one case, and little for the memory; onnx-cpu evaluates the same graphs in all ways.
  // At 16 px an objective that leaks shows as 11 MB.
  runtimeContract(
    'onnx-webgpu',
    (network, weights) => createOnnxRuntime(network, weights, { provider: 'webgpu' }),
    { networks: 1, cases: 1, provenGraphs: true, memory: { side: 16, objectiveMb: 30 }, searchMb: 3 },
  );

  it('the graph of the search leaves nothing to the CPU but the cast of what ArgMax found', async () => {
    const providers = await providersOf(nearestGraph(64, 128, 32), {
      queries: new Tensor('float32', gaussian(1, 64 * 32), [64, 32]),
      keys: new Tensor('float32', gaussian(2, 128 * 32), [128, 32]),
      bias: new Tensor('float32', new Float32Array(128), [128]),
    });
    const on = (provider: string) =>
      providers.filter((node) => node.provider === provider).map(({ op }) => op);
    expect(on('CPUExecutionProvider')).toEqual(['Cast']);
    expect(on('WebGpuExecutionProvider')).toEqual(expect.arrayContaining(['ArgMax', 'Gemm', 'ReduceMax']));
  });

  describe.each(REFERENCES)('the graphs of $network.name', ({ network, weights }) => {
    it.each(['NHWC', 'NCHW'] as const)(
      'leave nothing to the CPU, laid out as %s',
      async (preferredLayout) => {
        const loaded = await weights();
        const terms = { features: [...GUIDED_LAYERS, CONTENT_LAYER], grams: STYLE_LAYERS };
        const graphs = [
          featureGraph(network, loaded, 37, 51, terms),
          objectiveGraph(network, loaded, 37, 51, terms),
        ];
        for (const graph of graphs) await expectNothingOnCpu(graph, preferredLayout);
      },
    );
  });
});
