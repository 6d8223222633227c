/**
 * Which runtime is used: what is worth a trial on a machine, and the choice by what the trials have shown. Pure; the trials are
 * made by trial-process.ts.
 */
import {
  CPU,
  type RuntimeCandidate,
  type RuntimeName,
  type RuntimeSetting,
  type Variant,
  variantName,
} from '../variants.js';
import type { Machine } from './machine.js';

/** How far a variant's objective is from the CPU's. */
export interface Disagreement {
  /** Largest relative difference of a loss. */
  losses: number;
  /** Norm of the gradients' difference over the norm of the CPU's. */
  gradient: number;
}

/**
 * What still counts as agreeing. Half precision and NVIDIA's TF32, which its libraries use for single precision, have 11
 * significant bits (5e-4 for each product); docs/measurements/gpu-trials.md has what was measured. A gradient that is 5 % off points within 3
 * degrees of the right direction; a wrong kernel is off by far more (0.4 and above were seen).
 */
export const TOLERANCE: Disagreement = { losses: 0.02, gradient: 0.05 };

export type TrialReport = Variant &
  (
    | { ok: false; reason: string }
    | {
        ok: true;
        device: 'cpu' | 'gpu';
        /** Whether it is known to compute on a software adapter. */
        software: boolean;
        /** The worst of the installed networks. */
        disagreement: Disagreement;
        /** Seconds of one step. */
        step: number;
      }
  );

export interface Candidates {
  /** Worth a trial. */
  variants: Variant[];
  /** Known to be of no use here, with the reason. */
  left: { runtime: RuntimeName; reason: string }[];
}

export interface Choice {
  /** The runtime to use, then those that replace it when it fails in the middle of a job; the CPU is the last. */
  fallbackOrder: RuntimeCandidate[];
  /** What was chosen and why, in one line. */
  line: string;
}

/** The runtimes of `auto` besides the CPU, in the order in which they are tried. */
const AUTO: readonly RuntimeName[] = ['tfjs', 'onnx-cuda', 'onnx-webgpu'];

/** What onnxruntime-node 1.30 bundles WebGPU for (its README). */
const WEBGPU_PLATFORMS = ['linux/x64', 'win32/x64', 'win32/arm64', 'darwin/x64', 'darwin/arm64'];

/** A runtime that is asked for by name is tried whatever the machine looks like. */
export function candidatesFor(setting: RuntimeSetting, machine: Machine): Candidates {
  const candidates: Candidates = { variants: [], left: [] };
  const names = setting === 'auto' ? AUTO : [setting].filter((name) => name !== CPU.runtime);
  for (const runtime of names) {
    const reason = obstacle(runtime, machine, setting !== 'auto');
    if (reason !== undefined) {
      candidates.left.push({ runtime, reason });
      continue;
    }
    candidates.variants.push({ runtime, precision: 'fp32' });
    if (runtime !== 'tfjs') candidates.variants.push({ runtime, precision: 'fp16' });
  }
  return candidates;
}

/** @param reports of the CPU and of every candidate */
export function choose(
  setting: RuntimeSetting,
  { left }: Candidates,
  reports: readonly TrialReport[],
): Choice {
  const cpu = reports.find(({ runtime }) => runtime === CPU.runtime);
  const slowest = setting === 'auto' && cpu?.ok ? cpu.step : Number.POSITIVE_INFINITY;
  const refused = left.map(({ runtime, reason }) => `${runtime}: ${reason}`);
  const good: Extract<TrialReport, { ok: true }>[] = [];
  for (const report of reports) {
    if (report.runtime === CPU.runtime) continue;
    const reason = fault(report, setting, slowest);
    if (reason === undefined && report.ok) good.push(report);
    else refused.push(`${variantName(report)}: ${reason}`);
  }
  good.sort((a, b) => a.step - b.step);
  // A runtime that has failed is not tried again in its other precision.
  const best = good.filter(({ runtime }, i) => good.findIndex((other) => other.runtime === runtime) === i);
  const fallbackOrder: RuntimeCandidate[] = best.map(({ runtime, precision, device }) => ({
    runtime,
    precision,
    device,
  }));
  return { fallbackOrder: [...fallbackOrder, CPU], line: [wording(best[0], cpu), ...refused].join('; ') };
}

/** Why a runtime is of no use on a machine, as far as can be seen from outside. */
function obstacle(runtime: RuntimeName, machine: Machine, byName: boolean): string | undefined {
  const { platform, arch, gpu, nvidia } = machine;
  switch (runtime) {
    case 'tfjs': {
      if (!machine.tfjsNodeGpu && !(byName && machine.tfjsNode))
        return '@tensorflow/tfjs-node-gpu is not installed';
      return nvidia || byName ? undefined : 'there is no NVIDIA GPU';
    }
    case 'onnx-cuda': {
      if (`${platform}/${arch}` !== 'linux/x64') return `there is none for ${platform} on ${arch}`;
      if (!machine.cudaProvider) return 'it is not installed (docs/how-to/gpu.md)';
      return nvidia || byName ? undefined : 'there is no NVIDIA GPU';
    }
    case 'onnx-webgpu': {
      if (!WEBGPU_PLATFORMS.includes(`${platform}/${arch}`))
        return `there is none for ${platform} on ${arch}`;
      if (byName) return undefined;
      if (machine.softwareVulkan) return 'there is only a software adapter';
      return gpu ? undefined : 'there is no GPU';
    }
    case 'onnx-cpu':
      return undefined;
  }
}

/** Why a variant that was tried is not used. */
function fault(report: TrialReport, setting: RuntimeSetting, slowest: number): string | undefined {
  if (!report.ok) return report.reason;
  const { losses, gradient } = report.disagreement;
  // Written so that a NaN is too much as well.
  if (!(losses <= TOLERANCE.losses && gradient <= TOLERANCE.gradient)) {
    return `its values are wrong (losses by ${percent(losses)}, gradient by ${percent(gradient)})`;
  }
  if (setting === 'auto' && report.software) return 'there is only a software adapter';
  if (setting === 'auto' && report.device === 'cpu') return 'it sees no GPU';
  if (report.step >= slowest) return `it is no faster than the CPU (${milliseconds(report.step)} a step)`;
  return undefined;
}

function wording(best: TrialReport | undefined, cpu: TrialReport | undefined): string {
  if (!best?.ok) return `runtime ${CPU.runtime}`;
  if (best.software) return `runtime ${variantName(best)} (a software adapter)`;
  const compared = cpu?.ok ? `, ${milliseconds(cpu.step)} on the CPU` : '';
  return `runtime ${variantName(best)} (${milliseconds(best.step)} a step${compared})`;
}

const milliseconds = (seconds: number) => `${(1000 * seconds).toFixed(seconds < 0.01 ? 1 : 0)} ms`;

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
