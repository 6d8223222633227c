/**
 * A trial in a process of its own, so that a driver which crashes, hangs or fills the memory costs that process only. Whatever
 * happens becomes a report.
 */
import { forkScript, scriptBeside } from '../../../lib/child-script.js';
import type { Variant } from '../variants.js';
import type { TrialReport } from './choose.js';
import type { TrialOptions } from './trial.js';

export interface TrialProcessOptions extends TrialOptions {
  signal?: AbortSignal;
  /** Default: LIMIT_MS, or CUDA_LIMIT_MS. */
  limitMs?: number;
  /** The script of the process. Default `trial-entry` beside this module. */
  entry?: URL;
}

/** A driver compiles its shaders at the first start: 10 s on a software adapter. What takes longer than this hangs. */
const LIMIT_MS = 60_000;
/** For a card that is newer than a CUDA library the driver compiles all of its kernels at the first start, for minutes. */
const CUDA_LIMIT_MS = 300_000;

const ENTRY = scriptBeside(import.meta.url, 'trial-entry');

/** Never rejects. */
export function tryInProcess(
  variant: Variant,
  { modelsDir, threads, signal, limitMs = limitOf(variant), entry = ENTRY }: TrialProcessOptions,
): Promise<TrialReport> {
  const failed = (reason: string): TrialReport => ({ ...variant, ok: false, reason });
  if (signal?.aborted) return Promise.resolve(failed('the trial was stopped'));
  return new Promise((resolve) => {
    const child = forkScript(entry, { variant, options: { modelsDir, threads } });
    const kill = () => child.kill('SIGKILL');
    let report: TrialReport | undefined;
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      kill();
    }, limitMs);
    signal?.addEventListener('abort', kill, { once: true });
    // What it writes belongs to nobody; unread pipes would fill and stop it.
    child.stdout?.resume();
    child.stderr?.resume();
    child.on('message', (message) => {
      report = message as TrialReport;
      kill(); // a clean exit would call the driver again
    });
    const end = (code: number | null, killedBy: NodeJS.Signals | null) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', kill);
      const ended = isLate
        ? `no answer within ${limitMs / 1000} s`
        : `the trial crashed (${killedBy ?? code})`;
      resolve(report ?? failed(ended));
    };
    child.once('close', end);
    child.once('error', () => end(null, null));
  });
}

function limitOf({ runtime }: Variant): number {
  return runtime === 'onnx-cuda' || runtime === 'tfjs' ? CUDA_LIMIT_MS : LIMIT_MS;
}
