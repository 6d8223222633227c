/** Several workspaces: OAuth, Enterprise Grid, Slack Connect. */
import { expect, test } from 'vitest';
import type { FakeSlack, JsonObject } from '../api.js';
import { actions, button, call, modal, obligingClient, photo, section, slackFor } from './support.js';

const back = 'https://atelier.example/slack/oauth_redirect';

function authorizeUrl(slack: FakeSlack, more: Record<string, string> = {}): string {
  const query = {
    client_id: slack.app.clientId,
    scope: 'commands,chat:write',
    state: 'abc',
    redirect_uri: back,
    ...more,
  };
  return `${slack.authorizeUrl}?${new URLSearchParams(query)}`;
}

function exchange(slack: FakeSlack, code: string | null, more: JsonObject = {}): Promise<JsonObject> {
  const { clientId: client_id, clientSecret: client_secret } = slack.app;
  return call(
    slack,
    'oauth.v2.access',
    { code, client_id, client_secret, redirect_uri: back, ...more },
    null,
  );
}

test('a code is exchanged for a token, once', async () => {
  const slack = await slackFor();
  const other = slack.addWorkspace({ name: 'Other', install: false });
  const bob = other.addPerson('bob');
  const redirect = new URL(slack.approve(authorizeUrl(slack), bob));
  expect([redirect.origin + redirect.pathname, redirect.searchParams.get('state')]).toEqual([back, 'abc']);
  const code = redirect.searchParams.get('code');
  const granted = await exchange(slack, code);
  expect(granted).toMatchObject({
    ok: true,
    app_id: slack.app.id,
    token_type: 'bot',
    scope: 'commands,chat:write',
    team: { id: other.id, name: 'Other' },
    enterprise: null,
    is_enterprise_install: false,
    authed_user: { id: bob.id },
    bot_user_id: other.bot!.botUserId,
  });
  expect(await call(slack, 'auth.test', {}, String(granted.access_token))).toMatchObject({
    team_id: other.id,
  });
  expect(await exchange(slack, code)).toMatchObject({ error: 'invalid_code' });
});

test('an exchange wants the right secret, address and time', async () => {
  const slack = await slackFor();
  const ada = slack.workspace.addPerson('ada');
  const code = () => new URL(slack.approve(authorizeUrl(slack), ada)).searchParams.get('code');
  expect(await exchange(slack, code(), { client_id: 'x' })).toMatchObject({ error: 'invalid_client_id' });
  expect(await exchange(slack, code(), { client_secret: 'x' })).toMatchObject({ error: 'bad_client_secret' });
  expect(await exchange(slack, code(), { redirect_uri: `${back}/x` })).toMatchObject({
    error: 'bad_redirect_uri',
  });
  const old = code();
  await slack.clock.advance(10 * 60_000);
  expect(await exchange(slack, old)).toMatchObject({ error: 'code_expired' });
});

test('who cancels is sent back with access_denied', async () => {
  const slack = await slackFor();
  const ada = slack.workspace.addPerson('ada');
  const redirect = new URL(slack.approve(authorizeUrl(slack), ada, { deny: true }));
  expect(Object.fromEntries(redirect.searchParams)).toEqual({ state: 'abc', error: 'access_denied' });
});

test('the page of OAuth lets a person decide', async () => {
  const slack = await slackFor();
  const ada = slack.workspace.addPerson('ada');
  const page = await (await fetch(authorizeUrl(slack))).text();
  const [, link] = /href="([^"]+as=U[^"]+answer=allow)"/.exec(page)!;
  const answer = await fetch(link!.replaceAll('&amp;', '&'), { redirect: 'manual' });
  expect(answer.status).toBe(302);
  expect(
    await exchange(slack, new URL(answer.headers.get('location')!).searchParams.get('code')),
  ).toMatchObject({
    authed_user: { id: ada.id },
  });
  expect((await fetch(`${slack.authorizeUrl}?client_id=x&as=${ada.id}`)).status).toBe(400);
});

test('an app that comes back after it was uninstalled has a new token', async () => {
  const slack = await slackFor();
  const before = slack.workspace.bot!;
  await slack.workspace.uninstall();
  const after = slack.workspace.install();
  expect([after.botToken === before.botToken, after.botUserId === before.botUserId]).toEqual([false, true]);
});

test('a workspace knows nothing of another’s channels and people', async () => {
  const slack = await slackFor();
  const other = slack.addWorkspace({ name: 'Other' });
  const bob = other.addPerson('bob');
  const theirs = other.addChannel('theirs');
  expect(await call(slack, 'chat.postMessage', { channel: theirs.id, text: 'a' })).toMatchObject({
    error: 'channel_not_found',
  });
  expect(await call(slack, 'users.info', { user: bob.id })).toMatchObject({ error: 'user_not_found' });
});

test('in an Enterprise Grid everything carries the enterprise', async () => {
  const enterprise = { id: 'E0GRID0001', name: 'Grid' };
  const slack = await slackFor({ workspace: { name: 'Studio', enterprise } });
  await obligingClient(slack);
  const ada = slack.workspace.addPerson('ada');
  const general = slack.workspace.addChannel('general');
  await ada.slash(general, '/stylize');
  await ada.globalShortcut('open');
  await ada.say(general, 'hello');
  expect(slack.deliveries.map(({ payload }) => payload)).toMatchObject([
    { enterprise_id: enterprise.id, enterprise_name: 'Grid', is_enterprise_install: 'false' },
    { enterprise, team: { enterprise_id: enterprise.id }, is_enterprise_install: false },
    {
      enterprise_id: enterprise.id,
      authorizations: [{ enterprise_id: enterprise.id, is_enterprise_install: false }],
    },
  ]);
  expect(ada.id).toMatch(/^W/);
});

test('an org-wide installation has no team', async () => {
  const enterprise = { id: 'E0GRID0001', name: 'Grid' };
  const slack = await slackFor({ workspace: { name: 'Studio', enterprise, install: { orgWide: true } } });
  await obligingClient(slack);
  const ada = slack.workspace.addPerson('ada');
  await ada.globalShortcut('open');
  expect(slack.deliveries[0]!.payload).toMatchObject({ team: null, enterprise, is_enterprise_install: true });
  const redirect = new URL(slack.approve(authorizeUrl(slack), ada, { orgWide: true }));
  expect(await exchange(slack, redirect.searchParams.get('code'))).toMatchObject({
    team: null,
    enterprise,
    is_enterprise_install: true,
  });
});

/** A channel of Studio that Guests share; only Studio has the app. */
async function shared() {
  const slack = await slackFor();
  await obligingClient(slack);
  const guests = slack.addWorkspace({ name: 'Guests', install: false });
  const gus = guests.addPerson('gus');
  const bridge = slack.workspace.addChannel('bridge');
  bridge.shareWith(guests);
  return { slack, guests, gus, bridge };
}

test('in a shared channel a stranger’s event says where they come from', async () => {
  const { slack, guests, gus, bridge } = await shared();
  await gus.mention(bridge, 'hello');
  expect(slack.deliveries[0]!.payload).toMatchObject({
    team_id: slack.workspace.id,
    is_ext_shared_channel: true,
    event: { user: gus.id, user_team: guests.id, source_team: guests.id },
  });
  expect((await call(slack, 'users.info', { user: gus.id })).user).toMatchObject({
    team_id: guests.id,
    is_stranger: true,
  });
});

test('in a shared channel a stranger’s file must be looked up', async () => {
  const { slack, gus, bridge } = await shared();
  await gus.mention(bridge, 'look', [await photo()]);
  const [{ files }] = slack.deliveries.map(({ payload }) => payload.event) as [{ files: JsonObject[] }];
  expect(files[0]).toMatchObject({ mode: 'file_access', file_access: 'check_file_info' });
  expect(files[0]!.url_private).toBeUndefined();
  expect((await call(slack, 'files.info', { file: files[0]!.id })).file).toMatchObject({
    mimetype: 'image/png',
  });
});

test('in a shared channel a stranger has no commands, but presses buttons', async () => {
  const { slack, guests, gus, bridge } = await shared();
  expect(await gus.slash(bridge, '/stylize')).toMatchObject({ failure: 'unknown_command' });
  await call(slack, 'chat.postMessage', { channel: bridge.id, blocks: [actions(button('again'))] });
  const { delivery } = await gus.press(bridge.messages[0]!, 'again');
  expect(delivery!.payload).toMatchObject({ team: { id: slack.workspace.id }, user: { team_id: guests.id } });
});

test('a stranger’s modal names the workspace of the app', async () => {
  const { slack, guests, gus, bridge } = await shared();
  await call(slack, 'chat.postMessage', { channel: bridge.id, blocks: [actions(button('ask'))] });
  const { delivery } = await gus.press(bridge.messages[0]!, 'ask');
  await call(slack, 'views.open', {
    trigger_id: delivery!.payload.trigger_id,
    view: modal([section('hello')]),
  });
  const sent = await gus.submit(gus.view!);
  expect(sent.delivery!.payload).toMatchObject({
    team: { id: guests.id },
    view: { team_id: guests.id, app_installed_team_id: slack.workspace.id },
  });
});
