import { describe, expect, it } from 'vitest';
import { secondsToStart, startTimes } from '../../../src/queue/scheduling/estimate.js';

const line = (...jobs: [user: string, seconds?: number][]) =>
  jobs.map(([user, seconds]) => ({ user, seconds }));
const run = (user: string, secondsLeft?: number) => ({ user, secondsLeft });

describe('startTimes', () => {
  it('starts jobs at once while engines are free', () => {
    expect([...startTimes(line(['a', 10], ['b', 10]), [], 2, 1)]).toEqual([0, 0]);
  });

  it('gives each job the first engine to be free', () => {
    const running = [run('x', 5), run('y', 8)];
    const waiting = line(['a', 10], ['b', 10], ['c', 10], ['d', 10]);
    expect([...startTimes(waiting, running, 2, 1)]).toEqual([5, 8, 15, 18]);
  });

  it('makes a user wait for their own running job while others pass', () => {
    expect([...startTimes(line(['x', 10], ['a', 10]), [run('x', 60)], 3, 1)]).toEqual([60, 0]);
  });

  it('lets a user run as many at once as allowed', () => {
    expect([...startTimes(line(['x', 10], ['x', 10]), [run('x', 60), run('x', 20)], 5, 3)]).toEqual([0, 10]);
  });

  it('does not invent times: unknown from where they would be needed', () => {
    expect([...startTimes(line(['a'], ['b']), [run('x', 7)], 1, 1)]).toEqual([7, undefined]);
    expect([...startTimes(line(['a', 5]), [run('x')], 1, 1)]).toEqual([undefined]);
    expect([...startTimes(line(['a'], ['b']), [], 2, 1)]).toEqual([0, 0]);
  });
});

describe('secondsToStart', () => {
  const long = line(...Array.from({ length: 5000 }, (_, user): [string, number] => [`u${user}`, 4]));

  it('is the time of that place in line', () => {
    expect(secondsToStart(1, long, [run('x', 3)], 2, 1)).toBe(0);
    expect(secondsToStart(3, long, [], 2, 1)).toBe(4);
    expect(secondsToStart(1, [], [], 1, 1)).toBeUndefined();
  });

  it('continues in proportion far down the line', () => {
    const seconds = secondsToStart(5000, long, [], 2, 1)!;
    expect(seconds / (5000 * 2)).toBeGreaterThan(0.95);
    expect(seconds / (5000 * 2)).toBeLessThan(1.05);
  });
});
