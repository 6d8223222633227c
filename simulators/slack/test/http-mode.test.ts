/** HTTP mode: docs.slack.dev/apis/events-api/using-http-request-urls, docs.slack.dev/authentication/verifying-requests-from-slack */
import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import type { FakeSlack } from '../api.js';
import { actions, button, call, type Site, site, slackFor } from './support.js';

/** An app that answers 200 to everything, and its request URL. */
async function httpSlack(status = 200, body = ''): Promise<{ slack: FakeSlack; app: Site }> {
  const app = await site((response) => response.writeHead(status).end(body));
  const slack = await slackFor({ delivery: { requestUrl: `${app.url}/slack/events` } });
  return { slack, app };
}

test('a command is a form', async () => {
  const { slack, app } = await httpSlack();
  const ada = slack.workspace.addPerson('ada');
  const secret = slack.workspace.addChannel('secret', { private: true });
  await ada.slash(secret, '/stylize', 'starry-night & more');
  const [request] = app.requests;
  expect(request!.headers['content-type']).toBe('application/x-www-form-urlencoded');
  expect(Object.fromEntries(new URLSearchParams(request!.body))).toMatchObject({
    command: '/stylize',
    text: 'starry-night & more',
    user_id: ada.id,
    team_id: slack.workspace.id,
    channel_id: secret.id,
    channel_name: 'privategroup',
    api_app_id: slack.app.id,
    is_enterprise_install: 'false',
    trigger_id: expect.stringMatching(/^\d+\.\d+\.\w+$/),
    response_url: expect.stringContaining('/commands/'),
  });
});

test('an interaction is a form with one field, payload', async () => {
  const { slack, app } = await httpSlack();
  const ada = slack.workspace.addPerson('ada');
  const general = slack.workspace.addChannel('general');
  await call(slack, 'chat.postMessage', { channel: general.id, blocks: [actions(button('again'))] });
  await ada.press(general.messages[0]!, 'again');
  const form = new URLSearchParams(app.requests.at(-1)!.body);
  expect([...form.keys()]).toEqual(['payload']);
  expect(JSON.parse(form.get('payload')!)).toMatchObject({
    type: 'block_actions',
    actions: [{ action_id: 'again' }],
  });
});

test('an event is JSON', async () => {
  const { slack, app } = await httpSlack();
  const ada = slack.workspace.addPerson('ada');
  await ada.say(slack.workspace.addChannel('general'), 'hello');
  const [request] = app.requests;
  expect(request!.headers['content-type']).toBe('application/json');
  expect(JSON.parse(request!.body)).toMatchObject({
    type: 'event_callback',
    team_id: slack.workspace.id,
    event: { type: 'message', text: 'hello', user: ada.id },
    authorizations: [{ team_id: slack.workspace.id, is_bot: true, is_enterprise_install: false }],
  });
});

test('requests are signed with the machine’s time', async () => {
  const { slack, app } = await httpSlack();
  await slack.clock.advance(3_600_000);
  const ada = slack.workspace.addPerson('ada');
  const before = Math.floor(Date.now() / 1000);
  await ada.say(slack.workspace.addChannel('general'), 'hello');
  const { headers, body } = app.requests[0]!;
  const timestamp = Number(headers['x-slack-request-timestamp']);
  expect(timestamp - before).toBeLessThan(600);
  const digest = createHmac('sha256', slack.app.signingSecret)
    .update(`v0:${timestamp}:${body}`)
    .digest('hex');
  expect(headers['x-slack-signature']).toBe(`v0=${digest}`);
});

test('url_verification wants the challenge back, as text or as JSON', async () => {
  const app = await site((response, path, body) => {
    const { challenge } = JSON.parse(body) as { challenge: string };
    response.end(path === '/text' ? challenge : path === '/json' ? JSON.stringify({ challenge }) : 'no');
  });
  const slack = await slackFor({ delivery: { requestUrl: `${app.url}/text` } });
  const answers: boolean[] = [];
  for (const path of ['/text', '/json', '/else']) {
    slack.http.requestUrl = `${app.url}${path}`;
    answers.push(await slack.http.verifyUrl());
  }
  expect(answers).toEqual([true, true, false]);
});

test('ssl_check is a form', async () => {
  const { slack, app } = await httpSlack();
  expect(await slack.http.sslCheck()).toMatchObject({ status: 200 });
  expect(new URLSearchParams(app.requests[0]!.body).get('ssl_check')).toBe('1');
});

test('an event that failed comes again, with number and reason in its headers', async () => {
  const { slack, app } = await httpSlack(500);
  const ada = slack.workspace.addPerson('ada');
  await ada.say(slack.workspace.addChannel('general'), 'hello');
  await slack.until(
    () => app.requests.length === 2 && slack.deliveries.every(({ attempts }) => attempts.at(-1)?.status),
    'a retry',
  );
  await slack.clock.advance(60_000);
  await slack.until(
    () => app.requests.length === 3 && slack.deliveries[0]!.attempts.at(-1)?.status,
    'another',
  );
  await slack.clock.advance(300_000);
  await slack.until(() => slack.deliveries[0]!.state === 'failed', 'the end');
  const told = app.requests.map(({ headers }) => [
    headers['x-slack-retry-num'],
    headers['x-slack-retry-reason'],
  ]);
  expect(told).toEqual([
    [undefined, undefined],
    ['1', 'http_error'],
    ['2', 'http_error'],
    ['3', 'http_error'],
  ]);
});

test('an event is not sent again when the app asks for that', async () => {
  const app = await site((response) => response.writeHead(500, { 'x-slack-no-retry': '1' }).end());
  const slack = await slackFor({ delivery: { requestUrl: app.url } });
  const ada = slack.workspace.addPerson('ada');
  await ada.say(slack.workspace.addChannel('general'), 'hello');
  expect(slack.deliveries[0]).toMatchObject({ state: 'failed', attempts: { length: 1 } });
});

test('an event that gets no answer within 3 s comes again as http_timeout', async () => {
  const app = await site(() => {});
  const slack = await slackFor({ delivery: { requestUrl: app.url } });
  const ada = slack.workspace.addPerson('ada');
  const said = ada.say(slack.workspace.addChannel('general'), 'hello');
  await slack.until(() => slack.deliveries.length === 1, 'the event');
  await slack.clock.advance(3_000);
  await said;
  await slack.until(() => slack.deliveries[0]!.attempts.length === 2, 'the retry');
  expect(slack.deliveries[0]!.attempts[1]).toMatchObject({ retry: 1, reason: 'http_timeout' });
});

test('a command tells the person what kind of failure it was', async () => {
  const failures = await Promise.all(
    [500, 404].map(async (status) => {
      const { slack } = await httpSlack(status);
      const ada = slack.workspace.addPerson('ada');
      return (await ada.slash(slack.workspace.addChannel('general'), '/stylize')).failure;
    }),
  );
  expect(failures).toEqual(['http_service_error', 'http_client_error']);
});

test('a text body answers the command', async () => {
  const { slack } = await httpSlack(200, 'On it.');
  const ada = slack.workspace.addPerson('ada');
  const { answer } = await ada.slash(slack.workspace.addChannel('general'), '/stylize');
  expect(answer?.text).toBe('On it.');
});

test('a recorded request can be sent again, byte for byte', async () => {
  const { slack, app } = await httpSlack();
  const ada = slack.workspace.addPerson('ada');
  await ada.slash(slack.workspace.addChannel('general'), '/stylize');
  await slack.http.replay(slack.deliveries[0]!);
  const [first, second] = app.requests;
  expect(second!.body).toBe(first!.body);
  expect(second!.headers['x-slack-signature']).toBe(first!.headers['x-slack-signature']);
});

test('requests can be forged', async () => {
  const { slack, app } = await httpSlack();
  const event = { type: 'event_callback', event: { type: 'message' } };
  await slack.http.send(event, { signature: 'bad' });
  await slack.http.send(event, { signature: 'missing' });
  await slack.http.send(event, { timestamp: 1_000 });
  await slack.http.send({ type: 'block_actions' }, { timestamp: 'missing' });
  const seen = app.requests.map(({ headers }) => [
    headers['x-slack-signature'],
    headers['x-slack-request-timestamp'],
  ]);
  expect(seen[0]![0]).toMatch(/^v0=0{64}$/);
  expect(seen[1]![0]).toBeUndefined();
  expect(seen[2]![1]).toBe('1000');
  expect(seen[3]![1]).toBeUndefined();
});
