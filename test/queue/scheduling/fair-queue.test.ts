import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EngineTime, WINDOW } from '../../../src/queue/scheduling/engine-time.js';
import { FairQueue, type QueuedJob } from '../../../src/queue/scheduling/fair-queue.js';

const MINUTE = 60_000;
const one = { maxRunningPerUser: 1, fairRunningPerCommunity: 100 };
const claim = (id: string, user: string, seconds = 30, community = 'web'): QueuedJob => ({
  id,
  user,
  community,
  seconds,
});
const ids = (line: FairQueue) => [...line.waiting()].map(({ id }) => id);

describe('FairQueue', () => {
  it("puts everybody's second job after the first of all, first come first", () => {
    const line = new FairQueue(one);
    for (const [id, user] of ['a1 ann', 'a2 ann', 'a3 ann', 'b1 bob', 'b2 bob', 'c1 cleo'].map((x) =>
      x.split(' '),
    )) {
      line.add(claim(id!, user!));
    }
    expect(ids(line)).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3']);
    expect(line.position('a2')).toBe(4);
    expect(line.position('nobody')).toBeUndefined();
  });

  it('keeps the debt of a running job: its user does not get ahead by it', () => {
    const line = new FairQueue(one);
    line.add(claim('a1', 'ann'));
    expect(line.take(0)?.id).toBe('a1');
    line.add(claim('a2', 'ann'));
    line.add(claim('b1', 'bob'));
    expect(ids(line)).toEqual(['b1', 'a2']);
    line.ended('a1', 'ann', 5, 0);
    line.add(claim('c1', 'cleo'));
    expect(ids(line)).toEqual(['b1', 'c1', 'a2']);
  });

  it('moves the later jobs of a user up when an earlier one is cancelled', () => {
    const line = new FairQueue(one);
    for (const [id, user] of [
      ['a1', 'ann'],
      ['a2', 'ann'],
      ['b1', 'bob'],
      ['b2', 'bob'],
    ])
      line.add(claim(id!, user!));
    expect(line.remove('b1')).toBe(true);
    expect(line.remove('b1')).toBe(false);
    expect(ids(line)).toEqual(['a1', 'b2', 'a2']);
  });

  it('forgives engine time after an hour: then the first come goes first', () => {
    const line = new FairQueue(one);
    line.charge('ann', 600, 0);
    line.add(claim('a1', 'ann'));
    line.add(claim('b1', 'bob'));
    line.add(claim('c1', 'cleo'));
    expect(ids(line)).toEqual(['b1', 'c1', 'a1']);
    expect(line.take(WINDOW / 2)?.id).toBe('b1');
    expect(line.take(WINDOW + 5 * MINUTE)?.id).toBe('a1');
  });

  it('counts a run that took no time as more than none', () => {
    const line = new FairQueue(one);
    line.add(claim('a1', 'ann'));
    line.take(0);
    line.ended('a1', 'ann', 0, 0);
    line.add(claim('a2', 'ann'));
    line.add(claim('b1', 'bob'));
    expect(ids(line)).toEqual(['b1', 'a2']);
  });

  it('gives an engine to another community first when one has its share', () => {
    const line = new FairQueue({ maxRunningPerUser: 1, fairRunningPerCommunity: 1 });
    for (const user of ['r1', 'r2', 'r3']) line.add(claim(user, user, 30, 'red'));
    line.add(claim('b1', 'b1', 30, 'blue'));
    expect([1, 2, 3, 4, 5].map(() => line.take(0)?.id)).toEqual(['r1', 'b1', 'r2', 'r3', undefined]);
  });

  it('counts what waits', () => {
    const line = new FairQueue(one);
    line.add(claim('a1', 'ann', 30, 'red'));
    line.add(claim('a2', 'ann', 30, 'blue'));
    expect([line.size, line.waitingOf('ann'), line.waitingIn('red'), line.waitingIn('blue')]).toEqual([
      2, 2, 1, 1,
    ]);
    line.take(0);
    expect([line.size, line.waitingOf('ann'), line.waitingIn('red'), line.waitingIn('blue')]).toEqual([
      1, 1, 0, 1,
    ]);
  });

  it('holds its promises whatever happens', () => {
    const action = fc.oneof(
      fc.record({
        kind: fc.constant('add' as const),
        user: fc.nat(4),
        seconds: fc.integer({ min: 1, max: 50 }),
      }),
      fc.record({ kind: fc.constant('take' as const) }),
      fc.record({ kind: fc.constant('end' as const), seconds: fc.nat(90) }),
      fc.record({ kind: fc.constant('cancel' as const), index: fc.nat(30) }),
      fc.record({ kind: fc.constant('pass' as const), minutes: fc.nat(20) }),
    );
    fc.assert(fc.property(fc.array(action, { maxLength: 120 }), keepsItsPromises), { numRuns: 200 });
  });
});

type Action =
  | { kind: 'add'; user: number; seconds: number }
  | { kind: 'take' }
  | { kind: 'end'; seconds: number }
  | { kind: 'cancel'; index: number }
  | { kind: 'pass'; minutes: number };

/** Against a plain model: who is taken had the least engine time of all who may run, and is that user's oldest job. */
function keepsItsPromises(actions: Action[]): void {
  const line = new FairQueue(one);
  const used = new EngineTime();
  let waiting: QueuedJob[] = [];
  const running: QueuedJob[] = [];
  let now = 0;
  for (const [number, action] of actions.entries()) {
    if (action.kind === 'pass') now += action.minutes * MINUTE;
    if (action.kind === 'add') {
      const added = claim(`job ${number}`, `user ${action.user}`, action.seconds);
      waiting.push(added);
      line.add(added);
    }
    if (action.kind === 'cancel' && waiting.length > 0) {
      const [gone] = waiting.splice(action.index % waiting.length, 1);
      expect(line.remove(gone!.id)).toBe(true);
    }
    if (action.kind === 'end' && running.length > 0) {
      const ended = running.shift()!;
      line.ended(ended.id, ended.user, action.seconds, now);
      used.charge(ended.user, Math.max(action.seconds, 0.001), now);
    }
    if (action.kind === 'take') {
      used.forgetBefore(now);
      const eligible = waiting.filter(({ user }) => running.every((run) => run.user !== user));
      const least = Math.min(...eligible.map(({ user }) => used.of(user)));
      const best = eligible.find(({ user }) => used.of(user) <= least + 1e-6);
      expect(line.take(now)?.id).toBe(best?.id);
      waiting = waiting.filter((job) => job !== best);
      if (best) running.push(best);
    }
    expect(line.size).toBe(waiting.length);
    expect(new Set(ids(line))).toEqual(new Set(waiting.map(({ id }) => id)));
    for (const [index, id] of ids(line).entries()) expect(line.position(id)).toBe(index + 1);
  }
}
