/** Rate limits (developers/topics/rate-limits) and the failures that a test can script. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Studio, studio } from './support.js';

let place: Studio;
afterEach(() => place.discord.close());

describe('rate limits', () => {
  beforeEach(async () => {
    place = await studio({ rateLimits: true });
  });

  it('tells the state of a bucket in headers, and answers 429 beyond it', async () => {
    const { api, replied } = place;
    const { interaction } = await replied();
    const first = await api.editReply(interaction, { content: '1' });
    expect(first.headers.get('x-ratelimit-limit')).toBe('5');
    expect(first.headers.get('x-ratelimit-remaining')).toBe('4');
    expect(first.headers.get('x-ratelimit-bucket')).toMatch(/^[\da-f]{32}$/u);
    for (let n = 2; n <= 5; n++) await api.editReply(interaction, { content: `${n}` });
    const sixth = await api.editReply(interaction, { content: '6' });
    expect([sixth.status, sixth.body.global, sixth.headers.get('x-ratelimit-scope')]).toEqual([
      429,
      false,
      'user',
    ]);
    expect(Number(sixth.headers.get('retry-after'))).toBeCloseTo(sixth.body.retry_after, 2);
  });

  it('starts again once the window has passed', async () => {
    const { api, discord, replied } = place;
    const { interaction } = await replied();
    for (let n = 1; n <= 5; n++) await api.editReply(interaction, { content: `${n}` });
    discord.clock.advance(5_000);
    expect((await api.editReply(interaction, { content: '6' })).status).toBe(200);
  });

  it('counts each token and each channel for itself', async () => {
    const { api, art, guild, replied } = place;
    const one = (await replied()).interaction;
    const other = (await replied()).interaction;
    for (let n = 1; n <= 5; n++) await api.editReply(one, { content: `${n}` });
    expect((await api.editReply(other, { content: '1' })).headers.get('x-ratelimit-remaining')).toBe('4');
    for (let n = 1; n <= 5; n++) await api.post(`/channels/${art.id}/messages`, { content: `${n}` });
    expect((await api.post(`/channels/${art.id}/messages`, { content: '6' })).status).toBe(429);
    const more = guild.channel('more');
    expect((await api.post(`/channels/${more.id}/messages`, { content: '1' })).status).toBe(200);
  });

  // "All bots can make up to 50 requests per second"; interaction endpoints are not bound to it.
  it('answers 429 for the whole bot beyond 50 requests a second, interactions apart', async () => {
    const { api, ann, art } = place;
    const many = await Promise.all(Array.from({ length: 120 }, () => api.get(`/channels/${art.id}`)));
    const global = many.find(({ headers }) => headers.get('x-ratelimit-global') === 'true');
    expect(global?.body).toMatchObject({ global: true });
    expect((await api.respond(ann.slash(art, 'queue'), 5)).status).toBe(204);
  });
});

describe('faults', () => {
  beforeEach(async () => {
    place = await studio();
  });

  it('storm: the next requests of a route are answered 429, and then no more', async () => {
    const { api, discord, replied } = place;
    const { interaction } = await replied();
    const storm = discord.faults.next({
      path: '/messages/@original',
      times: 2,
      answer: { kind: 'rate-limit', retryAfterMs: 250 },
    });
    const answers = [
      await api.editReply(interaction, { content: 'a' }),
      await api.editReply(interaction, { content: 'b' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([429, 429]);
    expect(answers[0]!.headers.get('retry-after')).toBe('0.250');
    expect((await api.editReply(interaction, { content: 'c' })).status).toBe(200);
    expect(storm.met).toBe(2);
  });

  it('answers errors by status and code, in Discord’s words, and pages from the edge', async () => {
    const { api, discord } = place;
    discord.faults.next({ method: 'GET', answer: { kind: 'error', status: 404, code: 10015 } });
    expect((await api.get('/users/@me')).body).toEqual({ message: 'Unknown Webhook', code: 10015 });
    discord.faults.next({ path: /^\/users\//u, answer: { kind: 'edge', status: 502 } });
    const edge = await api.get('/users/@me');
    expect([edge.status, edge.headers.get('content-type')]).toEqual([502, 'text/html']);
  });

  it('holds a request until it is released', async () => {
    const { api, discord, art } = place;
    const held = discord.faults.next({ method: 'POST', answer: { kind: 'hold' } });
    const answer = api.post(`/channels/${art.id}/messages`, { content: 'late' });
    await held.hit();
    expect(art.messagesFor(place.ann)).toEqual([]);
    held.release();
    expect((await answer).status).toBe(200);
  });

  it('cuts the connection, before or after the request was carried out', async () => {
    const { api, discord, art, ann } = place;
    const post = () => api.post(`/channels/${art.id}/messages`, { content: 'x' });
    discord.faults.next({ answer: { kind: 'drop' } });
    await expect(post()).rejects.toThrow('fetch failed');
    expect(art.messagesFor(ann)).toHaveLength(0);
    discord.faults.next({ answer: { kind: 'drop', after: true } });
    await expect(post()).rejects.toThrow('fetch failed');
    expect(art.messagesFor(ann)).toHaveLength(1);
  });

  it('writes down every request with its body, files, status and code', async () => {
    const { api, discord, art } = place;
    await api.post(`/channels/${art.id}/messages`, { content: 'x' }, { 'a.png': new Uint8Array([1, 2]) });
    const request = await discord.requests.first(/^POST \/channels\/\d+\/messages$/u);
    expect(request).toMatchObject({ status: 200, authorised: true, body: { content: 'x' } });
    expect(request.files).toMatchObject([{ field: 'files[0]', name: 'a.png', contentType: 'image/png' }]);
    await api.post(`/channels/${art.id}/messages`, { content: '' });
    expect((await discord.requests.first('/messages', 1)).code).toBe(50006);
  });
});
