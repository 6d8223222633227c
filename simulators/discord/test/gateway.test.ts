/** The gateway as developers/events/gateway describes it, over a plain WebSocket. */
import { afterEach, expect, it } from 'vitest';
import { identified, Line, type Studio, studio } from './support.js';

let place: Studio;
const open = async (...args: Parameters<typeof studio>): Promise<Studio> => {
  place = await studio(...args);
  return place;
};
afterEach(() => place.discord.close());

it('says hello with the heartbeat interval and acknowledges heartbeats', async () => {
  const { bot } = await open({ heartbeatIntervalMs: 1234 });
  expect((await bot.op(10)).d.heartbeat_interval).toBe(1234);
  bot.send(1, null);
  await bot.op(11);
});

it('sends READY with unavailable guilds, a resume address and the application, and then the guilds', async () => {
  const { bot, discord, guild, art } = await open();
  const ready = (await bot.event('READY')).d;
  expect(ready.guilds).toEqual([{ id: guild.id, unavailable: true }]);
  expect(ready.resume_gateway_url).toMatch(/^ws:\/\/127\.0\.0\.1:/u);
  expect(ready.application).toEqual({ id: discord.applicationId, flags: 0 });
  const created = (await bot.event('GUILD_CREATE')).d;
  expect(created.channels.map(({ id }: { id: string }) => id)).toEqual([art.id]);
});

// developers/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes
it.each([
  ['a wrong token', { token: 'nope' }, 4004],
  ['a shard that does not exist', { shard: [2, 2] as [number, number] }, 4010],
  ['a number that is no set of intents', { intents: 2 ** 27 }, 4013],
  ['a privileged intent that was not granted', { intents: 1 << 15 }, 4014],
])('closes on %s', async (_what, options, code) => {
  const { discord } = await open();
  expect(await (await identified(discord, options)).closed).toBe(code);
});

it('closes on a second identify, on payloads before the first, and on what is no JSON', async () => {
  const { discord, bot } = await open();
  bot.send(2, { token: discord.token, intents: 1, properties: {} });
  expect(await bot.closed).toBe(4005);
  const early = new Line(discord.gateway.url);
  await early.op(10);
  early.send(3, {});
  expect(await early.closed).toBe(4003);
  const garbled = new Line(discord.gateway.url);
  await garbled.op(10);
  garbled.socket.send('{');
  expect(await garbled.closed).toBe(4002);
});

it('refuses another version or encoding', async () => {
  const { discord } = await open();
  expect(await new Line(discord.gateway.url, '?v=9&encoding=etf').closed).toBe(-1);
});

it('tells of guilds and channels only sessions with the Guilds intent', async () => {
  const { discord, guild, bot } = await open();
  const silent = await identified(discord, { intents: 0 });
  await silent.event('READY');
  const made = guild.channel('more');
  expect((await bot.next(({ t, d }) => t === 'CHANNEL_CREATE' && d.id === made.id)).d.name).toBe('more');
  silent.send(1, null);
  await silent.op(11);
  expect(silent.got.filter(({ t }) => t === 'CHANNEL_CREATE' || t === 'GUILD_CREATE')).toEqual([]);
});

it('sends interactions without any intent', async () => {
  const { discord, ann, art } = await open();
  const silent = await identified(discord, { intents: 0 });
  await silent.event('READY');
  const { id } = ann.slash(art, 'queue');
  expect((await silent.event('INTERACTION_CREATE')).d.id).toBe(id);
});

it('empties messages of others without the message content intent', async () => {
  const { discord, ann, art } = await open();
  const curious = await identified(discord, { intents: 1 << 9 });
  await curious.event('READY');
  ann.say(art, 'a secret');
  expect((await curious.event('MESSAGE_CREATE')).d.content).toBe('');
});

it('replays what was missed when a session resumes, and then says RESUMED', async () => {
  const { discord, guild, bot } = await open();
  const { session_id } = (await bot.event('READY')).d;
  const last = bot.got.at(-1)!.s;
  discord.gateway.cut();
  await bot.closed;
  guild.channel('missed');
  const again = new Line(discord.gateway.url);
  await again.op(10);
  again.send(6, { token: discord.token, session_id, seq: last });
  await again.event('RESUMED');
  expect(again.got.filter(({ op }) => op === 0).map(({ t }) => t)).toEqual(['CHANNEL_CREATE', 'RESUMED']);
});

it('invalidates a resume of a session that it does not know, and of one that the client closed with 1000', async () => {
  const { discord, bot } = await open();
  const { session_id } = (await bot.event('READY')).d;
  bot.socket.close(1000);
  await bot.closed;
  await discord.until(() => discord.gateway.log.some(({ kind }) => kind === 'closed'));
  const again = new Line(discord.gateway.url);
  await again.op(10);
  again.send(6, { token: discord.token, session_id, seq: 1 });
  expect((await again.op(9)).d).toBe(false);
});

it('closes with 4007 on a sequence number that was never given out', async () => {
  const { discord, bot } = await open();
  const { session_id } = (await bot.event('READY')).d;
  discord.gateway.cut();
  const again = new Line(discord.gateway.url);
  await again.op(10);
  again.send(6, { token: discord.token, session_id, seq: 999_999 });
  expect(await again.closed).toBe(4007);
});

it('asks to reconnect, invalidates, and closes with a code when a test says so', async () => {
  const { discord, bot } = await open();
  await bot.event('READY');
  discord.gateway.reconnect();
  await bot.op(7);
  discord.gateway.invalidate({ resumable: true });
  expect((await bot.op(9)).d).toBe(true);
  discord.gateway.cut({ code: 4000 });
  expect(await bot.closed).toBe(4000);
});

it('acknowledges nothing while it is frozen, and everything once it thaws', async () => {
  const { discord, bot } = await open();
  await bot.event('READY');
  discord.gateway.freeze();
  bot.send(1, null);
  await discord.until(() => discord.gateway.log.some(({ kind }) => kind === 'heartbeat'));
  expect(bot.got.filter(({ op }) => op === 11)).toEqual([]);
  discord.gateway.thaw();
  await bot.op(11);
});

it('refuses connections while it is down', async () => {
  const { discord } = await open();
  discord.gateway.down();
  expect(await new Line(discord.gateway.url).closed).toBe(-1);
  discord.gateway.up();
  await new Line(discord.gateway.url).op(10);
});

// developers/events/gateway#sharding: shard_id = (guild_id >> 22) % num_shards; direct messages on shard 0.
it('sends each guild to its shard, and direct messages to shard 0', async () => {
  const { discord, ann } = await open();
  const shards = [await identified(discord, { shard: [0, 2] }), await identified(discord, { shard: [1, 2] })];
  for (const line of shards) await line.event('READY');
  ann.slash(ann.dm(), 'queue');
  await shards[0]!.event('INTERACTION_CREATE');
  const guilds = [discord.guild(), discord.guild()];
  const shardOf = (id: string): number => Number((BigInt(id) >> 22n) % 2n);
  expect(guilds.map(({ id }) => shardOf(id)).sort()).toEqual([0, 1]);
  for (const guild of guilds) {
    const shard = shardOf(guild.id);
    await shards[shard]!.next(({ t, d }) => t === 'GUILD_CREATE' && d.id === guild.id);
    expect(shards[1 - shard]!.got.some(({ d }) => d?.id === guild.id)).toBe(false);
  }
  expect(shards[1]!.got.some(({ t }) => t === 'INTERACTION_CREATE')).toBe(false);
});

it('recommends shards, and wants the token for that', async () => {
  const { api, discord } = await open({ shards: 3 });
  expect((await api.get('/gateway/bot')).body).toMatchObject({
    shards: 3,
    session_start_limit: { total: 1000 },
  });
  expect((await api.get('/gateway')).body).toEqual({ url: discord.gateway.url });
  expect((await api.call('GET', '/gateway/bot', undefined, {}, 'nope')).status).toBe(401);
});
