/** What becomes of a job whose message is gone: its requester is notified, and a finished picture is sent to them another way. */
import { wordsFor } from '../../../words/catalogues.js';
import { type Said, said } from '../../../words/said.js';
import type { MessageView } from '../../chat-adapter.js';
import { isLate } from '../../messages/delivery-policy.js';
import type { WorkspaceMembers } from '../commands/workspace-members.js';
import { whenAllowed } from '../connection/sdk-errors.js';
import type { SlackPorts } from '../dependencies.js';
import { mainPicture } from '../views/job-message.js';
import { escaped } from '../views/text.js';
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
  const { t } = wordsFor(view.language);
  const hasPicture = mainPicture(view)?.role === 'result';
  const notice = t('slack.lost', {
    what: view.pictures.find(({ role }) => role === 'photo')?.label ?? said('slack.lost.picture'),
    why: reasonOf(code),
    way: hasPicture ? said('slack.lost.here') : said('slack.lost.stopped'),
  });
  const direct = await members.open(installation, reference.user, notice);
  if (direct === undefined || !hasPicture) return;
  const there = { ...reference, channel: direct.channel };
  await deliver(ports, client, there, { channel: direct.channel }, () => uploadOf(ports, view));
}

/**
 * An end that is for the requester alone. Slack shows an ephemeral message only to a person who is active there, and does not
 * keep it: after a long wait a direct message is sent.
 */
export async function notifyPrivately(
  { clock }: Pick<SlackPorts, 'clock'>,
  members: WorkspaceMembers,
  { reference, installation, client }: MessageLocation,
  { title, lines }: MessageView,
): Promise<void> {
  const { channel, thread, user, ts } = reference;
  const words = [title, ...lines].join('\n');
  const inThread = thread !== undefined && { thread_ts: thread };
  const isTold =
    !isLate(clock, Number(ts) * 1000) &&
    (await whenAllowed(clock, () =>
      client.chat.postEphemeral({ channel, user, text: escaped(words), ...inThread }),
    ).then(
      () => true,
      () => false,
    ));
  if (!isTold) await members.write(installation, user, words);
}

function reasonOf(code: string): Said {
  if (code === 'message_not_found' || code === 'thread_not_found') return said('slack.lost.deleted');
  if (['is_archived', 'is_inactive', 'posting_to_channel_denied'].includes(code))
    return said('slack.lost.archived');
  return said('slack.lost.outside');
}
