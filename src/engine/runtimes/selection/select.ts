/** Puts the choice of a runtime together: a look at the machine, trials of what may be of use, the decision. */

import { CPU, type RuntimeSetting, type Variant } from '../variants.js';
import { type Candidates, type Choice, candidatesFor, choose, type TrialReport } from './choose.js';
import { lookAtMachine, type Machine } from './machine.js';
import type { TrialOptions } from './trial.js';
import { tryInProcess } from './trial-process.js';

export interface SelectOptions extends TrialOptions {
  setting: RuntimeSetting;
  /** Stops the trials. */
  signal?: AbortSignal;
  /** Default: this one. */
  machine?: Machine;
  /** Default: each in a process of its own. */
  trial?: (variant: Variant, options: TrialOptions & { signal?: AbortSignal }) => Promise<TrialReport>;
}

/** Without a GPU this takes milliseconds: there is nothing to try. Never rejects. */
export async function selectRuntimes({
  setting,
  machine = lookAtMachine(),
  trial = tryInProcess,
  ...options
}: SelectOptions): Promise<Choice> {
  const candidates = candidatesFor(setting, machine);
  const reports =
    candidates.variants.length > 0 ? await tryAll(candidates, (variant) => trial(variant, options)) : [];
  return choose(setting, candidates, reports);
}

/** One after the other: two at once would slow each other down. */
async function tryAll(
  { variants }: Candidates,
  trial: (variant: Variant) => Promise<TrialReport>,
): Promise<TrialReport[]> {
  const reports = [await trial(CPU)];
  for (const variant of variants) {
    // What does not run in single precision, or in software, need not be tried in half.
    const before = reports.find(({ runtime }) => runtime === variant.runtime);
    if (before === undefined || (before.ok && !before.software)) reports.push(await trial(variant));
  }
  return reports;
}
