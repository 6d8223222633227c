/**
 * The requests that messages need. Two routes lead to a message: the token of the interaction that it answers (15 min, also
 * where the bot is no member), and the bot's own token. discord.js waits for rate limits by the headers of each answer
 * (@discordjs/rest). Methods reject with a PlatformError.
 */
import { createHash } from 'node:crypto';
import {
  type APIApplication,
  type APIApplicationCommand,
  type APIMessage,
  type APIMessageTopLevelComponent,
  type ApplicationIntegrationType,
  MessageFlags,
  type RawFile,
  REST,
  type RESTPatchAPIChannelMessageJSONBody,
  type RESTPutAPIApplicationCommandsJSONBody,
  Routes,
} from 'discord.js';
import { Agent } from 'undici';
import type { DiscordMessageReference } from '../delivery/message-reference.js';
import { asPlatform } from './sdk-errors.js';

/** A whole message as it is sent. */
export interface Outgoing {
  components: APIMessageTopLevelComponent[];
  /** New files; what the components call `attachment://name`. */
  files: readonly { name: string; bytes: Uint8Array; mime: string; alt: string }[];
  /** Attachments that stay; all others go. */
  kept: readonly { id: string; name: string }[];
  /** Users who are mentioned: nobody else ever is. */
  mentions?: readonly string[];
}

export interface ApiOptions {
  /** Without a version: https://discord.com/api */
  url: string;
  token: string;
  /** Changes each text of a message before it is sent. */
  onText?(text: string): string;
}

/** For one try, ms: 10 MB at 3 Mbit/s. */
const TIMEOUT_MS = 30_000;
/** Repetitions of a call whose answer got lost, without a pause in between; anything longer is delivery-policy.ts' to wait for. */
const RETRIES = 2;

/**
 * The connections of discord.js's REST client, of its own version of undici. Without one it takes the dispatcher that all versions of undici
 * in a process share, which is the one that was loaded first: that of Slack's client (7.30) does not know the forms of version 6.
 */
export function restAgent(): Agent {
  return new Agent();
}

export class DiscordApi {
  readonly #rest: REST;
  readonly #token: string;
  readonly #onText: (text: string) => string;

  constructor({ url, token, onText = (text) => text }: ApiOptions) {
    this.#token = token;
    this.#onText = onText;
    this.#rest = new REST({ api: url, timeout: TIMEOUT_MS, retries: RETRIES, agent: restAgent() });
  }

  /** As many connections as Discord recommends, and how many may be opened at once. */
  async gateway(): Promise<{ shards: number; atOnce: number }> {
    const answer = await asPlatform('a question', () => this.#asBot().get(Routes.gatewayBot()));
    const { shards, session_start_limit: limit } = answer as {
      shards: number;
      session_start_limit: { max_concurrency: number };
    };
    return { shards, atOnce: limit.max_concurrency };
  }

  /** Where the application may be installed, as its page Installation says; undefined where the API does not say so. */
  async installations(): Promise<ApplicationIntegrationType[] | undefined> {
    const ask = () => this.#asBot().get(Routes.currentApplication());
    const { integration_types_config: types } = (await asPlatform(
      'a question',
      ask,
    )) as Partial<APIApplication>;
    return types && Object.keys(types).map(Number);
  }

  async register(
    app: string,
    commands: RESTPutAPIApplicationCommandsJSONBody,
  ): Promise<APIApplicationCommand[]> {
    const put = () => this.#asBot().put(Routes.applicationCommands(app), { body: commands });
    return (await asPlatform('the commands', put)) as APIApplicationCommand[];
  }

  /** Commands that are registered. */
  async commands(app: string): Promise<APIApplicationCommand[]> {
    const get = () => this.#asBot().get(Routes.applicationCommands(app));
    return (await asPlatform('a question', get)) as APIApplicationCommand[];
  }

  /** What answers an interaction, or a follow-up of it. */
  async editByToken(
    { app, token, ref }: Pick<DiscordMessageReference, 'app' | 'token' | 'ref'>,
    message: Outgoing,
  ): Promise<APIMessage> {
    // Without the bot's token: discord.js forgets that one at a 401, which says something about the other here.
    const route = Routes.webhookMessage(app, token, ref);
    const body = { ...this.#body(message), auth: false };
    return (await asPlatform('an edit', () => this.#rest.patch(route, body))) as APIMessage;
  }

  async editByBot(channel: string, id: string, message: Outgoing): Promise<APIMessage> {
    const [route, body] = [Routes.channelMessage(channel, id), this.#body(message)];
    return (await asPlatform('an edit', () => this.#asBot().patch(route, body))) as APIMessage;
  }

  /** A further message to an interaction. */
  async followUp(
    { app, token }: Pick<DiscordMessageReference, 'app' | 'token'>,
    message: Outgoing,
    isPrivate: boolean,
  ): Promise<APIMessage> {
    const flags = isPrivate ? MessageFlags.Ephemeral : undefined;
    const [route, body] = [Routes.webhook(app, token), { ...this.#body(message, flags), auth: false }];
    return (await asPlatform('a follow-up', () => this.#rest.post(route, body))) as APIMessage;
  }

  /** A message of the bot's own. `once` names it, so that a repeated request does not post it twice. */
  async post(channel: string, message: Outgoing, once: string, replyTo?: string): Promise<APIMessage> {
    const { body, files } = this.#body(message);
    const reply = replyTo && { message_reference: { message_id: replyTo, fail_if_not_exists: false } };
    // At most 25 characters (developers/resources/message, Create Message).
    const nonce = createHash('sha256').update(once).digest('base64url').slice(0, 25);
    const whole = { ...body, ...reply, nonce, enforce_nonce: true };
    const route = Routes.channelMessages(channel);
    return (await asPlatform('a message', () =>
      this.#asBot().post(route, { body: whole, files }),
    )) as APIMessage;
  }

  async deleteByToken({
    app,
    token,
    ref,
  }: Pick<DiscordMessageReference, 'app' | 'token' | 'ref'>): Promise<void> {
    const route = Routes.webhookMessage(app, token, ref);
    await asPlatform('a deletion', () => this.#rest.delete(route, { auth: false }));
  }

  async deleteByBot(channel: string, id: string): Promise<void> {
    const route = Routes.channelMessage(channel, id);
    await asPlatform('a deletion', () => this.#asBot().delete(route));
  }

  /** The channel of direct messages to somebody. */
  async direct(user: string): Promise<string> {
    const body = { recipient_id: user };
    const open = () => this.#asBot().post(Routes.userChannels(), { body });
    return ((await asPlatform('a direct message', open)) as { id: string }).id;
  }

  #body(message: Outgoing, flags?: MessageFlags): ReturnType<typeof toBody> {
    return toBody({ ...message, components: withTexts(message.components, this.#onText) }, flags);
  }

  #asBot(): REST {
    return this.#rest.setToken(this.#token);
  }
}

/**
 * `attachments` lists what the message has afterwards, kept and new (developers/reference, Editing Message Attachments). Components find a kept one
 * only by the name that is given here as well.
 */
function toBody(
  { components, files, kept, mentions = [] }: Outgoing,
  flags: MessageFlags = 0 as MessageFlags,
): { body: RESTPatchAPIChannelMessageJSONBody; files: RawFile[] } {
  const added = files.map(({ name, alt }, id) => ({ id: String(id), filename: name, description: alt }));
  return {
    body: {
      flags: MessageFlags.IsComponentsV2 | flags,
      components,
      attachments: [...kept.map(({ id, name }) => ({ id, filename: name })), ...added],
      allowed_mentions: { parse: [], users: [...mentions] },
    },
    files: files.map(({ name, bytes, mime }) => ({
      name,
      data: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      contentType: mime,
    })),
  };
}

/** The same components with each text changed, however deep. */
function withTexts<T>(value: T, change: (text: string) => string): T {
  if (Array.isArray(value)) return value.map((item) => withTexts(item, change)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, part]) => {
    const isText = name === 'content' && typeof part === 'string';
    return [name, isText ? change(part) : withTexts(part, change)];
  });
  return Object.fromEntries(entries) as T;
}
