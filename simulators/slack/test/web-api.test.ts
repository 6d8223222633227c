/** What all methods share: tokens, scopes, rates, pages, and scripted faults (docs.slack.dev/apis/web-api). */
import { webApi } from '@slack/bolt';
import { expect, test } from 'vitest';
import type { FakeSlack } from '../api.js';
import { call, slackFor } from './support.js';

const postTo = (slack: FakeSlack, channel: string) => call(slack, 'chat.postMessage', { channel, text: 'a' });

test('a token must be there, known and alive', async () => {
  const slack = await slackFor();
  const gone = slack.addWorkspace({ name: 'Gone' });
  const revoked = slack.addWorkspace({ name: 'Revoked' });
  const inactive = slack.addWorkspace({ name: 'Inactive' });
  await gone.uninstall();
  await revoked.revoke();
  inactive.deactivateBot();
  const tokens = [
    null,
    'xoxb-wrong',
    slack.app.appToken,
    ...[gone, revoked, inactive].map((team) => team.bot!.botToken),
  ];
  const errors = await Promise.all(
    tokens.map(async (token) => (await call(slack, 'auth.test', {}, token)).error),
  );
  expect(errors).toEqual([
    'not_authed',
    'invalid_auth',
    'not_allowed_token_type',
    'account_inactive',
    'token_revoked',
    'account_inactive',
  ]);
});

test('auth.test says who the bot is and where', async () => {
  const slack = await slackFor();
  const { botId, botUserId } = slack.workspace.bot!;
  expect(await call(slack, 'auth.test')).toMatchObject({
    ok: true,
    team: 'Studio',
    team_id: slack.workspace.id,
    bot_id: botId,
    user_id: botUserId,
    is_enterprise_install: false,
  });
});

test('a token may be an argument, and arguments may be JSON or in the query', async () => {
  const slack = await slackFor();
  const { botToken } = slack.workspace.bot!;
  const channel = slack.workspace.addChannel('general').id;
  const answers = [
    await fetch(`${slack.apiUrl}auth.test`, {
      method: 'POST',
      body: new URLSearchParams({ token: botToken }),
    }),
    await fetch(`${slack.apiUrl}conversations.info?channel=${channel}`, {
      headers: { authorization: `Bearer ${botToken}` },
    }),
    await fetch(`${slack.apiUrl}chat.postMessage`, {
      method: 'POST',
      headers: { authorization: `Bearer ${botToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ channel, blocks: [{ type: 'divider' }] }),
    }),
  ];
  for (const answer of answers) expect(await answer.json()).toMatchObject({ ok: true });
});

test('a method needs its scope', async () => {
  const slack = await slackFor();
  const channel = slack.workspace.addChannel('general').id;
  slack.workspace.bot!.grant(['commands', 'files:read']);
  expect(await postTo(slack, channel)).toMatchObject({
    ok: false,
    error: 'missing_scope',
    needed: 'chat:write',
    provided: 'commands,files:read',
  });
});

test('a conversation needs the scope of its kind', async () => {
  const slack = await slackFor();
  const secret = slack.workspace.addChannel('secret', { private: true });
  slack.workspace.bot!.grant(['channels:read', 'channels:history']);
  expect(await call(slack, 'conversations.info', { channel: secret.id })).toMatchObject({
    needed: 'groups:read',
  });
  expect(await call(slack, 'conversations.history', { channel: secret.id })).toMatchObject({
    needed: 'groups:history',
  });
  expect(await call(slack, 'conversations.list', { types: 'private_channel' })).toMatchObject({
    needed: 'groups:read',
  });
});

test('an answer names the scopes in its headers', async () => {
  const slack = await slackFor();
  const channel = slack.workspace.addChannel('general').id;
  const { headers } = await postTo(slack, channel);
  expect(headers.get('x-oauth-scopes')).toContain('chat:write');
  expect(headers.get('x-accepted-oauth-scopes')).toBe('chat:write');
});

test('an unknown method says so', async () => {
  const slack = await slackFor();
  expect(await call(slack, 'chat.shout')).toMatchObject({ ok: false, error: 'unknown_method' });
});

test('chat.update is for 50 calls a minute and workspace', async () => {
  const slack = await slackFor({ clock: 'frozen' });
  const other = slack.addWorkspace({ name: 'Other' });
  const channel = slack.workspace.addChannel('general').id;
  const { ts } = await postTo(slack, channel);
  const update = () => call(slack, 'chat.update', { channel, ts, text: 'b' });
  for (let n = 0; n < 50; n += 1) expect((await update()).ok).toBe(true);
  await slack.clock.advance(20_000);
  const refused = await update();
  expect([refused.status, refused.error, refused.headers.get('retry-after')]).toEqual([
    429,
    'ratelimited',
    '40',
  ]);
  const elsewhere = other.addChannel('general').id;
  const token = other.bot!.botToken;
  const there = await call(slack, 'chat.postMessage', { channel: elsewhere, text: 'a' }, token);
  expect(
    await call(slack, 'chat.update', { channel: elsewhere, ts: there.ts, text: 'b' }, token),
  ).toMatchObject({ ok: true });
  await slack.clock.advance(40_000);
  expect(await update()).toMatchObject({ ok: true });
});

test('posts are for one a second and channel, with short bursts', async () => {
  const slack = await slackFor({ clock: 'frozen' });
  const [one, two] = ['one', 'two'].map((name) => slack.workspace.addChannel(name).id);
  for (let n = 0; n < 10; n += 1) expect((await postTo(slack, one!)).ok).toBe(true);
  const refused = await postTo(slack, one!);
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
  expect(await postTo(slack, two!)).toMatchObject({ ok: true });
  await slack.clock.advance(1_000);
  expect(await postTo(slack, one!)).toMatchObject({ ok: true });
  expect((await postTo(slack, one!)).status).toBe(429);
});

test('tiers are 20, 50 and 100 calls a minute', async () => {
  const slack = await slackFor({ clock: 'frozen' });
  const ada = slack.workspace.addPerson('ada');
  const channel = slack.workspace.addChannel('general').id;
  const counts: number[] = [];
  for (const [method, args] of [
    ['conversations.list', {}],
    ['conversations.info', { channel }],
    ['users.info', { user: ada.id }],
  ] as const) {
    let taken = 0;
    while ((await call(slack, method, args)).status === 200) taken += 1;
    counts.push(taken);
  }
  expect(counts).toEqual([20, 50, 100]);
});

test('rates can be switched off', async () => {
  const slack = await slackFor({ clock: 'frozen', rates: false });
  const channel = slack.workspace.addChannel('general').id;
  for (let n = 0; n < 12; n += 1) expect((await postTo(slack, channel)).status).toBe(200);
});

test('lists come in pages', async () => {
  const slack = await slackFor();
  for (const name of ['ada', 'bob', 'cy', 'di']) slack.workspace.addPerson(name);
  const general = slack.workspace.addChannel('general');
  const client = new webApi.WebClient(slack.workspace.bot!.botToken, { slackApiUrl: slack.apiUrl });
  const members: string[][] = [];
  for await (const page of client.paginate('conversations.members', { channel: general.id, limit: 2 })) {
    members.push((page as { members?: string[] }).members ?? []);
  }
  expect(members.map(({ length }) => length)).toEqual([2, 2, 1]);
  expect(await call(slack, 'conversations.members', { channel: general.id, cursor: 'x' })).toMatchObject({
    error: 'invalid_cursor',
  });
  expect(await call(slack, 'conversations.members', { channel: general.id, limit: '0' })).toMatchObject({
    error: 'invalid_limit',
  });
});

test('calls are recorded with arguments, token and answer', async () => {
  const slack = await slackFor();
  const channel = slack.workspace.addChannel('general').id;
  await call(slack, 'chat.postMessage', { channel, blocks: [{ type: 'divider' }] });
  expect(slack.calls.of('chat.postMessage')[0]).toMatchObject({
    args: { channel, blocks: [{ type: 'divider' }] },
    token: slack.workspace.bot!.botToken,
    team: slack.workspace.id,
    status: 200,
    ok: true,
    response: { channel },
  });
});

test('the next calls of a method can be rate limited, refused, or fail', async () => {
  const slack = await slackFor();
  const channel = slack.workspace.addChannel('general').id;
  slack.faults.add({ method: 'chat.postMessage', answer: { ratelimited: 7 } });
  slack.faults.add({ method: 'chat.postMessage', answer: { error: 'restricted_action' } });
  slack.faults.add({ method: 'chat.postMessage', answer: { status: 503 }, when: ({ text }) => text === 'b' });
  const first = await postTo(slack, channel);
  expect([first.status, first.headers.get('retry-after')]).toEqual([429, '7']);
  expect(await postTo(slack, channel)).toMatchObject({ error: 'restricted_action' });
  expect(await postTo(slack, channel)).toMatchObject({ ok: true });
  expect((await call(slack, 'chat.postMessage', { channel, text: 'b' })).status).toBe(503);
});

test('a call can be done and its answer lost', async () => {
  const slack = await slackFor();
  const general = slack.workspace.addChannel('general');
  slack.faults.add({ method: 'chat.postMessage', answer: 'done-but-cut' });
  await expect(postTo(slack, general.id)).rejects.toThrow();
  expect(general.messages).toHaveLength(1);
  slack.faults.add({ method: 'chat.postMessage', answer: 'done-but-500' });
  expect((await postTo(slack, general.id)).status).toBe(500);
  expect(general.messages).toHaveLength(2);
  slack.faults.add({ method: 'chat.postMessage', answer: 'cut' });
  await expect(postTo(slack, general.id)).rejects.toThrow();
  expect(general.messages).toHaveLength(2);
});

test('a call can hang until it is released', async () => {
  const slack = await slackFor();
  const general = slack.workspace.addChannel('general');
  slack.faults.add({ method: 'chat.postMessage', answer: 'hang' });
  const hanging = postTo(slack, general.id);
  expect(await call(slack, 'auth.test')).toMatchObject({ ok: true });
  expect(general.messages).toHaveLength(0);
  slack.faults.release();
  expect(await hanging).toMatchObject({ ok: true });
});

test('everything can be down', async () => {
  const slack = await slackFor();
  slack.faults.down(true);
  await expect(call(slack, 'auth.test')).rejects.toThrow();
  slack.faults.down(false);
  expect(await call(slack, 'auth.test')).toMatchObject({ ok: true });
});
