/** How far a run is and how long it will take, from the work done so far; and when something recurring is due again. */

/** Counts steps and weighs them by their cost. */
export class Progress {
  step = 0;
  private done = 0;
  private resumedAt = 0;
  private readonly started: number;

  /** @param total work of the whole run, in any unit */
  constructor(
    readonly steps: number,
    private readonly total: number,
    private readonly now: () => number = seconds,
  ) {
    this.started = now();
  }

  /** Steps that were done by an earlier process: they count, but took no time of this one. */
  skip(steps: number, work: number): void {
    this.step += steps;
    this.done += work;
    this.resumedAt = this.done;
  }

  /** Work that is not a step. */
  work(work: number): void {
    this.done += work;
  }

  advance(work: number): void {
    this.step += 1;
    this.done += work;
  }

  /** Since this process began, s. */
  get elapsed(): number {
    return this.now() - this.started;
  }

  /** 0..1 */
  get fraction(): number {
    return Math.min(1, this.done / this.total);
  }

  /** s, at the speed of this process so far. */
  get secondsLeft(): number {
    const own = this.done - this.resumedAt;
    return own > 0 ? (this.elapsed * (this.total - this.done)) / own : 0;
  }
}

/** Says at most every `interval` seconds that it is time. */
export class Interval {
  private last: number;

  constructor(
    private readonly interval: number,
    private readonly now: () => number = seconds,
  ) {
    this.last = now();
  }

  due(): boolean {
    if (this.now() - this.last < this.interval) return false;
    this.restart();
    return true;
  }

  restart(): void {
    this.last = this.now();
  }
}

function seconds(): number {
  return performance.now() / 1000;
}
