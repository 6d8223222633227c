/**
 * How long jobs take, learned from those that have ended, and what follows for those that wait. Pure.
 *
 * One mean per (network, quality, size). A size that was never measured lies on the line between its measured neighbours in
 * log seconds over log size, or is scaled from the nearest one by its number of pixels. A network or quality that was never
 * measured is scaled by the rough table below, as far as what was measured deviates from that table.
 */
import type { NetworkChoice, Quality } from '../../domain/request.js';
import { getOrAdd } from '../../lib/get-or-add.js';

/** What the length of a job depends on. */
export interface WorkSize {
  network: NetworkChoice;
  quality: Quality;
  /** Longer side of the result, px. */
  size: number;
}

/**
 * Rough seconds at 512 px on 2 cores, before anything was measured: only their ratios matter, and only until they are.
 * Networks by their measured step times at 512 px (0.3 s compact, 2.2 s vgg19; vgg16 has 0.78 of vgg19's multiplications; auto
 * is compact, or vgg19 on a GPU that makes up for it);
 * qualities by the number of full-size steps that each is meant to spend.
 */
const ROUGH_NETWORK: Record<NetworkChoice, number> = { auto: 1, compact: 1, vgg16: 5.7, vgg19: 7.3 };
const ROUGH_QUALITY: Record<Quality, number> = { draft: 10, standard: 30, fine: 75, paper: 150 };

/** Weight of the newest measurement once there are several: follows a change of machine load within about five jobs. */
const NEWEST = 0.2;

class Mean {
  #count = 0;
  value = Number.NaN;

  /** The plain mean of the first five values, then an exponential one. */
  add(value: number): void {
    this.#count++;
    const weight = Math.max(NEWEST, 1 / this.#count);
    this.value = this.#count === 1 ? value : this.value + weight * (value - this.value);
  }
}

export class Speed {
  /** `network/quality` -> size -> seconds. */
  readonly #curves = new Map<string, Map<number, Mean>>();
  /** Measured time over the rough table's, per network, and of all. */
  readonly #deviation = new Map<string, Mean>();
  /** Answers since the last measurement: lines are long and work sizes few. */
  readonly #answers = new Map<string, number | undefined>();

  /** A job of this size took so many seconds. */
  learn(work: WorkSize, seconds: number): void {
    if (!(seconds > 0)) return;
    const curve = getOrAdd(this.#curves, `${work.network}/${work.quality}`, () => new Map<number, Mean>());
    getOrAdd(curve, work.size, () => new Mean()).add(seconds);
    for (const scope of [work.network, 'all']) {
      getOrAdd(this.#deviation, scope, () => new Mean()).add(seconds / roughSeconds(work));
    }
    this.#answers.clear();
  }

  /** Expected seconds of a job, or undefined before any job was measured. */
  seconds(work: WorkSize): number | undefined {
    const key = `${work.network}/${work.quality}/${work.size}`;
    if (!this.#answers.has(key)) this.#answers.set(key, this.#estimate(work));
    return this.#answers.get(key);
  }

  #estimate(work: WorkSize): number | undefined {
    const curve = this.#curves.get(`${work.network}/${work.quality}`);
    if (curve !== undefined) return alongCurve(curve, work.size);
    const deviation = this.#deviation.get(work.network) ?? this.#deviation.get('all');
    return deviation && deviation.value * roughSeconds(work);
  }
}

/** A positive guess for any job, measured or not. */
export function roughSeconds({ network, quality, size }: WorkSize): number {
  return ROUGH_NETWORK[network] * ROUGH_QUALITY[quality] * (size / 512) ** 2;
}

function alongCurve(curve: Map<number, Mean>, size: number): number {
  const at = (measured: number) => curve.get(measured)!.value;
  const below = Math.max(...[...curve.keys()].filter((measured) => measured <= size));
  const above = Math.min(...[...curve.keys()].filter((measured) => measured >= size));
  if (below === above) return at(size);
  if (!Number.isFinite(below)) return at(above) * (size / above) ** 2;
  if (!Number.isFinite(above)) return at(below) * (size / below) ** 2;
  const share = Math.log(size / below) / Math.log(above / below);
  return at(below) ** (1 - share) * at(above) ** share;
}
