/** First responses, tokens, follow-ups (developers/interactions/receiving-and-responding). */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { formErrors, PNG, png, type Studio, studio } from './support.js';

const V2 = 1 << 15;
const EPHEMERAL = 1 << 6;
const MINUTES = 60_000;

let place: Studio;
beforeEach(async () => {
  place = await studio();
});
afterEach(() => place.discord.close());

it('answers 204 without a content type, and 200 with the callback object on request', async () => {
  const { api, ann, art } = place;
  const plain = await api.respond(ann.slash(art, 'queue'), 5);
  expect([plain.status, plain.headers.get('content-type'), plain.body]).toEqual([204, null, '']);
  const other = ann.slash(art, 'queue');
  const full = await api.post(`/interactions/${other.id}/${other.token}/callback?with_response=true`, {
    type: 4,
    data: { content: 'hello' },
  });
  expect(full.status).toBe(200);
  expect(full.body.interaction).toMatchObject({ id: other.id, response_message_loading: false });
  expect(full.body.resource.message.content).toBe('hello');
});

// "You must send an initial response within 3 seconds … If the 3 second deadline is exceeded, the token will be invalidated."
it('does not know an interaction any more that was not answered within 3 seconds', async () => {
  const { api, ann, art, discord } = place;
  const interaction = ann.slash(art, 'queue');
  discord.clock.advance(2_999);
  expect(interaction.state).toBe('waiting');
  discord.clock.advance(1);
  await expect(interaction.acknowledged()).rejects.toThrow('The application did not respond');
  const late = await api.respond(interaction, 5);
  expect([late.status, late.body.code]).toEqual([404, 10062]);
  expect((await api.editReply(interaction, { content: 'x' })).body.code).toBe(10015);
});

it('fails an interaction at once when no bot is connected', async () => {
  const { ann, art, discord, bot } = place;
  bot.socket.close(1000);
  await discord.until(() => discord.gateway.connections.length === 0);
  await expect(ann.slash(art, 'queue').acknowledged()).rejects.toThrow('no bot is connected');
});

it('takes one first response only', async () => {
  const { api, ann, art } = place;
  const interaction = ann.slash(art, 'queue');
  await api.respond(interaction, 5);
  const second = await api.respond(interaction, 4, { content: 'again' });
  expect([second.status, second.body.code]).toEqual([400, 40060]);
});

it('does not know a token that is not one, nor an id that is another’s', async () => {
  const { api, ann, art } = place;
  const interaction = ann.slash(art, 'queue');
  expect((await api.post(`/interactions/${interaction.id}/nonsense/callback`, { type: 5 })).body.code).toBe(
    10062,
  );
  expect((await api.post(`/interactions/1/${interaction.token}/callback`, { type: 5 })).body.code).toBe(
    10062,
  );
});

// "* Only valid for component-based interactions"; "** Not available for MODAL_SUBMIT"
it('lets commands be answered with messages and modals, not with updates', async () => {
  const { api, ann, art } = place;
  for (const type of [6, 7, 8, 10]) {
    const refused = await api.respond(ann.slash(art, 'queue'), type);
    expect([refused.status, formErrors(refused.body)]).toEqual([400, ['type:BASE_TYPE_CHOICES']]);
  }
});

it('lets a submitted modal be answered with an update only if a component opened it', async () => {
  const { api, ann, art, replied } = place;
  const modal = {
    custom_id: 'm',
    title: 'M',
    components: [label({ type: 4, custom_id: 't', style: 1, required: false })],
  };
  const fromCommand = ann.slash(art, 'queue');
  await api.respond(fromCommand, 9, modal);
  const first = ann.submit(await fromCommand.modal());
  expect((await api.respond(first, 7, { content: 'x' })).status).toBe(400);
  expect((await api.respond(first, 9, modal)).status).toBe(400);
  const { message } = await replied({
    content: 'hello',
    components: [row({ type: 2, style: 1, label: 'Go', custom_id: 'go' })],
  });
  const press = ann.press(message, 'Go');
  await api.respond(press, 9, modal);
  const second = ann.submit(await press.modal());
  expect((await api.respond(second, 7, { content: 'changed' })).status).toBe(204);
  expect(message.text).toBe('changed');
});

// "If you create a callback with DEFERRED_CHANNEL_MESSAGE_WITH_SOURCE the only valid message flag you may use is EPHEMERAL."
it('takes no flag but EPHEMERAL with a deferred reply; Components V2 come with the edit', async () => {
  const { api, ann, art } = place;
  const refused = await api.respond(ann.slash(art, 'queue'), 5, { flags: V2 });
  expect(formErrors(refused.body)).toEqual(['data.flags:MESSAGE_FLAGS_INVALID']);
  const interaction = ann.slash(art, 'queue');
  expect((await api.respond(interaction, 5, { flags: EPHEMERAL })).status).toBe(204);
  const edited = await api.editReply(interaction, {
    flags: V2,
    components: [{ type: 10, content: 'hello' }],
  });
  expect([edited.status, edited.body.flags]).toEqual([200, V2 | EPHEMERAL]);
});

it('shows a deferred reply as loading until its first edit', async () => {
  const { api, ann, art } = place;
  const interaction = ann.slash(art, 'queue');
  await api.respond(interaction, 5);
  expect(art.messagesFor(ann)[0]).toMatchObject({ loading: true });
  await api.editReply(interaction, { content: 'done' });
  expect((await interaction.message()).loading).toBe(false);
});

// 404 before, 401 after the 15 minutes: discord-api-docs#6851
it('does not know the webhook before the first response, and refuses its token after 15 minutes', async () => {
  const { api, ann, art, discord } = place;
  const interaction = ann.slash(art, 'queue');
  const early = await api.editReply(interaction, { content: 'x' });
  expect([early.status, early.body.code]).toEqual([404, 10015]);
  await api.respond(interaction, 5);
  discord.clock.advance(15 * MINUTES - 1);
  expect((await api.editReply(interaction, { content: 'just in time' })).status).toBe(200);
  discord.clock.advance(1);
  for (const late of [
    await api.editReply(interaction, { content: 'x' }),
    await api.followUp(interaction, { content: 'x' }),
  ])
    expect([late.status, late.body.code]).toEqual([401, 50027]);
});

it('continues over the channel’s route after that, with the bot’s token', async () => {
  const { api, art, discord, replied } = place;
  const { message } = await replied();
  discord.clock.advance(20 * MINUTES);
  expect(
    (await api.patch(`/channels/${art.id}/messages/${message.id}`, { content: 'still here' })).status,
  ).toBe(200);
  expect(message.history.map(({ via }) => via)).toEqual(['callback', 'channel']);
});

// discord-api-docs#6007, #3090
it('has no ephemeral messages on the channel’s routes', async () => {
  const { api, art, replied } = place;
  const { message } = await replied({ content: 'for you', flags: EPHEMERAL });
  const path = `/channels/${art.id}/messages/${message.id}`;
  for (const answer of [await api.patch(path, { content: 'x' }), await api.get(path), await api.delete(path)])
    expect([answer.status, answer.body.code]).toEqual([404, 10008]);
});

it('shows ephemeral messages to the one they are for, until they are dismissed', async () => {
  const { ann, bob, art, replied } = place;
  const { message } = await replied({ content: 'for you', flags: EPHEMERAL });
  expect(art.messagesFor(bob)).toEqual([]);
  expect(art.messagesFor(ann)).toEqual([message]);
  ann.dismiss(message);
  expect(art.messagesFor(ann)).toEqual([]);
});

it('edits, gets and deletes the reply as @original, and follow-ups by their id', async () => {
  const { api, replied } = place;
  const { interaction, message } = await replied();
  expect((await api.get(api.webhook(interaction, '/messages/%40original'))).body.id).toBe(message.id);
  const more = (await api.followUp(interaction, { content: 'more' })).body;
  expect(
    (await api.patch(api.webhook(interaction, `/messages/${more.id}`), { content: 'changed' })).body.content,
  ).toBe('changed');
  expect((await interaction.followUp()).text).toBe('changed');
  expect((await api.delete(api.webhook(interaction, '/messages/%40original'))).status).toBe(204);
  expect(message.deleted).toBe(true);
});

// discord-api-docs#3087
it('answers 10008 when the reply was deleted meanwhile, also to the follow-up that would have become it', async () => {
  const { api, ann, art } = place;
  const interaction = ann.slash(art, 'queue');
  await api.respond(interaction, 5);
  art.messagesFor(ann)[0]!.delete();
  expect((await api.editReply(interaction, { content: 'x' })).body.code).toBe(10008);
  expect((await api.followUp(interaction, { content: 'x' })).body.code).toBe(10008);
});

// "When using this endpoint directly after … DEFERRED_CHANNEL_MESSAGE_WITH_SOURCE, this endpoint will function as Edit Original"
it('turns a follow-up to a loading reply into the reply', async () => {
  const { api, ann, art } = place;
  const interaction = ann.slash(art, 'queue');
  await api.respond(interaction, 5, { flags: EPHEMERAL });
  const made = (await api.followUp(interaction, { content: 'the reply', flags: 0 })).body;
  const message = await interaction.message();
  expect([message.id, message.ephemeral, interaction.followUps.length]).toEqual([made.id, true, 0]);
});

// "Apps are limited to 5 followup messages per interaction if it was initiated from a user-installed app and isn't installed in the server"
it('lets a user-installed app follow up five times where its bot is not', async () => {
  const { api, discord } = place;
  const eve = discord.user('eve', { installed: true });
  const elsewhere = discord.guild({ bot: false });
  elsewhere.join(eve);
  const interaction = eve.slash(elsewhere.channel('talk'), 'queue');
  expect(interaction.payload.authorizing_integration_owners).toEqual({ 1: eve.id });
  await api.respond(interaction, 4, { content: 'hello' });
  for (let n = 0; n < 5; n++) expect((await api.followUp(interaction, { content: `${n}` })).status).toBe(200);
  const sixth = await api.followUp(interaction, { content: 'one too many' });
  expect([sixth.status, sixth.body.code]).toEqual([400, 40094]);
});

// developers/topics/permissions: USE_EXTERNAL_APPS
it('hushes a user-installed app where members may not use external apps in public', async () => {
  const { api, discord } = place;
  const eve = discord.user('eve', { installed: true });
  const strict = discord.guild({
    bot: false,
    everyone: ['ViewChannel', 'SendMessages', 'UseApplicationCommands'],
  });
  strict.join(eve);
  const interaction = eve.slash(strict.channel('talk'), 'queue');
  await api.respond(interaction, 4, { content: 'hello' });
  expect((await interaction.message()).ephemeral).toBe(true);
});

it('updates the message of a component, and keeps it as that interaction’s @original', async () => {
  const { api, ann, replied } = place;
  const { message } = await replied({
    content: 'one',
    components: [row({ type: 2, style: 1, label: 'Go', custom_id: 'go' })],
  });
  const first = ann.press(message, 'Go');
  await api.respond(first, 7, { content: 'two' });
  const second = ann.press(message, 'go');
  await api.respond(second, 6);
  expect((await second.acknowledged()).type).toBe(6);
  await api.editReply(second, { content: 'three' });
  expect(message.history.map(({ text }) => text)).toEqual(['one', 'two', 'three']);
});

it('takes up to 25 autocomplete results of up to 100 characters', async () => {
  const { api, ann, bob, art } = place;
  const ask = () => ann.autocomplete(art, 'stylize', { preset: 'st' }, 'preset');
  const choices = (count: number) =>
    Array.from({ length: count }, (_, n) => ({ name: `n${n}`, value: `v${n}` }));
  expect(formErrors((await api.respond(ask(), 8, { choices: choices(26) })).body)).toEqual([
    'data.choices:BASE_TYPE_BAD_LENGTH',
  ]);
  const long = [{ name: 'x'.repeat(101), value: 'v' }];
  expect(formErrors((await api.respond(ask(), 8, { choices: long })).body)).toEqual([
    'data.choices.0.name:BASE_TYPE_BAD_LENGTH',
  ]);
  expect((await api.respond(ask(), 4, { content: 'x' })).status).toBe(400);
  const his = bob.autocomplete(art, 'stylize', { preset: '' }, 'preset');
  await api.respond(his, 8, {
    choices: [{ name: 'Night', name_localizations: { de: 'Nacht' }, value: 'night' }],
  });
  expect(await his.choices()).toMatchObject([{ name: 'Nacht', value: 'night' }]);
});

it('carries locale, context, permissions, upload limit and resolved attachments in the payload', async () => {
  const { bot, bob, art, guild } = place;
  bob.slash(art, 'stylize', { content: png(), strength: 40 });
  const { d } = await bot.event('INTERACTION_CREATE');
  expect(d).toMatchObject({
    type: 2,
    guild_id: guild.id,
    channel_id: art.id,
    locale: 'de',
    guild_locale: 'en-US',
    context: 0,
    attachment_size_limit: 20 * 1024 * 1024,
    authorizing_integration_owners: { 0: guild.id },
    member: { user: { id: bob.id } },
  });
  const [content] = d.data.options;
  expect(d.data.resolved.attachments[content.value]).toMatchObject({
    filename: 'cat.png',
    content_type: 'image/png',
    size: PNG.byteLength,
    width: 16,
    height: 16,
    ephemeral: true,
  });
});

it('says in a DM that it is one, with the user instead of a member', async () => {
  const { bot, ann } = place;
  ann.slash(ann.dm(), 'queue');
  const { d } = await bot.event('INTERACTION_CREATE');
  expect(d).toMatchObject({ context: 1, user: { id: ann.id }, authorizing_integration_owners: { 0: '0' } });
  expect(d).not.toHaveProperty('member');
});

function row(...components: unknown[]) {
  return { type: 1, components };
}

function label(component: unknown) {
  return { type: 18, label: 'Field', component };
}
