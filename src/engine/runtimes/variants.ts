/** What a runtime can be: its name, as the setting RUNTIME has it, and the precision that convolutions are computed in. */

export const RUNTIME_NAMES = ['onnx-cpu', 'onnx-webgpu', 'onnx-cuda', 'tfjs'] as const;
export type RuntimeName = (typeof RUNTIME_NAMES)[number];

/** `auto` chooses by a trial (selection/select.ts). */
export const RUNTIME_SETTINGS = ['auto', ...RUNTIME_NAMES] as const;
export type RuntimeSetting = (typeof RUNTIME_SETTINGS)[number];

/** fp16: convolutions in half precision; Gram matrices, losses and the picture stay in single precision. */
export type Precision = 'fp32' | 'fp16';

export interface Variant {
  runtime: RuntimeName;
  precision: Precision;
}

/** A variant that works on this machine. */
export interface RuntimeCandidate extends Variant {
  /** What it computes on. */
  device: 'cpu' | 'gpu';
}

/** Works everywhere: the last resort. */
export const CPU: RuntimeCandidate = { runtime: 'onnx-cpu', precision: 'fp32', device: 'cpu' };

/** 'onnx-webgpu', 'onnx-webgpu-fp16' */
export function variantName({ runtime, precision }: Variant): string {
  return precision === 'fp16' ? `${runtime}-fp16` : runtime;
}
