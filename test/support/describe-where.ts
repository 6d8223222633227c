/** Tests that need something of the machine: skipped with a warning where it is missing, but a failure in CI, which has it all. */
import { describe } from 'vitest';

/** @param missing why they cannot run here; undefined where they can */
export function describeWhere(name: string, missing: string | undefined, tests: () => void): void {
  if (missing === undefined) return void describe(name, tests);
  if (process.env.CI === 'true') throw new Error(missing);
  console.warn(`${name}: skipped, because ${missing}`);
  describe.skip(name, tests);
}

/** For tests that look into /proc. */
export function describeLinux(name: string, tests: () => void): void {
  describeWhere(name, process.platform === 'linux' ? undefined : 'only Linux has /proc', tests);
}
