/** What the page shows to one person in one channel: everything their client would, and the state of the machinery. */
import type { RunningDiscord } from '../index.js';
import type { Modal } from '../people/modal.js';
import type { Person } from '../people/person.js';
import type { Channel } from '../world/channel.js';
import type { Command, Option } from '../world/commands.js';
import type { Message } from '../world/message.js';

/** Failed interactions are shown for a while, as a client does. */
const FAILURES_SHOWN = 3;

export function viewFor(discord: RunningDiscord, person: Person, channel: Channel | undefined) {
  const { world } = discord;
  return {
    me: { id: person.id, name: person.name, locale: person.locale },
    people: [...world.people.values()]
      .filter(({ isBot }) => !isBot)
      .map(({ id, name, locale, installed }) => ({ id, name, locale, installed })),
    places: placesOf(discord, person),
    names: namesOf(discord, channel?.guild),
    channel: channel === undefined ? undefined : channelView(channel, person),
    messages:
      channel === undefined ? [] : channel.messagesFor(person).map((message) => messageView(message, person)),
    commands:
      channel === undefined
        ? []
        : world.commands.offered(person, channel).map((one) => commandView(one, person.locale)),
    modal: openModal(discord, person),
    failures: failuresOf(discord, person),
    gateway: {
      connections: discord.gateway.connections,
      sessions: discord.gateway.log.filter(({ kind }) => kind === 'resumed').length,
    },
    now: world.clock.now(),
  };
}

function placesOf({ world }: RunningDiscord, person: Person) {
  const visible = (channel: Channel): boolean => channel.type !== 4 && channel.may(person.id, 'ViewChannel');
  const item = ({ id, name, kind }: Channel) => ({
    id,
    name: kind === 'bot-dm' ? world.bot.name : name,
    kind,
  });
  const guilds = [...world.guilds.values()]
    .filter((guild) => guild.members.has(person.id))
    .map((guild) => ({
      name: guild.name,
      hasBot: guild.hasBot,
      channels: inOrder(guild.channels.filter(visible)).map(item),
    }));
  const shared = [...world.channels.values()].filter(
    (channel) => channel.kind === 'private' && visible(channel),
  );
  return [...guilds, { name: 'Direct messages', hasBot: true, channels: [person.dm(), ...shared].map(item) }];
}

/** Threads below the channel that they are in. */
const inOrder = (channels: readonly Channel[]): Channel[] =>
  channels
    .filter(({ isThread }) => !isThread)
    .flatMap((one) => [one, ...channels.filter(({ parent }) => parent === one)]);

/** For mentions in texts, and to choose from: channels of the guild that is looked at. */
const namesOf = ({ world }: RunningDiscord, guild: Channel['guild']) => ({
  users: Object.fromEntries([...world.people.values()].map(({ id, name }) => [id, name])),
  channels: Object.fromEntries(
    [...world.channels.values()]
      .filter((channel) => channel.guild !== undefined && channel.guild === (guild ?? channel.guild))
      .map(({ id, name }) => [id, name]),
  ),
  roles: Object.fromEntries(
    [...world.guilds.values()].flatMap(({ roles }) => [...roles.values()]).map(({ id, name }) => [id, name]),
  ),
});

const REMOVABLE = ['ViewChannel', 'SendMessages', 'AttachFiles'] as const;

function channelView(channel: Channel, person: Person) {
  const own = channel.overwrites.get(channel.world.bot.id);
  return {
    id: channel.id,
    name: channel.kind === 'bot-dm' ? channel.world.bot.name : channel.name,
    kind: channel.kind,
    guild: channel.guild?.name,
    botIsHere: channel.kind === 'bot-dm' || channel.guild?.hasBot === true,
    installed: person.installed,
    /** What the bot may do here; absent where there is nothing to take away. */
    permissions:
      channel.guild?.hasBot && !channel.isThread
        ? REMOVABLE.map((name) => ({
            name,
            denied: own !== undefined && !channel.may(channel.world.bot.id, name),
          }))
        : undefined,
  };
}

const messageView = (message: Message, person: Person) => ({
  ...message.payload,
  ephemeral: message.ephemeral,
  loading: message.loading,
  edits: message.history.length - 1,
  pingsMe: message.pinged.includes(person.id),
  mayDelete: message.author === person || message.channel.may(person.id, 'ManageMessages'),
  files: message.componentsV2 ? [] : message.payload.attachments,
});

/** With names and descriptions in the person's language, as their client shows them. */
function commandView(command: Command, locale: string) {
  return {
    ...localised(command, locale),
    type: command.type,
    options: (command.options ?? []).map((option) => optionView(option, locale)),
  };
}

function optionView(option: Option, locale: string): Record<string, unknown> {
  return {
    ...option,
    ...localised(option, locale),
    choices: option.choices?.map((choice) => ({
      value: choice.value,
      label: choice.name_localizations?.[locale] ?? choice.name,
    })),
    options: option.options?.map((inner) => optionView(inner, locale)),
  };
}

const localised = (named: Command | Option, locale: string) => ({
  name: named.name,
  label: named.name_localizations?.[locale] ?? named.name,
  description: named.description_localizations?.[locale] ?? named.description,
});

function openModal({ world }: RunningDiscord, person: Person) {
  const open = [...world.interactions.values()].findLast(
    (one) => one.user === person && one.shown?.submitted === false,
  );
  return open?.shown === undefined ? undefined : modalView(open.shown);
}

const modalView = (modal: Modal) => ({
  id: modal.interaction.id,
  title: modal.title,
  text: modal.text,
  fields: modal.fields.map((field) => ({
    ...field,
    long: modal.isLong(field.customId),
    placeholder: modal.placeholder(field.customId),
  })),
});

const failuresOf = ({ world }: RunningDiscord, person: Person) =>
  [...world.interactions.values()]
    .filter((one) => one.user === person && one.state === 'failed')
    .slice(-FAILURES_SHOWN)
    .map(({ id, failure }) => ({ id, text: failure }));
