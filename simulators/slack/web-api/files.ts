/** files.getUploadURLExternal, completeUploadExternal, info, delete. */
import type { JsonObject } from '../api.js';
import { checkBlocks } from '../blocks/blocks.js';
import { normalise } from '../blocks/normalise.js';
import { messagePosted } from '../delivery/events.js';
import { arr, isObject, objects, str } from '../json.js';
import { invalid, Refusal } from '../refusal.js';
import type { ChannelState } from '../world/channel.js';
import type { FileState } from '../world/file.js';
import { type Call, channelFor, type Method, need, personFor } from './method.js';

export const fileMethods: Record<string, Method> = {
  'files.getUploadURLExternal': {
    tier: 4,
    scopes: ['files:write'],
    run: ({ core, args, bot }) => {
      // "A required argument was not provided. Typically only occurs when the `length` provided is 0."
      const length = Number(args.length ?? 0);
      if (!args.filename || !Number.isInteger(length) || length <= 0) throw new Refusal('missing_argument');
      const alt = str(args.alt_txt);
      if (alt.length > 1000) throw new Refusal('alt_txt_too_large');
      const id = core.ids.next('F');
      const ticket = core.ids.secret(40);
      core.files.tickets.set(id, {
        name: str(args.filename),
        length,
        alt,
        token: ticket,
        bytes: undefined,
        bot,
      });
      return { upload_url: `${core.fileUrl}/upload/v1/${ticket}`, file_id: id };
    },
  },
  'files.completeUploadExternal': { tier: 4, scopes: ['files:write'], run: complete },
  'files.info': {
    tier: 4,
    scopes: ['files:read'],
    run: (call) => {
      const file = visible(call);
      const shown = file.payload();
      file.poll();
      call.core.changes.notify();
      return { file: shown, comments: [], response_metadata: { next_cursor: '' } };
    },
  },
  'files.delete': {
    tier: 3,
    scopes: ['files:write'],
    run: (call) => {
      const file = visible(call);
      if (!file.ownedBy(call.bot)) throw new Refusal('cant_delete_file');
      file.remove();
      return {};
    },
  },
};

function visible({ core, args, bot }: Call): FileState {
  need(args, 'file');
  const file = core.files.get(str(args.file));
  if (!file?.visibleTo(bot)) throw new Refusal('file_not_found');
  if (file.deleted) throw new Refusal('file_deleted');
  return file;
}

async function complete(call: Call): Promise<JsonObject> {
  const { core, args, bot } = call;
  need(args, 'files');
  const requested = objects(args.files);
  if (requested.length === 0) throw new Refusal('invalid_arguments');
  const channels = destinations(call);
  const blocks = await commentBlocks(call);
  for (const { id } of requested) {
    if (core.files.tickets.get(str(id))?.bytes === undefined) throw new Refusal('file_not_found');
  }
  const files = requested.map(({ id, title }) => {
    const ticket = core.files.tickets.get(str(id))!;
    core.files.tickets.delete(str(id));
    return core.files.add(
      { name: ticket.name, bytes: ticket.bytes!, alt: ticket.alt },
      {
        workspace: bot.workspace,
        user: bot.botUserId,
        bot,
        processing: core.files.processing,
        title: str(title) || ticket.name,
        id: str(id),
      },
    );
  });
  if (channels.length > 0) share(call, files, channels, blocks);
  return { files: files.map(({ id, title }) => ({ id, title })) };
}

function destinations(call: Call): ChannelState[] {
  const { core, args, bot } = call;
  const ids = [str(args.channel_id), ...str(args.channels).split(',')].map((id) => id.trim()).filter(Boolean);
  return ids.map((id) => {
    const channel = core.users.has(id)
      ? bot.workspace.directMessage(personFor(call, id))
      : channelFor(call, id);
    if (!channel.hasBot(bot)) throw new Refusal('not_in_channel');
    if (channel.archived) throw new Refusal('posting_to_channel_denied');
    return channel;
  });
}

async function commentBlocks({ args }: Call): Promise<JsonObject[]> {
  // "If the `initial_comment` field is provided, the `blocks` field is ignored"
  if (args.initial_comment || args.blocks === undefined) return [];
  const wrong = checkBlocks(args.blocks, 'message');
  if (wrong.length > 0) throw invalid('invalid_blocks', wrong);
  return normalise(arr(args.blocks).filter(isObject));
}

/** "It may say ok and never share": as the test has scripted it. */
function share(call: Call, files: FileState[], channels: ChannelState[], blocks: JsonObject[]): void {
  const { core, args, bot } = call;
  const post = () => {
    for (const channel of channels) {
      const message = channel.add({
        user: bot.botUserId,
        bot,
        text: str(args.initial_comment),
        blocks,
        files,
        subtype: 'file_share',
        threadTs: args.thread_ts === undefined ? undefined : str(args.thread_ts),
      });
      void messagePosted(message);
    }
  };
  const mode = core.files.takeSharing();
  const isDescribed = files.some(({ alt }) => alt !== '');
  if (mode === 'at-once' || (mode === 'undescribed' && !isDescribed)) post();
  else if (mode === 'late') core.files.hold(post);
}
