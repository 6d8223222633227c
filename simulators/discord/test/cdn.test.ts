/** The CDN: signed addresses that expire, and every way in which a body can be bad (developers/reference#signed-attachment-cdn-urls). */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CdnBehaviour } from '../index.js';
import { PNG, png, type Studio, studio } from './support.js';

const DAY = 24 * 60 * 60_000;

let place: Studio;
beforeEach(async () => {
  place = await studio();
});
afterEach(() => place.discord.close());

const uploaded = (cdn?: CdnBehaviour): string => {
  const file = { name: 'cat.png', data: PNG, ...(cdn === undefined ? {} : { cdn }) };
  return place.ann.say(place.art, 'look', { files: [file] }).attachments[0]!.url;
};

it('is another origin than the API and serves the bytes with their type', async () => {
  const url = uploaded();
  expect(new URL(url).origin).toBe(place.discord.env.DISCORD_CDN_HOSTS);
  expect(new URL(url).origin).not.toBe(new URL(place.discord.apiUrl).origin);
  const answer = await fetch(url);
  expect([answer.headers.get('content-type'), new Uint8Array(await answer.arrayBuffer())]).toEqual([
    'image/png',
    PNG,
  ]);
});

it('signs addresses with ex, is and hm; they work for a day', async () => {
  const url = uploaded();
  const { searchParams } = new URL(url);
  expect(Number.parseInt(searchParams.get('ex')!, 16) - Number.parseInt(searchParams.get('is')!, 16)).toBe(
    DAY / 1000,
  );
  place.discord.clock.advance(DAY);
  const late = await fetch(url);
  expect([late.status, await late.text()]).toEqual([404, 'This content is no longer available.']);
});

it('signs again whenever a message is read', async () => {
  const { discord, art, api } = place;
  uploaded();
  discord.clock.advance(2 * DAY);
  const [message] = (await api.get(`/channels/${art.id}/messages`)).body;
  expect((await fetch(message.attachments[0].url)).status).toBe(200);
});

it('serves nothing without a signature, or with that of another file', async () => {
  const url = new URL(uploaded());
  const other = new URL(uploaded());
  expect((await fetch(`${url.origin}${url.pathname}`)).status).toBe(404);
  expect((await fetch(`${url.origin}${url.pathname}${other.search}`)).status).toBe(404);
});

// "Ephemeral attachments will automatically be removed after a set period of time."
it('forgets uploads of commands, and keeps those of messages that still stand', async () => {
  const { ann, art, discord, replied } = place;
  const kept = (await replied({ content: 'x', flags: 64 }, { 'a.png': PNG })).message.attachments[0]!.url;
  const { data } = ann.slash(art, 'stylize', { content: { name: 'cat.png', data: PNG } })
    .payload as unknown as {
    data: { resolved: { attachments: Record<string, { url: string }> } };
  };
  const [{ url }] = Object.values(data.resolved.attachments) as [{ url: string }];
  expect(new URL(url).pathname).toContain('/ephemeral-attachments/');
  expect((await fetch(url)).status).toBe(200);
  discord.cdn.forgetEphemeral();
  expect((await fetch(url)).status).toBe(404);
  expect((await fetch(kept)).status).toBe(200);
});

it('redirects elsewhere, fails, and lies about the type', async () => {
  const moved = await fetch(uploaded({ redirect: 'http://169.254.169.254/secret' }), { redirect: 'manual' });
  expect([moved.status, moved.headers.get('location')]).toEqual([302, 'http://169.254.169.254/secret']);
  expect((await fetch(uploaded({ status: 503 }))).status).toBe(503);
  const lie = await fetch(uploaded({ contentType: 'image/gif' }));
  expect([lie.headers.get('content-type'), new Uint8Array(await lie.arrayBuffer())]).toEqual([
    'image/gif',
    PNG,
  ]);
});

it('pours without end, stops half-way, and never answers', async () => {
  const reader = (await fetch(uploaded({ endless: true }))).body!.getReader();
  let read = 0;
  while (read < 1_000_000) read += (await reader.read()).value!.byteLength;
  await reader.cancel();
  const stop = new AbortController();
  const stalled = await fetch(uploaded({ stall: true }), { signal: stop.signal });
  expect(Number(stalled.headers.get('content-length'))).toBe(PNG.byteLength);
  const half = await stalled.body!.getReader().read();
  expect(half.value!.byteLength).toBe(PNG.byteLength >> 1);
  const silent = fetch(uploaded({ hang: true }), { signal: stop.signal });
  stop.abort();
  await expect(silent).rejects.toThrow('abort');
});

it('changes its ways with a file later on, and writes down every download', async () => {
  const { discord } = place;
  const url = uploaded();
  discord.cdn.behave(url, { status: 500 });
  expect((await fetch(url)).status).toBe(500);
  discord.cdn.behave(url, undefined);
  await (await fetch(url)).arrayBuffer();
  await discord.until(() => discord.cdn.downloads.length === 2);
  expect(discord.cdn.downloads.map(({ status }) => status)).toEqual([500, 200]);
});

it('serves avatars without a signature', async () => {
  const { discord } = place;
  const zoe = discord.user('zoe', { avatar: PNG });
  const { avatar } = (await place.api.get(`/users/${zoe.id}`)).body;
  const own = await fetch(`${discord.cdn.url}/avatars/${zoe.id}/${avatar}.png?size=1024`);
  expect(new Uint8Array(await own.arrayBuffer())).toEqual(PNG);
  expect((await fetch(`${discord.cdn.url}/embed/avatars/3.png`)).headers.get('content-type')).toBe(
    'image/png',
  );
});

it('gives pictures of other hosts out by its media proxy, and keeps names it cannot hold as titles', async () => {
  const { discord, ann, art } = place;
  const said = ann.say(art, 'look', {
    links: [png('sun.png')],
    files: [png('夏の 猫.png'), png('cat.png')],
  });
  const { body } = await place.api.get(`/channels/${art.id}/messages/${said.id}`);
  const [{ type, thumbnail }] = body.embeds;
  expect([type, thumbnail.url]).toEqual(['image', 'https://pictures.example/sun.png']);
  const answer = await fetch(thumbnail.proxy_url);
  expect(new URL(thumbnail.proxy_url).origin).toBe(new URL(discord.cdn.url).origin);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/png']);
  expect(body.attachments.map(({ title }: { title?: string }) => title)).toEqual(['夏の 猫', undefined]);
});
