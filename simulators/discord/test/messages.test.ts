/** Messages over the bot's token: who may what (developers/resources/message, developers/topics/permissions). */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FakeChannel } from '../index.js';
import { formErrors, PNG, type Studio, studio } from './support.js';

const HOUR = 60 * 60_000;

let place: Studio;
beforeEach(async () => {
  place = await studio();
});
afterEach(() => place.discord.close());

const messages = (channel: FakeChannel): string => `/channels/${channel.id}/messages`;
const send = (channel: FakeChannel, body: unknown = { content: 'hello' }, files = {}) =>
  place.api.post(messages(channel), body, files);
const sent = async (channel: FakeChannel, body?: unknown): Promise<string> =>
  `${messages(channel)}/${(await send(channel, body)).body.id}`;

describe('where the bot is let in', () => {
  it('answers 401 without the token', async () => {
    const { api, art } = place;
    const answer = await api.call('POST', messages(art), { content: 'x' }, {}, 'nope');
    expect([answer.status, answer.body]).toEqual([401, { message: '401: Unauthorized', code: 0 }]);
  });

  it('answers 404 and 405 to routes and methods that there are not', async () => {
    const { api } = place;
    expect((await api.get('/nonsense')).status).toBe(404);
    expect((await api.delete('/gateway')).status).toBe(405);
  });

  it('answers 10003 for a channel that was deleted', async () => {
    const { art } = place;
    art.delete();
    const answer = await send(art);
    expect([answer.status, answer.body.code]).toEqual([404, 10003]);
  });

  it('answers 50001 without ViewChannel', async () => {
    const { art } = place;
    art.overwrite('bot', { deny: ['ViewChannel'] });
    const answer = await send(art);
    expect([answer.status, answer.body.code]).toEqual([403, 50001]);
  });

  // discord-api-docs#1716
  it('answers 50001 in a guild that kicked it, and 10004 for the guild itself', async () => {
    const { api, art, ann, guild } = place;
    guild.kickBot();
    expect((await send(art)).body.code).toBe(50001);
    expect((await api.get(`/guilds/${guild.id}`)).body.code).toBe(10004);
    expect((await api.get(`/guilds/${guild.id}/members/${ann.id}`)).body.code).toBe(50001);
  });

  it('answers 50001 where only user-installed apps reach: guilds without the bot, private channels', async () => {
    const { discord, ann, bob } = place;
    expect((await send(discord.guild({ bot: false }).channel('talk'))).body.code).toBe(50001);
    expect((await send(discord.privateChannel(ann, bob))).body.code).toBe(50001);
  });

  it('answers 50008 for a category', async () => {
    expect((await send(place.guild.channel('all', { type: 'category' }))).body.code).toBe(50008);
  });
});

describe('what has to be permitted', () => {
  // "The current user must have the SEND_MESSAGES permission."
  it('asks for SendMessages', async () => {
    const { art } = place;
    art.overwrite('bot', { deny: ['SendMessages'] });
    const answer = await send(art);
    expect([answer.status, answer.body.code]).toEqual([403, 50013]);
  });

  // "The SEND_MESSAGES permission is not inherited; users must have SEND_MESSAGES_IN_THREADS."
  it('asks for SendMessagesInThreads in threads, and not for SendMessages', async () => {
    const { art } = place;
    const thread = art.thread('corner');
    art.overwrite('bot', { deny: ['SendMessages'] });
    expect((await send(thread)).status).toBe(200);
    art.overwrite('bot', { deny: ['SendMessagesInThreads'] });
    expect((await send(thread)).body.code).toBe(50013);
  });

  it('asks for AttachFiles with a file, for EmbedLinks with an embed, on the channel’s route alone', async () => {
    const { api, art, replied } = place;
    art.overwrite('bot', { deny: ['AttachFiles', 'EmbedLinks'] });
    expect((await send(art, { content: 'x' }, { 'a.png': PNG })).body.code).toBe(50013);
    expect((await send(art, { embeds: [{ title: 'x' }] })).body.code).toBe(50013);
    // Interaction responses may always carry both (discord-api-docs#5316).
    const { interaction } = await replied({ content: 'x', embeds: [{ title: 'x' }] }, { 'a.png': PNG });
    expect((await api.editReply(interaction, { embeds: [] }, { 'b.png': PNG })).status).toBe(200);
  });

  it('asks for AttachFiles when an edit brings a file, not when it brings words', async () => {
    const { api, art } = place;
    const path = await sent(art);
    art.overwrite('bot', { deny: ['AttachFiles', 'SendMessages'] });
    expect((await api.patch(path, { content: 'words' })).status).toBe(200);
    expect((await api.patch(path, {}, { 'a.png': PNG })).body.code).toBe(50013);
  });

  // 403 with 160002: Voxel-Fox-Ltd/Flower#63
  it('asks for ReadMessageHistory to reply, and to read', async () => {
    const { api, art, ann } = place;
    const said = ann.say(art, 'look');
    art.overwrite('bot', { deny: ['ReadMessageHistory'] });
    const reply = await send(art, { content: 'x', message_reference: { message_id: said.id } });
    expect([reply.status, reply.body.code]).toEqual([403, 160002]);
    expect((await api.get(`${messages(art)}/${said.id}`)).body.code).toBe(50013);
    expect((await api.get(messages(art))).body).toEqual([]);
  });

  it('asks for ManageMessages to delete what others wrote', async () => {
    const { api, art, ann, guild } = place;
    const said = ann.say(art, 'look');
    expect((await api.delete(`${messages(art)}/${said.id}`)).body.code).toBe(50013);
    guild.botPermissions(['ManageMessages']);
    expect((await api.delete(`${messages(art)}/${said.id}`)).status).toBe(204);
    expect(said.deleted).toBe(true);
  });

  it('lets nobody edit what another wrote', async () => {
    const { api, art, ann } = place;
    const said = ann.say(art, 'look');
    const answer = await api.patch(`${messages(art)}/${said.id}`, { content: 'x' });
    expect([answer.status, answer.body.code]).toEqual([403, 50005]);
  });

  it('applies overwrites in order: @everyone, roles together, member; administrators are beyond them', async () => {
    const { art, ann, bob, guild, discord } = place;
    const painters = guild.role('painters');
    guild.join(ann, { roles: [painters] });
    art.overwrite('everyone', { deny: ['SendMessages'] });
    expect(() => ann.say(art, 'x')).toThrow('may not send');
    art.overwrite(painters, { allow: ['SendMessages'] });
    expect(() => ann.say(art, 'x')).not.toThrow();
    art.overwrite(ann, { deny: ['SendMessages'] });
    expect(() => ann.say(art, 'x')).toThrow('may not send');
    const chief = discord.user('chief');
    guild.join(chief, { admin: true });
    expect(() => chief.say(art, 'x')).not.toThrow();
    art.overwrite('everyone', { deny: ['ViewChannel'] });
    expect(() => bob.say(art, 'x')).toThrow('cannot see');
  });
});

describe('direct messages', () => {
  const openDm = (id: string) => place.api.post('/users/@me/channels', { recipient_id: id });

  it('opens one channel for each person', async () => {
    const { ann } = place;
    const first = await openDm(ann.id);
    expect([first.body.id, first.body.type, first.body.recipients[0].id]).toEqual([ann.dm().id, 1, ann.id]);
    expect((await openDm(ann.id)).body.id).toBe(first.body.id);
  });

  it('answers 50007 to those who take none, or whom it shares no guild with', async () => {
    const { ann, discord } = place;
    expect((await send(ann.dm())).status).toBe(200);
    ann.acceptsDms = false;
    const closed = await send(ann.dm());
    expect([closed.status, closed.body.code]).toEqual([403, 50007]);
    const stranger = discord.user('stranger');
    expect((await send(stranger.dm())).body.code).toBe(50007);
    stranger.installed = true;
    expect((await send(stranger.dm())).status).toBe(200);
  });

  it('does not let it delete what the other wrote there', async () => {
    const { api, ann } = place;
    const said = ann.say(ann.dm(), 'hello');
    expect((await api.delete(`${messages(ann.dm())}/${said.id}`)).body.code).toBe(50003);
  });
});

describe('forms', () => {
  it('refuses an empty message, content over 2000 characters and embeds over their limits', async () => {
    const { art } = place;
    const empty = await send(art, { content: '' });
    expect([empty.status, empty.body.code]).toEqual([400, 50006]);
    expect(formErrors((await send(art, { content: 'x'.repeat(2001) })).body)).toEqual([
      'content:BASE_TYPE_MAX_LENGTH',
    ]);
    const fields = Array.from({ length: 6 }, () => ({ name: 'n', value: 'x'.repeat(1024) }));
    expect(formErrors((await send(art, { embeds: [{ title: 'x'.repeat(257), fields }] })).body)).toEqual([
      'embeds.0.title:BASE_TYPE_MAX_LENGTH',
      'embeds:MAX_EMBED_SIZE_EXCEEDED',
    ]);
  });

  it('refuses a body that is no JSON, and a content type that it does not take', async () => {
    const { discord, art } = place;
    const raw = (headers: Record<string, string>, body: string) =>
      fetch(`${discord.apiUrl}/v10${messages(art)}`, {
        method: 'POST',
        headers: { authorization: `Bot ${discord.token}`, ...headers },
        body,
      });
    const broken = await raw({ 'content-type': 'application/json' }, '{');
    expect((await broken.json()) as unknown).toMatchObject({ code: 50109 });
    const odd = await raw({ 'content-type': 'text/plain' }, 'hello');
    expect([odd.status, ((await odd.json()) as { code: number }).code]).toEqual([400, 50035]);
  });

  it('answers 10008 to a reply to a message that is gone, unless the reply says that it may be', async () => {
    const { art, ann } = place;
    const said = ann.say(art, 'look');
    said.delete();
    const reference = { message_id: said.id };
    expect((await send(art, { content: 'x', message_reference: reference })).body.code).toBe(10008);
    const lenient = await send(art, {
      content: 'x',
      message_reference: { ...reference, fail_if_not_exists: false },
    });
    expect(lenient.status).toBe(200);
  });
});

describe('a nonce', () => {
  it('that is enforced makes one message of a repeated request, for a few minutes', async () => {
    const { art, discord, ann } = place;
    const body = { content: 'done', nonce: 'job-7', enforce_nonce: true };
    const [first, second] = [await send(art, body), await send(art, body)];
    expect(second.body.id).toBe(first.body.id);
    expect(art.messagesFor(ann)).toHaveLength(1);
    expect((await send(art, { ...body, nonce: 'job-8' })).body.id).not.toBe(first.body.id);
    expect((await send(art, { ...body, enforce_nonce: false })).body.id).not.toBe(first.body.id);
    discord.clock.advance(10 * 60_000);
    expect((await send(art, body)).body.id).not.toBe(first.body.id);
  });

  it('has 25 characters at most', async () => {
    const { art } = place;
    const answer = await send(art, { content: 'done', nonce: 'x'.repeat(26) });
    expect(formErrors(answer.body)).toEqual(['nonce:BASE_TYPE_MAX_LENGTH']);
  });
});

describe('threads', () => {
  it('opens an archived thread again for a message, not for an edit', async () => {
    const { api, art } = place;
    const thread = art.thread('corner');
    const path = await sent(thread);
    thread.archive();
    expect((await api.patch(path, { content: 'x' })).body.code).toBe(50083);
    expect((await send(thread)).status).toBe(200);
    expect((await api.patch(path, { content: 'x' })).status).toBe(200);
  });

  it('answers 160005 in a locked one', async () => {
    const { art } = place;
    const thread = art.thread('corner');
    thread.archive({ locked: true });
    expect((await send(thread)).body.code).toBe(160005);
  });
});

// 429 with 30046: aikaterna-cogs#302; three in twenty seconds: starboard-4#118
it('lets only a few edits through to messages that are over an hour old', async () => {
  const { api, art, discord } = place;
  const path = await sent(art);
  discord.clock.advance(HOUR);
  for (let n = 0; n < 3; n++) expect((await api.patch(path, { content: `${n}` })).status).toBe(200);
  const late = await api.patch(path, { content: 'x' });
  expect([late.status, late.body.code]).toEqual([429, 30046]);
  expect(Number(late.headers.get('retry-after'))).toBeGreaterThan(0);
  discord.clock.advance(20_000);
  expect((await api.patch(path, { content: 'x' })).status).toBe(200);
});

// developers/resources/message#allowed-mentions-object
describe('mentions', () => {
  it('pings whom the content names, within what allowed_mentions lets through', async () => {
    const { art, ann, bob, discord } = place;
    const content = `${ann.mention} and ${bob.mention}`;
    const pinged = async (allowed?: unknown) => {
      const { id } = (
        await send(art, { content, ...(allowed === undefined ? {} : { allowed_mentions: allowed }) })
      ).body;
      return discord.messages().find((message) => message.id === id)!.pinged;
    };
    expect(await pinged()).toEqual([ann.id, bob.id]);
    expect(await pinged({ parse: [] })).toEqual([]);
    expect(await pinged({ users: [bob.id, '123'] })).toEqual([bob.id]);
  });

  it('refuses parse and ids for the same kind', async () => {
    const { art, ann } = place;
    const answer = await send(art, { content: 'x', allowed_mentions: { parse: ['users'], users: [ann.id] } });
    expect(formErrors(answer.body)).toEqual([
      'allowed_mentions.users:MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE',
    ]);
  });

  it('parses text displays of Components V2', async () => {
    const { art, ann, discord } = place;
    await send(art, { flags: 1 << 15, components: [{ type: 10, content: `for ${ann.mention}` }] });
    expect(discord.messages().at(-1)!.pinged).toEqual([ann.id]);
  });

  it('parses everyone and roles in messages, not in answers to interactions', async () => {
    const { art, bob, discord, replied } = place;
    await send(art, { content: '@everyone' });
    expect(discord.messages().at(-1)!.pinged).toContain(bob.id);
    expect((await replied({ content: '@everyone' })).message.pinged).toEqual([]);
  });

  // discord-api-docs#5497
  it('pings nobody by an edit, the first one of a deferred reply included', async () => {
    const { api, art, ann, bob } = place;
    const interaction = ann.slash(art, 'queue');
    await api.respond(interaction, 5);
    await api.editReply(interaction, { content: bob.mention });
    const message = await interaction.message();
    expect([message.pinged, message.mentions]).toEqual([[], [bob.id]]);
  });
});
