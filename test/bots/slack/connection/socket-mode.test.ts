/** Socket Mode: how it connects and reconnects. */
import { describe, expect, it } from 'vitest';
import { isDone, photo, studio } from '../../../support/slack.js';

const here = studio({}, null);

/** Somebody is answered. */
async function expectAnswer(): Promise<void> {
  expect(await here.ben.slash(here.general, '/stylize', 'queue')).toMatchObject({ ok: true });
  await here.untilTold(here.ben, /You have nothing in line/);
}

describe('the start', () => {
  it('is through when the bot can be spoken to', async () => {
    await here.start();
    expect(here.slack.socket.connections).toBe(1);
    await expectAnswer();
  });

  it.each([
    ['SLACK_BOT_TOKEN', { slackBotToken: 'xoxb-wrong' }],
    ['SLACK_APP_TOKEN', { slackAppToken: 'xapp-wrong' }],
  ])('ends with the name of a wrong %s', async (name, settings) => {
    await expect(here.start({ settings })).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringMatching(new RegExp(`^Slack does not accept ${name} \\(invalid_auth\\)`)),
    });
  });

  it('does not fail because Slack is unavailable: it connects when it can', async () => {
    here.slack.faults.down(true);
    await here.start();
    expect(here.app.lines).toEqual([
      'Slack cannot be reached to check SLACK_BOT_TOKEN; it is taken as it is',
      'Slack cannot be reached; trying again until it can',
    ]);
    here.slack.faults.down(false);
    await here.slack.socket.untilConnected();
    await expectAnswer();
  });
});

describe('the connection', () => {
  it('comes back at once when Slack renews it', async () => {
    await here.start();
    await here.slack.socket.disconnect('refresh_requested');
    await here.slack.until(() => here.slack.socket.opened === 2 && here.slack.socket.connections === 1);
    await expectAnswer();
  });

  it('comes back after it was cut', async () => {
    await here.start();
    here.slack.socket.cut();
    await here.slack.until(() => here.slack.socket.opened === 2 && here.slack.socket.connections === 1);
    await expectAnswer();
  });

  it('comes back after an outage, and edits with it', async () => {
    await here.start();
    const message = await here.ask();
    here.slack.faults.down(true);
    here.gate.to(4);
    here.slack.faults.down(false);
    await here.slack.until(() => here.slack.socket.connections === 1);
    here.gate.open();
    await message.until(isDone);
    await expectAnswer();
  });

  it('does not end the program when Slack refuses it meanwhile', async () => {
    await here.start();
    here.slack.faults.add({ method: 'apps.connections.open', times: 2, answer: { error: 'invalid_auth' } });
    here.slack.socket.cut();
    await here.slack.until(() => here.slack.socket.opened === 2 && here.slack.socket.connections === 1);
    expect(here.app.lines[0]).toMatch(/^Slack does not accept SLACK_APP_TOKEN \(invalid_auth\)/);
    await expectAnswer();
  });

  it('hears an event again whose acknowledgement was lost, and acts on it once', async () => {
    await here.start();
    here.gate.open();
    const mentioned = here.ada.mention(here.general, 'poppies', [await photo()]);
    await here.general.until(isDone);
    await mentioned;
    here.slack.socket.cut();
    await here.slack.clock.advance(60_000);
    await here.slack.until(() => here.slack.socket.connections === 1);
    await here.slack.settled();
    expect(await here.app.queue.list(9)).toHaveLength(1);
  });

  it('ends with the program', async () => {
    await here.start();
    await here.stop();
    await here.slack.until(() => here.slack.socket.connections === 0);
    expect(here.slack.socket.opened).toBe(1);
  });
});
