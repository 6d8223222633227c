/** The commands as they are registered: derived from the options, within Discord's limits, in every language. */
import { describe, expect, it } from 'vitest';
import { startFakeDiscord } from '../../../../simulators/discord/index.js';
import { OPTIONS } from '../../../../src/bots/commands/command-text.js';
import {
  commands,
  REQUEST_OPTIONS,
  registerCommands,
} from '../../../../src/bots/discord/commands/command-definitions.js';
import { DiscordApi } from '../../../../src/bots/discord/connection/api-client.js';
import { localSharedStore } from '../../../../src/queue/storage/shared-key-value.js';
import { memoryKeyValueStore } from '../../../support/local-key-value.js';

interface Described {
  name: string;
  name_localizations?: Record<string, string>;
  description?: string;
  description_localizations?: Record<string, string>;
  options?: Described[];
  choices?: Described[];
  type?: number;
}

const ALL = commands([0, 1]) as unknown as Described[];
const LOCALES = ['de', 'fr', 'es-ES', 'es-419', 'ja'];

function* everything(list: readonly Described[]): Generator<Described> {
  for (const one of list) {
    yield one;
    yield* everything([...(one.options ?? []), ...(one.choices ?? [])]);
  }
}

const stylize = ALL.find(({ name }) => name === 'stylize')!;

describe('the commands', () => {
  it('are those that people are told of', () => {
    expect(ALL.map(({ name }) => name)).toEqual([
      'stylize',
      'tryout',
      'styles',
      'queue',
      'jobs',
      'atelier',
      'Stylize this picture',
      'Stylize avatar',
    ]);
    expect(stylize.options?.map(({ name }) => name)).toEqual([
      'content',
      'style',
      'preset',
      'style2',
      'blend',
      'where',
      'strength',
      'size',
      'quality',
      'seed',
      'private',
    ]);
  });

  it('take bounds and choices from the options, which are declared once', () => {
    for (const name of REQUEST_OPTIONS) {
      const field = OPTIONS[name];
      const option = stylize.options?.find((option) => option.name === name);
      if (field.kind === 'choice')
        expect(option?.choices?.map((choice) => (choice as unknown as { value: string }).value)).toEqual(
          field.choices,
        );
      else if (field.kind === 'integer' || field.kind === 'number')
        expect(option).toMatchObject({ min_value: field.min, max_value: field.max });
    }
  });

  it.each(LOCALES)('have every name and description in %s', (locale) => {
    for (const {
      name,
      name_localizations: names,
      description,
      description_localizations: words,
    } of everything(ALL)) {
      expect(names?.[locale], name).toBeTruthy();
      if (description !== undefined) expect(words?.[locale], name).toBeTruthy();
    }
  });

  it('keep to what Discord takes: length, letters, one name of each kind in each language', () => {
    for (const {
      name_localizations: names = {},
      description_localizations: words = {},
      ...one
    } of everything(ALL)) {
      const isContext = one.type === 2 || one.type === 3;
      const isChoice = one.type === undefined;
      for (const name of [one.name, ...Object.values(names)]) {
        expect([...name].length).toBeLessThanOrEqual(32);
        // discord-api-docs, developers/interactions/application-commands, Naming.
        if (!(isContext && one.description === undefined) && !isChoice)
          expect(name).toMatch(/^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u);
        if (!isChoice && one.description !== undefined) expect(name).toBe(name.toLowerCase());
      }
      for (const text of [one.description ?? 'x', ...Object.values(words)])
        expect([...text].length).toBeLessThanOrEqual(100);
    }
    for (const locale of LOCALES)
      for (const list of [ALL, stylize.options!]) {
        const names = list.map(({ name_localizations: names }) => names?.[locale]);
        expect(new Set(names).size).toBe(names.length);
      }
  });

  it('can be used in servers, in direct messages and elsewhere by those who installed the app; settings in servers only', () => {
    const places = (name: string) => ALL.find((command) => command.name === name);
    expect(places('stylize')).toMatchObject({ integration_types: [0, 1], contexts: [0, 1, 2] });
    expect(places('Stylize avatar')).toMatchObject({ integration_types: [0, 1], contexts: [0, 1, 2] });
    // 1 << 5: Manage Server.
    expect(places('atelier')).toMatchObject({
      integration_types: [0],
      contexts: [0],
      default_member_permissions: '32',
    });
  });

  it('are taken by Discord, by one request, and not sent again while they are the same', async () => {
    const discord = await startFakeDiscord();
    const api = new DiscordApi({ url: discord.apiUrl, token: discord.token });
    const kept = memoryKeyValueStore();
    const sharedStore = localSharedStore(kept);
    await registerCommands(api, sharedStore, discord.applicationId, () => {});
    expect(discord.commands.all).toHaveLength(ALL.length);
    await registerCommands(api, sharedStore, discord.applicationId, () => {});
    expect(discord.commands.registrations).toBe(1);
    for (const { key } of kept.all()) kept.put(key, 'the hash of an older version');
    await registerCommands(api, sharedStore, discord.applicationId, () => {});
    expect(discord.commands.registrations).toBe(2);
    await discord.close();
  });

  it('are sent again where they are not there any more, and not where that cannot be found out', async () => {
    const discord = await startFakeDiscord();
    const api = new DiscordApi({ url: discord.apiUrl, token: discord.token });
    const sharedStore = localSharedStore(memoryKeyValueStore());
    await registerCommands(api, sharedStore, discord.applicationId, () => {});
    await api.register(discord.applicationId, []);
    discord.faults.next({ method: 'GET', path: '/commands', answer: { kind: 'error', status: 404 } });
    await registerCommands(api, sharedStore, discord.applicationId, () => {});
    expect(discord.commands.all).toHaveLength(0);
    await registerCommands(api, sharedStore, discord.applicationId, () => {});
    expect(discord.commands.all).toHaveLength(ALL.length);
    await discord.close();
  });
});
