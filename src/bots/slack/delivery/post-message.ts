/** Posts a job's message, once: one that Slack has taken without an answer is found again. */
import { randomBytes } from 'node:crypto';
import { AtelierError } from '../../../domain/errors.js';
import type { Clock } from '../../../lib/clock.js';
import { type Said, said } from '../../../words/said.js';
import type { MessageView } from '../../chat-adapter.js';
import { PlatformError } from '../../platform-error.js';
import type { ApiClient } from '../connection/api-methods.js';
import type { Installation } from '../connection/installations.js';
import { hasPlatformCode, scopeRefusal, whenAllowed } from '../connection/sdk-errors.js';
import { clientOf, type SlackPorts } from '../dependencies.js';
import type { Target } from '../files/file-upload.js';
import { blocksOf, textOf } from '../views/job-message.js';
import type { SlackMessageReference } from './message-reference.js';

/** How far back a message is looked for that was posted without an answer, s. */
const LOOK_BACK_S = 120;

/** `target` undefined: in the direct message with the bot. Throws an AtelierError that says what to do. */
export async function post(
  ports: Pick<SlackPorts, 'clients' | 'clock' | 'uploadedFiles'>,
  { installation, user }: { installation: Installation; user: string },
  target: Target | undefined,
  view: MessageView,
): Promise<SlackMessageReference> {
  const { clock, uploadedFiles } = ports;
  const client = clientOf(ports, installation);
  const id = `message:${randomBytes(9).toString('base64url')}`;
  const thread = target?.thread;
  const message = {
    channel: target?.channel ?? user,
    text: textOf(view, { user }),
    blocks: blocksOf(view, { user, id }),
    unfurl_links: false,
    unfurl_media: false,
  };
  const posted = await whenAllowed(clock, () =>
    client.chat.postMessage(thread === undefined ? message : { ...message, thread_ts: thread }),
  ).catch(async (error) => {
    if (!(error instanceof PlatformError)) throw error;
    const isLost = error.code === 'unavailable' && target !== undefined;
    const found = isLost ? await find(client, clock, target, id) : undefined;
    if (found === undefined) throw cannotPost(error, installation);
    return found;
  });
  const { team, enterprise, org } = installation;
  const reference: SlackMessageReference = {
    team,
    ...(enterprise !== undefined && { enterprise }),
    ...(org && { org }),
    channel: posted.channel ?? message.channel,
    ts: posted.ts!,
    ...(thread !== undefined && { thread }),
    user,
  };
  uploadedFiles.change(reference, {});
  return reference;
}

/** A message by the id of its first block. */
async function find(
  client: ApiClient,
  clock: Clock,
  { channel, thread }: Target,
  id: string,
): Promise<{ channel: string; ts: string } | undefined> {
  const since = { oldest: String(clock.now() / 1000 - LOOK_BACK_S), limit: 100 };
  try {
    const { messages } = await whenAllowed(clock, () =>
      thread === undefined
        ? client.conversations.history({ channel, ...since })
        : client.conversations.replies({ channel, ts: thread, ...since }),
    );
    const ts = messages?.find(({ blocks }) => blocks?.some(({ block_id }) => block_id === id))?.ts;
    return ts === undefined ? undefined : { channel, ts };
  } catch {
    return undefined;
  }
}

function cannotPost(cause: PlatformError, installation: Installation): AtelierError {
  const refused = (words: Said) => new AtelierError('forbidden', words, { cause });
  const withoutScope = scopeRefusal(cause);
  if (withoutScope) return withoutScope;
  if (hasPlatformCode(cause, 'not_in_channel', 'channel_not_found'))
    return notInConversation(installation, cause);
  if (hasPlatformCode(cause, 'is_archived', 'is_inactive')) return refused(said('slack.archived'));
  if (cause.platformCode.startsWith('restricted_action')) return refused(said('slack.appsMayNot'));
  if (hasPlatformCode(cause, 'messages_tab_disabled')) return refused(said('slack.noDirect'));
  return new AtelierError('internal', said('slack.takesNothing'), { cause });
}

export function notInConversation({ botName }: Installation, cause?: PlatformError): AtelierError {
  return new AtelierError('forbidden', said('slack.notInConversation', { bot: botName }), { cause });
}
