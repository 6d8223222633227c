/** A conversation: public channel, private one (group), direct message (im), or one of several people (mpim). */
import type { Channel, JsonObject, Message, Person, Workspace } from '../api.js';
import type { Core } from '../core.js';
import type { InstallationState } from './installation.js';
import { type Draft, MessageState } from './message.js';
import type { WorkspaceState } from './workspace.js';

export class ChannelState implements Channel {
  readonly core: Core;
  readonly id: string;
  readonly name: string;
  readonly kind: Channel['kind'];
  readonly workspace: WorkspaceState;
  /** User ids, bots' included. */
  readonly members = new Set<string>();
  /** Everybody who joins the workspace is in it. */
  open = false;
  archived = false;
  /** Only admins may post, and apps. */
  isAnnouncements = false;
  readonly created: number;
  readonly sharedWith: WorkspaceState[] = [];
  readonly #messages: MessageState[] = [];

  constructor(core: Core, workspace: WorkspaceState, name: string, kind: Channel['kind']) {
    this.core = core;
    this.workspace = workspace;
    this.name = name;
    this.kind = kind;
    this.id = core.ids.next(kind === 'im' ? 'D' : 'C');
    this.created = Math.floor(core.clock.now() / 1000);
    core.channels.set(this.id, this);
  }

  get messages(): readonly MessageState[] {
    return this.#messages.filter((message) => !message.deleted);
  }

  messagesFor(person: Person): readonly MessageState[] {
    return this.messages.filter(
      ({ ephemeralFor }) => ephemeralFor === undefined || ephemeralFor === person.id,
    );
  }

  thread(parent: Message | string): readonly MessageState[] {
    const ts = typeof parent === 'string' ? parent : parent.ts;
    return this.messages.filter((message) => message.threadTs === ts && message.ts !== ts);
  }

  find(ts: string): MessageState | undefined {
    return this.#messages.find((message) => message.ts === ts && !message.deleted);
  }

  until(which: (message: Message) => boolean, what = `a message in #${this.name}`): Promise<Message> {
    return this.core.changes.until(() => this.messages.find(which), what);
  }

  /** Puts a message in, without telling the app. */
  add(draft: Draft): MessageState {
    const message = new MessageState(this, draft);
    this.#messages.push(message);
    for (const file of message.files) file.share(message);
    this.core.changes.notify();
    return message;
  }

  /**
   * "Ephemeral messages in threads are only shown if there is already an active thread" (reference/methods/chat.postEphemeral): elsewhere nobody
   * ever sees it, and Slack says that all is well.
   */
  whisper(draft: Draft & { ephemeralFor: string }): MessageState {
    const { threadTs } = draft;
    const replies = threadTs === undefined ? [] : this.thread(threadTs);
    const isActive = replies.some(({ ephemeralFor }) => ephemeralFor === undefined);
    return threadTs === undefined || isActive ? this.add(draft) : new MessageState(this, draft);
  }

  archive(): void {
    this.archived = true;
    this.core.changes.notify();
  }

  async inviteBot(): Promise<void> {
    if (this.kind === 'mpim') throw new Error('nobody can be added to a direct message of several people');
    const bot = this.#bot();
    this.members.add(bot.botUserId);
    this.core.changes.notify();
    await this.core.dispatch.event(bot, 'member_joined_channel', {
      type: 'member_joined_channel',
      user: bot.botUserId,
      channel: this.id,
      channel_type: this.kind === 'group' ? 'G' : 'C',
      team: this.workspace.id,
    });
  }

  async kickBot(): Promise<void> {
    const bot = this.#bot();
    this.members.delete(bot.botUserId);
    this.core.changes.notify();
    const name = this.kind === 'group' ? 'group_left' : 'channel_left';
    await this.core.dispatch.event(bot, name, { type: name, channel: this.id });
  }

  shareWith(other: Workspace, members: readonly Person[] = other.people): void {
    this.sharedWith.push(other as WorkspaceState);
    for (const { id } of members) this.members.add(id);
  }

  /** The installations that this channel belongs to. */
  get installations(): InstallationState[] {
    return [this.workspace, ...this.sharedWith].flatMap(({ bot }) => (bot ? [bot] : []));
  }

  hasBot(bot: InstallationState): boolean {
    return this.members.has(bot.botUserId);
  }

  get shared(): boolean {
    return this.sharedWith.length > 0;
  }

  /** As conversations.info shows it to this bot. */
  info(bot: InstallationState): JsonObject {
    if (this.kind === 'im') {
      const user = [...this.members].find((id) => id !== bot.botUserId);
      return { ...this.#common(), is_im: true, is_org_shared: false, is_open: true, user };
    }
    return {
      ...this.#common(),
      name: this.name,
      name_normalized: this.name,
      is_channel: this.kind !== 'mpim',
      is_group: this.kind === 'group',
      is_private: this.kind !== 'channel',
      is_im: false,
      is_mpim: this.kind === 'mpim',
      is_general: this.name === 'general',
      is_shared: this.shared,
      is_ext_shared: this.shared,
      is_org_shared: false,
      is_member: this.hasBot(bot),
      creator: this.workspace.people[0]?.id ?? bot.botUserId,
      shared_team_ids: [this.workspace.id, ...this.sharedWith.map(({ id }) => id)],
      topic: { value: '', creator: '', last_set: 0 },
      purpose: { value: '', creator: '', last_set: 0 },
      ...(this.isAnnouncements && { properties: { posting_restricted_to: { type: ['admin'], user: [] } } }),
    };
  }

  #common(): JsonObject {
    return {
      id: this.id,
      created: this.created,
      is_archived: this.archived,
      context_team_id: this.workspace.id,
      updated: this.created * 1000,
    };
  }

  #bot(): InstallationState {
    const { bot } = this.workspace;
    if (!bot) throw new Error(`the app is not installed in ${this.workspace.name}`);
    return bot;
  }
}
