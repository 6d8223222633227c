/** The real Bolt app on the fake, in both modes. */
import type { AddressInfo } from 'node:net';
import { App, HTTPReceiver, LogLevel, SocketModeReceiver } from '@slack/bolt';
import { expect, test } from 'vitest';
import type { FakeSlack } from '../api.js';
import { endsWithTest, input, modal, photo, slackFor } from './support.js';

const logLevel = LogLevel.ERROR;

/** A bot that opens a modal, takes a photo, posts it, and counts presses. */
function addListeners(app: App): void {
  app.command('/stylize', async ({ ack, client, command }) => {
    await ack();
    const view = modal([input('photo', { type: 'file_input', max_files: 1 })], {
      private_metadata: command.channel_id,
    });
    await client.views.open({ trigger_id: command.trigger_id, view: view as never });
  });
  app.view('modal', async ({ ack, view, client }) => {
    await ack();
    const [file] = view.state.values.photo!.photo!.files ?? [];
    const elements = [
      { type: 'button' as const, action_id: 'again', text: { type: 'plain_text' as const, text: 'Again' } },
    ];
    await client.chat.postMessage({
      channel: view.private_metadata,
      text: `painted ${file!.name}`,
      blocks: [{ type: 'actions', elements }],
    });
  });
  app.action('again', async ({ ack, respond }) => {
    await ack();
    await respond({ text: 'once more', replace_original: true });
  });
  app.event('app_mention', async ({ say }) => {
    await say('you called?');
  });
}

async function socketBot(slack: FakeSlack): Promise<App> {
  const clientOptions = { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } };
  const receiver = new SocketModeReceiver({
    appToken: slack.app.appToken,
    installerOptions: { clientOptions },
    // Also the wait before a reconnection.
    clientPingTimeout: 2_000,
    logLevel,
  });
  const app = new App({ token: slack.workspace.bot!.botToken, receiver, clientOptions, logLevel });
  addListeners(app);
  await app.start();
  endsWithTest(async () => {
    await receiver.client.disconnect();
  });
  return app;
}

async function httpBot(slack: FakeSlack): Promise<void> {
  const clientOptions = { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } };
  const receiver = new HTTPReceiver({ signingSecret: slack.app.signingSecret, logLevel });
  const app = new App({ token: slack.workspace.bot!.botToken, receiver, clientOptions, logLevel });
  addListeners(app);
  const server = (await app.start(0)) as { address(): AddressInfo };
  endsWithTest(() => app.stop());
  slack.http.requestUrl = `http://127.0.0.1:${server.address().port}/slack/events`;
}

/** The whole conversation of one command. */
async function converse(slack: FakeSlack): Promise<string> {
  const ada = slack.workspace.addPerson('ada');
  const general = slack.workspace.addChannel('general');
  expect(await ada.slash(general, '/stylize')).toMatchObject({ ok: true });
  const sent = await ada.submit(await ada.untilView(), { photo: await photo() });
  expect(sent).toMatchObject({ ok: true, action: 'close' });
  const message = await general.until(({ text }) => text === 'painted photo.png');
  await ada.press(message, 'Again');
  await message.until(({ text }) => text === 'once more');
  await ada.mention(general, 'hello');
  return (await general.until(({ text }) => text === 'you called?')).text;
}

test('the real app talks in Socket Mode', async () => {
  const slack = await slackFor();
  await socketBot(slack);
  expect(await converse(slack)).toBe('you called?');
});

test('the real app talks over HTTP', async () => {
  const slack = await slackFor();
  await httpBot(slack);
  expect(await slack.http.verifyUrl()).toBe(true);
  expect(await slack.http.sslCheck()).toMatchObject({ status: 200 });
  expect(await converse(slack)).toBe('you called?');
});

test('the real app refuses what is not signed well', async () => {
  const slack = await slackFor();
  await httpBot(slack);
  const body = { type: 'event_callback', event: { type: 'app_mention' } };
  const old = Math.floor(Date.now() / 1000) - 600;
  const statuses = [
    (await slack.http.send(body, { signature: 'bad' })).status,
    (await slack.http.send(body, { signature: 'wrong-secret' })).status,
    (await slack.http.send(body, { timestamp: old })).status,
  ];
  expect(statuses).toEqual([401, 401, 401]);
});

test('the real app comes back after a refresh and hears what it missed', async () => {
  const slack = await slackFor();
  await socketBot(slack);
  const ada = slack.workspace.addPerson('ada');
  const general = slack.workspace.addChannel('general');
  await slack.socket.disconnect('refresh_requested');
  await ada.mention(general, 'are you there?');
  await slack.until(() => slack.socket.opened >= 2, 'the second connection');
  await general.until(({ text }) => text === 'you called?');
});
