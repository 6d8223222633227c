/** conversations.* and users.*: docs.slack.dev/reference/methods */
import { expect, test } from 'vitest';
import { call, slackFor } from './support.js';

test('users.info tells who is an admin or an owner', async () => {
  const slack = await slackFor();
  const people = [
    slack.workspace.addPerson('ada', { owner: true }),
    slack.workspace.addPerson('bob', { admin: true }),
    slack.workspace.addPerson('cy', { guest: true }),
  ];
  const seen = await Promise.all(
    people.map(async ({ id }) => {
      const { user } = await call(slack, 'users.info', { user: id });
      const { name, is_admin, is_owner, is_restricted } = user as Record<string, unknown>;
      return [name, is_admin, is_owner, is_restricted];
    }),
  );
  expect(seen).toEqual([
    ['ada', true, true, false],
    ['bob', true, false, false],
    ['cy', false, false, true],
  ]);
  expect(await call(slack, 'users.info', { user: 'U0NOBODY' })).toMatchObject({ error: 'user_not_found' });
});

test('users.info tells the locale when it is requested', async () => {
  const slack = await slackFor();
  const { id } = slack.workspace.addPerson('ada', { locale: 'de-DE' });
  const answer = await call(slack, 'users.info', { user: id, include_locale: true });
  expect(answer.user).toMatchObject({ locale: 'de-DE' });
  expect((await call(slack, 'users.info', { user: id })).user).not.toHaveProperty('locale');
});

test('conversations.info tells kind, membership and archive', async () => {
  const slack = await slackFor();
  const ada = slack.workspace.addPerson('ada');
  const open = slack.workspace.addChannel('open', { bot: false });
  const secret = slack.workspace.addChannel('secret', { private: true, archived: true });
  const hidden = slack.workspace.addChannel('hidden', { private: true, bot: false });
  const info = (channel: string) => call(slack, 'conversations.info', { channel });
  expect((await info(open.id)).channel).toMatchObject({ name: 'open', is_private: false, is_member: false });
  expect((await info(secret.id)).channel).toMatchObject({
    is_private: true,
    is_member: true,
    is_archived: true,
  });
  expect((await info(ada.dmChannel.id)).channel).toMatchObject({ is_im: true, user: ada.id });
  expect(await info(hidden.id)).toMatchObject({ error: 'channel_not_found' });
});

test('conversations.open leads to the one direct message', async () => {
  const slack = await slackFor();
  const ada = slack.workspace.addPerson('ada');
  const open = () => call(slack, 'conversations.open', { users: ada.id });
  expect((await open()).channel).toEqual({ id: ada.dmChannel.id });
  expect((await open()).channel).toEqual({ id: ada.dmChannel.id });
  expect(await call(slack, 'conversations.open', { users: 'U0NOBODY' })).toMatchObject({
    error: 'user_not_found',
  });
  expect(await call(slack, 'conversations.open')).toMatchObject({ error: 'users_list_not_supplied' });
});

test('lists keep to the requested types, and to what the bot may know', async () => {
  const slack = await slackFor();
  slack.workspace.addChannel('open', { bot: false });
  slack.workspace.addChannel('old', { archived: true });
  slack.workspace.addChannel('secret', { private: true });
  slack.workspace.addChannel('hidden', { private: true, bot: false });
  const names = async (method: string, args = {}) =>
    ((await call(slack, method, args)).channels as { name: string }[]).map(({ name }) => name);
  const types = 'public_channel,private_channel';
  expect(await names('conversations.list')).toEqual(['open', 'old']);
  expect(await names('conversations.list', { types, exclude_archived: true })).toEqual(['open', 'secret']);
  expect(await names('users.conversations', { types })).toEqual(['old', 'secret']);
});

test('history is newest first and without replies, and for members only', async () => {
  const slack = await slackFor();
  const ada = slack.workspace.addPerson('ada');
  const general = slack.workspace.addChannel('general');
  const outside = slack.workspace.addChannel('outside', { bot: false });
  const first = await ada.say(general, 'one');
  await ada.say(general, 'two');
  await ada.say(general, 'reply', { thread: first });
  const texts = async (method: string, args: Record<string, string>) =>
    ((await call(slack, method, args)).messages as { text: string }[]).map(({ text }) => text);
  const channel = general.id;
  expect(await texts('conversations.history', { channel })).toEqual(['two', 'one']);
  expect(
    await texts('conversations.history', { channel, latest: first.ts, inclusive: 'true', limit: '1' }),
  ).toEqual(['one']);
  expect(await texts('conversations.replies', { channel, ts: first.ts })).toEqual(['one', 'reply']);
  expect(await call(slack, 'conversations.history', { channel: outside.id })).toMatchObject({
    error: 'not_in_channel',
  });
  expect(await call(slack, 'conversations.replies', { channel, ts: '1.1' })).toMatchObject({
    error: 'thread_not_found',
  });
});

test('the bot joins public channels, with the scope for it', async () => {
  const slack = await slackFor();
  const bot = slack.workspace.bot!;
  const open = slack.workspace.addChannel('open', { bot: false });
  const old = slack.workspace.addChannel('old', { bot: false, archived: true });
  const join = (channel: string) => call(slack, 'conversations.join', { channel });
  const { scopes } = bot;
  bot.grant(scopes.filter((scope) => scope !== 'channels:join'));
  expect(await join(open.id)).toMatchObject({ error: 'missing_scope', needed: 'channels:join' });
  bot.grant(scopes);
  expect((await join(open.id)).channel).toMatchObject({ is_member: true });
  expect(await join(open.id)).toMatchObject({ ok: true, warning: 'already_in_channel' });
  expect(await join(old.id)).toMatchObject({ error: 'is_archived' });
});

test('a channel for announcements names who may post; people who may not cannot, and the bot can', async () => {
  const slack = await slackFor();
  const [ada, ben] = [slack.workspace.addPerson('ada', { admin: true }), slack.workspace.addPerson('ben')];
  const news = slack.workspace.addChannel('news', { posting: 'admins' });
  const { channel } = await call(slack, 'conversations.info', { channel: news.id });
  expect(channel).toMatchObject({ properties: { posting_restricted_to: { type: ['admin'], user: [] } } });
  await expect(ben.say(news, 'hello')).rejects.toThrow('only admins may post');
  await ada.say(news, 'hello');
  expect(await call(slack, 'chat.postMessage', { channel: news.id, text: 'hello' })).toMatchObject({
    ok: true,
  });
});

test('a direct message of several people is told to those in it, each right by its own scope', async () => {
  const slack = await slackFor();
  const bot = slack.workspace.bot!;
  const people = [slack.workspace.addPerson('ada'), slack.workspace.addPerson('ben')];
  const crew = slack.workspace.addGroupMessage(people);
  const info = (channel: string) => call(slack, 'conversations.info', { channel });
  expect((await info(crew.id)).channel).toMatchObject({ is_mpim: true, is_private: true, is_member: true });
  const others = slack.workspace.addGroupMessage(people, { bot: false });
  expect(await info(others.id)).toMatchObject({ error: 'channel_not_found' });
  await expect(others.inviteBot()).rejects.toThrow('nobody can be added');
  bot.grant(bot.scopes.filter((scope) => scope !== 'mpim:read'));
  expect(await info(crew.id)).toMatchObject({ error: 'missing_scope', needed: 'mpim:read' });
});

test('team.info and bots.info tell where and who', async () => {
  const slack = await slackFor();
  const bot = slack.workspace.bot!;
  bot.grant([...bot.scopes, 'team:read']);
  expect((await call(slack, 'team.info')).team).toMatchObject({ id: slack.workspace.id, domain: 'studio' });
  expect((await call(slack, 'bots.info', { bot: bot.botId })).bot).toMatchObject({
    app_id: slack.app.id,
    user_id: bot.botUserId,
  });
  expect(await call(slack, 'bots.info', { bot: 'B0NOBODY' })).toMatchObject({ error: 'bot_not_found' });
});
