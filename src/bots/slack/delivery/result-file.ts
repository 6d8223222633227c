/** The finished picture of a view as a file: below its message, and named in it. */
import { wordsFor } from '../../../words/catalogues.js';
import type { Words } from '../../../words/words.js';
import type { MessageView } from '../../chat-adapter.js';
import { isLate } from '../../messages/delivery-policy.js';
import { isRefusal } from '../../platform-error.js';
import type { ApiClient } from '../connection/api-methods.js';
import { missingScope } from '../connection/sdk-errors.js';
import type { SlackPorts } from '../dependencies.js';
import { isReady, OLD_FILE_MS, type Upload, untilFile } from '../files/file-upload.js';
import { mainPicture } from '../views/job-message.js';
import { keyOf, type MessageLocation, type SlackMessageReference } from './message-reference.js';
import type { PreviewImage } from './preview-delivery.js';
import { deliver } from './result-upload.js';

/** Id of the picture's block: it names the file, so that any bot can delete it. */
const RESULT = 'result:';

export interface Result {
  /** What the message shows. */
  image?: PreviewImage;
  /** Why there is no picture, in words. */
  footer?: string;
}

/** Shares the picture below its message, once. Throws what the next try may mend. */
export async function shareResult(
  ports: SlackPorts,
  { reference, client }: MessageLocation,
  view: MessageView,
): Promise<Result> {
  if (mainPicture(view)?.role !== 'result') return {};
  const { channel, thread, ts, user } = reference;
  const words = wordsFor(view.language);
  const { t } = words;
  const target = {
    channel,
    thread: thread ?? ts,
    // Edits notify nobody: after a long job the file's message mentions the requester, once.
    ...(isLate(ports.clock, Number(ts) * 1000) && { comment: t('slack.ready', { who: `<@${user}>` }) }),
  };
  try {
    const file = await deliver(ports, client, reference, target, () => uploadOf(ports, view));
    const turn = () => ports.editBudget.take(reference.team, keyOf(reference), 'final');
    const polls = { pauses: OLD_FILE_MS, turn };
    const isShowable = (await untilFile(client, ports.clock, file, isReady, polls)) !== undefined;
    if (isShowable) return { image: { picture: { file }, id: `${RESULT}${file}` } };
    return ports.uploadedFiles.get(reference)?.isShared ? {} : { footer: t('slack.notShown') };
  } catch (error) {
    const footer = whyNoFile(words, error);
    if (footer === undefined) throw error;
    ports.onError(error);
    return { footer };
  }
}

/** The picture of a view, ready to be sent. */
export async function uploadOf({ blobs, forSlack }: SlackPorts, view: MessageView): Promise<Upload> {
  const { source, alt } = mainPicture(view)!;
  const bytes = 'blob' in source ? await blobs.get(source.blob) : source.picture.bytes;
  const fitting = await forSlack(bytes, (view.fileName ?? 'picture').replace(/\.\w+$/, ''));
  return { name: fitting.name, alt, bytes: fitting.bytes };
}

/** The file that a message shows, read from the message: another bot may have shared it. */
export async function fileShownBy(
  client: ApiClient,
  { channel, ts, thread = ts }: SlackMessageReference,
): Promise<string | undefined> {
  const only = { oldest: ts, latest: ts, inclusive: true };
  try {
    const { messages = [] } = await client.conversations.replies({ channel, ts: thread, ...only });
    const { blocks = [] } = messages.find((message) => message.ts === ts) ?? {};
    const id = blocks.map(({ block_id = '' }) => block_id).find((id) => id.startsWith(RESULT));
    return id?.slice(RESULT.length);
  } catch {
    return undefined;
  }
}

function whyNoFile({ t }: Words, error: unknown): string | undefined {
  const scope = missingScope(error);
  if (scope !== undefined) return t('slack.noUpload', { scope });
  if (isRefusal(error, 'invalid')) return t('slack.notTaken', { reason: error.reason });
  return undefined;
}
