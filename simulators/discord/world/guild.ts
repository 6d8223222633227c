/** A guild: roles, members, channels, boosts, and whether the bot is in it. */
import type { PermissionsString } from 'discord.js';
import type { ChannelOptions, FakeGuild, FakeRole, FakeUser, GuildOptions } from '../api.js';
import { CHANNEL, INTENT } from '../protocol.js';
import { Channel } from './channel.js';
import { channelPayload, guildPayload, memberPayload, rolePayload, userPayload } from './payloads.js';
import { ALL_PERMISSIONS, bits, EVERYONE, has } from './permissions.js';
import type { World } from './world.js';

const MIB = 1024 * 1024;

/** Attachment limits of boosted guilds: 50 MB from level 2, 100 MB at level 3 (Server Boosting FAQ, linked from developers/reference). */
const BOOSTED_LIMITS: Record<number, number> = { 2: 50 * MIB, 3: 100 * MIB };

const CHANNEL_TYPES = {
  text: CHANNEL.text,
  announcement: CHANNEL.announcement,
  voice: CHANNEL.voice,
  category: CHANNEL.category,
  stage: CHANNEL.stage,
  forum: CHANNEL.forum,
  media: CHANNEL.media,
} as const;

export interface Role extends FakeRole {
  permissions: bigint;
  position: number;
  managed: boolean;
}

export interface Member {
  userId: string;
  roleIds: string[];
  nick: string | undefined;
  joinedAt: number;
}

export class Guild implements FakeGuild {
  readonly id: string;
  readonly name: string;
  readonly locale: string;
  readonly ownerId: string;
  readonly roles = new Map<string, Role>();
  readonly members = new Map<string, Member>();
  readonly #botRole: Role;
  readonly #uploadLimit: number | undefined;
  boostTier: number;
  hasBot = false;
  unavailable = false;

  constructor(
    readonly world: World,
    options: GuildOptions,
  ) {
    this.id = world.ids.nextApart();
    this.name = options.name ?? 'Studio';
    this.locale = options.locale ?? 'en-US';
    this.ownerId = world.ids.next();
    this.boostTier = options.boostTier ?? 0;
    this.#uploadLimit = options.uploadLimitBytes;
    this.#addRole('@everyone', bits(options.everyone ?? EVERYONE), this.id);
    this.#botRole = this.#addRole(world.bot.name, bits(options.botPermissions ?? []));
    this.#botRole.managed = true;
    if (options.bot !== false) this.#admitBot();
  }

  get channels(): readonly Channel[] {
    return [...this.world.channels.values()].filter((channel) => channel.guild === this);
  }

  /** Bytes for one attachment. */
  get uploadLimit(): number {
    return this.#uploadLimit ?? BOOSTED_LIMITS[this.boostTier] ?? this.world.uploadLimitBytes;
  }

  channel(name: string, options: ChannelOptions = {}): Channel {
    const type = CHANNEL_TYPES[options.type ?? 'text'];
    const channel = this.world.addChannel(
      new Channel(this.world, { kind: 'guild', name, guild: this, type, nsfw: options.nsfw ?? false }),
    );
    this.#tell('CHANNEL_CREATE', channelPayload(channel));
    return channel;
  }

  role(name: string, permissions: PermissionsString[] = []): Role {
    const role = this.#addRole(name, bits(permissions));
    this.#tell('GUILD_ROLE_CREATE', { guild_id: this.id, role: rolePayload(role) });
    return role;
  }

  join(user: FakeUser, options: { roles?: FakeRole[]; admin?: boolean; nick?: string } = {}): void {
    const roles = [...(options.roles ?? [])];
    if (options.admin) roles.push(this.role(`${user.name} may do everything`, ['Administrator']));
    const member: Member = {
      userId: user.id,
      roleIds: roles.map(({ id }) => id),
      nick: options.nick,
      joinedAt: this.world.clock.now(),
    };
    const known = this.members.has(user.id);
    this.members.set(user.id, member);
    this.world.dispatch(
      known ? 'GUILD_MEMBER_UPDATE' : 'GUILD_MEMBER_ADD',
      { ...memberPayload(this, user.id), guild_id: this.id },
      { guildId: this.id, intent: INTENT.guildMembers },
    );
  }

  leave(user: FakeUser): void {
    if (!this.members.delete(user.id)) return;
    const person = this.world.people.get(user.id)!;
    this.world.dispatch(
      'GUILD_MEMBER_REMOVE',
      { guild_id: this.id, user: userPayload(person) },
      { guildId: this.id, intent: INTENT.guildMembers },
    );
  }

  everyone(permissions: PermissionsString[]): void {
    this.#change(this.roles.get(this.id)!, permissions);
  }

  botPermissions(permissions: PermissionsString[]): void {
    this.#change(this.#botRole, permissions);
  }

  boost(tier: 0 | 1 | 2 | 3): void {
    this.boostTier = tier;
    this.#tell('GUILD_UPDATE', guildPayload(this));
  }

  kickBot(): void {
    if (!this.hasBot) return;
    this.#tell('GUILD_DELETE', { id: this.id });
    this.hasBot = false;
    this.members.delete(this.world.bot.id);
    this.world.watch.changed();
  }

  inviteBot(): void {
    if (this.hasBot) return;
    this.#admitBot();
    this.announce();
  }

  outage(): { end(): void } {
    this.unavailable = true;
    this.#tell('GUILD_DELETE', { id: this.id, unavailable: true });
    return {
      end: () => {
        this.unavailable = false;
        this.announce();
      },
    };
  }

  announce(): void {
    this.#tell('GUILD_CREATE', guildPayload(this));
  }

  /** Guild-wide, before overwrites; nothing for those who are not in it. */
  basePermissions(userId: string): bigint {
    const member = this.members.get(userId);
    if (member === undefined) return 0n;
    const granted = [this.id, ...member.roleIds].reduce(
      (all, id) => all | (this.roles.get(id)?.permissions ?? 0n),
      0n,
    );
    return has(granted, 'Administrator') ? ALL_PERMISSIONS : granted;
  }

  #admitBot(): void {
    this.hasBot = true;
    this.members.set(this.world.bot.id, {
      userId: this.world.bot.id,
      roleIds: [this.#botRole.id],
      nick: undefined,
      joinedAt: this.world.clock.now(),
    });
  }

  #addRole(name: string, permissions: bigint, id = this.world.ids.next()): Role {
    const role: Role = { id, name, permissions, position: this.roles.size, managed: false };
    this.roles.set(id, role);
    return role;
  }

  #change(role: Role, permissions: PermissionsString[]): void {
    role.permissions = bits(permissions);
    this.#tell('GUILD_ROLE_UPDATE', { guild_id: this.id, role: rolePayload(role) });
  }

  #tell(event: string, data: unknown): void {
    if (this.hasBot) this.world.dispatch(event, data, { guildId: this.id, intent: INTENT.guilds });
    this.world.watch.changed();
  }
}
