/**
 * The only import of TensorFlow.js: its packages for Node are optional peers that somebody installs who has the machine for them
 * (docs/how-to/gpu.md), so that they are looked for when they are needed, the one with CUDA first.
 */
import { createRequire } from 'node:module';
import type { Tf } from './tf.js';

export interface LoadedTf {
  tf: Tf;
  package: TfPackage;
  /** What its backend computes on. */
  device: 'cpu' | 'gpu';
}

export const TF_PACKAGES = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'] as const;
export type TfPackage = (typeof TF_PACKAGES)[number];

/** Node gives a CommonJS package as `default`; a loader that reads its `__esModule` mark, like tsx, gives its exports themselves. */
type Import = (name: TfPackage) => Promise<{ default?: unknown }>;

const importPeer: Import = (name) =>
  name === '@tensorflow/tfjs-node-gpu'
    ? import('@tensorflow/tfjs-node-gpu')
    : import('@tensorflow/tfjs-node');

/**
 * Rejects with the reason of each package when neither can be loaded.
 * @param threads of the CPU for an operator, 0: all cores; TensorFlow takes them from the first call in a process
 */
export async function loadTf(threads = 0, importPackage: Import = importPeer): Promise<LoadedTf> {
  provideIsNullOrUndefined();
  setUp(process.env, threads);
  const reasons: string[] = [];
  for (const name of TF_PACKAGES) {
    try {
      const imported = await importPackage(name);
      const tf = (imported.default ?? imported) as Tf;
      await tf.ready();
      // Leaves out the checks of every kernel's result.
      tf.enableProdMode();
      return { tf, package: name, device: usesGpu(tf) ? 'gpu' : 'cpu' };
    } catch (error) {
      reasons.push(isMissing(name, error) ? `${name} is not installed` : `${name}: ${firstLine(error)}`);
    }
  }
  throw new Error(reasons.join('; '));
}

/** TensorFlow reads its settings from the environment when it is loaded; what an operator has set stays. */
function setUp(env: NodeJS.ProcessEnv, threads: number): void {
  // Else it takes the GPU's whole memory at once, from other engine processes too (tensorflow.org/guide/gpu).
  env.TF_FORCE_GPU_ALLOW_GROWTH ??= 'true';
  // Warnings and errors; else it tells on stderr which instructions of the CPU it was built for.
  env.TF_CPP_MIN_LOG_LEVEL ??= '1';
  if (threads > 0) env.TF_NUM_INTRAOP_THREADS ??= String(threads);
}

/** tfjs-node's backend knows whether its TensorFlow found a GPU (nodejs_kernel_backend.ts). */
function usesGpu(tf: Tf): boolean {
  return (tf.backend() as { isUsingGpuDevice?: boolean }).isUsingGpuDevice === true;
}

/**
 * tfjs-node 4.22 calls `util.isNullOrUndefined`, which Node 23 removed
 * (https://nodejs.org/api/deprecations.html#DEP0051, https://github.com/tensorflow/tfjs/issues/8609).
 */
function provideIsNullOrUndefined(): void {
  const util = createRequire(import.meta.url)('node:util') as Record<string, unknown>;
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
}

function isMissing(name: string, error: unknown): boolean {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'ERR_MODULE_NOT_FOUND' && message.includes(`'${name}'`);
}

/** Native loaders explain themselves at length; the first line says what is missing. */
function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split('\n')[0]!;
}
