/** Everything there is in this Discord, and the one way from which its parts know each other. */
import type { FakeChannel, FakeDiscordOptions, FakeUser, GuildOptions, UserOptions } from '../api.js';
import type { Interaction } from '../people/interaction.js';
import { Person } from '../people/person.js';
import { FLAG, INSTALL } from '../protocol.js';
import { Channel } from './channel.js';
import { Clock } from './clock.js';
import { Commands } from './commands.js';
import { Files } from './files.js';
import { Guild } from './guild.js';
import { Ids } from './ids.js';
import type { Message } from './message.js';
import { Watch } from './watch.js';

/** "The default limit is 20 MiB for all users" (developers/reference#uploading-files, since September 2026). */
const UPLOAD_LIMIT_BYTES = 20 * 1024 * 1024;

const PATIENCE_MS = 60_000;

/** Receivers of an event: the shard of the guild (or shard 0), if it has the intent; no intent means always. */
export interface Audience {
  guildId: string | undefined;
  intent?: number;
}

/** Sends an event to the gateway's sessions; false if there is none that will hear it. */
export type Dispatch = (event: string, data: unknown, to: Audience) => boolean;

export class World {
  readonly clock: Clock;
  readonly watch: Watch;
  readonly ids: Ids;
  readonly files: Files;
  readonly commands: Commands;
  readonly people = new Map<string, Person>();
  readonly guilds = new Map<string, Guild>();
  readonly channels = new Map<string, Channel>();
  readonly messages = new Map<string, Message>();
  /** By token. */
  readonly interactions = new Map<string, Interaction>();
  readonly bot: Person;
  readonly token: string;
  readonly uploadLimitBytes: number;
  readonly privilegedIntents: number;
  readonly integrationTypes: readonly number[];
  readonly sparse: boolean;
  /** Set once the gateway is there. */
  dispatch: Dispatch = () => false;

  constructor(options: FakeDiscordOptions) {
    this.watch = new Watch(options.patienceMs ?? PATIENCE_MS);
    this.clock = new Clock(options.clock ?? 'frozen', this.watch.changed);
    this.ids = new Ids(() => this.clock.now());
    this.files = new Files(
      () => this.ids.next(),
      () => this.clock.now(),
    );
    this.commands = new Commands(this);
    this.bot = new Person(this, 'Atelier', {
      bot: true,
      ...(options.applicationId ? { id: options.applicationId } : {}),
    });
    this.token = options.token ?? tokenFor(this.bot.id);
    this.uploadLimitBytes = options.uploadLimitBytes ?? UPLOAD_LIMIT_BYTES;
    this.privilegedIntents = options.privilegedIntents ?? 0;
    this.integrationTypes = options.integrationTypes ?? Object.values(INSTALL);
    this.sparse = options.sparse ?? false;
  }

  get applicationId(): string {
    return this.bot.id;
  }

  user(name: string, options: UserOptions = {}): Person {
    return new Person(this, name, options);
  }

  guild(options: GuildOptions = {}): Guild {
    const guild = new Guild(this, options);
    this.guilds.set(guild.id, guild);
    if (guild.hasBot) guild.announce();
    return guild;
  }

  privateChannel(...users: FakeUser[]): FakeChannel {
    return this.addChannel(
      new Channel(this, {
        kind: 'private',
        name: users.map(({ name }) => name).join(', '),
        recipients: users as Person[],
      }),
    );
  }

  addChannel(channel: Channel): Channel {
    this.channels.set(channel.id, channel);
    return channel;
  }

  /** In every channel, oldest first; what somebody's client dismissed is still there for the API. */
  standing(): Message[] {
    return [...this.messages.values()].filter(({ deleted }) => !deleted);
  }

  find(messageId: string | undefined): Message | undefined {
    const message = messageId === undefined ? undefined : this.messages.get(messageId);
    return message?.deleted === false ? message : undefined;
  }

  /** Seen over the bot's routes: ephemeral messages are not (discord-api-docs#6007, #3090). */
  findPublic(channelId: string, messageId: string): Message | undefined {
    const message = this.find(messageId);
    return message !== undefined && message.channel.id === channelId && (message.flags & FLAG.ephemeral) === 0
      ? message
      : undefined;
  }
}

/** Of the form `base64(id).time.signature`, as real ones are; the parts after the id mean nothing here. */
const tokenFor = (id: string): string =>
  `${Buffer.from(id).toString('base64url')}.ZAKEaa.${'fake-discord'.repeat(3)}`;
