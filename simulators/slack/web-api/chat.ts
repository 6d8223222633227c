/** chat.postMessage, update, delete, postEphemeral, getPermalink. */
import type { JsonObject } from '../api.js';
import { checkBlocks } from '../blocks/blocks.js';
import { normalise } from '../blocks/normalise.js';
import { checkPictures, withSizes } from '../blocks/pictures.js';
import { problem } from '../blocks/schema.js';
import { messageChanged, messageDeleted, messagePosted } from '../delivery/events.js';
import { isObject, objects, str } from '../json.js';
import { invalid, Refusal } from '../refusal.js';
import type { ChannelState } from '../world/channel.js';
import type { MessageState } from '../world/message.js';
import { type Args, type Call, channelFor, type Method, need, personFor } from './method.js';

/** "The text field cannot exceed 4,000 characters" for chat.update; a post is cut at 40,000. */
const MOST_UPDATE_CHARACTERS = 4_000;
const MOST_POST_CHARACTERS = 40_000;

const WRITE = ['chat:write'];

export const chatMethods: Record<string, Method> = {
  'chat.postMessage': { tier: 'posting', scopes: WRITE, run: postMessage },
  'chat.update': { tier: 3, scopes: WRITE, run: update },
  'chat.delete': { tier: 3, scopes: WRITE, run: remove },
  'chat.postEphemeral': { tier: 4, scopes: WRITE, run: postEphemeral },
  'chat.getPermalink': {
    tier: 'special',
    run: (call) => {
      need(call.args, 'channel', 'message_ts');
      const channel = channelFor(call, call.args.channel);
      const message = channel.find(str(call.args.message_ts));
      if (!message || message.ephemeralFor) throw new Refusal('message_not_found');
      const path = `archives/${channel.id}/p${message.ts.replace('.', '')}`;
      const thread = message.threadTs ? `?thread_ts=${message.threadTs}&cid=${channel.id}` : '';
      return {
        channel: channel.id,
        permalink: `https://${channel.workspace.domain}.slack.com/${path}${thread}`,
      };
    },
  },
};

async function postMessage(call: Call): Promise<JsonObject> {
  const { args, bot } = call;
  need(args, 'channel');
  const channel = writable(call, destination(call));
  const { text, blocks } = await content(call, args);
  const message = channel.add({
    user: bot.botUserId,
    bot,
    text: text.slice(0, MOST_POST_CHARACTERS),
    blocks: blocks ?? [],
    threadTs: threadOf(channel, args),
    metadata: isObject(args.metadata) ? args.metadata : undefined,
  });
  void messagePosted(message);
  return { channel: channel.id, ts: message.ts, message: shown(call, message) };
}

/** A channel's id, or a person's: that opens the direct message. */
function destination(call: Call): ChannelState {
  const id = str(call.args.channel);
  return call.core.users.has(id)
    ? call.bot.workspace.directMessage(personFor(call, id))
    : channelFor(call, id);
}

function writable({ bot, core }: Call, channel: ChannelState): ChannelState {
  if (channel.archived) throw new Refusal('is_archived');
  if (channel.kind === 'im' && !core.manifest.messagesTab) throw new Refusal('messages_tab_disabled');
  const everywhere = channel.kind === 'channel' && bot.has('chat:write.public');
  if (!channel.hasBot(bot) && !everywhere) throw new Refusal('not_in_channel');
  return channel;
}

function threadOf(channel: ChannelState, args: Args): string | undefined {
  if (args.thread_ts === undefined || args.thread_ts === '') return undefined;
  const parent = channel.find(str(args.thread_ts));
  // A deleted parent keeps its thread; a reply's ts leads to its parent's.
  return parent?.threadTs ?? str(args.thread_ts);
}

async function update(call: Call): Promise<JsonObject> {
  const { args, bot, core } = call;
  need(args, 'channel', 'ts');
  const channel = channelFor(call, args.channel);
  const message = own(channel, call, 'cant_update_message');
  if (channel.archived) throw new Refusal('is_inactive');
  if (str(args.text).length > MOST_UPDATE_CHARACTERS) throw new Refusal('msg_too_long');
  const { text, blocks } = await content(call, args);
  const before = message.payload();
  const next = blocks ?? (args.text === undefined ? message.blocks : []);
  replaceFiles(call, message, next);
  // "If blocks are used and a message is being updated, the edited flag will not be displayed."
  message.change(text, next, blocks ? undefined : bot.botUserId);
  if (isObject(args.metadata)) message.metadata = args.metadata;
  void messageChanged(message, before);
  core.changes.notify();
  return { channel: channel.id, ts: message.ts, text: message.text, message: shown(call, message) };
}

/** java-slack-sdk#1441, node-slack-sdk#2100, bolt-python#1295: one slack_file in the place of another. */
function replaceFiles({ core }: Call, message: MessageState, next: readonly JsonObject[]): void {
  const old = message.slackFiles();
  const shownBefore = message.images.map(({ file }) => core.files.get(file?.id ?? ''));
  const changed = objects([...next]).flatMap((block, index) => {
    const { slack_file: named } = block;
    if (block.type !== 'image' || !isObject(named)) return [];
    const place = `/${index}`;
    return [...old.values()].includes(str(named.id ?? named.url)) ? [] : [place];
  });
  for (const place of message.stuck.keys()) {
    const block = next[Number(place.slice(1))];
    if (!isObject(block) || !isObject(block.slack_file)) message.stuck.delete(place);
  }
  if (changed.length === 0) return;
  if (core.slackFileReplace === 'works') message.stuck.clear();
  if (core.slackFileReplace === 'refused' && old.size > 0) {
    throw invalid('invalid_blocks', [problem('invalid slack file', `/blocks${changed[0]}/slack_file`)]);
  }
  if (core.slackFileReplace === 'ignored') {
    for (const place of changed)
      message.stuck.set(
        place,
        shownBefore.find((file) => file !== undefined),
      );
  }
}

async function remove(call: Call): Promise<JsonObject> {
  need(call.args, 'channel', 'ts');
  const channel = channelFor(call, call.args.channel);
  const message = own(channel, call, 'cant_delete_message');
  if (channel.archived) throw new Refusal('cant_delete_message');
  const before = message.payload();
  message.remove();
  void messageDeleted(message, before);
  return { channel: channel.id, ts: message.ts };
}

/** The bot's own message; ephemeral ones are out of the reach of these methods. */
function own(channel: ChannelState, { args, bot }: Call, refusal: string): MessageState {
  const message = channel.find(str(args.ts));
  if (!message || message.ephemeralFor) throw new Refusal('message_not_found');
  if (message.bot !== bot) throw new Refusal(refusal);
  return message;
}

async function postEphemeral(call: Call): Promise<JsonObject> {
  const { args, bot } = call;
  need(args, 'channel', 'user');
  const channel = writable(call, channelFor(call, args.channel));
  const { text, blocks } = await content(call, args);
  if (text.length > MOST_POST_CHARACTERS) throw new Refusal('msg_too_long');
  if (!channel.members.has(str(args.user))) throw new Refusal('user_not_in_channel');
  const message = channel.whisper({
    user: bot.botUserId,
    bot,
    text,
    blocks: blocks ?? [],
    threadTs: threadOf(channel, args),
    ephemeralFor: str(args.user),
  });
  return { message_ts: message.ts };
}

/** Text and checked blocks; undefined blocks where none were given. */
async function content(
  { core, bot }: Call,
  args: Args,
): Promise<{ text: string; blocks: JsonObject[] | undefined }> {
  const text = str(args.text);
  if (args.blocks === undefined || args.blocks === '') {
    if (text === '' && args.metadata === undefined) throw new Refusal('no_text');
    return { text, blocks: undefined };
  }
  if (!Array.isArray(args.blocks)) throw new Refusal('invalid_blocks_format');
  if (args.blocks.length === 0 && text === '') throw new Refusal('no_text');
  const wrong = checkBlocks(args.blocks, 'message');
  if (wrong.length === 0) wrong.push(...(await checkPictures(core, objects(args.blocks), bot)));
  if (wrong.length > 0) throw invalid('invalid_blocks', wrong);
  return { text, blocks: normalise(objects(args.blocks)) };
}

function shown({ core }: Call, message: MessageState): JsonObject {
  return { ...message.payload(), blocks: withSizes(core, message.blocks) };
}
