/**
 * The line as it stands in Redis, looked at with the planner of the embedded queue: the same order, the same expectations.
 * A planner is built from each snapshot; what all processes know of the past is fetched once and then only added to.
 */

import type { Clock } from '../../lib/clock.js';
import type { QueueLimits } from '../scheduling/limits.js';
import { type PlannedJob, type PlannedRun, Planner } from '../scheduling/planner.js';
import type { RedisConnection } from './redis-connection.js';

/** A job that runs. */
export interface RunningEntry extends PlannedJob {
  /** ms since the epoch. */
  startedAt: number;
}

/** Runs that are remembered: more than one engine does in an hour, and enough to know its speed. */
const PAST_RUNS = 1000;

export interface SnapshotOptions {
  connection: RedisConnection;
  limits: QueueLimits;
  /** How long a worker may be silent, ms: then its engines do not count any more. */
  lease: number;
  clock: Clock;
}

export interface WaitingEntry {
  job: PlannedJob;
  /** As it stands in Redis. */
  plan: string;
  /** A run of it was interrupted. */
  hasBegun: boolean;
}

interface Snapshot {
  /** Changes with what runs. */
  version: string;
  /** In the order of arrival; those whose run was interrupted first. */
  waiting: WaitingEntry[];
  running: RunningEntry[];
  /** Job -> expected end, ms since the epoch. */
  ends: Map<string, number>;
  engines: number;
}

export class QueueSnapshots {
  readonly #options: SnapshotOptions;
  readonly #past: PlannedRun[] = [];
  /** Of the stream of past runs: everything up to it is known. */
  #lastRun = '0-0';

  constructor(options: SnapshotOptions) {
    this.#options = options;
  }

  /** A planner that knows all jobs. */
  async planner(): Promise<Planner> {
    const snapshot = await this.#look();
    const planner = this.#plan(snapshot);
    for (const { job } of snapshot.waiting) planner.add(job);
    return planner;
  }

  /** The job whose turn it is, or none; `version` names the snapshot. */
  async next(): Promise<{ next: WaitingEntry | undefined; version: string }> {
    const { version, ...snapshot } = await this.#look();
    const planner = this.#plan(snapshot);
    const begun = snapshot.waiting.find(({ job, hasBegun }) => {
      planner.add(job);
      // Jobs that were interrupted resume first, while nobody else is in line.
      return hasBegun && planner.next() !== undefined;
    });
    if (begun) return { next: begun, version };
    const id = planner.next();
    return { next: snapshot.waiting.find(({ job }) => job.id === id), version };
  }

  /** The user's jobs that wait or run, and how many there are of all. */
  async overview(
    user: string,
  ): Promise<{ waiting: number; running: number; own: string[]; planner: Planner }> {
    const snapshot = await this.#look();
    const planner = this.#plan(snapshot);
    for (const { job } of snapshot.waiting) planner.add(job);
    const all = [...snapshot.running, ...snapshot.waiting.map(({ job }) => job)];
    const own = all.filter((job) => job.user === user).map(({ id }) => id);
    return { waiting: snapshot.waiting.length, running: snapshot.running.length, own, planner };
  }

  /** A planner that knows what runs and what has run. */
  #plan({ running, ends, engines }: Omit<Snapshot, 'version'>): Planner {
    const { limits, clock } = this.#options;
    // Starts and ends are dates of other machines: the planner's time is that of a date here.
    let time = clock.now();
    const asPlanned = () => time;
    const planner = new Planner({ engines, limits, clock: { now: asPlanned, monotonic: asPlanned } });
    planner.restore(this.#past);
    const present = time;
    for (const entry of running.sort((a, b) => a.startedAt - b.startedAt)) {
      const { id, startedAt } = entry;
      planner.add(entry);
      // Alone in line it is always next, unless the limit for one person has been lowered since.
      if (planner.next() === undefined) {
        planner.remove(id);
        continue;
      }
      time = startedAt;
      planner.started(entry);
      time = present;
      const end = ends.get(id);
      if (end !== undefined) planner.expect(id, (end - present) / 1000);
    }
    return planner;
  }

  async #look(): Promise<Snapshot> {
    const { connection, lease } = this.#options;
    const answer = (await connection.run('snapshot', [], [`(${this.#lastRun}`, lease])) as Answer;
    const [version, waiting, running, ends, runs, workers] = answer;
    this.#remember(runs);
    return {
      version,
      waiting: pairs(waiting).map(([plan, score]) => ({
        job: JSON.parse(plan),
        plan,
        hasBegun: Number(score) < 0,
      })),
      running: running.map((entry) => JSON.parse(entry)),
      ends: new Map(pairs(ends).map(([id, end]) => [id, Number(end)])),
      engines: Math.max(
        1,
        workers.reduce((sum, worker) => sum + enginesOf(worker), 0),
      ),
    };
  }

  /** Two looks at once bring the same runs. */
  #remember(runs: Answer[4]): void {
    for (const [id, [, run]] of runs.filter(([id]) => isLater(id, this.#lastRun))) {
      this.#past.push(JSON.parse(run!));
      this.#lastRun = id;
    }
    this.#past.splice(0, this.#past.length - PAST_RUNS);
    // Clocks of workers differ a little.
    this.#past.sort((a, b) => a.job.finishedAt! - b.job.finishedAt!);
  }
}

/** Ids of a stream are `ms-number`. */
function isLater(a: string, b: string): boolean {
  const [aMs, aNumber] = a.split('-').map(Number);
  const [bMs, bNumber] = b.split('-').map(Number);
  return aMs! > bMs! || (aMs === bMs && aNumber! > bNumber!);
}

/** What lua/snapshot.lua returns. */
type Answer = [string, string[], string[], string[], [id: string, fields: string[]][], string[]];

/** How a worker is listed. */
export function workerName(id: string, engines: number): string {
  return `${engines} ${id}`;
}

function enginesOf(worker: string): number {
  return Number.parseInt(worker, 10);
}

function pairs(flat: string[]): [string, string][] {
  return flat.flatMap((first, index) =>
    index % 2 === 0 ? [[first, flat[index + 1]!] as [string, string]] : [],
  );
}
