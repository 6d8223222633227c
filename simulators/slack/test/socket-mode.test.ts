/** Socket Mode: docs.slack.dev/apis/events-api/using-socket-mode */
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { call, connect, obligingClient, slackFor } from './support.js';

test('apps.connections.open wants the app-level token', async () => {
  const slack = await slackFor();
  const errors = await Promise.all(
    [null, 'xapp-1-wrong', slack.workspace.bot!.botToken, slack.app.appToken].map(
      async (token) => (await call(slack, 'apps.connections.open', {}, token)).error,
    ),
  );
  expect(errors).toEqual(['not_authed', 'invalid_auth', 'not_allowed_token_type', undefined]);
});

test('a connection is greeted with hello and counted', async () => {
  const slack = await slackFor();
  await connect(slack);
  const second = await connect(slack);
  expect(await second.next('hello')).toMatchObject({
    num_connections: 2,
    connection_info: { app_id: slack.app.id },
    debug_info: { approximate_connection_time: expect.any(Number) },
  });
  expect(slack.socket.connections).toBe(2);
});

test('an address is good for one connection', async () => {
  const slack = await slackFor();
  const { socket } = await connect(slack);
  const again = new WebSocket(socket.url);
  const refused = await new Promise((resolve) => again.once('error', resolve));
  expect(String(refused)).toContain('403');
});

test('the eleventh connection is refused', async () => {
  const slack = await slackFor({ rates: false });
  for (let n = 0; n < 10; n += 1) await connect(slack);
  const { url } = await call(slack, 'apps.connections.open', {}, slack.app.appToken);
  const socket = new WebSocket(String(url));
  const first = await new Promise((resolve) =>
    socket.once('message', (data) => resolve(JSON.parse(String(data)))),
  );
  expect(first).toMatchObject({ type: 'disconnect', reason: 'too_many_websockets' });
});

test('envelopes go round among the connections', async () => {
  const slack = await slackFor();
  const ada = slack.workspace.addPerson('ada');
  const general = slack.workspace.addChannel('general');
  const clients = [await obligingClient(slack), await obligingClient(slack)];
  for (let n = 0; n < 4; n += 1) await ada.slash(general, '/stylize');
  const counts = clients.map(
    ({ received }) => received.filter(({ type }) => type === 'slash_commands').length,
  );
  expect(counts).toEqual([2, 2]);
});

test('a command that is not acknowledged within 3 s fails with operation_timeout', async () => {
  const slack = await slackFor();
  const ada = slack.workspace.addPerson('ada');
  const general = slack.workspace.addChannel('general');
  const client = await connect(slack);
  const outcome = ada.slash(general, '/stylize');
  const envelope = await client.next('slash_commands');
  await slack.clock.advance(3_000);
  client.ack(envelope, { text: 'too late' });
  expect(await outcome).toMatchObject({ ok: false, failure: 'operation_timeout', answer: undefined });
});

test('a command fails with dispatch_failed while nothing is connected', async () => {
  const slack = await slackFor();
  const ada = slack.workspace.addPerson('ada');
  const general = slack.workspace.addChannel('general');
  expect(await ada.slash(general, '/stylize')).toMatchObject({ ok: false, failure: 'dispatch_failed' });
});

test('the payload of an ack answers the command, for the person alone', async () => {
  const slack = await slackFor();
  const [ada, bob] = ['ada', 'bob'].map((name) => slack.workspace.addPerson(name));
  const general = slack.workspace.addChannel('general');
  await obligingClient(slack, { text: 'On it.' });
  const { answer } = await ada!.slash(general, '/stylize');
  expect(answer).toMatchObject({ text: 'On it.', ephemeralFor: ada!.id });
  expect(general.messagesFor(bob!)).toEqual([]);
});

test('only commands and interactions accept a payload with the ack', async () => {
  const slack = await slackFor();
  const ada = slack.workspace.addPerson('ada');
  const general = slack.workspace.addChannel('general');
  const client = await obligingClient(slack);
  await ada.slash(general, '/stylize');
  await ada.say(general, 'hello');
  expect(await client.next('slash_commands')).toMatchObject({ accepts_response_payload: true });
  expect(await client.next('events_api')).toMatchObject({ accepts_response_payload: false });
});

test('an event that nobody acknowledges comes again at once, after a minute and after five', async () => {
  const slack = await slackFor();
  const ada = slack.workspace.addPerson('ada');
  const general = slack.workspace.addChannel('general');
  const client = await connect(slack);
  const said = ada.say(general, 'hello');
  await client.next('events_api');
  await slack.clock.advance(3_000);
  await said;
  await client.next('events_api', 2);
  await slack.clock.advance(3_000 + 60_000);
  await client.next('events_api', 3);
  await slack.clock.advance(3_000 + 300_000);
  await client.next('events_api', 4);
  await slack.clock.advance(3_000 + 3_600_000);
  const envelopes = client.received.filter(({ type }) => type === 'events_api');
  expect(envelopes.map(({ retry_attempt, retry_reason }) => [retry_attempt, retry_reason])).toEqual([
    [0, ''],
    [1, 'timeout'],
    [2, 'timeout'],
    [3, 'timeout'],
  ]);
  const ids = envelopes.map(({ payload }) => (payload as { event_id: string }).event_id);
  expect(new Set(ids).size).toBe(1);
  expect(slack.deliveries.at(-1)?.state).toBe('failed');
});

test('events wait for a connection', async () => {
  const slack = await slackFor();
  const ada = slack.workspace.addPerson('ada');
  const general = slack.workspace.addChannel('general');
  await ada.say(general, 'is anybody there?');
  const client = await connect(slack);
  expect(await client.next('events_api')).toMatchObject({
    retry_attempt: 1,
    payload: { event: { type: 'message' } },
  });
});

test('what was not acknowledged as a connection broke goes to the next', async () => {
  const slack = await slackFor();
  const ada = slack.workspace.addPerson('ada');
  const general = slack.workspace.addChannel('general');
  const first = await connect(slack);
  const said = ada.say(general, 'hello');
  await first.next('events_api');
  slack.socket.cut();
  await said;
  const second = await connect(slack);
  expect(await second.next('events_api')).toMatchObject({ retry_attempt: 1 });
});

test('disconnect says why, takes no more envelopes, and closes soon', async () => {
  const slack = await slackFor();
  const ada = slack.workspace.addPerson('ada');
  const general = slack.workspace.addChannel('general');
  const client = await connect(slack);
  await slack.socket.disconnect('warning');
  expect(await client.next('disconnect')).toMatchObject({ reason: 'warning' });
  expect(slack.socket.connections).toBe(0);
  expect(await ada.slash(general, '/stylize')).toMatchObject({ failure: 'dispatch_failed' });
  await slack.clock.advance(10_000);
  await client.closed;
});

test('no new connection is given while they are refused', async () => {
  const slack = await slackFor();
  slack.socket.refuse(true);
  expect(await call(slack, 'apps.connections.open', {}, slack.app.appToken)).toMatchObject({
    error: 'internal_error',
  });
  slack.socket.refuse(false);
  await connect(slack);
});

test('a person whose ack never comes says what to do', async () => {
  const slack = await slackFor({ patience: 50 });
  const ada = slack.workspace.addPerson('ada');
  const general = slack.workspace.addChannel('general');
  await connect(slack);
  await expect(ada.slash(general, '/stylize')).rejects.toThrow('advance the clock by 3000 ms');
});
