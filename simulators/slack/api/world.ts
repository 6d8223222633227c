/** Workspaces, installations and channels. */
import type { Person } from './people.js';
import type { Message } from './screen.js';

export interface WorkspaceOptions {
  name?: string;
  /** Subdomain; default: the name in lower case. */
  domain?: string;
  /** A workspace of an Enterprise Grid. */
  enterprise?: { id: string; name: string };
  /** Default true. */
  install?: boolean | InstallOptions;
}

export interface InstallOptions {
  /** Granted scopes; default: the manifest's, else DEFAULT_SCOPES. */
  scopes?: readonly string[];
  /** Org-wide installation: is_enterprise_install, and team null in oauth.v2.access. */
  orgWide?: boolean;
}

export interface Installation {
  readonly botToken: string;
  readonly botUserId: string;
  readonly botId: string;
  readonly scopes: readonly string[];
  readonly state: 'active' | 'revoked' | 'uninstalled';
  /** Replaces the granted scopes from now on. */
  grant(scopes: readonly string[]): void;
}

export interface Workspace {
  readonly id: string;
  readonly name: string;
  readonly domain: string;
  readonly enterprise: { id: string; name: string } | undefined;
  /** The app's installation here; undefined before the first. */
  readonly bot: Installation | undefined;
  readonly people: readonly Person[];
  readonly channels: readonly Channel[];
  addPerson(name: string, options?: PersonOptions): Person;
  addChannel(name: string, options?: ChannelOptions): Channel;
  /** A direct message of several people; `bot`: it is one of them (default true). Nobody can be added to one. */
  addGroupMessage(members: readonly Person[], options?: { bot?: boolean }): Channel;
  install(options?: InstallOptions): Installation;
  /** The token dies and the app gets tokens_revoked and app_uninstalled. */
  uninstall(): Promise<void>;
  /** The token dies and the app gets tokens_revoked. */
  revoke(): Promise<void>;
  /** The token answers account_inactive from now on. */
  deactivateBot(): void;
}

export interface PersonOptions {
  /** is_admin */
  admin?: boolean;
  /** is_owner (and is_admin) */
  owner?: boolean;
  realName?: string;
  guest?: boolean;
  /** BCP 47, as users.info's locale; default en-US. */
  locale?: string;
}

export interface ChannelOptions {
  private?: boolean;
  archived?: boolean;
  /** Default: everyone who is there. */
  members?: readonly Person[];
  /** Whether the bot is a member; default true. */
  bot?: boolean;
  /** Who may post, besides apps; default everyone. */
  posting?: 'admins';
}

export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly kind: 'channel' | 'group' | 'im' | 'mpim';
  readonly workspace: Workspace;
  readonly archived: boolean;
  /** All that are there now, in order, ephemeral ones included. */
  readonly messages: readonly Message[];
  /** What this person sees: everything but other people's ephemeral messages. */
  messagesFor(person: Person): readonly Message[];
  /** Replies under a message, without the message. */
  thread(parent: Message | string): readonly Message[];
  /** The first message, now or later, of which `which` is true. */
  until(which: (message: Message) => boolean, what?: string): Promise<Message>;
  archive(): void;
  inviteBot(): Promise<void>;
  kickBot(): Promise<void>;
  /** Slack Connect: the other workspace's people see it and may write in it. */
  shareWith(other: Workspace, members?: readonly Person[]): void;
}
