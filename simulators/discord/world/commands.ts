/** The registered commands, and who is offered which of them where (developers/interactions/application-commands). */
import type { APIApplicationCommand } from 'discord.js';
import type { FakeCommands } from '../api.js';
import type { Person } from '../people/person.js';
import { COMMAND, CONTEXT, INSTALL } from '../protocol.js';
import type { Channel } from './channel.js';
import { has } from './permissions.js';
import type { World } from './world.js';

export interface Choice {
  name: string;
  value: string | number;
  name_localizations?: Record<string, string> | null;
}

export interface Option {
  type: number;
  name: string;
  description: string;
  name_localizations?: Record<string, string> | null;
  description_localizations?: Record<string, string> | null;
  required?: boolean;
  choices?: Choice[];
  options?: Option[];
  autocomplete?: boolean;
  channel_types?: number[];
  file_types?: string[];
  min_value?: number;
  max_value?: number;
  min_length?: number;
  max_length?: number;
}

export interface Command {
  id: string;
  application_id: string;
  version: string;
  type: number;
  name: string;
  description: string;
  name_localizations: Record<string, string> | null;
  description_localizations: Record<string, string> | null;
  options?: Option[];
  default_member_permissions: string | null;
  contexts: number[] | null;
  integration_types: number[];
  nsfw: boolean;
}

/** "There is a global rate limit of 200 application command creates per day" (Registering a Command). */
export const DAILY_CREATES = 200;

const DAY_MS = 24 * 60 * 60_000;

export class Commands implements FakeCommands {
  #all: Command[] = [];
  #creates: number[] = [];
  registrations = 0;

  constructor(private readonly world: World) {}

  get all(): readonly APIApplicationCommand[] {
    return this.#all as unknown as APIApplicationCommand[];
  }

  get list(): readonly Command[] {
    return this.#all;
  }

  get(name: string): APIApplicationCommand | undefined {
    return this.all.find((command) => command.name === name);
  }

  async registered(): Promise<readonly APIApplicationCommand[]> {
    await this.world.watch.until(
      () => this.#all.length > 0,
      () => 'Expected commands to be registered by PUT /applications/ID/commands; there are none.',
    );
    return this.all;
  }

  /** How many of these would be new, and how many more may be created today. */
  createsLeft(): number {
    const since = this.world.clock.now() - DAY_MS;
    this.#creates = this.#creates.filter((at) => at > since);
    return DAILY_CREATES - this.#creates.length;
  }

  known(type: number, name: string): Command | undefined {
    return this.#all.find((command) => command.type === type && command.name === name);
  }

  /** Replaces all of them; a command that keeps type and name keeps its id. */
  replace(bodies: Partial<Command>[]): readonly Command[] {
    this.#all = bodies.map((body) => this.#made(body));
    this.registrations += 1;
    this.world.watch.changed();
    return this.#all;
  }

  /** The context of a place, or nothing where the app is not installed in a way that reaches there. */
  offered(person: Person, channel: Channel): Command[] {
    return this.#all.filter((command) => this.#reaches(command, person, channel));
  }

  /** Installations by which this person may use the command here: the keys of authorizing_integration_owners. */
  installs(command: Command | undefined, person: Person, channel: Channel): number[] {
    const installs: number[] = [];
    const types = command?.integration_types ?? [INSTALL.guild, INSTALL.user];
    if (types.includes(INSTALL.guild) && (channel.guild?.hasBot || channel.kind === 'bot-dm'))
      installs.push(INSTALL.guild);
    if (types.includes(INSTALL.user) && person.installed) installs.push(INSTALL.user);
    return installs;
  }

  #reaches(command: Command, person: Person, channel: Channel): boolean {
    const context = contextOf(channel);
    // `contexts` left out means all of them; PRIVATE_CHANNEL only means something to user installs (Interaction Contexts).
    if (command.contexts !== null && !command.contexts.includes(context)) return false;
    const installs = this.installs(command, person, channel);
    if (context === CONTEXT.privateChannel ? !installs.includes(INSTALL.user) : installs.length === 0)
      return false;
    if (command.nsfw && !channel.nsfw) return false;
    return channel.guild === undefined || allowed(command, person, channel);
  }

  #made(body: Partial<Command>): Command {
    const type = body.type ?? COMMAND.chat;
    const known = this.known(type, body.name!);
    if (known === undefined) this.#creates.push(this.world.clock.now());
    return {
      id: known?.id ?? this.world.ids.next(),
      application_id: this.world.applicationId,
      version: this.world.ids.next(),
      type,
      name: body.name!,
      name_localizations: body.name_localizations ?? null,
      description: body.description ?? '',
      description_localizations: body.description_localizations ?? null,
      ...(body.options === undefined ? {} : { options: body.options }),
      default_member_permissions: body.default_member_permissions ?? null,
      contexts: body.contexts ?? null,
      // Without it: the app's configured contexts, here guild installs alone, as for an app made before user installs.
      integration_types: body.integration_types ?? [INSTALL.guild],
      nsfw: body.nsfw ?? false,
    };
  }
}

export const contextOf = (channel: Channel): number =>
  channel.guild !== undefined
    ? CONTEXT.guild
    : channel.kind === 'bot-dm'
      ? CONTEXT.botDm
      : CONTEXT.privateChannel;

/** Members need UseApplicationCommands and the command's default_member_permissions; "0" leaves administrators alone. */
function allowed(command: Command, person: Person, channel: Channel): boolean {
  const permissions = channel.permissionsOf(person.id);
  if (has(permissions, 'Administrator')) return true;
  if (!has(permissions, 'UseApplicationCommands')) return false;
  if (command.default_member_permissions === null) return true;
  const needed = BigInt(command.default_member_permissions);
  return needed !== 0n && (permissions & needed) === needed;
}
