/** Failures that a test scripts: storms of 429, errors, slow and held requests, cut connections. */
import type { FakeFaults, FaultAnswer, FaultHandle, FaultRule } from '../api.js';
import type { Watch } from '../world/watch.js';

class Fault implements FaultHandle {
  readonly #release: (() => void)[] = [];
  #left: number;
  #open = false;
  met = 0;

  constructor(
    private readonly rule: FaultRule,
    private readonly watch: Watch,
  ) {
    this.#left = rule.times ?? 1;
  }

  get answer(): FaultAnswer {
    return this.rule.answer;
  }

  matches(method: string, path: string): boolean {
    if (this.#left <= 0 || (this.rule.method !== undefined && this.rule.method !== method)) return false;
    const { path: wanted } = this.rule;
    if (wanted === undefined) return true;
    return typeof wanted === 'string' ? path.includes(wanted) : wanted.test(path);
  }

  meet(): void {
    this.#left -= 1;
    this.met += 1;
    this.watch.changed();
  }

  async hit(n = 1): Promise<void> {
    await this.watch.until(
      () => this.met >= n,
      () =>
        `Expected ${n} requests to meet the fault for ${this.rule.method ?? ''} ${String(this.rule.path ?? 'anything')}; ${this.met} did.`,
    );
  }

  /** Resolves when `release` is called, or has been. */
  held(): Promise<void> {
    return this.#open ? Promise.resolve() : new Promise((resolve) => this.#release.push(resolve));
  }

  release(): void {
    this.#open = true;
    for (const go of this.#release.splice(0)) go();
  }

  lift(): void {
    this.#left = 0;
    this.release();
  }
}

export class Faults implements FakeFaults {
  #all: Fault[] = [];

  constructor(private readonly watch: Watch) {}

  next(rule: FaultRule): FaultHandle {
    const fault = new Fault(rule, this.watch);
    this.#all.push(fault);
    return fault;
  }

  clear(): void {
    for (const fault of this.#all.splice(0)) fault.lift();
  }

  /** The one that this request meets, if any. */
  for(method: string, path: string): Fault | undefined {
    const fault = this.#all.find((one) => one.matches(method, path));
    fault?.meet();
    return fault;
  }
}
