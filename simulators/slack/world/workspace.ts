/** A workspace (team): people, channels, and the app if it is installed. */
import type {
  ChannelOptions,
  InstallOptions,
  Person,
  PersonOptions,
  Workspace,
  WorkspaceOptions,
} from '../api.js';
import type { Core } from '../core.js';
import { ChannelState } from './channel.js';
import { InstallationState } from './installation.js';
import { PersonState } from './person.js';

export class WorkspaceState implements Workspace {
  readonly core: Core;
  readonly id: string;
  readonly name: string;
  readonly domain: string;
  readonly enterprise: { id: string; name: string } | undefined;
  readonly people: PersonState[] = [];
  readonly channels: ChannelState[] = [];
  bot: InstallationState | undefined;

  constructor(core: Core, options: WorkspaceOptions = {}) {
    this.core = core;
    this.id = core.ids.next('T');
    this.name = options.name ?? 'Studio';
    this.domain = options.domain ?? this.name.toLowerCase().replace(/\W+/g, '-');
    this.enterprise = options.enterprise;
    core.teams.push(this);
    const install = options.install ?? true;
    if (install !== false) this.install(install === true ? {} : install);
  }

  addPerson(name: string, options: PersonOptions = {}): PersonState {
    const person = new PersonState(this.core, this, name, options);
    this.people.push(person);
    for (const channel of this.channels) {
      if (channel.kind === 'channel' && channel.open) channel.members.add(person.id);
    }
    this.core.changes.notify();
    return person;
  }

  addChannel(name: string, options: ChannelOptions = {}): ChannelState {
    const kind = options.private ? 'group' : 'channel';
    const channel = new ChannelState(this.core, this, name, kind);
    const members = options.members ?? this.people;
    channel.open = options.members === undefined;
    for (const { id } of members) channel.members.add(id);
    if (this.bot && (options.bot ?? true)) channel.members.add(this.bot.botUserId);
    channel.archived = options.archived ?? false;
    channel.isAnnouncements = options.posting === 'admins';
    this.channels.push(channel);
    this.core.changes.notify();
    return channel;
  }

  addGroupMessage(members: readonly Person[], { bot = true }: { bot?: boolean } = {}): ChannelState {
    const names = [...members.map(({ name }) => name), ...(bot ? ['atelier'] : [])];
    const channel = new ChannelState(this.core, this, `mpdm-${names.join('--')}-1`, 'mpim');
    for (const { id } of members) channel.members.add(id);
    if (this.bot && bot) channel.members.add(this.bot.botUserId);
    this.channels.push(channel);
    this.core.changes.notify();
    return channel;
  }

  /** The person's conversation with the bot, made when it is first needed. */
  directMessage(person: PersonState): ChannelState {
    const found = this.channels.find(({ kind, members }) => kind === 'im' && members.has(person.id));
    if (found) return found;
    if (!this.bot) throw new Error(`the app is not installed in ${this.name}: there is nobody to write to`);
    const channel = new ChannelState(this.core, this, person.id, 'im');
    channel.members.add(person.id).add(this.bot.botUserId);
    this.channels.push(channel);
    return channel;
  }

  install(options: InstallOptions = {}): InstallationState {
    const scopes = options.scopes ?? this.core.manifest.scopes;
    const { bot } = this;
    if (bot?.state === 'active') {
      // The same app again: the same token, with what was granted now.
      bot.grant([...new Set([...bot.scopes, ...scopes])]);
      return bot;
    }
    this.bot = new InstallationState(this.core, this, scopes, options.orgWide ?? false);
    this.core.changes.notify();
    return this.bot;
  }

  /** "Not guaranteed to be sequential": tokens_revoked, then app_uninstalled. */
  async uninstall(): Promise<void> {
    const bot = this.#active();
    bot.state = 'uninstalled';
    for (const channel of this.channels) channel.members.delete(bot.botUserId);
    this.core.changes.notify();
    await Promise.all([
      this.core.dispatch.event(bot, 'tokens_revoked', tokensRevoked(bot)),
      this.core.dispatch.event(bot, 'app_uninstalled', { type: 'app_uninstalled' }),
    ]);
  }

  async revoke(): Promise<void> {
    const bot = this.#active();
    bot.state = 'revoked';
    this.core.changes.notify();
    await this.core.dispatch.event(bot, 'tokens_revoked', tokensRevoked(bot));
  }

  deactivateBot(): void {
    this.#active().inactive = true;
  }

  #active(): InstallationState {
    if (this.bot?.state !== 'active') throw new Error(`the app is not installed in ${this.name}`);
    return this.bot;
  }
}

function tokensRevoked(bot: InstallationState) {
  return { type: 'tokens_revoked', tokens: { oauth: [], bot: [bot.botUserId] } };
}
