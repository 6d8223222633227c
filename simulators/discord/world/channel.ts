/** A channel of a guild, a thread, a DM with the bot, or a private channel without it; and the messages in it. */
import type { PermissionsString } from 'discord.js';
import type { FakeChannel, FakeRole, FakeUser } from '../api.js';
import type { Person } from '../people/person.js';
import { CHANNEL, INTENT } from '../protocol.js';
import type { Guild } from './guild.js';
import type { Message } from './message.js';
import { channelPayload } from './payloads.js';
import { ALL_PERMISSIONS, bits, has, implied, type Overwrite, overwritten } from './permissions.js';
import type { World } from './world.js';

interface ChannelSpec {
  kind: FakeChannel['kind'];
  name: string;
  guild?: Guild;
  type?: number;
  parent?: Channel;
  nsfw?: boolean;
  recipients?: Person[];
  archived?: boolean;
  locked?: boolean;
}

export class Channel implements FakeChannel {
  readonly id: string;
  readonly name: string;
  readonly kind: FakeChannel['kind'];
  readonly guild: Guild | undefined;
  readonly parent: Channel | undefined;
  readonly type: number;
  readonly nsfw: boolean;
  readonly recipients: readonly Person[];
  readonly overwrites = new Map<string, Overwrite>();
  archived: boolean;
  locked: boolean;
  deleted = false;

  constructor(
    readonly world: World,
    spec: ChannelSpec,
  ) {
    this.id = world.ids.next();
    this.name = spec.name;
    this.kind = spec.kind;
    this.guild = spec.guild;
    this.parent = spec.parent;
    this.nsfw = spec.nsfw ?? false;
    this.recipients = spec.recipients ?? [];
    const direct = this.recipients.length > 2 ? CHANNEL.groupDm : CHANNEL.dm;
    this.type = spec.type ?? (spec.guild === undefined ? direct : CHANNEL.text);
    this.archived = spec.archived ?? false;
    this.locked = spec.locked ?? false;
  }

  get isThread(): boolean {
    return this.kind === 'thread';
  }

  get messages(): Message[] {
    return this.world.standing().filter((message) => message.channel === this);
  }

  /** Bytes for one attachment. */
  get uploadLimit(): number {
    return this.guild?.uploadLimit ?? this.world.uploadLimitBytes;
  }

  thread(name: string, options: { private?: boolean; archived?: boolean; locked?: boolean } = {}): Channel {
    if (this.guild === undefined || this.isThread) throw new Error(`there are no threads in ${this.name}`);
    const announcing = this.type === CHANNEL.announcement ? CHANNEL.announcementThread : CHANNEL.publicThread;
    const thread = this.world.addChannel(
      new Channel(this.world, {
        kind: 'thread',
        name,
        guild: this.guild,
        parent: this,
        type: options.private ? CHANNEL.privateThread : announcing,
        archived: options.archived ?? false,
        locked: options.locked ?? false,
      }),
    );
    this.#tell('THREAD_CREATE', { ...channelPayload(thread), newly_created: true });
    return thread;
  }

  overwrite(
    target: 'bot' | 'everyone' | FakeRole | FakeUser,
    rule: { allow?: PermissionsString[]; deny?: PermissionsString[] },
  ): void {
    const id = this.#targetId(target);
    const type = this.guild?.roles.has(id) ? 0 : 1;
    this.overwrites.set(id, { id, type, allow: bits(rule.allow ?? []), deny: bits(rule.deny ?? []) });
    this.#tell('CHANNEL_UPDATE', channelPayload(this));
  }

  archive(options: { locked?: boolean } = {}): void {
    if (!this.isThread) throw new Error(`${this.name} is not a thread; only threads can be archived`);
    this.archived = true;
    this.locked = options.locked ?? this.locked;
    this.#tell('THREAD_UPDATE', channelPayload(this));
  }

  unarchive(): void {
    this.archived = false;
    this.#tell('THREAD_UPDATE', channelPayload(this));
  }

  delete(): void {
    if (this.deleted) return;
    for (const thread of this.guild?.channels ?? []) if (thread.parent === this) thread.delete();
    for (const message of this.messages) message.vanish();
    this.deleted = true;
    this.world.channels.delete(this.id);
    this.#tell(this.isThread ? 'THREAD_DELETE' : 'CHANNEL_DELETE', channelPayload(this));
  }

  messagesFor(user: FakeUser): Message[] {
    return this.messages.filter((message) => message.visibleTo(user));
  }

  /** What somebody may do here, implicit permissions taken into account. Everything in DMs that they are part of. */
  permissionsOf(userId: string): bigint {
    if (this.guild === undefined) return this.#takesPart(userId) ? ALL_PERMISSIONS : 0n;
    const member = this.guild.members.get(userId);
    if (member === undefined) return 0n;
    const home = this.parent ?? this;
    const permissions = overwritten(this.guild.basePermissions(userId), home.overwrites, {
      everyoneId: this.guild.id,
      roleIds: member.roleIds,
      userId,
    });
    return implied(permissions, this.isThread);
  }

  may(userId: string, permission: PermissionsString): boolean {
    return has(this.permissionsOf(userId), permission);
  }

  #takesPart(userId: string): boolean {
    const bot = this.kind === 'bot-dm' && userId === this.world.bot.id;
    return bot || this.recipients.some(({ id }) => id === userId);
  }

  #targetId(target: 'bot' | 'everyone' | FakeRole | FakeUser): string {
    if (this.guild === undefined)
      throw new Error(`${this.name} is not in a guild and has no permission overwrites`);
    if (this.isThread)
      throw new Error('threads inherit permissions; overwrite those of the channel they are in');
    if (target === 'bot') return this.world.bot.id;
    return target === 'everyone' ? this.guild.id : target.id;
  }

  #tell(event: string, data: unknown): void {
    const guildId = this.guild?.id;
    if (this.guild?.hasBot) this.world.dispatch(event, data, { guildId, intent: INTENT.guilds });
    this.world.watch.changed();
  }
}
