/** The only import of onnxruntime-node: runs a serialised model on float32 arrays. */
import * as ort from 'onnxruntime-node';
import { withInitialisers } from './model.js';

// ONNX Runtime's builds send usage data to Microsoft and keep a device id in the home folder, unless that is switched off before the
// first session (https://github.com/microsoft/onnxruntime/pull/27379).
process.env.ORT_DISABLE_TELEMETRY = '1';

/** Named arrays with their shapes. */
export type Feeds = Record<string, { data: Float32Array; shape: readonly number[] }>;

/** ONNX Runtime's execution providers that we use. CUDA's binaries are not bundled (docs/how-to/gpu.md). */
export type Provider = 'cpu' | 'webgpu' | 'cuda';

export type Layout = 'NCHW' | 'NHWC';

export interface SessionOptions {
  /** Default 'cpu'. */
  provider?: Provider;
  /** Threads of one run on the CPU; 0, the default, leaves the choice to ONNX Runtime (all physical cores). */
  threads?: number;
  /** How 'webgpu' lays out features in memory; its own default is NHWC. */
  layout?: Layout;
  /** Inputs that are the same at every run. */
  fixed?: Feeds;
  /** Whether runs have inputs of different sizes: results then cannot be written over. Default: they have not. */
  anySize?: boolean;
}

export class Session {
  private results: ort.InferenceSession.ReturnType | undefined;

  private constructor(
    private readonly session: ort.InferenceSession,
    private readonly fixed: Record<string, ort.Tensor>,
    private readonly reuses: boolean,
  ) {}

  /** Rejects with the provider's reason when it is not there. */
  static async create(
    model: Uint8Array,
    { provider = 'cpu', threads = 0, layout = 'NHWC', fixed = {}, anySize = false }: SessionOptions = {},
  ): Promise<Session> {
    // A device gets what is fixed as initialisers, which it keeps: the binding can only hold a session's own results there
    // (Tensor.location 'gpu-buffer'), and on WebGPU alone. The CPU reads it where it is.
    const onCpu = provider === 'cpu';
    const session = await ort.InferenceSession.create(onCpu ? model : withInitialisers(model, fixed), {
      executionProviders: [provider === 'webgpu' ? { name: provider, preferredLayout: layout } : provider],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      graphOptimizationLevel: 'all',
      // The arena saves the page faults of fresh buffers at every step (1.4 times as fast at 512 px) and goes with its session.
      enableCpuMemArena: true,
      // Planning all buffers into one block costs that block on top of the first run's buffers: twice the memory, and no faster.
      enableMemPattern: false,
      logSeverityLevel: 3,
    });
    return new Session(session, onCpu ? tensorsOf(fixed) : {}, onCpu && !anySize);
  }

  /**
   * Blocks the event loop of this process until the run is over, although it returns a promise. On the CPU the results are written
   * over at the next run: new ones for each of a hundred tiles would hold hundreds of MB until they are collected.
   */
  async run(feeds: Feeds): Promise<Record<string, Float32Array>> {
    const inputs = { ...this.fixed, ...tensorsOf(feeds) };
    const results = await (this.results ? this.session.run(inputs, this.results) : this.session.run(inputs));
    if (this.reuses) this.results = results;
    return Object.fromEntries(
      Object.entries(results).map(([name, tensor]) => [name, tensor.data as Float32Array]),
    );
  }

  async release(): Promise<void> {
    await this.session.release();
  }
}

function tensorsOf(feeds: Feeds): Record<string, ort.Tensor> {
  return Object.fromEntries(
    Object.entries(feeds).map(([name, { data, shape }]) => [name, new ort.Tensor('float32', data, shape)]),
  );
}
