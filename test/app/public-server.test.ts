/** The port for the outside, from the outside: through nginx and Caddy, with the configurations that docs/how-to/slack.md gives. */
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { signatureHeaders } from '../../simulators/slack/delivery/sign.js';
import { pictureTools } from '../../src/app/pictures/local-pictures.js';
import { systemClock } from '../../src/lib/clock.js';
import { describeWhere } from '../support/describe-where.js';
import { missingProxy, type ProxyName, startProxy } from '../support/reverse-proxy.js';
import { studio } from '../support/slack.js';

const here = studio({ delivery: { requestUrl: 'http://127.0.0.1:9/' } }, null);

async function open() {
  return here.start({
    clock: systemClock,
    settings: { slackPreviews: 'text', publicUrl: 'https://atelier.example.com' },
  });
}

describe.each<ProxyName>(['nginx', 'caddy'])('behind %s', (name) => {
  describeWhere(`as the docs set ${name} up`, missingProxy(name), () => {
    it('Slack gets in, and nothing else of the program gets out', { timeout: 30_000 }, async () => {
      const app = await open();
      const proxy = await startProxy(name, app.publicPort!);
      onTestFinished(() => proxy.close());

      // More than a megabyte, where nginx would stop by itself.
      const challenge = 'c'.repeat(1_500_000);
      const body = JSON.stringify({ type: 'url_verification', challenge });
      const signed = signatureHeaders(here.slack.app.signingSecret, body);
      const json = { 'content-type': 'application/json' };
      const post = { method: 'POST', body };
      const heard = await proxy.fetch('/slack/events', { ...post, headers: { ...json, ...signed } });
      expect(heard.status).toBe(200);
      expect(JSON.parse(String(heard.body))).toEqual({ challenge });
      const forged = await proxy.fetch('/slack/events', { ...post, headers: json });
      expect([forged.status, forged.body.length]).toEqual([401, 0]);
      const style = await proxy.fetch('/slack/styles/starry-night.jpg');
      expect([style.status, style.type]).toEqual([200, 'image/jpeg']);

      const paths = ['/', '/index.html', '/api/messages', '/api/hello', '/api/events', '/healthz', '/readyz'];
      const tricks = ['/slack/../api/hello', '/slack/..%2fapi/hello', '//api/hello', '/slack/%2e%2e/metrics'];
      const operator = ['/metrics', '/admin/jobs', '/slack', '/slack/', '/slack/nothing'];
      for (const path of [...paths, ...operator, ...tricks]) {
        const { status } = await proxy.fetch(path);
        expect(status, path).toBeGreaterThanOrEqual(300);
        expect(status, path).toBeLessThan(500);
      }
      // A name that the chat would answer to, which nginx hands to its only server.
      for (const host of ['localhost', '127.0.0.1']) {
        const { body } = await proxy.fetch('/api/hello', { headers: { host } });
        expect(String(body)).not.toContain('styles');
      }
      expect((await proxy.fetch('/api/messages', { ...post, headers: json })).status).toBe(404);
    });
  });
});

describe('the port for the outside', () => {
  it('has none of the chat, under whatever name', async () => {
    const app = await open();
    const paths = ['/', '/api/hello', '/api/messages', '/api/events', '/healthz', '/readyz', '/metrics'];
    for (const path of [...paths, '/admin/jobs', '/slack/nothing']) {
      const answer = await fetch(`${app.publicUrl}${path}`);
      expect([path, answer.status, await answer.text()]).toEqual([path, 404, '']);
    }
    expect(app.errors).toEqual([]);
  });

  it('is all that the outside needs: the chat knows nothing of Slack', async () => {
    const app = await open();
    for (const path of ['/slack/styles/starry-night.jpg', '/slack/install', '/slack/events'])
      expect((await fetch(`${app.url}${path}`)).status, path).toBe(404);
    expect((await fetch(`${app.url}/slack/events`, { method: 'POST' })).status).toBe(404);
  });

  it('encodes a style once, for however many who ask', async () => {
    const shrink = vi.spyOn(pictureTools, 'shrink');
    onTestFinished(() => shrink.mockRestore());
    const app = await open();
    const ask = () => fetch(`${app.publicUrl}/slack/styles/starry-night.jpg`);
    const answers = await Promise.all(Array.from({ length: 30 }, ask));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(Buffer.from(await (await ask()).arrayBuffer()).subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
    expect(shrink).toHaveBeenCalledTimes(1);
  });

  it('is not there where nothing needs it', async () => {
    here.slack.http.requestUrl = undefined;
    expect((await here.start({ settings: { slackPreviews: 'text' } })).publicServer).toBeUndefined();
  });
});
