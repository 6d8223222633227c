/** Many people at once, under Slack's rate limits: fifty posts and a hundred edits more than a minute allows. */
import { afterEach, describe, expect, it } from 'vitest';
import { filesBelow, isDone, photo, Studio } from '../../support/slack.js';
import { StagedEngine } from '../../support/staged-engine.js';
import { SteppedTime } from '../../support/stepped-time.js';

const PEOPLE = 50;

/** Time passes in steps of so much, ms, for Slack and for the bot alike, as fast as the machine can. */
const STEP_MS = 250;

const here = new Studio();
afterEach(() => here.close());

describe('fifty people at once', () => {
  it('all get their pictures; edits become rarer, and Slack refuses none of them', async () => {
    await here.open({ rates: true, clock: 'frozen', processing: 'immediate' }, null);
    const clock = new SteppedTime(here.slack.clock.now());
    await here.start({
      engine: new StagedEngine({ steps: 4, gate: async () => {} }),
      clock,
      settings: { slackPreviews: 'text', previewInterval: 1 },
      limits: { maxWaiting: 200, communityShare: 100 },
    });
    const picture = await photo();
    const people = Array.from({ length: PEOPLE }, (_, index) =>
      here.slack.workspace.addPerson(`person${index}`),
    );
    const dialogs = await Promise.all(
      people.map(async (person) => {
        await person.slash(here.general, '/stylize');
        return [person, await person.untilView()] as const;
      }),
    );
    // All within three seconds of Slack's; from here on its time passes.
    const sent = await Promise.all(
      dialogs.map(([person, dialog]) => person.submit(dialog, { photo: picture, preset: 'poppies' })),
    );
    expect(sent.filter(({ ok }) => !ok)).toEqual([]);
    while (here.general.messages.filter(isDone).length < PEOPLE) {
      await here.slack.clock.advance(STEP_MS);
      await clock.pass(STEP_MS / 1000);
      await breath();
    }
    const messages = here.general.messages.filter(isDone);
    expect(messages.flatMap(filesBelow)).toHaveLength(PEOPLE);
    expect(new Set(messages.map(({ words }) => /<@(\w+)>/.exec(words)![1])).size).toBe(PEOPLE);
    expect(here.slack.calls.of('chat.update').filter(({ ok }) => !ok)).toEqual([]);
    expect(here.app.errors).toEqual([]);
  });
});

/** Lets calls that are under way arrive: they take real time, a little. */
function breath(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5));
}
