/** Events as people cause them: docs.slack.dev/reference/events */
import { expect, test } from 'vitest';
import type { FakeSlack, JsonObject } from '../api.js';
import { call, obligingClient, photo, section, slackFor } from './support.js';

/** Inner events so far, in order of their types. */
function events(slack: FakeSlack): JsonObject[] {
  return slack.deliveries
    .filter(({ kind }) => kind === 'events_api')
    .map(({ payload }) => payload.event as JsonObject);
}

async function listening(options = {}): Promise<FakeSlack> {
  const slack = await slackFor(options);
  await obligingClient(slack);
  return slack;
}

test('a mention with pictures comes as app_mention and as message', async () => {
  const slack = await listening();
  const ada = slack.workspace.addPerson('ada');
  const general = slack.workspace.addChannel('general');
  const bot = slack.workspace.bot!.botUserId;
  const message = await ada.mention(general, 'in the style of hokusai', [await photo()]);
  const shared = {
    ts: message.ts,
    channel: general.id,
    user: ada.id,
    text: `<@${bot}> in the style of hokusai`,
  };
  const [asMessage, asMention] = events(slack).sort((a, b) => (String(a.type) > String(b.type) ? -1 : 1));
  expect(asMessage).toMatchObject({
    ...shared,
    type: 'message',
    subtype: 'file_share',
    channel_type: 'channel',
    files: [{ name: 'photo.png', url_private: expect.stringContaining(slack.fileUrl) }],
  });
  expect(asMention).toMatchObject({ ...shared, type: 'app_mention', files: [{ name: 'photo.png' }] });
  expect(asMention!.subtype).toBeUndefined();
});

test('in a direct message there is no app_mention', async () => {
  const slack = await listening();
  const ada = slack.workspace.addPerson('ada');
  await ada.dm(`<@${slack.workspace.bot!.botUserId}> hello`);
  expect(events(slack)).toMatchObject([{ type: 'message', channel_type: 'im', channel: ada.dmChannel.id }]);
});

test('where the bot is no member it hears nothing', async () => {
  const slack = await listening();
  const ada = slack.workspace.addPerson('ada');
  await ada.mention(slack.workspace.addChannel('outside', { bot: false }), 'hello');
  expect(events(slack)).toEqual([]);
});

test('an event needs its subscription and its scope', async () => {
  const manifest = {
    oauth_config: { scopes: { bot: ['app_mentions:read', 'im:history'] } },
    settings: { event_subscriptions: { bot_events: ['app_mention', 'message.channels', 'message.im'] } },
  };
  const slack = await listening({ manifest });
  const ada = slack.workspace.addPerson('ada');
  await ada.mention(slack.workspace.addChannel('general'), 'hello');
  await ada.mention(slack.workspace.addChannel('secret', { private: true }), 'hello');
  await ada.dm('hello');
  expect(events(slack).map(({ type }) => type)).toEqual(['app_mention', 'app_mention', 'message']);
});

test('a reply tells its thread and whose it is', async () => {
  const slack = await listening();
  const [ada, bob] = ['ada', 'bob'].map((name) => slack.workspace.addPerson(name));
  const general = slack.workspace.addChannel('general');
  const parent = await ada!.say(general, 'look');
  await bob!.mention(general, 'this', [], { thread: parent });
  expect(events(slack).at(-1)).toMatchObject({ thread_ts: parent.ts, parent_user_id: ada!.id });
});

test('what is typed arrives escaped, with links in angle brackets', async () => {
  const slack = await listening();
  const ada = slack.workspace.addPerson('ada');
  await ada.dm('<3 & https://example.com/a?b=1');
  expect(events(slack)[0]!.text).toBe('&lt;3 &amp; <https://example.com/a?b=1>');
});

test('the bot hears of its own messages, and of their edits and ends', async () => {
  const slack = await listening();
  const general = slack.workspace.addChannel('general');
  const channel = general.id;
  const { ts } = await call(slack, 'chat.postMessage', { channel, text: 'a' });
  await call(slack, 'chat.update', { channel, ts, blocks: [section('b')], text: 'b' });
  await call(slack, 'chat.delete', { channel, ts });
  const bot_id = slack.workspace.bot!.botId;
  expect(events(slack)).toMatchObject([
    { type: 'message', bot_id, text: 'a' },
    { subtype: 'message_changed', message: { bot_id, text: 'b' }, previous_message: { text: 'a' } },
    { subtype: 'message_deleted', deleted_ts: ts },
  ]);
});

test('a person deletes a message', async () => {
  const slack = await listening();
  const admin = slack.workspace.addPerson('ada', { admin: true });
  const bob = slack.workspace.addPerson('bob');
  const general = slack.workspace.addChannel('general');
  await call(slack, 'chat.postMessage', { channel: general.id, text: 'a' });
  const [message] = general.messages;
  await expect(bob.delete(message!)).rejects.toThrow('author or an admin');
  await admin.delete(message!);
  expect(events(slack).at(-1)).toMatchObject({ subtype: 'message_deleted', deleted_ts: message!.ts });
});

test('joining, being invited and being removed are told', async () => {
  const slack = await listening();
  const ada = slack.workspace.addPerson('ada');
  const room = slack.workspace.addChannel('room', { bot: false, members: [] });
  await room.inviteBot();
  await ada.join(room);
  await room.kickBot();
  const bot = slack.workspace.bot!.botUserId;
  expect(events(slack).map(({ type, user }) => [type, user])).toEqual([
    ['member_joined_channel', bot],
    ['member_joined_channel', ada.id],
    ['channel_left', undefined],
  ]);
});

test('an uninstalled app is told goodbye and nothing after', async () => {
  const slack = await listening();
  const ada = slack.workspace.addPerson('ada');
  const general = slack.workspace.addChannel('general');
  await slack.workspace.uninstall();
  await ada.say(general, 'hello');
  expect(events(slack).map(({ type }) => type)).toEqual(['tokens_revoked', 'app_uninstalled']);
  expect(events(slack)[0]).toMatchObject({ tokens: { bot: [slack.workspace.bot!.botUserId] } });
});

test('a file can arrive before it is processed', async () => {
  const slack = await listening();
  const ada = slack.workspace.addPerson('ada');
  await ada.dm('', [{ ...(await photo()), processing: { polls: 1 } }]);
  const [{ files }] = events(slack) as [{ files: { id: string; mimetype: string }[] }];
  expect(files[0]!.mimetype).toBe('');
  await call(slack, 'files.info', { file: files[0]!.id });
  expect((await call(slack, 'files.info', { file: files[0]!.id })).file).toMatchObject({
    mimetype: 'image/png',
  });
});
