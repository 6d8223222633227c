/**
 * Whose turn it is. The next job is the one whose user had the least engine time in the last hour; between equals the first
 * come goes first. Pure: no clock, no I/O; the time is passed in, and a line is restored by `charge` and `add`.
 *
 * Every waiting job is ranked by the engine time that its user will have had when its turn comes: what was used in the
 * window, and what the user's running and earlier waiting jobs are expected to take. This is start-time fair queueing
 * (Goyal, Vin, Cheng 1996) with the user's recent use in place of a virtual clock: one person's second job comes after
 * everybody else's first. A window rather than exponential decay, because its sum becomes exactly nothing: then first come,
 * first served ends the wait of a heavy user, however many newcomers there are.
 */

import { getOrAdd } from '../../lib/get-or-add.js';
import { EngineTime } from './engine-time.js';

/** A job as the line sees it. */
export interface QueuedJob {
  id: string;
  user: string;
  community: string;
  /** Engine time it is expected to take, s, > 0. */
  seconds: number;
}

export interface FairRules {
  /** A user who has this many running waits; nobody else does. */
  maxRunningPerUser: number;
  /** A community that has this many running waits while another community could run. */
  fairRunningPerCommunity: number;
}

interface Place extends QueuedJob {
  /** Order of arrival. */
  arrival: number;
  /** Expected engine time of its user's jobs before it, s, from an origin of the user's own: only differences count. */
  mark: number;
  owner: Owner;
  group: Group;
}

/** A user who has jobs here. */
interface Owner {
  /** First come first. */
  waiting: Place[];
  running: Place[];
  /** Engine time used and in use, s: the rank of its first waiting job. */
  debt: number;
}

/** A community that has jobs here: how many. */
interface Group {
  waiting: number;
  running: number;
}

/** Charged for any run, s: two jobs that took no measurable time still count as more than one. */
const SHORTEST_RUN = 0.001;

export class FairQueue {
  readonly #rules: FairRules;
  readonly #used = new EngineTime();
  readonly #owners = new Map<string, Owner>();
  readonly #groups = new Map<string, Group>();
  readonly #places = new Map<string, Place>();
  /** The owners of waiting jobs, in the order of their first ones. */
  readonly #turns: Owner[] = [];
  #arrivals = 0;

  constructor(rules: FairRules) {
    this.#rules = rules;
  }

  /** Waiting jobs. */
  get size(): number {
    return this.#places.size;
  }

  waitingOf(user: string): number {
    return this.#owners.get(user)?.waiting.length ?? 0;
  }

  waitingIn(community: string): number {
    return this.#groups.get(community)?.waiting ?? 0;
  }

  /** The waiting jobs, next first: everybody's first jobs, merged with the later ones as they come up. */
  *waiting(): Generator<QueuedJob> {
    const later: { place: Place; index: number }[] = [];
    let turn = 0;
    for (;;) {
      const first = this.#turns[turn]?.waiting[0];
      const isLater = later[0] !== undefined && (first === undefined || before(later[0].place, first));
      const { place, index } = isLater ? later.shift()! : { place: first, index: 0 };
      if (place === undefined) return;
      if (!isLater) turn++;
      yield place;
      const next = place.owner.waiting[index + 1];
      if (next === undefined) continue;
      const at = bisect(later, (other) => before(other.place, next));
      later.splice(at, 0, { place: next, index: index + 1 });
    }
  }

  /** Place in line of a waiting job: 1 is next. */
  position(id: string): number | undefined {
    const mine = this.#places.get(id);
    if (mine === undefined) return undefined;
    const turns = bisect(this.#turns, ({ waiting }) => before(waiting[0]!, mine));
    let position = 1;
    for (let turn = 0; turn < turns; turn++) {
      const { waiting } = this.#turns[turn]!;
      position += waiting.length === 1 ? 1 : bisect(waiting, (place) => before(place, mine));
    }
    return position;
  }

  add(claim: QueuedJob): void {
    const owner = getOrAdd(this.#owners, claim.user, () => ({ waiting: [], running: [], debt: 0 }));
    const group = getOrAdd(this.#groups, claim.community, () => ({ waiting: 0, running: 0 }));
    const last = owner.waiting.at(-1);
    const mark = last ? last.mark + last.seconds : 0;
    const place: Place = { ...claim, arrival: this.#arrivals++, mark, owner, group };
    this.#places.set(place.id, place);
    group.waiting++;
    this.#change(claim.user, owner, () => owner.waiting.push(place));
  }

  /** Takes a waiting job out of the line; false when it does not wait. */
  remove(id: string): boolean {
    const place = this.#places.get(id);
    if (place === undefined) return false;
    const { waiting } = place.owner;
    const index = waiting.indexOf(place);
    if (index > 0) for (const later of waiting.slice(index)) later.mark -= place.seconds;
    this.#leave(place, () => waiting.splice(index, 1));
    return true;
  }

  /** Takes the job that may run now, or nothing when every waiting user has enough running. `now` in ms. */
  take(now: number): QueuedJob | undefined {
    for (const user of this.#used.forgetBefore(now)) this.#change(user, this.#owners.get(user));
    const place = this.#next();
    if (place === undefined) return undefined;
    place.group.running++;
    this.#leave(place, () => place.owner.running.push(place.owner.waiting.shift()!));
    return place;
  }

  /** A job that was taken has ended, after `seconds` on an engine. */
  ended(id: string, user: string, seconds: number, now: number): void {
    const running = this.#owners.get(user)?.running ?? [];
    const place = running.find((candidate) => candidate.id === id);
    if (place === undefined) return;
    running.splice(running.indexOf(place), 1);
    place.group.running--;
    this.#pruneGroup(place);
    this.charge(user, seconds, now);
  }

  /** Counts engine time that a user had. `now` in ms. */
  charge(user: string, seconds: number, now: number): void {
    this.#used.charge(user, Math.max(seconds, SHORTEST_RUN), now);
    this.#change(user, this.#owners.get(user));
  }

  #next(): Place | undefined {
    let overShare: Place | undefined;
    for (const { waiting, running } of this.#turns) {
      if (running.length >= this.#rules.maxRunningPerUser) continue;
      const place = waiting[0]!;
      if (place.group.running < this.#rules.fairRunningPerCommunity) return place;
      overShare ??= place;
    }
    return overShare;
  }

  #leave(place: Place, leave: () => void): void {
    this.#places.delete(place.id);
    place.group.waiting--;
    this.#pruneGroup(place);
    this.#change(place.user, place.owner, leave);
  }

  #pruneGroup({ community, group }: Place): void {
    if (group.waiting + group.running === 0) this.#groups.delete(community);
  }

  /** Changes something about a user, who gets a new turn by it; a user without jobs is forgotten. */
  #change(user: string, owner: Owner | undefined, change: () => void = () => {}): void {
    if (owner === undefined) return;
    if (owner.waiting.length > 0) this.#turns.splice(this.#turnOf(owner), 1);
    change();
    owner.debt = owner.running.reduce((debt, { seconds }) => debt + seconds, this.#used.of(user));
    if (owner.waiting.length > 0) this.#turns.splice(this.#turnOf(owner), 0, owner);
    else if (owner.running.length === 0) this.#owners.delete(user);
  }

  #turnOf(owner: Owner): number {
    return bisect(this.#turns, ({ waiting }) => before(waiting[0]!, owner.waiting[0]!));
  }
}

/** Engine time that its user will have had when the turn of the job comes, s. */
function rank({ owner, mark }: Place): number {
  return owner.debt + mark - owner.waiting[0]!.mark;
}

function before(a: Place, b: Place): boolean {
  const difference = rank(a) - rank(b);
  return difference < 0 || (difference === 0 && a.arrival < b.arrival);
}

/** How many elements of a sorted list come before something. */
function bisect<T>(list: readonly T[], comesBefore: (element: T) => boolean): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (comesBefore(list[middle]!)) low = middle + 1;
    else high = middle;
  }
  return low;
}
