/** What a Web API method is made of. */
import type { Json, JsonObject } from '../api.js';
import { problem } from '../blocks/schema.js';
import type { Core } from '../core.js';
import { str } from '../json.js';
import { invalid, Refusal } from '../refusal.js';
import type { ChannelState } from '../world/channel.js';
import type { InstallationState } from '../world/installation.js';
import type { PersonState } from '../world/person.js';
import type { Tier } from './rates.js';

export type Args = Record<string, Json>;

export interface Call {
  core: Core;
  args: Args;
  /** Who calls; for methods without a token there is none to ask for. */
  bot: InstallationState;
  /** Of HTTP basic authentication, for oauth.v2.access. */
  basic: { user: string; password: string } | undefined;
}

export interface Method {
  tier: Tier;
  /** Which token it wants; default 'bot'. */
  token?: 'bot' | 'app' | 'none';
  /** One of these is needed. */
  scopes?: readonly string[];
  run(call: Call): JsonObject | Promise<JsonObject>;
}

/** Arguments that must be there: `invalid_arguments` names those that are not. */
export function need(args: Args, ...names: string[]): void {
  const missing = names.filter((name) => args[name] === undefined || args[name] === '');
  if (missing.length === 0) return;
  throw invalid(
    'invalid_arguments',
    missing.map((name) => problem(`missing required field: ${name}`, '')),
  );
}

/** A conversation that this bot can know of: members only for private ones and direct messages. */
export function channelFor({ core, bot }: Call, id: Json): ChannelState {
  const channel = core.channels.get(str(id));
  if (!channel) throw new Refusal('channel_not_found');
  const here = channel.workspace === bot.workspace || channel.sharedWith.includes(bot.workspace);
  const known = channel.kind === 'channel' ? here : here && channel.hasBot(bot);
  if (!known) throw new Refusal('channel_not_found');
  return channel;
}

/** Somebody of this workspace, or of one that shares a channel with it. */
export function personFor({ core, bot }: Call, id: Json): PersonState {
  const person = core.users.get(str(id));
  const met =
    person &&
    (person.workspace === bot.workspace ||
      [...core.channels.values()].some((channel) => channel.members.has(person.id) && channel.hasBot(bot)));
  if (!person || !met) throw new Refusal('user_not_found');
  return person;
}

/** missing_scope with what is needed and what there is. */
export function missingScope(needed: readonly string[], bot: InstallationState): Refusal {
  return new Refusal('missing_scope', { needed: needed.join(','), provided: bot.scopes.join(',') });
}

/** The scope that this kind of conversation asks for: 'channels:history', 'groups:history', 'im:history'. */
export function needScope(bot: InstallationState, channel: ChannelState, right: string): void {
  const prefix = { channel: 'channels', group: 'groups', im: 'im', mpim: 'mpim' }[channel.kind];
  const scope = `${prefix}:${right}`;
  if (!bot.has(scope)) throw missingScope([scope], bot);
}

/** One page of a list, by cursor: docs.slack.dev/apis/web-api/pagination */
export function page<T>(all: readonly T[], args: Args, most: number): { items: T[]; next_cursor: string } {
  const limit = args.limit === undefined ? most : Number(args.limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000) throw new Refusal('invalid_limit');
  const from = args.cursor ? cursorAt(str(args.cursor)) : 0;
  const end = from + limit;
  const next_cursor = end < all.length ? Buffer.from(`next:${end}`).toString('base64') : '';
  return { items: all.slice(from, end), next_cursor };
}

function cursorAt(cursor: string): number {
  const [, at] = /^next:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString()) ?? [];
  if (at === undefined) throw new Refusal('invalid_cursor');
  return Number(at);
}
