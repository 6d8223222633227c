import { beforeEach, describe, expect, it } from 'vitest';
import { EditBudget, type Urgency } from '../../../../src/bots/slack/delivery/edit-budget.js';
import { SteppedTime } from '../../../support/stepped-time.js';

let clock: SteppedTime;
let editBudget: EditBudget;
/** Names of what was edited, in order, with the second in which it was. */
let edits: { name: string; at: number }[];

beforeEach(() => {
  clock = new SteppedTime();
  editBudget = new EditBudget(clock);
  edits = [];
});

function ask(name: string, urgency: Urgency = 'running', team = 'T1'): void {
  void editBudget.take(team, name, urgency).then(() => edits.push({ name, at: clock.seconds }));
}

describe('the budget of a workspace', () => {
  it('lets a few edits through at once, and 45 a minute after that', async () => {
    for (let index = 0; index < 100; index++) ask(`m${index}`);
    await clock.pass(0);
    expect(edits).toHaveLength(5);
    await clock.pass(60);
    expect(edits).toHaveLength(50);
    await clock.pass(60);
    expect(edits).toHaveLength(95);
  });

  it('has no minute with more than Slack’s 50, however they come', async () => {
    for (let second = 0; second < 300; second++) {
      for (let index = 0; index < 3; index++) ask(`m${index}`);
      await clock.pass(1);
    }
    for (const { at } of edits) {
      expect(edits.filter((edit) => edit.at >= at && edit.at < at + 60).length).toBeLessThanOrEqual(50);
    }
    expect(edits.length).toBeGreaterThan(220);
  });

  it('gives ends their turn first, then pictures, then places in line, each in order', async () => {
    for (let index = 0; index < 5; index++) ask('before');
    await clock.pass(0);
    ask('w1', 'waiting');
    ask('r1', 'running');
    ask('w2', 'waiting');
    ask('f1', 'final');
    ask('r2', 'running');
    await clock.pass(10);
    expect(edits.slice(5).map(({ name }) => name)).toEqual(['f1', 'r1', 'r2', 'w1', 'w2']);
  });

  it('is silent for as long as Slack asks', async () => {
    editBudget.pause('T1', 30);
    ask('m');
    await clock.pass(29);
    expect(edits).toEqual([]);
    await clock.pass(3);
    expect(edits).toHaveLength(1);
  });

  it('is one for each workspace', async () => {
    editBudget.pause('T1', 30);
    ask('there', 'running', 'T2');
    await clock.pass(0);
    expect(edits).toHaveLength(1);
  });
});

describe('the time between two edits of a message', () => {
  it('is what the settings say while there are few messages', () => {
    ask('m1');
    ask('m2');
    expect(editBudget.interval('T1', 'm1', 4000)).toBe(4000);
  });

  it('grows with the messages, so that all of them together stay within the budget', () => {
    for (let index = 0; index < 30; index++) ask(`m${index}`);
    expect(editBudget.interval('T1', 'm1', 4000)).toBe((30 / 45) * 60_000);
  });

  it('does not let those who wait slow down those who are painted', () => {
    for (let index = 0; index < 49; index++) ask(`w${index}`, 'waiting');
    ask('r1', 'running');
    expect(editBudget.interval('T1', 'r1', 4000)).toBe(4000);
    expect(editBudget.interval('T1', 'w1', 4000)).toBeGreaterThan(60_000);
  });

  it('forgets messages that have ended, and those that nobody has heard of for long', async () => {
    for (let index = 0; index < 30; index++) ask(`m${index}`);
    for (let index = 0; index < 20; index++) ask(`m${index}`, 'final');
    expect(editBudget.interval('T1', 'm29', 4000)).toBe((10 / 45) * 60_000);
    await clock.pass(11 * 60);
    expect(editBudget.interval('T1', 'm29', 4000)).toBe(4000);
  });
});
