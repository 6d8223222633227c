/** Slack over HTTP, on the program's public server: what is signed gets in. */
import { request as httpRequest } from 'node:http';
import { App } from '@slack/bolt';
import fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { signatureHeaders } from '../../../../simulators/slack/delivery/sign.js';
import { HttpReceiver } from '../../../../src/bots/slack/connection/http-receiver.js';
import { systemClock } from '../../../../src/lib/clock.js';
import { RedisConnection } from '../../../../src/queue/redis/redis-connection.js';
import { redisSharedStore } from '../../../../src/queue/storage/shared-key-value.js';
import { describeRedis, startRedis } from '../../../support/redis.js';
import { isDone, isJob, photo, studio } from '../../../support/slack.js';

const here = studio({ delivery: { requestUrl: 'http://127.0.0.1:9/' } }, null);

async function open(): Promise<void> {
  const app = await here.start({
    clock: systemClock,
    settings: { slackPreviews: 'text', publicUrl: 'http://127.0.0.1:9/' },
  });
  here.slack.http.requestUrl = `${app.publicUrl}/slack/events`;
}

/** A request as fetch will not send it: under any name. */
function raw(
  path: string,
  headers: Record<string, string>,
  method = 'GET',
  port = here.app.publicPort,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode!);
    });
    outgoing.on('error', reject).end();
  });
}

describe('HTTP mode', () => {
  it('answers Slack’s questions about the address', async () => {
    await open();
    expect(await here.slack.http.verifyUrl()).toBe(true);
    expect((await here.slack.http.sslCheck()).status).toBe(200);
  });

  it('takes commands, dialogs, presses, mentions and events, as Socket Mode does', async () => {
    await open();
    const message = await here.ask();
    here.gate.open();
    await message.until(isDone);
    expect(await here.ada.press(message, 'Again')).toMatchObject({ ok: true });
    await here.general.until((other) => isJob(other) && other.ts > message.ts);
    await here.ada.mention(here.general, 'poppies', [await photo()]);
    await here.general.until((other) => isJob(other) && other.threadTs !== undefined);
    await here.ada.openHome();
    await here.ada.untilHome();
    expect(here.slack.deliveries.every(({ state, via }) => state === 'acked' && via === 'http')).toBe(true);
  });

  it('says what is wrong with a dialog in its acknowledgement', async () => {
    await open();
    await here.ada.slash(here.general, '/stylize', 'seed=7');
    const sent = await here.ada.submit(await here.ada.untilView(), { photo: await photo(), more: 'sise=9' });
    expect(sent).toMatchObject({
      action: 'errors',
      errors: { more: expect.stringContaining('There is no option sise') },
    });
  });

  it.each(['bad', 'missing', 'wrong-secret', 'malformed'] as const)(
    'refuses a signature that is %s',
    async (signature) => {
      await open();
      const event = {
        type: 'event_callback',
        event: { type: 'app_home_opened', tab: 'home', user: here.ada.id },
      };
      const answer = await here.slack.http.send(event, { signature });
      expect([answer.status, answer.body]).toEqual([401, '']);
      expect(here.slack.calls.of('views.publish')).toEqual([]);
    },
  );

  it.each([-301, 301, 'missing'] as const)('refuses a time that is %s s from now', async (offset) => {
    await open();
    const timestamp = offset === 'missing' ? offset : Math.round(Date.now() / 1000) + offset;
    expect(
      (await here.slack.http.send({ type: 'url_verification', challenge: 'c' }, { timestamp })).status,
    ).toBe(401);
  });

  it('refuses a request that it has had', async () => {
    await open();
    await here.ben.mention(here.general, 'help');
    await here.untilTold(here.ben, /How to ask/);
    const [delivery] = here.slack.deliveries;
    const answer = await here.slack.http.replay(delivery!);
    expect([answer.status, answer.headers['x-slack-no-retry']]).toEqual([403, '1']);
    expect(here.told(here.ben)).toHaveLength(1);
  });

  it('does not care for bodies that mean nothing', async () => {
    await open();
    expect((await here.slack.http.send('{"no json', { as: 'json' })).status).toBe(400);
    expect((await here.slack.http.send('payload=%7Bbroken', { as: 'form' })).status).toBe(400);
    expect((await here.slack.http.send('a=b', { as: 'form' })).status).toBe(404);
    expect(
      (await here.slack.http.send({ type: 'block_actions', user: { id: 'U1' }, actions: [] })).status,
    ).toBeLessThan(500);
  });

  it('hears an event again that it has not answered', async () => {
    const url = `http://127.0.0.1:9/`;
    expect(here.slack.http.requestUrl).toBe(url);
    const mentioned = here.ben.mention(here.general, 'poppies', [await photo()]);
    await here.slack.until(() => here.slack.deliveries.length > 0);
    await mentioned;
    await open();
    await here.slack.clock.advance(60_000);
    await here.general.until(isJob);
    expect(here.slack.deliveries.some(({ attempts }) => attempts.length > 1)).toBe(true);
  });
});

describeRedis('while Redis is unavailable', () => {
  it('Slack is told to send the event again, and it is heard then', async () => {
    const redis = await startRedis();
    const connection = new RedisConnection({ url: redis.url, patience: 300 });
    await connection.open();
    const server = fastify();
    const heard: unknown[] = [];
    const errors: unknown[] = [];
    const signingSecret = 'a secret of 32 characters or more';
    const receiver = new HttpReceiver({
      publicServer: server,
      signingSecret,
      sharedStore: redisSharedStore(connection, 'slack'),
      clock: systemClock,
      onError: (error) => errors.push(error),
    });
    const app = new App({ receiver, authorize: async () => ({}), tokenVerificationEnabled: false });
    app.event('app_home_opened', async () => void heard.push('event'));
    await receiver.start();
    try {
      const body = JSON.stringify({ type: 'event_callback', event: { type: 'app_home_opened', user: 'U1' } });
      const send = (timestamp: number) =>
        server.inject({
          method: 'POST',
          url: '/slack/events',
          body,
          headers: {
            'content-type': 'application/json',
            ...signatureHeaders(signingSecret, body, { timestamp }),
          },
        });
      const seconds = Math.floor(Date.now() / 1000);
      await redis.kill();
      const refused = await send(seconds);
      expect([refused.statusCode, refused.headers['x-slack-no-retry']]).toEqual([503, undefined]);
      expect(heard).toEqual([]);
      expect(errors).toHaveLength(1);
      await redis.start();
      await expect.poll(async () => (await send(seconds + 1)).statusCode).toBe(200);
      expect(heard).toEqual(['event']);
    } finally {
      connection.close();
      await server.close();
      await redis.close();
    }
  });
});

describe('the public address', () => {
  const outside = { host: 'atelier.example' };

  it('leads to Slack’s routes', async () => {
    await open();
    expect(await raw('/slack/styles/starry-night.jpg', outside)).toBe(200);
    expect(await raw('/slack/previews/nothing.jpg', outside)).toBe(404);
    expect(await raw('/slack/events', outside, 'POST')).toBe(401);
    const site = { ...outside, origin: 'https://slack.com', 'sec-fetch-site': 'cross-site' };
    expect(await raw('/slack/events', site, 'POST')).toBe(401);
  });

  it.each([
    '/',
    '/api/messages',
    '/api/hello',
    '/api/events',
    '/healthz',
    '/metrics',
    '/slack',
    '/slack/nothing',
  ])('does not lead to %s', async (path) => {
    await open();
    expect(await raw(path, outside)).toBe(404);
    expect(await raw(path, outside, 'GET', here.app.port)).toBe(403);
  });

  it('takes no commands of the web chat', async () => {
    await open();
    expect(await raw('/api/messages', outside, 'POST')).toBe(404);
    expect(await raw('/api/messages', outside, 'POST', here.app.port)).toBe(403);
    const site = { host: 'localhost', origin: 'https://evil.example' };
    expect(await raw('/api/messages', site, 'POST', here.app.port)).toBe(403);
  });

  it('has no pictures at all without PUBLIC_URL', async () => {
    await here.start({ settings: { slackPreviews: 'text' } });
    expect(await raw('/slack/styles/starry-night.jpg', { host: 'localhost' })).toBe(404);
    expect(await raw('/slack/install', { host: 'localhost' })).toBe(404);
  });
});
