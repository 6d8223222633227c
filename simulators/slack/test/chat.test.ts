/** chat.*: docs.slack.dev/reference/methods */
import { expect, test } from 'vitest';
import type { FakeSlack, SlackFileReplace } from '../api.js';
import { actions, button, call, complaints, photo, section, slackFor, upload } from './support.js';

async function posted(slack: FakeSlack, more = {}) {
  const general = slack.workspace.addChannel('general');
  const answer = await call(slack, 'chat.postMessage', { channel: general.id, text: 'hello', ...more });
  return { general, answer, channel: general.id, ts: String(answer.ts), message: general.messages[0]! };
}

test('a post answers with channel, ts and the message', async () => {
  const slack = await slackFor();
  const { answer, channel } = await posted(slack, { blocks: [section('hello')] });
  const { botId, botUserId } = slack.workspace.bot!;
  expect(answer).toMatchObject({
    ok: true,
    channel,
    ts: expect.stringMatching(/^\d{10}\.\d{6}$/),
    message: {
      type: 'message',
      text: 'hello',
      user: botUserId,
      bot_id: botId,
      app_id: slack.app.id,
      blocks: [{ type: 'section', block_id: expect.any(String), text: { verbatim: false } }],
    },
  });
});

test('a post needs words or blocks, and a place', async () => {
  const slack = await slackFor();
  const ada = slack.workspace.addPerson('ada');
  const { channel } = await posted(slack);
  const closed = slack.workspace.addChannel('closed', { private: true, bot: false });
  const outside = slack.workspace.addChannel('outside', { bot: false });
  const old = slack.workspace.addChannel('old', { archived: true });
  const tries = [
    {},
    { channel },
    { channel, blocks: 'no json' },
    { channel: 'C0NOWHERE', text: 'a' },
    { channel: closed.id, text: 'a' },
    { channel: outside.id, text: 'a' },
    { channel: old.id, text: 'a' },
    { channel: ada.id, text: 'a' },
  ];
  const errors: unknown[] = [];
  for (const args of tries) errors.push((await call(slack, 'chat.postMessage', args)).error);
  expect(errors).toEqual([
    'invalid_arguments',
    'no_text',
    'invalid_blocks_format',
    'channel_not_found',
    'channel_not_found',
    'not_in_channel',
    'is_archived',
    undefined,
  ]);
  expect(ada.dmChannel.messages).toHaveLength(1);
});

test('chat:write.public opens public channels', async () => {
  const slack = await slackFor();
  const bot = slack.workspace.bot!;
  bot.grant([...bot.scopes, 'chat:write.public']);
  const outside = slack.workspace.addChannel('outside', { bot: false });
  expect(await call(slack, 'chat.postMessage', { channel: outside.id, text: 'a' })).toMatchObject({
    ok: true,
  });
});

test('a reply goes to the thread', async () => {
  const slack = await slackFor();
  const { general, channel, ts, message } = await posted(slack);
  const reply = await call(slack, 'chat.postMessage', { channel, text: 'one', thread_ts: ts });
  // "Avoid using a reply's ts value; use its parent instead": it ends in the same thread.
  await call(slack, 'chat.postMessage', { channel, text: 'two', thread_ts: reply.ts });
  expect(general.thread(message).map(({ text }) => text)).toEqual(['one', 'two']);
  expect(message.payload()).toMatchObject({ thread_ts: ts, reply_count: 2 });
});

test('an update replaces text and blocks', async () => {
  const slack = await slackFor();
  const { channel, ts, message } = await posted(slack, { blocks: [section('a')] });
  await call(slack, 'chat.update', { channel, ts, blocks: [section('b')], text: 'b' });
  expect(message.words).toBe('b');
  expect(message.payload().edited).toBeUndefined();
  // "If the text argument is provided and blocks are not provided, the blocks will be removed"
  await call(slack, 'chat.update', { channel, ts, text: 'only text' });
  expect(message).toMatchObject({ text: 'only text', blocks: [] });
  expect(message.payload().edited).toBeDefined();
  expect(message.history.map(({ text }) => text)).toEqual(['hello', 'b', 'only text']);
});

test('an update is refused where it must be', async () => {
  const slack = await slackFor();
  const ada = slack.workspace.addPerson('ada');
  const { general, channel, ts } = await posted(slack);
  const hers = await ada.say(general, 'mine');
  await call(slack, 'chat.postEphemeral', { channel, user: ada.id, text: 'psst' });
  const secret = general.messages.at(-1)!;
  const tries = [
    { channel, ts: '1.1', text: 'a' },
    { channel, ts: hers.ts, text: 'a' },
    { channel, ts: secret.ts, text: 'a' },
    { channel, ts, text: 'x'.repeat(4001) },
    { channel, ts, blocks: [] },
    { channel, ts },
  ];
  const errors: unknown[] = [];
  for (const args of tries) errors.push((await call(slack, 'chat.update', args)).error);
  expect(errors).toEqual([
    'message_not_found',
    'cant_update_message',
    'message_not_found',
    'msg_too_long',
    'no_text',
    'no_text',
  ]);
  general.archive();
  expect(await call(slack, 'chat.update', { channel, ts, text: 'a' })).toMatchObject({
    error: 'is_inactive',
  });
});

test('a deleted message is gone for good', async () => {
  const slack = await slackFor();
  const ada = slack.workspace.addPerson('ada');
  const { general, channel, ts, message } = await posted(slack);
  const hers = await ada.say(general, 'mine');
  expect(await call(slack, 'chat.delete', { channel, ts: hers.ts })).toMatchObject({
    error: 'cant_delete_message',
  });
  expect(await call(slack, 'chat.delete', { channel, ts })).toMatchObject({ ok: true, ts });
  expect(message.deleted).toBe(true);
  expect(await call(slack, 'chat.delete', { channel, ts })).toMatchObject({ error: 'message_not_found' });
  expect(await call(slack, 'chat.update', { channel, ts, text: 'a' })).toMatchObject({
    error: 'message_not_found',
  });
});

test('an ephemeral message is seen by one, who must be there', async () => {
  const slack = await slackFor();
  const [ada, bob] = ['ada', 'bob'].map((name) => slack.workspace.addPerson(name));
  const room = slack.workspace.addChannel('room', { members: [ada!] });
  const whisper = (user: string) =>
    call(slack, 'chat.postEphemeral', { channel: room.id, user, text: 'psst' });
  expect(await whisper(ada!.id)).toMatchObject({ ok: true, message_ts: expect.any(String) });
  expect(await whisper(bob!.id)).toMatchObject({ error: 'user_not_in_channel' });
  expect([room.messagesFor(ada!).length, room.messagesFor(bob!).length]).toEqual([1, 0]);
});

test('an ephemeral message in a thread is seen only where the thread has replies', async () => {
  const slack = await slackFor();
  const ada = slack.workspace.addPerson('ada');
  const { general, channel, ts, message } = await posted(slack);
  const whisper = (text: string) =>
    call(slack, 'chat.postEphemeral', { channel, user: ada.id, thread_ts: ts, text });
  expect(await whisper('lost')).toMatchObject({ ok: true });
  expect(await whisper('lost as well')).toMatchObject({ ok: true });
  await ada.say(general, 'a reply', { thread: message });
  expect(await whisper('seen')).toMatchObject({ ok: true });
  expect(general.messagesFor(ada).flatMap(({ ephemeralFor, text }) => (ephemeralFor ? [text] : []))).toEqual([
    'seen',
  ]);
});

test('a message has a permalink', async () => {
  const slack = await slackFor();
  const { channel, ts } = await posted(slack);
  expect(await call(slack, 'chat.getPermalink', { channel, message_ts: ts })).toMatchObject({
    permalink: `https://studio.slack.com/archives/${channel}/p${ts.replace('.', '')}`,
  });
  expect(await call(slack, 'chat.getPermalink', { channel, message_ts: '1.1' })).toMatchObject({
    error: 'message_not_found',
  });
});

/** Posts a message with one picture and puts another in its place. */
async function replaced(mode: SlackFileReplace) {
  const slack = await slackFor({ processing: 'immediate', slackFileReplace: mode });
  const [one, two] = [await upload(slack, await photo()), await upload(slack, await photo('jpeg'))];
  const blocks = (id: string, block_id: string) => [
    { type: 'image', alt_text: id, block_id, slack_file: { id } },
  ];
  const { channel, ts, message } = await posted(slack, { blocks: blocks(one, 'first') });
  const answer = await call(slack, 'chat.update', { channel, ts, blocks: blocks(two, 'second') });
  return { slack, one, two, message, answer };
}

test('one slack_file takes the place of another where that works', async () => {
  const { two, message, answer } = await replaced('works');
  expect([answer.ok, message.images[0]!.file!.id]).toEqual([true, two]);
});

test('one slack_file in the place of another can be refused', async () => {
  const { one, message, answer } = await replaced('refused');
  expect([complaints(answer), message.images[0]!.file!.id]).toEqual([
    ['invalid slack file [json-pointer:/blocks/0/slack_file]'],
    one,
  ]);
});

test('one slack_file in the place of another can be ignored (java-slack-sdk#1441)', async () => {
  const { one, message, answer } = await replaced('ignored');
  expect([answer.ok, message.images[0]!.file!.id]).toEqual([true, one]);
});

test('a slack_file that an update adds may never be seen (java-slack-sdk#1441)', async () => {
  const slack = await slackFor({ processing: 'immediate', slackFileReplace: 'ignored' });
  const id = await upload(slack, await photo());
  const { channel, ts, message } = await posted(slack);
  const blocks = [{ type: 'image', alt_text: 'a', slack_file: { id } }];
  expect(await call(slack, 'chat.update', { channel, ts, blocks })).toMatchObject({ ok: true });
  expect(message.images[0]).toMatchObject({ file: undefined, bytes: undefined });
});

test('words, images and controls are what people see', async () => {
  const slack = await slackFor();
  const { message } = await posted(slack, { blocks: [section('*Hello*'), actions(button('go', 'Go!'))] });
  expect(message.words).toBe('*Hello*\nGo!');
  expect(message.controls).toMatchObject([{ type: 'button', actionId: 'go', label: 'Go!' }]);
});
