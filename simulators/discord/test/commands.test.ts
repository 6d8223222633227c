/** Registering commands, and who is offered them (developers/interactions/application-commands). */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formErrors, png, type Studio, studio } from './support.js';

let place: Studio;
beforeEach(async () => {
  place = await studio();
});
afterEach(() => place.discord.close());

const put = (...commands: unknown[]) =>
  place.api.put(`/applications/${place.discord.applicationId}/commands`, commands);
const command = (rest: object = {}) => ({ name: 'paint', description: 'Paints', ...rest });
const option = (rest: object = {}) => ({ type: 3, name: 'word', description: 'A word', ...rest });

describe('an application for servers only', () => {
  beforeEach(async () => {
    await place.discord.close();
    place = await studio({ integrationTypes: [0] });
  });

  it('says so', async () => {
    expect((await place.api.get('/applications/@me')).body.integration_types_config).toEqual({ 0: {} });
  });

  it.each([
    ['are installed to people', { integration_types: [0, 1] }, '0.integration_types.1:BASE_TYPE_CHOICES'],
    ['are for private channels', { contexts: [0, 2] }, '0.contexts:APPLICATION_COMMAND_CONTEXTS_INVALID'],
  ])('takes no commands that %s', async (_, wrong, code) => {
    const before = place.discord.commands.registrations;
    const answer = await put(command(), command({ name: 'draw', ...wrong }));
    expect([answer.status, formErrors(answer.body)]).toEqual([400, [code.replace('0.', '1.')]]);
    expect(place.discord.commands.registrations).toBe(before);
  });
});

describe('the bulk PUT', () => {
  it('replaces all commands and keeps the ids of those that stay', async () => {
    const { discord } = place;
    const before = discord.commands.get('queue')!.id;
    const answer = await put({ name: 'queue', description: 'Who waits' }, command());
    expect(answer.status).toBe(200);
    expect(answer.body.map(({ name }: { name: string }) => name)).toEqual(['queue', 'paint']);
    expect([discord.commands.get('queue')!.id, discord.commands.registrations]).toEqual([before, 2]);
  });

  it('lists them without localisations unless requested', async () => {
    await put(command({ name_localizations: { de: 'malen' } }));
    const path = `/applications/${place.discord.applicationId}/commands`;
    expect((await place.api.get(path)).body[0]).not.toHaveProperty('name_localizations');
    expect((await place.api.get(`${path}?with_localizations=true`)).body[0].name_localizations).toEqual({
      de: 'malen',
    });
  });

  it.each([
    ['capitals', { name: 'Paint' }, '0.name:APPLICATION_COMMAND_INVALID_NAME'],
    ['a space', { name: 'my paint' }, '0.name:APPLICATION_COMMAND_INVALID_NAME'],
    ['a name over 32 characters', { name: 'x'.repeat(33) }, '0.name:BASE_TYPE_BAD_LENGTH'],
    ['no description', { description: '' }, '0.description:BASE_TYPE_BAD_LENGTH'],
    [
      'a description over 100 characters',
      { description: 'x'.repeat(101) },
      '0.description:BASE_TYPE_BAD_LENGTH',
    ],
    [
      'a locale that there is not',
      { name_localizations: { en: 'paint' } },
      '0.name_localizations.en:BASE_TYPE_CHOICES',
    ],
    [
      'a localised name in capitals',
      { name_localizations: { de: 'Malen' } },
      '0.name_localizations.de:APPLICATION_COMMAND_INVALID_NAME',
    ],
    [
      'a localised description that is too long',
      { description_localizations: { fr: 'x'.repeat(101) } },
      '0.description_localizations.fr:BASE_TYPE_BAD_LENGTH',
    ],
    ['a context that there is not', { contexts: [3] }, '0.contexts.0:BASE_TYPE_CHOICES'],
    [
      'an installation that there is not',
      { integration_types: [2] },
      '0.integration_types.0:BASE_TYPE_CHOICES',
    ],
    [
      'permissions that are no number',
      { default_member_permissions: 'ManageGuild' },
      '0.default_member_permissions:BIGINT_TYPE_COERCE',
    ],
    [
      '26 options',
      { options: Array.from({ length: 26 }, (_, n) => option({ name: `o${n}` })) },
      '0.options:BASE_TYPE_BAD_LENGTH',
    ],
    [
      'the same option twice',
      { options: [option(), option()] },
      '0.options.1.name:APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS',
    ],
    [
      'a required option after an optional one',
      { options: [option(), option({ name: 'b', required: true })] },
      '0.options.1:APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID',
    ],
    [
      '26 choices',
      {
        options: [
          option({ choices: Array.from({ length: 26 }, (_, n) => ({ name: `${n}`, value: `${n}` })) }),
        ],
      },
      '0.options.0.choices:BASE_TYPE_BAD_LENGTH',
    ],
    [
      'a choice of another type',
      { options: [option({ type: 4, choices: [{ name: 'a', value: 'a' }] })] },
      '0.options.0.choices.0.value:NUMBER_TYPE_COERCE',
    ],
    [
      'choices beside autocomplete',
      { options: [option({ autocomplete: true, choices: [{ name: 'a', value: 'a' }] })] },
      '0.options.0.choices:APPLICATION_COMMAND_OPTIONS_CHOICES_AND_AUTOCOMPLETE',
    ],
    [
      'autocomplete of attachments',
      { options: [option({ type: 11, autocomplete: true })] },
      '0.options.0.autocomplete:APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_INVALID',
    ],
    [
      'subcommands beside options',
      { options: [option(), option({ type: 1, name: 'sub' })] },
      '0.options:APPLICATION_COMMAND_OPTIONS_TYPE_INVALID',
    ],
    [
      'a group in a group',
      { options: [option({ type: 2, options: [option({ type: 2, name: 'inner' })] })] },
      '0.options.0.options.0.type:APPLICATION_COMMAND_OPTIONS_TYPE_INVALID',
    ],
    [
      'file types of a word',
      { options: [option({ file_types: ['image'] })] },
      '0.options.0.file_types:APPLICATION_COMMAND_OPTIONS_FILE_TYPES_INVALID',
    ],
    [
      'a description on a context command',
      { type: 3, name: 'Paint this' },
      '0.description:APPLICATION_COMMAND_DESCRIPTION_INVALID',
    ],
  ])('refuses %s', async (_what, rest, error) => {
    const answer = await put(command(rest));
    expect([answer.status, formErrors(answer.body)]).toEqual([400, [error]]);
  });

  it('refuses the same name twice, but not for another type', async () => {
    expect(formErrors((await put(command(), command())).body)).toEqual([
      '1.name:APPLICATION_COMMANDS_DUPLICATE_NAME',
    ]);
    expect((await put(command(), { type: 3, name: 'paint' })).status).toBe(200);
  });

  // "Command exceeds maximum size (8000)"; of localisations the longest counts
  it('refuses more than 8000 characters in one command', async () => {
    const choices = Array.from({ length: 25 }, (_, n) => ({
      name: `${n}`.padEnd(100, 'x'),
      value: `${n}`.padEnd(100, 'y'),
    }));
    const options = (count: number) =>
      Array.from({ length: count }, (_, n) => option({ name: `o${n}`, choices }));
    expect((await put(command({ options: options(1) }))).status).toBe(200);
    expect(formErrors((await put(command({ options: options(2) }))).body)).toEqual([
      '0:APPLICATION_COMMAND_TOO_LARGE',
    ]);
  });

  it('takes 100 slash commands and 15 of the menus', async () => {
    const many = (count: number, type: number) =>
      Array.from({ length: count }, (_, n) => ({
        type,
        name: `c${n}`,
        ...(type === 1 ? { description: 'x' } : {}),
      }));
    expect((await put(...many(100, 1))).status).toBe(200);
    const over = await put(...many(16, 3));
    expect([over.status, over.body.code]).toEqual([400, 30032]);
  });

  // "a global rate limit of 200 application command creates per day"
  it('creates at most 200 new commands a day', async () => {
    const { discord } = place;
    const batch = (from: string) => Array.from({ length: 65 }, (_, n) => command({ name: `${from}${n}` }));
    for (const from of ['a', 'b', 'c']) expect((await put(...batch(from))).status).toBe(200);
    expect((await put(...batch('d'))).body.code).toBe(30034);
    discord.clock.advance(24 * 60 * 60_000);
    expect((await put(...batch('d'))).status).toBe(200);
  });

  it('refuses the commands of another application', async () => {
    expect((await place.api.put('/applications/1/commands', [])).body.code).toBe(20012);
  });
});

describe('what a client offers', () => {
  it('checks options as the client does: required, types, choices, bounds', () => {
    const { ann, art } = place;
    const content = png();
    expect(() => ann.slash(art, 'stylize', {})).toThrow('needs the option "content"');
    expect(() => ann.slash(art, 'stylize', { content: 'cat' })).toThrow('"content" is a file');
    expect(() => ann.slash(art, 'stylize', { content, quality: 'best' })).toThrow('has no choice "best"');
    expect(() => ann.slash(art, 'stylize', { content, strength: 101 })).toThrow('does not allow 101');
    expect(() => ann.slash(art, 'stylize', { content, nonsense: 1 })).toThrow('has no option "nonsense"');
    expect(() => ann.slash(art, 'nonsense')).toThrow('it is not registered');
    expect(() => ann.autocomplete(art, 'stylize', {}, 'quality')).toThrow('no autocomplete');
  });

  it('refuses to upload what is over the limit of the place', () => {
    const { ann, discord } = place;
    const small = discord.guild({ uploadLimitBytes: 10 });
    small.join(ann);
    expect(() => ann.slash(small.channel('art'), 'stylize', { content: png() })).toThrow(
      'the limit here is 10',
    );
  });

  // "Set of permissions represented as a bit set"; contexts and installations as under Contexts
  it('offers a command to those whose permissions, place and installation fit', () => {
    const { ann, art, bob, guild, discord } = place;
    expect(() => ann.slash(art, 'atelier settings')).toThrow('permissions do not let them');
    guild.join(bob, { roles: [guild.role('keeper', ['ManageGuild'])] });
    expect(() => bob.slash(art, 'atelier settings')).not.toThrow();
    const elsewhere = discord.guild({ bot: false });
    elsewhere.join(ann);
    const talk = elsewhere.channel('talk');
    expect(() => ann.slash(talk, 'queue')).toThrow('is not offered');
    ann.installed = true;
    expect(() => ann.slash(talk, 'queue')).not.toThrow();
    expect(() => ann.slash(discord.privateChannel(ann, bob), 'queue')).not.toThrow();
  });

  it('sends context commands with their target, and not for messages that are for oneself alone', async () => {
    const { ann, bob, art, bot, replied } = place;
    const said = bob.say(art, 'look', { files: [png()] });
    ann.messageCommand(said, 'Stylize this picture');
    const { d } = await bot.next(({ d: payload }) => payload?.data?.type === 3);
    expect(d.data.target_id).toBe(said.id);
    expect(d.data.resolved.messages[said.id].attachments[0].filename).toBe('cat.png');
    ann.userCommand(art, bob, 'Stylize avatar');
    const other = await bot.next(({ d: payload }) => payload?.data?.type === 2);
    expect(other.d.data.resolved.members[bob.id]).not.toHaveProperty('user');
    const { message } = await replied({ content: 'x', flags: 64 });
    expect(() => ann.messageCommand(message, 'Stylize this picture')).toThrow('no app commands');
  });
});
