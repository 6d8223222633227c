/**
 * When waiting jobs will start: the line is played forward over the engines, each job on the first engine to be free and
 * after the earlier jobs of its user. Pure. It leaves out that a community over its share is passed over, which moves
 * single jobs by one run at most while engines are scarce.
 */
import { getOrAdd } from '../../lib/get-or-add.js';

export interface RunningJob {
  user: string;
  /** Until it ends, s; undefined when that is not known yet. */
  secondsLeft?: number | undefined;
}

export interface WaitingJob {
  user: string;
  /** Expected engine time, s; undefined before any job was measured. */
  seconds?: number | undefined;
}

/** So much of the line is played forward for one question; beyond, time is taken to grow with the place. Bounds the cost. */
const PLAYED = 200;

/** Seconds until the job at this place (1 is next) starts, or undefined when that is not known. */
export function secondsToStart(
  position: number,
  ...situation: Parameters<typeof startTimes>
): number | undefined {
  let place = 0;
  for (const start of startTimes(...situation)) {
    place++;
    if (place === position) return start;
    if (place === PLAYED) return start && (start * position) / PLAYED;
  }
  return undefined;
}

/** Yields for each job of the line, next first, the seconds until it starts; undefined from where that is not known. */
export function* startTimes(
  line: Iterable<WaitingJob>,
  running: readonly RunningJob[],
  engines: number,
  maxRunningPerUser: number,
): Generator<number | undefined> {
  const engineSlots = new Slots(engines);
  const userSlots = new Map<string, Slots>();
  const slotsOf = (user: string) => getOrAdd(userSlots, user, () => new Slots(maxRunningPerUser));
  for (const { user, secondsLeft = Number.NaN } of running) {
    engineSlots.occupy(secondsLeft);
    slotsOf(user).occupy(secondsLeft);
  }
  for (const { user, seconds = Number.NaN } of line) {
    const own = slotsOf(user);
    const free = engineSlots.free;
    const start = Math.max(free, own.free);
    yield Number.isNaN(start) ? undefined : start;
    // The engine is not kept idle for a user who has to wait: somebody else runs on it meanwhile.
    engineSlots.occupy(free + seconds);
    own.occupy(start + seconds);
  }
}

/** A number of places for runs; unknown times are NaN, which Math.min and Math.max propagate. */
class Slots {
  readonly #ends: number[] = [];
  readonly #count: number;

  constructor(count: number) {
    this.#count = count;
  }

  /** When the first place is free, s. */
  get free(): number {
    return this.#ends.length < this.#count ? 0 : Math.min(...this.#ends);
  }

  /** Fills the first free place until `end`. */
  occupy(end: number): void {
    const free = this.free;
    if (this.#ends.length < this.#count) this.#ends.push(end);
    else this.#ends[Number.isNaN(free) ? this.#ends.findIndex(Number.isNaN) : this.#ends.indexOf(free)] = end;
  }
}
