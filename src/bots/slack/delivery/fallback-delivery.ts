/** What becomes of a job whose message is gone: its requester hears of it, and a finished picture finds another way to them. */
import type { MessageView } from '../../chat-adapter.js';
import type { WorkspaceMembers } from '../commands/workspace-members.js';
import type { SlackPorts } from '../dependencies.js';
import { mainPicture } from '../views/job-message.js';
import type { MessageLocation } from './message-reference.js';
import { uploadOf } from './result-file.js';
import { deliver } from './result-upload.js';

/** `code`: Slack's reason. */
export async function deliverDirectly(
  ports: SlackPorts,
  members: WorkspaceMembers,
  { reference, installation, client }: MessageLocation,
  view: MessageView,
  code: string,
): Promise<void> {
  const what = view.pictures.find(({ role }) => role === 'photo')?.label ?? 'your picture';
  const hasPicture = mainPicture(view)?.role === 'result';
  const then = hasPicture
    ? 'Here is the picture instead.'
    : 'I have stopped, since nobody would see the picture; ask again in another place with /stylize.';
  const notice = `I cannot show ${what} in its message any more: ${reasonOf(code)}. ${then}`;
  const direct = await members.open(installation, reference.user, notice);
  if (direct === undefined || !hasPicture) return;
  const there = { ...reference, channel: direct.channel };
  await deliver(ports, client, there, { channel: direct.channel }, () => uploadOf(ports, view));
}

function reasonOf(code: string): string {
  if (code === 'message_not_found' || code === 'thread_not_found') return 'it was deleted';
  if (['is_archived', 'is_inactive', 'posting_to_channel_denied'].includes(code))
    return 'its channel was archived';
  return 'I am not in its channel any more';
}
