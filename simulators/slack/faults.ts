/** Scripted trouble of the Web API: the next calls of a method answer as a test wishes. */
import type { Fault, FaultAnswer, Faults, Json } from './api.js';

export class FaultPlan implements Faults {
  #faults: (Fault & { left: number })[] = [];
  #waiting: (() => void)[] = [];
  isDown = false;
  /** Called when everything goes down. */
  onDown = () => {};

  add(fault: Fault): void {
    this.#faults.push({ ...fault, left: fault.times ?? 1 });
  }

  clear(): void {
    this.#faults = [];
  }

  release(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const go of waiting) go();
  }

  down(down: boolean): void {
    this.isDown = down;
    if (down) this.onDown();
  }

  /** Until `release`. */
  hang(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** The answer planned for this call, which uses it up. */
  take(method: string, args: Record<string, Json>): FaultAnswer | undefined {
    const fault = this.#faults.find(
      (one) => one.left > 0 && (one.method === method || one.method === '*') && (one.when?.(args) ?? true),
    );
    if (!fault) return undefined;
    fault.left -= 1;
    return fault.answer;
  }
}
