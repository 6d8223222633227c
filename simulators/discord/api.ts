/**
 * The scripting API of the fake Discord: what a test can make, do as a person, await and break. Types only; README.md tells the story,
 * index.ts starts one. Times are milliseconds; ids are snowflakes in decimal, as on the wire.
 */
import type {
  APIApplicationCommand,
  APIApplicationCommandOptionChoice,
  APIInteraction,
  APIMessage,
  PermissionsString,
} from 'discord.js';

export interface FakeDiscordOptions {
  /** Port of API, gateway and page; 0 (the default) lets the system choose. */
  port?: number;
  /** Port of the CDN, which is an origin of its own; 0 by default. */
  cdnPort?: number;
  /** `frozen` (default): time passes only by `clock.advance`. `running`: real time plus what was advanced. */
  clock?: 'frozen' | 'running';
  /** Rate-limit buckets that answer 429; on by default. They run on real time plus what was advanced, also on a frozen clock. */
  rateLimits?: boolean;
  /** What GET /gateway/bot recommends; 1 by default. */
  shards?: number;
  /** How often a client has to send heartbeats; 41250 by default, as Discord says. */
  heartbeatIntervalMs?: number;
  /** How long an awaitable below waits, in real time, before it rejects with what it saw instead; 60000 by default. */
  patienceMs?: number;
  /** Attachment limit in bytes of DMs and of guilds that set none of their own; 20 MiB by default, as Discord since September 2026. */
  uploadLimitBytes?: number;
  /** Privileged intents that the app was granted; none by default, so that asking for one closes with 4014. */
  privilegedIntents?: number;
  /** Installation contexts that the application supports: 0 servers, 1 people; both by default, [0] for an application that was just made. */
  integrationTypes?: readonly number[];
  /** Not as Discord does it: the gateway names no servers, and interactions carry only what a bot cannot do without. */
  sparse?: boolean;
  /** The bot's token and application id, where they have to be fixed. */
  token?: string;
  applicationId?: string;
}

export interface FakeDiscord {
  /** `http://127.0.0.1:PORT/api`: discord.js `rest.api`, the bot's DISCORD_API_URL. */
  readonly apiUrl: string;
  readonly token: string;
  readonly applicationId: string;
  /** The bot's user id (same as the application id, as for every bot made since 2016). */
  readonly botId: string;
  /** DISCORD_TOKEN, DISCORD_APPLICATION_ID, DISCORD_API_URL, DISCORD_CDN_HOSTS: the environment to start the bot with. */
  readonly env: Readonly<Record<string, string>>;
  readonly clock: FakeClock;
  readonly gateway: FakeGateway;
  readonly faults: FakeFaults;
  readonly cdn: FakeCdn;
  readonly requests: FakeRequests;
  readonly commands: FakeCommands;

  /** A guild; the bot is a member unless `bot: false`. Connected shards hear GUILD_CREATE. */
  guild(options?: GuildOptions): FakeGuild;
  /** Somebody with a client of their own. Being in a guild takes `guild.join(user)`. */
  user(name: string, options?: UserOptions): FakeUser;
  /** A private channel between people without the bot (a DM for two, a group DM for more): user-installed apps only. */
  privateChannel(...users: FakeUser[]): FakeChannel;
  /** Everything in every channel, oldest first; deleted messages are left out. */
  messages(): FakeMessage[];
  /** Waits until `condition` holds; looked at again after everything that happens here. */
  until<T>(condition: () => T | undefined | false | null, what?: string): Promise<T>;
  close(): Promise<void>;
}

export interface FakeClock {
  now(): number;
  /** Moves time forward; deadlines that pass (3 s, 15 min, 1 h, CDN expiry) take effect before it returns. */
  advance(ms: number): void;
}

// ---------------------------------------------------------------- places

export interface GuildOptions {
  name?: string;
  /** 0 to 3: attachment limits of 20, 20, 50 and 100 MiB. */
  boostTier?: 0 | 1 | 2 | 3;
  /** An attachment limit in bytes of its own, so that a test of sizes needs no large files. */
  uploadLimitBytes?: number;
  /** false: a guild the bot is not in, where only people who installed the app can use it. */
  bot?: boolean;
  /** What the bot's own role allows beyond @everyone. Empty by default. */
  botPermissions?: PermissionsString[];
  /** What @everyone may do; Discord's defaults for a new guild unless given. */
  everyone?: PermissionsString[];
  locale?: string;
}

export interface FakeGuild {
  readonly id: string;
  readonly name: string;
  readonly channels: readonly FakeChannel[];
  channel(name: string, options?: ChannelOptions): FakeChannel;
  role(name: string, permissions?: PermissionsString[]): FakeRole;
  /** Makes them a member; with roles, and `admin: true` for somebody who may do everything. */
  join(user: FakeUser, options?: { roles?: FakeRole[]; admin?: boolean; nick?: string }): void;
  leave(user: FakeUser): void;
  /** Replaces what @everyone may do. */
  everyone(permissions: PermissionsString[]): void;
  /** Replaces what the bot's own role allows. */
  botPermissions(permissions: PermissionsString[]): void;
  boost(tier: 0 | 1 | 2 | 3): void;
  /** GUILD_DELETE for the bot; every route of this guild answers 50001 or 10004 from now on. */
  kickBot(): void;
  inviteBot(): void;
  /** An outage: GUILD_DELETE with `unavailable`, and GUILD_CREATE when it is over. */
  outage(): { end(): void };
}

export interface FakeRole {
  readonly id: string;
  readonly name: string;
}

export interface ChannelOptions {
  type?: 'text' | 'announcement' | 'voice' | 'stage' | 'category' | 'forum' | 'media';
  nsfw?: boolean;
}

export interface FakeChannel {
  readonly id: string;
  readonly name: string;
  readonly guild: FakeGuild | undefined;
  readonly kind: 'guild' | 'thread' | 'bot-dm' | 'private';
  readonly deleted: boolean;
  thread(name: string, options?: { private?: boolean; archived?: boolean; locked?: boolean }): FakeChannel;
  /** Overwrites for the bot, @everyone, a role or a person; the later one for the same target replaces the earlier. */
  overwrite(
    target: 'bot' | 'everyone' | FakeRole | FakeUser,
    rule: { allow?: PermissionsString[]; deny?: PermissionsString[] },
  ): void;
  /** Threads only. */
  archive(options?: { locked?: boolean }): void;
  /** Deletes it; CHANNEL_DELETE or THREAD_DELETE. */
  delete(): void;
  /** What this person's client shows: nothing without ViewChannel, ephemeral messages only to the one they are for. */
  messagesFor(user: FakeUser): FakeMessage[];
}

// ---------------------------------------------------------------- people

export interface UserOptions {
  /** The client's language; `en-US` by default. */
  locale?: string;
  globalName?: string;
  /** Bytes of their avatar; a default avatar otherwise. */
  avatar?: Uint8Array;
  /** The app is installed to this account (works in every place, with the limits that has). */
  installed?: boolean;
  /** false: DMs from the bot answer 50007. */
  acceptsDms?: boolean;
}

export type OptionValue = string | number | boolean | FakeFile | FakeUser | FakeChannel | FakeRole;

/** Somebody at a Discord client. What the real client would not let them do throws `ClientRefusal`, before anything is sent. */
export interface FakeUser {
  readonly id: string;
  readonly name: string;
  /** `<@id>` */
  readonly mention: string;
  locale: string;
  acceptsDms: boolean;
  installed: boolean;
  /** Their DM with the bot. */
  dm(): FakeChannel;
  /**
   * An ordinary message. `links`: pictures on a host that is not Discord's, which Discord embeds by its media proxy. `replyTo`: an answer,
   * which pings its author unless `pings` is false.
   */
  say(
    channel: FakeChannel,
    content: string,
    options?: { files?: FakeFile[]; links?: FakeFile[]; replyTo?: FakeMessage; pings?: boolean },
  ): FakeMessage;
  /** `name` may be "group sub" for a subcommand; options are checked against what the bot registered. */
  slash(channel: FakeChannel, name: string, options?: Record<string, OptionValue>): FakeInteraction;
  /** What the client asks while `focused` is typed; `choices()` of the result. */
  autocomplete(
    channel: FakeChannel,
    name: string,
    options: Record<string, OptionValue>,
    focused: string,
  ): FakeInteraction;
  messageCommand(message: FakeMessage, name: string): FakeInteraction;
  userCommand(channel: FakeChannel, target: FakeUser, name: string): FakeInteraction;
  /** By label, custom_id or emoji. */
  press(message: FakeMessage, button: string): FakeInteraction;
  /** By custom_id or placeholder; values are option values or labels, or the entities themselves. */
  select(
    message: FakeMessage,
    menu: string,
    values: string | FakeUser | FakeChannel | FakeRole | (string | FakeUser | FakeChannel | FakeRole)[],
  ): FakeInteraction;
  /** By label or custom_id of each field: text, option value(s), file(s). Fields left out keep what the modal preset. */
  submit(modal: FakeModal, values?: Record<string, ModalValue>): FakeInteraction;
  /** Deletes a message as its author or with ManageMessages. */
  delete(message: FakeMessage): void;
  /** "Dismiss message" on an ephemeral one. */
  dismiss(message: FakeMessage): void;
}

export type ModalValue =
  | string
  | string[]
  | boolean
  | FakeFile
  | FakeFile[]
  | FakeUser
  | FakeChannel
  | FakeRole;

/** The real client would not offer or would not send this; the message says why. */
export class ClientRefusal extends Error {
  override name = 'ClientRefusal';
}

// ---------------------------------------------------------------- interactions

/**
 * One interaction from sending to its last message. Awaitables settle on events, never on timers, and reject with what was seen instead
 * after `patienceMs` of real time, or at once when it can no longer happen ("The application did not respond" after 3 s of the clock).
 */
export interface FakeInteraction {
  readonly id: string;
  readonly token: string;
  readonly user: FakeUser;
  readonly channel: FakeChannel;
  /** As it went over the gateway. */
  readonly payload: APIInteraction;
  readonly state: 'waiting' | 'acknowledged' | 'failed';
  /** The first response: type, whether ephemeral, when. */
  acknowledged(): Promise<Acknowledgement>;
  /** The modal that answered it. */
  modal(): Promise<FakeModal>;
  /** Autocomplete results, localised for the person. */
  choices(): Promise<APIApplicationCommandOptionChoice[]>;
  /** The reply (`@original`) once it shows more than "is thinking"; for buttons that update, the updated message. */
  message(): Promise<FakeMessage>;
  /** The reply once it fulfils the condition. */
  until(condition: (message: FakeMessage) => boolean, what?: string): Promise<FakeMessage>;
  /** The follow-ups so far, and the n-th (from 0) once it exists. */
  readonly followUps: readonly FakeMessage[];
  followUp(n?: number): Promise<FakeMessage>;
}

export interface Acknowledgement {
  /** 4 reply, 5 deferred reply, 6 deferred update, 7 update, 8 autocomplete, 9 modal. */
  type: number;
  ephemeral: boolean;
  at: number;
}

export interface FakeModal {
  readonly title: string;
  readonly customId: string;
  readonly interaction: FakeInteraction;
  readonly fields: readonly FakeField[];
  /** Plain text between the fields. */
  readonly text: string;
  field(nameOrLabel: string): FakeField;
}

export interface FakeField {
  kind:
    | 'text'
    | 'select'
    | 'user'
    | 'role'
    | 'mentionable'
    | 'channel'
    | 'files'
    | 'radio'
    | 'checkboxes'
    | 'checkbox';
  customId: string;
  label: string;
  description: string;
  required: boolean;
  /** Characters of text, or number of values or files. */
  min: number;
  max: number;
  options: { label: string; value: string; description: string; default: boolean }[];
  /** What it was preset to. */
  value: string | string[] | undefined;
}

// ---------------------------------------------------------------- messages

export interface FakeMessage {
  readonly id: string;
  readonly channel: FakeChannel;
  readonly authorId: string;
  readonly ephemeral: boolean;
  readonly deleted: boolean;
  /** Only "is thinking..." so far. */
  readonly loading: boolean;
  /** As GET would give it now, attachment URLs signed now. */
  readonly payload: APIMessage;
  /** Everything readable: content, text displays, embeds, in order, one per line. */
  readonly text: string;
  readonly componentsV2: boolean;
  readonly buttons: readonly FakeButton[];
  readonly menus: readonly FakeMenu[];
  /** What is seen, in order: galleries, thumbnails, embeds' images and plain attachments. */
  readonly pictures: readonly FakePicture[];
  /** All attachments that are kept with it, shown or not. */
  readonly attachments: readonly FakePicture[];
  /** People whom creating it pinged (content mentions through allowed_mentions); edits ping nobody. */
  readonly pinged: readonly string[];
  /** Whom the message's mention rules let through in its current form. */
  readonly mentions: readonly string[];
  readonly replyTo: string | undefined;
  /** The first form and each edit. */
  readonly history: readonly FakeRevision[];
  button(labelOrId: string): FakeButton;
  visibleTo(user: FakeUser): boolean;
  until(condition: (message: FakeMessage) => boolean, what?: string): Promise<FakeMessage>;
  /** Deletes it, as a moderator would; MESSAGE_DELETE goes to the sessions with that intent. */
  delete(): void;
}

export interface FakeRevision {
  /** On the fake's clock. */
  at: number;
  /** On the real clock, for what is paced by real timers. */
  realAt: number;
  /** The way it came: interaction callback, interaction webhook, channel route with the bot token, or a person. */
  via: 'callback' | 'webhook' | 'channel' | 'person';
  text: string;
  /** What was seen then; the bytes stay here when the CDN has forgotten them. */
  pictures: readonly FakePicture[];
  payload: APIMessage;
}

export interface FakeButton {
  label: string;
  customId: string | undefined;
  url: string | undefined;
  emoji: string | undefined;
  style: number;
  disabled: boolean;
}

export interface FakeMenu {
  customId: string;
  kind: 'select' | 'user' | 'role' | 'mentionable' | 'channel';
  placeholder: string;
  disabled: boolean;
  min: number;
  max: number;
  options: { label: string; value: string; description: string; default: boolean }[];
}

export interface FakePicture {
  attachmentId: string;
  filename: string;
  contentType: string | undefined;
  description: string | undefined;
  size: number;
  spoiler: boolean;
  /** Signed now. */
  url: string;
  bytes: Uint8Array;
}

// ---------------------------------------------------------------- files

/** A file on somebody's disk. `cdn` says how the CDN serves it once it is uploaded. */
export interface FakeFile {
  name: string;
  data: Uint8Array;
  /** What the uploader claims; guessed from the name otherwise, as Discord does. */
  contentType?: string;
  description?: string;
  /** Marked as a spoiler by a client that sets the flag alone; a name that begins with SPOILER_ is one in any case. */
  spoiler?: boolean;
  cdn?: CdnBehaviour;
}

export type CdnBehaviour =
  /** 302 to elsewhere. */
  | { redirect: string }
  /** The bytes, then more without end. */
  | { endless: true }
  /** Headers and half of the bytes, then nothing more. */
  | { stall: true }
  /** Never an answer. */
  | { hang: true }
  /** Another Content-Type than the truth. */
  | { contentType: string }
  /** A failure of the CDN. */
  | { status: number };

export interface FakeCdn {
  /** `http://127.0.0.1:PORT`, another origin than the API; DISCORD_CDN_HOSTS. */
  readonly url: string;
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  /** Every GET that came, with its status. */
  readonly downloads: readonly { path: string; status: number; at: number }[];
  /** Serves an uploaded file in another way from now on; `url` is any signed URL of it. */
  behave(url: string, behaviour: CdnBehaviour | undefined): void;
  /** Attachments of command options, modals and dismissed ephemeral messages vanish, as they do "after a set period of time". */
  forgetEphemeral(): void;
}

// ---------------------------------------------------------------- gateway, faults, requests, commands

export interface FakeGateway {
  /** `ws://127.0.0.1:PORT/gateway`, as GET /gateway/bot gives it. */
  readonly url: string;
  /** Connections with a session (READY or RESUMED sent), by shard. */
  readonly connections: readonly { shard: number; shards: number; sessionId: string; intents: number }[];
  /** Everything that happened, oldest first. */
  readonly log: readonly GatewayEvent[];
  /** Once this shard (any, if left out) has a session. */
  connected(shard?: number): Promise<void>;
  /** Once `n` sessions in all have been made (`identified`) or resumed (`resumed`). */
  identified(n?: number): Promise<void>;
  resumed(n?: number): Promise<void>;
  /** Drops the TCP connection without a close frame, or closes with `code`. All shards unless one is named. */
  cut(options?: { shard?: number; code?: number }): void;
  /** Op 7: asks clients to reconnect and resume. */
  reconnect(options?: { shard?: number }): void;
  /** Op 9. Not resumable sessions are forgotten. */
  invalidate(options?: { shard?: number; resumable?: boolean }): void;
  /** No heartbeat is acknowledged and no event sent until `thaw`: a zombie connection. */
  freeze(options?: { shard?: number }): void;
  thaw(): void;
  /** Refuses new connections until `up`; cuts those that are there. */
  down(): void;
  up(): void;
}

export interface GatewayEvent {
  kind: 'connected' | 'identified' | 'resumed' | 'refused' | 'closed' | 'heartbeat' | 'cut';
  shard: number | undefined;
  at: number;
  detail: string;
}

export interface FaultRule {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Part of the path after /api/v10, or a pattern for it: `/webhooks/`, `/messages/@original`, /\/channels\/\d+\/messages$/. */
  path?: string | RegExp;
  /** How many requests; 1 by default, Infinity for as long as it is not lifted. */
  times?: number;
  answer: FaultAnswer;
}

export type FaultAnswer =
  /** 429 with Retry-After; `global` for the whole bot. `shared` is the scope of a resource everybody uses. */
  | { kind: 'rate-limit'; retryAfterMs: number; global?: boolean; scope?: 'user' | 'shared' }
  /** An HTTP status with Discord's error body; code 0 unless given. */
  | { kind: 'error'; status: number; code?: number; message?: string }
  /** An HTML page from the edge, as Cloudflare sends with 502, 503, 504, or 403/429 for a banned address. */
  | { kind: 'edge'; status: number }
  /** The request is carried out after `ms` of real time. */
  | { kind: 'slow'; ms: number }
  /** Carried out only when `release()` of the returned handle is called. */
  | { kind: 'hold' }
  /** The connection is cut; `after` says whether the request had been carried out. */
  | { kind: 'drop'; after?: boolean };

export interface FakeFaults {
  /** Applies to the next requests that match. Rules are tried in the order they were made. */
  next(rule: FaultRule): FaultHandle;
  /** Lifts all rules and releases what is held. */
  clear(): void;
}

export interface FaultHandle {
  /** How many requests met it so far. */
  readonly met: number;
  /** Once `n` (1) requests met it. */
  hit(n?: number): Promise<void>;
  release(): void;
  lift(): void;
}

export interface FakeRequest {
  method: string;
  /** Decoded, after /api/v10: `/webhooks/1/token/messages/@original`. */
  path: string;
  /** `PATCH /webhooks/:webhook/:token/messages/:message`. */
  route: string;
  query: Record<string, string>;
  authorised: boolean;
  body: unknown;
  files: { field: string; name: string; contentType: string; data: Uint8Array }[];
  status: number;
  /** Discord's JSON error code, where the answer was an error. */
  code: number | undefined;
  answer: unknown;
  at: number;
  realAt: number;
}

export interface FakeRequests {
  readonly all: readonly FakeRequest[];
  /** Those whose `METHOD path` contains the text or matches the pattern. */
  matching(what: string | RegExp): FakeRequest[];
  /** The first that matches, past or future; `n` for the n-th (from 0). */
  first(what: string | RegExp, n?: number): Promise<FakeRequest>;
}

export interface FakeCommands {
  readonly all: readonly APIApplicationCommand[];
  /** How many bulk PUTs were accepted. */
  readonly registrations: number;
  get(name: string): APIApplicationCommand | undefined;
  /** Once commands are registered, by now or soon. */
  registered(): Promise<readonly APIApplicationCommand[]>;
}
