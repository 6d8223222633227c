/** The end of a job that took over a minute is a new message, since an edit notifies nobody: one message, whatever fails between the two. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FakeInteraction } from '../../../simulators/discord/index.js';
import { AtelierError } from '../../../src/domain/errors.js';
import { isDone, letTimePass, openStudio, type Studio } from '../../support/discord.js';
import { FakeEngine } from '../../support/fake-engine.js';

let studio: Studio;
let stop = () => {};
beforeEach(async () => {
  studio = await openStudio();
});
afterEach(() => {
  stop();
  return studio.close();
});

/** A job that has taken two minutes, and comes to its end now. */
async function late(options = {}): Promise<FakeInteraction> {
  const interaction = await studio.begun(options);
  studio.discord.clock.advance(120_000);
  studio.gate.open();
  return interaction;
}

const shown = () => studio.art.messagesFor(studio.ann);

it('has the buttons of the picture, and goes with Delete; /jobs leads to it', async () => {
  const { ann, art, discord, app } = studio;
  await late();
  const done = await studio.notified();
  const list = await ann.slash(art, 'jobs').message();
  expect(list.text).toContain(`/${art.id}/${done.id}`);
  const again = await ann.press(done, 'Again').until(isDone);
  expect(again.id).not.toBe(done.id);
  ann.submit(await ann.select(done, 'More', 'Delete').modal(), {});
  await discord.until(() => done.deleted, 'the message to go');
  expect(app.errors).toEqual([]);
});

it('comes for what broke off as well', async () => {
  await studio.close();
  const engine = new FakeEngine();
  studio = await openStudio({ engine });
  const { ann, art, cat, discord } = studio;
  const interaction = ann.slash(art, 'stylize', { content: cat, preset: 'mosaic' });
  const run = await engine.nextRun();
  run.start();
  await interaction.until(({ text }) => text.includes('Setting up the canvas'));
  discord.clock.advance(120_000);
  run.fail(new AtelierError('out_of_memory', 'too little memory'));
  const failed = await discord.until(() => shown().find(({ pinged }) => pinged.length > 0), 'the end');
  expect(failed.text).toContain(`${ann.mention} Your picture could not be painted.`);
  await discord.until(() => shown().length === 1, 'the progress message to go');
});

describe('stays one message', () => {
  it('when the answer to the post is lost', async () => {
    const { discord } = studio;
    discord.faults.next({ method: 'POST', path: '/messages', answer: { kind: 'drop', after: true } });
    stop = letTimePass(discord, 1000);
    await late();
    await studio.notified();
    expect(shown()).toHaveLength(1);
  });

  it('when the progress message cannot be removed at first', async () => {
    const { discord } = studio;
    const refused = discord.faults.next({
      method: 'DELETE',
      path: '/messages/',
      times: 2,
      answer: { kind: 'edge', status: 503 },
    });
    stop = letTimePass(discord, 1000);
    await late();
    await studio.notified();
    expect(refused.met).toBeGreaterThan(0);
    expect(shown()).toHaveLength(1);
  });

  it('when the program ends between the post and the removal', async () => {
    const { discord } = studio;
    const refused = discord.faults.next({
      method: 'DELETE',
      path: '/messages/',
      times: Number.POSITIVE_INFINITY,
      answer: { kind: 'edge', status: 503 },
    });
    await late();
    await refused.hit();
    expect(shown()).toHaveLength(2);
    await studio.restart(() => refused.lift());
    await studio.notified();
    expect(shown()).toHaveLength(1);
  });
});

it('is an edit where the bot may not post: nothing is lost, and nobody is notified', async () => {
  const interaction = await studio.begun();
  studio.art.overwrite('bot', { deny: ['SendMessages'] });
  studio.discord.clock.advance(120_000);
  studio.gate.open();
  const done = await interaction.until(isDone);
  expect(done.pinged).toEqual([]);
  expect(shown()).toHaveLength(1);
  expect(studio.app.errors).toEqual([]);
});

it('is an edit of a private answer', async () => {
  const interaction = await late({ private: true });
  expect((await interaction.until(isDone)).ephemeral).toBe(true);
  expect(shown()).toHaveLength(1);
});
