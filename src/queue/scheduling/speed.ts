/**
 * How long jobs take: their work, which is known, at the mean rate of those that have ended. Pure. One rate per network; that of a
 * network that was never measured is scaled from all others by the table below.
 */

import { framesOf } from '../../domain/motion.js';
import { partsOf } from '../../domain/part.js';
import type { NetworkChoice, Quality, Settings } from '../../domain/request.js';
import { CELL_QUALITY, CELL_SIDE } from '../../domain/sheet.js';
import { getOrAdd } from '../../lib/get-or-add.js';

/** What the length of a job depends on. */
export interface WorkSize {
  network: NetworkChoice;
  quality: Quality;
  /** Longer side of the result, px. */
  size: number;
  normalisation?: Settings['normalisation'];
}

/**
 * Work by the pixel of the result's square, in steps at its size: what the engine plans (totalWork of engine/pipeline/plan.ts) for a
 * photo of 3:2, within 15 % from 128 to 2048 px.
 */
const STEPS: Record<Quality, number> = { draft: 14, standard: 24, fine: 45, paper: 333 };

/** As the first implementation did it, which vgg16 and vgg19 can: 4000 steps instead of 500. */
const FIRST_IMPLEMENTATION = 8;

/**
 * A network's time for a step against compact's (0.3 s compact, 2.2 s vgg19 at 512 px on 2 cores; vgg16 has 0.78 of vgg19's
 * multiplications; auto is compact, or vgg19 on a GPU that makes up for it).
 */
const NETWORK: Record<NetworkChoice, number> = { auto: 1, compact: 1, vgg16: 5.7, vgg19: 7.3 };

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
  /** Seconds by the unit of work, of each network and of all. */
  readonly #rates = new Map<NetworkChoice | 'all', Mean>();

  /** A job of this size took `seconds`. */
  learn(work: WorkSize, seconds: number): void {
    if (!(seconds > 0)) return;
    for (const scope of [work.network, 'all'] as const) {
      getOrAdd(this.#rates, scope, () => new Mean()).add(seconds / workOf(work));
    }
  }

  /** Expected seconds of a job, or undefined before any job was measured. */
  seconds(work: WorkSize): number | undefined {
    const rate = this.#rates.get(work.network) ?? this.#rates.get('all');
    return rate && rate.value * workOf(work);
  }
}

/** The part of a request that says how long it takes. */
export interface SizedRequest {
  settings: WorkSize & Partial<Pick<Settings, 'motion' | 'mode' | 'where'>>;
  /** Of a moving picture. */
  frames?: number;
  styles?: readonly unknown[];
  /** The cells of a contact sheet. */
  sheet?: readonly unknown[];
}

/**
 * What a cell costs against its share of a large picture: each is a run that begins and searches by itself. Measured 2026-11-27 on 2 cores
 * under load: nine cells in 33 s, 768 px standard in 46 s.
 */
const CELL_COST = 2.2;

/** What a frame of a moving picture costs that starts from the one before it, against the first (pipeline/plan.ts: planFrame). */
const FRAME_COST = 0.67;

/**
 * Subject and background in two styles take as long as two pictures, a contact sheet takes as long as one picture with the area of all its cells, and what each costs beyond, and a moving
 * picture as one with the area of its frames.
 */
export function workSizeOf(request: SizedRequest): WorkSize {
  const { settings, styles = [], sheet } = request;
  const { network, quality, normalisation, where = 'all' } = settings;
  if (!sheet) {
    const runs = Math.max(1, partsOf({ styles, settings: { where } }).length);
    const size = settings.size * Math.sqrt(runs * (1 + FRAME_COST * (framesOf(request) - 1)));
    return { network, quality, size, ...(normalisation && { normalisation }) };
  }
  return {
    network,
    quality: CELL_QUALITY,
    size: CELL_SIDE * Math.sqrt(CELL_COST * sheet.length),
  };
}

/** The work of a job, in steps of the network compact at 512 px; a positive guess of its seconds before any was measured. */
export function workOf({ network, quality, size, normalisation }: WorkSize): number {
  const isFirst = quality === 'paper' && normalisation === 'keras' && network.startsWith('vgg');
  const steps = STEPS[quality] * (isFirst ? FIRST_IMPLEMENTATION : 1);
  return NETWORK[network] * steps * (size / 512) ** 2;
}
