/**
 * The commands as Discord registers them (discord-api-docs, developers/interactions/application-commands). Bounds, choices and defaults of
 * options come from `OPTIONS`; words from the catalogue. Pure.
 */
import { createHash } from 'node:crypto';
import {
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandOption,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
  Locale,
  type LocalizationMap,
  PermissionFlagsBits,
  type RESTPutAPIApplicationCommandsJSONBody,
} from 'discord.js';
import { expected, type Field } from '../../../domain/field.js';
import type { Quality, Settings } from '../../../domain/request.js';
import type { SharedKeyValueStore } from '../../../queue/storage/shared-key-value.js';
import { wordsFor } from '../../../words/catalogues.js';
import type { en } from '../../../words/en/catalogue.js';
import { ENGLISH } from '../../../words/english.js';
import type { Words } from '../../../words/words.js';
import { OPTIONS } from '../../commands/command-text.js';
import { PlatformError } from '../../platform-error.js';
import type { DiscordApi } from '../connection/api-client.js';
import type { RegisteredCommand } from '../views/command-mentions.js';

/** Spanish is two of Discord's locales. English is what is said in all others. */
const LOCALISED = [
  Locale.German,
  Locale.French,
  Locale.SpanishES,
  Locale.SpanishLATAM,
  Locale.Japanese,
] as const;

/** Options of /stylize that are options of a request. */
export const REQUEST_OPTIONS = ['blend', 'where', 'strength', 'size', 'quality', 'seed'] as const;

/** Options of /stylize that are pictures, by the slot that each fills. */
export const PICTURE_OPTIONS = { content: 'photo', style: 'style', style2: 'style2' } as const;

const EVERYWHERE = {
  integration_types: [ApplicationIntegrationType.GuildInstall, ApplicationIntegrationType.UserInstall],
  contexts: [
    InteractionContextType.Guild,
    InteractionContextType.BotDM,
    InteractionContextType.PrivateChannel,
  ],
};

const IN_SERVERS = {
  integration_types: [ApplicationIntegrationType.GuildInstall],
  contexts: [InteractionContextType.Guild],
};

/** What an application supports that says nothing: new ones are for servers only. */
const INSTALLATIONS = [ApplicationIntegrationType.GuildInstall];

/**
 * `installations`: those that the application supports. Discord refuses a command that names another one, and with it the whole list; a command
 * that has none left is left out. Private channels are for apps that people install.
 */
export function commands(
  installations: readonly ApplicationIntegrationType[],
): RESTPutAPIApplicationCommandsJSONBody {
  const isForPeople = installations.includes(ApplicationIntegrationType.UserInstall);
  return allCommands().flatMap(({ integration_types: types = [], contexts = [], ...command }) => {
    const narrowed = types.filter((type) => installations.includes(type));
    const places = contexts?.filter(
      (place) => isForPeople || place !== InteractionContextType.PrivateChannel,
    );
    return narrowed.length === 0 ? [] : [{ ...command, integration_types: narrowed, contexts: places }];
  });
}

function allCommands(): RESTPutAPIApplicationCommandsJSONBody {
  const chat = { type: ApplicationCommandType.ChatInput as const, ...EVERYWHERE };
  return [
    { ...chat, ...named('stylize'), options: stylizeOptions() },
    { ...chat, ...named('tryout'), options: [pictureOption('content', true), privateOption()] },
    {
      ...chat,
      ...named('styles'),
      options: [{ type: ApplicationCommandOptionType.String, ...named('words'), max_length: 60 }],
    },
    { ...chat, ...named('queue') },
    { ...chat, ...named('jobs') },
    {
      ...chat,
      ...IN_SERVERS,
      ...named('atelier'),
      default_member_permissions: String(PermissionFlagsBits.ManageGuild),
      options: [{ type: ApplicationCommandOptionType.Subcommand, ...named('settings') }],
    },
    {
      type: ApplicationCommandType.Message,
      ...EVERYWHERE,
      ...localised('name', ({ t }) => t('commands.stylizePicture.name')),
    },
    {
      type: ApplicationCommandType.User,
      ...EVERYWHERE,
      ...localised('name', ({ t }) => t('commands.stylizeAvatar.name')),
    },
  ];
}

function stylizeOptions(): APIApplicationCommandOption[] {
  return [
    pictureOption('content', true),
    pictureOption('style'),
    { type: ApplicationCommandOptionType.String, ...named('preset'), autocomplete: true, max_length: 100 },
    pictureOption('style2'),
    ...REQUEST_OPTIONS.map(requestOption),
    privateOption(),
  ];
}

function pictureOption(
  name: keyof typeof PICTURE_OPTIONS,
  required = false,
): APIApplicationCommandBasicOption {
  return { type: ApplicationCommandOptionType.Attachment, ...named(name), required, file_types: ['image'] };
}

function privateOption(): APIApplicationCommandBasicOption {
  return { type: ApplicationCommandOptionType.Boolean, ...named('private') };
}

function requestOption(name: (typeof REQUEST_OPTIONS)[number]): APIApplicationCommandBasicOption {
  const { Integer, Number: Decimal, String: Text } = ApplicationCommandOptionType;
  const words = named(name);
  const field: Field = OPTIONS[name];
  switch (field.kind) {
    case 'integer':
      return { type: Integer, ...words, min_value: field.min, max_value: field.max };
    case 'number':
      return { type: Decimal, ...words, min_value: field.min, max_value: field.max };
    case 'choice':
      return {
        type: Text,
        ...words,
        choices: field.choices.map((value) => ({
          value,
          ...localised('name', ({ t }) => t(choiceKey(name, value))),
        })),
      };
    default:
      throw new TypeError(`no option of Discord's takes ${expected(field)}`);
  }
}

/** Where the name of a choice stands. */
function choiceKey(option: (typeof REQUEST_OPTIONS)[number], value: string) {
  return option === 'where'
    ? (`options.where.${value as Settings['where']}` as const)
    : (`options.quality.${value as Quality}` as const);
}

/** What the catalogue has a name for. */
type NameOf<Key> = Key extends `${infer Name}.name` ? Name : never;
type Named = Exclude<NameOf<keyof typeof en.commands>, 'stylizePicture' | 'stylizeAvatar'>;

/** Name and description, and both in all languages. */
function named(name: Named) {
  return {
    ...localised('name', ({ t }) => t(`commands.${name}.name`)),
    ...localised('description', (words) => descriptionOf(words, name)),
  };
}

/** Options mean the same as in /help, unless the commands' words say otherwise. */
function descriptionOf({ t }: Words, name: Named): string {
  switch (name) {
    case 'blend':
    case 'where':
    case 'strength':
    case 'size':
    case 'seed': {
      const meaning = t(`options.${name}`);
      return meaning.charAt(0).toUpperCase() + meaning.slice(1);
    }
    default:
      return t(`commands.${name}.description`);
  }
}

function localised<K extends 'name' | 'description'>(key: K, of: (words: Words) => string) {
  const map: LocalizationMap = Object.fromEntries(LOCALISED.map((locale) => [locale, of(wordsFor(locale))]));
  return { [key]: of(ENGLISH), [`${key}_localizations`]: map } as Record<K, string> &
    Record<`${K}_localizations`, LocalizationMap>;
}

/**
 * By one request, and only when they have changed: Discord takes 200 new commands a day. `sharedStore`: all bots of the queue see what one of them has
 * registered. `onLog` is called with what the application does not support. Resolves with those that are registered then, as far as Discord says.
 */
export async function registerCommands(
  api: DiscordApi,
  sharedStore: SharedKeyValueStore,
  app: string,
  onLog: (line: string) => void,
): Promise<RegisteredCommand[]> {
  const installations = (await api.installations().catch(unlessUnknown)) ?? INSTALLATIONS;
  const list = commands(installations);
  const hash = createHash('sha256').update(JSON.stringify(list)).digest('hex');
  const key = `commands:${app}`;
  if ((await sharedStore.get(key)) === hash) {
    // Somebody may have removed all of them, or a simulated Discord may have restarted.
    const there = await api.commands(app).catch(() => undefined);
    if (there?.length !== 0) return there ?? [];
  }
  const registered = await api.register(app, list);
  await sharedStore.put(key, hash);
  for (const [type, words] of Object.entries(MISSING))
    if (!installations.includes(Number(type)))
      onLog(`Discord: ${words}, on the page Installation of your application`);
  return registered;
}

const MISSING: Record<ApplicationIntegrationType, string> = {
  [ApplicationIntegrationType.GuildInstall]:
    'the bot cannot be added to servers, and has no settings for them; tick Guild Install',
  [ApplicationIntegrationType.UserInstall]:
    'the commands are for servers only; for people to use the bot as an app of their own, tick User Install',
};

/** An API that does not know the question (404) is no reason to have no commands; one that does not answer is asked again. */
function unlessUnknown(error: unknown): undefined {
  if (!(error instanceof PlatformError) || error.platformCode === '') throw error;
}
