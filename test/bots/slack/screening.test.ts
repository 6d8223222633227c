/** Screening in a workspace: by the real Bolt app, the real engine and the real classifier, at thresholds that ordinary pictures do not pass. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Refusal } from '../../../src/bots/last-refusals.js';
import { systemClock } from '../../../src/lib/clock.js';
import { BETWEEN, decentPhoto, QUICK, realEngine } from '../../support/screened.js';
import { isJob, Studio } from '../../support/slack.js';

const here = new Studio();
const refused: Refusal[] = [];
/** How far the bot's time is ahead, ms. */
let ahead = 0;
let wait: Promise<void> | undefined;

beforeAll(async () => {
  await here.open({ patience: 60_000 }, null);
  await here.start({
    engine: realEngine(async () => wait),
    screening: 'auto',
    onRefused: (refusal) => refused.push(refusal),
    settings: { slackPreviews: 'text' },
    clock: { ...systemClock, now: () => systemClock.now() + ahead },
  });
});
afterAll(() => here.close());

/** By the settings of the workspace. */
async function refuseFrom(percent: number): Promise<void> {
  await here.ada.openHome();
  await here.ada.press(await here.ada.untilHome(), 'Change');
  const dialog = await here.ada.untilView();
  expect(await here.ada.submit(dialog, { screeningThreshold: percent })).toMatchObject({ errors: {} });
  await here.ada.untilHome(({ words }) => words.includes(`refuses pornography, from ${percent} %`));
}

async function ask(): Promise<void> {
  await here.ben.slash(here.general, '/stylize', `mosaic size=${QUICK.size} quality=${QUICK.quality}`);
  const sent = await here.ben.submit(await here.ben.untilView(), { photo: await decentPhoto() });
  expect(sent).toMatchObject({ ok: true, errors: {} });
}

const seen = () => here.general.messages.filter(({ ephemeralFor, deleted }) => !ephemeralFor && !deleted);

describe('in a workspace', () => {
  it('refuses a photo to the one who sent it alone, and lists it for admins', async () => {
    await refuseFrom(0);
    await ask();
    const told = await here.untilTold(here.ben, /"castle\.jpg": The screening .+ so it is not painted/);
    expect(told.files).toEqual([]);
    expect(seen()).toEqual([]);
    expect(await here.app.queue.list(9)).toEqual([]);
    expect(refused).toMatchObject([{ part: 'sent', channel: here.general.id }]);
    await here.ada.openHome();
    const list = new RegExp(`<@${here.ben.id}> <#${here.general.id}> picture that was sent: `);
    await here.ada.untilHome(({ words }) => list.test(words));
    await here.ben.openHome();
    expect((await here.ben.untilHome()).words).not.toContain('Last refusals');
  });

  it('tells who has waited for a painting that is refused alone, and their message goes', async () => {
    await refuseFrom(BETWEEN);
    await ask();
    await here.untilTold(here.ben, /takes the painting for .+ it is not shown/);
    await here.slack.until(() => seen().length === 0);
    expect(refused.at(-1)).toMatchObject({ part: 'painted', channel: here.general.id });
    expect(refused).toHaveLength(2);
  });

  it('tells it by direct message where that took long: Slack keeps nothing for who has gone', async () => {
    let release = () => {};
    wait = new Promise((resolve) => (release = resolve));
    await ask();
    await here.general.until((message) => isJob(message) && !message.deleted);
    ahead = 2 * 60_000;
    release();
    await here.ben.dmChannel.until(({ words, text }) => /it is not shown/.test(words || text));
    await here.slack.until(() => seen().length === 0);
  });
});
