/** Slash commands, shortcuts, trigger_ids, response_urls: docs.slack.dev/interactivity */
import { expect, test } from 'vitest';
import type { FakeSlack, JsonObject } from '../api.js';
import { actions, button, call, modal, obligingClient, section, slackFor } from './support.js';

/** A command as the app got it. */
async function commandFor(slack: FakeSlack, text = '') {
  await obligingClient(slack);
  const ada = slack.workspace.addPerson('ada');
  const general = slack.workspace.addChannel('general');
  const { delivery } = await ada.slash(general, '/stylize', text);
  const { trigger_id, response_url } = delivery!.payload;
  return { ada, general, trigger: String(trigger_id), url: String(response_url) };
}

function respond(url: string, body: JsonObject): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

test('a command does not work in a thread', async () => {
  const slack = await slackFor();
  const { ada, general } = await commandFor(slack);
  const parent = await ada.say(general, 'look');
  expect(await ada.slash(general, '/stylize', '', { thread: parent })).toMatchObject({
    failure: 'not_in_threads',
  });
});

test('a command and a shortcut must be in the manifest', async () => {
  const slack = await slackFor({
    manifest: {
      features: {
        slash_commands: [{ command: '/stylize' }],
        shortcuts: [{ type: 'message', callback_id: 'stylize_this' }],
      },
      oauth_config: { scopes: { bot: ['commands'] } },
    },
  });
  await obligingClient(slack);
  const ada = slack.workspace.addPerson('ada');
  const general = slack.workspace.addChannel('general');
  const message = await ada.say(general, 'look');
  const outcomes = [
    await ada.slash(general, '/stylize'),
    await ada.slash(general, '/other'),
    await ada.shortcut(message, 'stylize_this'),
    await ada.shortcut(message, 'other'),
    await ada.globalShortcut('stylize_this'),
  ];
  expect(outcomes.map(({ failure }) => failure)).toEqual([
    undefined,
    'unknown_command',
    undefined,
    'unknown_shortcut',
    'unknown_shortcut',
  ]);
});

test('a trigger_id lives 3 s', async () => {
  const slack = await slackFor();
  const { trigger } = await commandFor(slack);
  await slack.clock.advance(3_000);
  const view = modal([section('hello')]);
  expect(await call(slack, 'views.open', { trigger_id: trigger, view })).toMatchObject({
    error: 'expired_trigger_id',
  });
});

test('a trigger_id is good for one view', async () => {
  const slack = await slackFor();
  const { trigger } = await commandFor(slack);
  const view = modal([section('hello')]);
  expect(await call(slack, 'views.open', { trigger_id: trigger, view })).toMatchObject({ ok: true });
  expect(await call(slack, 'views.open', { trigger_id: trigger, view })).toMatchObject({
    error: 'exchanged_trigger_id',
  });
  expect(await call(slack, 'views.open', { trigger_id: '1.2.x', view })).toMatchObject({
    error: 'invalid_trigger_id',
  });
});

test('a response_url answers for one person unless told otherwise', async () => {
  const slack = await slackFor();
  const { ada, general, url } = await commandFor(slack);
  await respond(url, { text: 'for you' });
  await respond(url, { text: 'for all', response_type: 'in_channel' });
  expect(general.messages.map(({ text, ephemeralFor }) => [text, ephemeralFor])).toEqual([
    ['for you', ada.id],
    ['for all', undefined],
  ]);
});

test('a response_url works where the bot is no member', async () => {
  const slack = await slackFor();
  await obligingClient(slack);
  const ada = slack.workspace.addPerson('ada');
  const quiet = slack.workspace.addChannel('quiet', { private: true, bot: false });
  const { delivery } = await ada.slash(quiet, '/stylize');
  expect((await respond(String(delivery!.payload.response_url), { text: 'hello' })).status).toBe(200);
  expect(quiet.messages).toHaveLength(1);
});

test('a response_url replaces and deletes the message it belongs to', async () => {
  const slack = await slackFor();
  const { ada, general } = await commandFor(slack);
  await call(slack, 'chat.postMessage', { channel: general.id, blocks: [actions(button('again'))] });
  const [message] = general.messages;
  const { delivery } = await ada.press(message!, 'again');
  const url = String(delivery!.payload.response_url);
  await respond(url, { text: 'instead', replace_original: true });
  expect(message).toMatchObject({ text: 'instead', blocks: [] });
  await respond(url, { delete_original: true });
  expect(message!.deleted).toBe(true);
});

test('a response_url is good for 5 answers', async () => {
  const slack = await slackFor();
  const { url } = await commandFor(slack);
  for (let n = 0; n < 5; n += 1) await respond(url, { text: 'hello' });
  const sixth = await respond(url, { text: 'hello' });
  expect([sixth.status, await sixth.json()]).toEqual([404, { ok: false, error: 'used_url' }]);
});

test('a response_url is good for 30 minutes', async () => {
  const slack = await slackFor();
  const { url } = await commandFor(slack);
  await slack.clock.advance(30 * 60_000);
  const late = await respond(url, { text: 'hello' });
  expect([late.status, await late.json()]).toEqual([404, { ok: false, error: 'expired_url' }]);
});

test('a response_url refuses blocks that are wrong', async () => {
  const slack = await slackFor();
  const { url } = await commandFor(slack);
  const answer = await respond(url, { blocks: [{ type: 'nonsense' }] });
  expect([answer.status, await answer.json()]).toEqual([404, { ok: false, error: 'invalid_blocks' }]);
});

test('a message shortcut brings the message with its files', async () => {
  const slack = await slackFor();
  const { ada, general } = await commandFor(slack);
  const message = await ada.say(general, 'look', { files: [{ name: 'a.png', bytes: new Uint8Array(10) }] });
  const { delivery } = await ada.shortcut(message, 'stylize_this');
  expect(delivery!.payload).toMatchObject({
    type: 'message_action',
    callback_id: 'stylize_this',
    message_ts: message.ts,
    channel: { id: general.id, name: 'general' },
    message: { text: 'look', files: [{ name: 'a.png' }] },
    user: { id: ada.id, name: 'ada' },
  });
});

test('a global shortcut has no channel', async () => {
  const slack = await slackFor();
  const { ada } = await commandFor(slack);
  const { delivery } = await ada.globalShortcut('stylize');
  expect(delivery!.payload).toMatchObject({ type: 'shortcut', callback_id: 'stylize' });
  expect(delivery!.payload.channel).toBeUndefined();
});

test('a press in an ephemeral message tells the container, not the message', async () => {
  const slack = await slackFor();
  const { ada, general } = await commandFor(slack);
  const blocks = [actions(button('again'))];
  await call(slack, 'chat.postEphemeral', { channel: general.id, user: ada.id, text: 'psst', blocks });
  const { delivery } = await ada.press(general.messages[0]!, 'again');
  expect(delivery!.payload).toMatchObject({ container: { is_ephemeral: true, channel_id: general.id } });
  expect(delivery!.payload.message).toBeUndefined();
});

test('a menu in a message tells the choice, and state has it', async () => {
  const slack = await slackFor();
  const { ada, general } = await commandFor(slack);
  const options = ['cat', 'dog'].map((value) => ({
    value,
    text: { type: 'plain_text', text: value.toUpperCase() },
  }));
  const menu = { type: 'static_select', action_id: 'animal', options };
  const blocks = [{ type: 'actions', block_id: 'row', elements: [menu] }];
  await call(slack, 'chat.postMessage', { channel: general.id, text: 'choose', blocks });
  const { delivery } = await ada.choose(general.messages[0]!, 'animal', 'DOG');
  expect(delivery!.payload).toMatchObject({
    actions: [{ type: 'static_select', block_id: 'row', selected_option: { value: 'dog' } }],
    state: { values: { row: { animal: { selected_option: { value: 'dog' } } } } },
  });
});
