/** Slash commands and autocomplete, with the checks a client makes before it sends them (developers/interactions/application-commands). */
import { ClientRefusal, type FakeFile, type OptionValue } from '../api.js';
import { COMMAND, INTERACTION, OPTION } from '../protocol.js';
import { Channel } from '../world/channel.js';
import type { Command, Option } from '../world/commands.js';
import type { Role } from '../world/guild.js';
import type { Interaction } from './interaction.js';
import { interact } from './payload.js';
import { Person } from './person.js';
import { Resolved } from './resolved.js';

interface DataOption {
  name: string;
  type: number;
  value?: string | number | boolean;
  options?: DataOption[];
  focused?: boolean;
}

/** Extensions of the file groups (developers/reference#file-type-filtering). */
const GROUPS: Record<string, readonly string[]> = {
  image: ['.png', '.gif', '.jpg', '.jpeg', '.jfif', '.webp', '.avif'],
  video: ['.mp4', '.mov', '.qt', '.webm'],
  audio: ['.mp3', '.m4a', '.wav', '.ogg', '.opus', '.flac'],
};

export function slash(
  person: Person,
  channel: Channel,
  name: string,
  values: Record<string, OptionValue>,
): Interaction {
  const { command, path, options } = commandAt(person, channel, name);
  const missing = options.find((option) => option.required && values[option.name] === undefined);
  if (missing !== undefined) throw new ClientRefusal(`/${name} needs the option "${missing.name}"`);
  const resolved = new Resolved(channel);
  const given = Object.entries(values).map(([key, value]) => {
    const option = options.find((one) => one.name === key);
    if (option === undefined)
      throw new ClientRefusal(
        `/${name} has no option "${key}"; it has ${options.map((one) => one.name).join(', ')}`,
      );
    return { name: key, type: option.type, value: valueFor(person, channel, option, value, resolved) };
  });
  return interact(person.world, {
    type: INTERACTION.command,
    user: person,
    channel,
    installs: person.world.commands.installs(command, person, channel),
    command: { name, type: command.type },
    data: { ...commandData(command), options: nested(path, given), ...resolved.part },
  });
}

/** Partial options, no attachments uploaded yet: they go as they were typed (#autocomplete). */
export function autocomplete(
  person: Person,
  channel: Channel,
  name: string,
  values: Record<string, OptionValue>,
  focused: string,
): Interaction {
  const { command, path, options } = commandAt(person, channel, name);
  const field = options.find((option) => option.name === focused);
  if (!field?.autocomplete) throw new ClientRefusal(`/${name} has no autocomplete for "${focused}"`);
  const typed = { ...values, [focused]: values[focused] ?? '' };
  const given = Object.entries(typed).flatMap(([key, value]): DataOption[] => {
    const option = options.find((one) => one.name === key);
    if (option === undefined || typeof value === 'object') return [];
    return [{ name: key, type: option.type, value, ...(key === focused ? { focused: true } : {}) }];
  });
  return interact(person.world, {
    type: INTERACTION.autocomplete,
    user: person,
    channel,
    installs: person.world.commands.installs(command, person, channel),
    command: { name, type: command.type },
    data: { ...commandData(command), options: nested(path, given) },
  });
}

export const commandData = (command: Command) => ({ id: command.id, name: command.name, type: command.type });

/** The command that the person is offered here, and the parameters of its subcommand. */
function commandAt(
  person: Person,
  channel: Channel,
  name: string,
): { command: Command; path: Option[]; options: Option[] } {
  const [first, ...rest] = name.split(' ');
  const command = offered(person, channel, COMMAND.chat, first!);
  const path: Option[] = [];
  let options = command.options ?? [];
  for (const part of rest) {
    const next = options.find((option) => option.name === part && option.type <= OPTION.group);
    if (next === undefined) throw new ClientRefusal(`/${first} has no subcommand "${part}"`);
    path.push(next);
    options = next.options ?? [];
  }
  if (options.some(({ type }) => type <= OPTION.group))
    throw new ClientRefusal(`/${name} needs a subcommand: ${options.map((one) => one.name).join(', ')}`);
  return { command, path, options };
}

/** Throws with the reason why the person's client does not show it. */
export function offered(person: Person, channel: Channel, type: number, name: string): Command {
  const { commands } = person.world;
  const found = commands
    .offered(person, channel)
    .find((command) => command.type === type && command.name === name);
  if (found !== undefined) return found;
  const known = commands.known(type, name);
  const why =
    known === undefined ? 'it is not registered' : 'contexts, installation or permissions do not let them';
  throw new ClientRefusal(`${person.name} is not offered "${name}" in ${channel.name}: ${why}`);
}

const nested = (path: readonly Option[], options: DataOption[]): DataOption[] =>
  path.reduceRight((inner, { name, type }) => [{ name, type, options: inner }], options);

function valueFor(
  person: Person,
  channel: Channel,
  option: Option,
  value: OptionValue,
  resolved: Resolved,
): string | number | boolean {
  const refuse = (why: string): never => {
    throw new ClientRefusal(`the option "${option.name}" ${why}`);
  };
  switch (option.type) {
    case OPTION.string:
      return textFor(option, value, refuse);
    case OPTION.integer:
    case OPTION.number:
      return numberFor(option, value, refuse);
    case OPTION.boolean:
      return typeof value === 'boolean' ? value : refuse('is true or false');
    case OPTION.attachment:
      return isFile(value)
        ? uploadFor(person, channel, option, value, resolved, refuse)
        : refuse('is a file');
    default:
      return entityFor(person, option, value, resolved) ?? refuse('is a person, a channel or a role');
  }
}

function textFor(option: Option, value: OptionValue, refuse: (why: string) => never): string {
  if (typeof value !== 'string') return refuse('is text');
  const choice = option.choices?.find((one) => one.value === value || one.name === value);
  if (option.choices?.length && choice === undefined) return refuse(`has no choice "${value}"`);
  if (choice !== undefined) return choice.value as string;
  // 6000 is Discord's own bound for string options.
  if (value.length < (option.min_length ?? 0) || value.length > (option.max_length ?? 6000))
    return refuse(`has ${value.length} characters`);
  return value;
}

function numberFor(option: Option, value: OptionValue, refuse: (why: string) => never): number {
  if (typeof value !== 'number' || (option.type === OPTION.integer && !Number.isInteger(value)))
    return refuse('is a number');
  if (option.choices?.length && !option.choices.some((one) => one.value === value))
    return refuse(`has no choice ${value}`);
  if (value < (option.min_value ?? -Infinity) || value > (option.max_value ?? Infinity))
    return refuse(`does not allow ${value}`);
  return value;
}

function uploadFor(
  person: Person,
  channel: Channel,
  option: Option,
  file: FakeFile,
  resolved: Resolved,
  refuse: (why: string) => never,
): string {
  if (!typeAllowed(file.name, option.file_types))
    return refuse(`does not take ${file.name}, only ${option.file_types!.join(', ')}`);
  return resolved.addFile(person.upload(file, channel, true));
}

/** By the extension of the name alone ("does not inspect the file contents"). */
export const typeAllowed = (name: string, types: readonly string[] | undefined): boolean =>
  !types?.length ||
  types
    .flatMap((type) => GROUPS[type] ?? [type])
    .some((ending) => name.toLowerCase().endsWith(ending.toLowerCase()));

export const isFile = (value: unknown): value is FakeFile =>
  typeof value === 'object' && value !== null && 'data' in value && 'name' in value;

function entityFor(
  person: Person,
  option: Option,
  value: OptionValue,
  resolved: Resolved,
): string | undefined {
  const { type } = option;
  if (value instanceof Person && (type === OPTION.user || type === OPTION.mentionable))
    return resolved.addUser(value);
  if (value instanceof Channel && type === OPTION.channel) {
    const fits = !option.channel_types?.length || option.channel_types.includes(value.type);
    return fits && value.may(person.id, 'ViewChannel') ? resolved.addChannel(value, person.id) : undefined;
  }
  const role =
    typeof value === 'object' &&
    'permissions' in value &&
    (type === OPTION.role || type === OPTION.mentionable);
  return role ? resolved.addRole(value as unknown as Role) : undefined;
}
