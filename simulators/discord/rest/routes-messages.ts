/** Messages over the bot's token (developers/resources/message): what has to be permitted, and which messages it can reach. */
import { refusal } from '../errors.js';
import { CHANNEL, MESSAGE_TYPE } from '../protocol.js';
import { type Body, isObject } from '../rules/form.js';
import { compose } from '../rules/message.js';
import type { Channel } from '../world/channel.js';
import { Message } from '../world/message.js';
import { messagePayload } from '../world/message-payload.js';

import { demand, reachChannel } from './access.js';
import { createdBefore, remember } from './nonces.js';
import { countOldEdit } from './old-edits.js';
import type { Answer, Call, Route } from './route.js';

/** Five in five seconds, for each channel: what the headers of the real routes say. */
const WRITE = { requests: 5, windowMs: 5_000 };
const READ = { requests: 30, windowMs: 5_000 };

const NOT_FOR_TEXT: readonly number[] = [CHANNEL.category, CHANNEL.forum, CHANNEL.media];

const bodyOf = ({ body }: Call): Body => (isObject(body) ? body : {});

function create(call: Call): Answer {
  const { world, params, uploads } = call;
  const body = bodyOf(call);
  const channel = reachChannel(world, params.channel!);
  if (NOT_FOR_TEXT.includes(channel.type)) throw refusal(50008);
  checkRecipient(channel);
  demand(channel, channel.isThread ? 'SendMessagesInThreads' : 'SendMessages');
  if (uploads.length > 0) demand(channel, 'AttachFiles');
  if (Array.isArray(body.embeds) && body.embeds.length > 0) demand(channel, 'EmbedLinks');
  if (channel.locked) throw refusal(160005);
  const replied = repliedTo(channel, body);
  const before = createdBefore(world, body);
  if (before !== undefined) return { body: messagePayload(before) };
  const draft = compose({
    channel,
    body,
    uploads,
    way: 'channel',
    limitBytes: channel.uploadLimit,
    replyAuthor: replied?.author.id,
  });
  if (channel.archived) channel.unarchive();
  const origin = {
    author: world.bot,
    type: replied === undefined ? MESSAGE_TYPE.default : MESSAGE_TYPE.reply,
    replyTo: replied?.id,
  };
  const message = new Message(world, channel, origin, draft, 'channel');
  remember(world, body, message);
  return { body: messagePayload(message) };
}

/** 50007: they take no DMs, or share no guild with the bot and have not installed the app. */
function checkRecipient(channel: Channel): void {
  if (channel.kind !== 'bot-dm') return;
  const person = channel.recipients[0]!;
  const mutual = [...channel.world.guilds.values()].some(
    (guild) => guild.hasBot && guild.members.has(person.id),
  );
  if (!person.acceptsDms || (!mutual && !person.installed)) throw refusal(50007);
}

/** The message a reply refers to; unknown ones are an error unless fail_if_not_exists is false. */
function repliedTo(channel: Channel, body: Body): Message | undefined {
  const reference = isObject(body.message_reference) ? body.message_reference : undefined;
  if (reference === undefined) return undefined;
  if (channel.guild !== undefined && !channel.may(channel.world.bot.id, 'ReadMessageHistory'))
    throw refusal(160002);
  const found = channel.world.findPublic(channel.id, String(reference.message_id));
  if (found === undefined && reference.fail_if_not_exists !== false) throw refusal(10008);
  return found;
}

function edit(call: Call): Answer {
  const { world, params, uploads } = call;
  const message = reach(call);
  if (message.author !== world.bot) throw refusal(50005);
  const channel = reachChannel(world, params.channel!);
  if (channel.archived) throw refusal(50083);
  if (uploads.length > 0) demand(channel, 'AttachFiles');
  const draft = compose({
    channel,
    body: bodyOf(call),
    uploads,
    way: 'channel',
    limitBytes: channel.uploadLimit,
    before: message,
  });
  countOldEdit(message);
  message.revise(draft, 'channel');
  return { body: messagePayload(message) };
}

function remove(call: Call): Answer {
  const message = reach(call);
  if (message.author !== call.world.bot) {
    if (message.channel.guild === undefined) throw refusal(50003);
    demand(message.channel, 'ManageMessages');
  }
  message.delete();
  return {};
}

function reach({ world, params }: Call): Message {
  const channel = reachChannel(world, params.channel!);
  const message = world.findPublic(channel.id, params.message!);
  if (message === undefined) throw refusal(10008);
  return message;
}

function readOne(call: Call): Answer {
  const message = reach(call);
  demand(message.channel, 'ReadMessageHistory');
  return { body: messagePayload(message) };
}

/** Newest first. "If the current user is missing READ_MESSAGE_HISTORY, then no messages will be returned." */
function readMany({ world, params, query }: Call): Answer {
  const channel = reachChannel(world, params.channel!);
  if (channel.guild !== undefined && !channel.may(world.bot.id, 'ReadMessageHistory')) return { body: [] };
  const limit = Math.min(100, Math.max(1, Number(query.get('limit') ?? 50)));
  const before = query.get('before');
  const after = query.get('after');
  const wanted = channel.messages.filter(
    ({ id, ephemeral }) =>
      !ephemeral &&
      (before === null || BigInt(id) < BigInt(before)) &&
      (after === null || BigInt(id) > BigInt(after)),
  );
  return { body: wanted.slice(-limit).reverse().map(messagePayload) };
}

const ONE = '/channels/:channel/messages/:message';
const ALL = '/channels/:channel/messages';

export const messageRoutes: readonly Route[] = [
  { method: 'GET', path: ALL, auth: true, limit: READ, handle: readMany },
  { method: 'POST', path: ALL, auth: true, limit: WRITE, handle: create },
  { method: 'GET', path: ONE, auth: true, limit: READ, handle: readOne },
  { method: 'PATCH', path: ONE, auth: true, limit: WRITE, handle: edit },
  { method: 'DELETE', path: ONE, auth: true, limit: WRITE, handle: remove },
];
