/**
 * The finished picture as a file of its own below its message. Slack may answer that it shares a file and never do it, or do it
 * late: the file is polled until it is seen there; one that is not is deleted before the next is sent, so that no
 * picture ever comes twice. Each stage is stored, for a restart in between.
 */
import { isRefusal } from '../../platform-error.js';
import type { ApiClient } from '../connection/api-methods.js';
import { isRevoked } from '../connection/sdk-errors.js';
import type { SlackPorts } from '../dependencies.js';
import {
  COMPLETED_FILE_MS,
  complete,
  type FileInfo,
  fileInfo,
  isSharedIn,
  removeFile,
  sharesIn,
  type Target,
  type Upload,
  untilFile,
  upload,
} from '../files/file-upload.js';
import { keyOf, type SlackMessageReference } from './message-reference.js';

/** Uploads of one picture, at most. */
const TRIES = 2;

/** Shows the picture there, once, and returns its file. `place`: under which it is remembered. */
export async function deliver(
  { clock, uploadedFiles, editBudget }: Pick<SlackPorts, 'clock' | 'uploadedFiles' | 'editBudget'>,
  client: ApiClient,
  reference: SlackMessageReference,
  target: Target,
  picture: () => Promise<Upload>,
): Promise<string> {
  const turn = () => editBudget.take(reference.team, keyOf(reference), 'final');
  const known = uploadedFiles.get(reference)?.file;
  if (known !== undefined) {
    // From before a restart: it is there, or on its way, or nobody ever made a file of the bytes.
    if (uploadedFiles.get(reference)?.isShared) return known;
    const polls = { pauses: COMPLETED_FILE_MS, turn };
    const isFile = (await untilFile(client, clock, known, () => true, polls)) !== undefined;
    if (isFile && ((await isSeen(known, false)) || !(await isWithdrawn(known)))) return known;
  }
  for (let tries = 1; ; tries += 1) {
    const sent = await picture();
    // Files with a description are reported to be taken and never shared (python-slack-sdk#1818, #1575): the retry has none.
    const file = await upload(client, clock, tries === 1 ? sent : { ...sent, alt: '' });
    uploadedFiles.change(reference, { file });
    await share(file, sent.name);
    if (await isSeen(file, true)) return file;
    // At last it is left to the message itself to show it.
    if (tries === TRIES || !(await isWithdrawn(file))) return file;
  }

  async function share(file: string, title: string): Promise<void> {
    try {
      await complete(client, clock, file, title, target);
    } catch (error) {
      // Without an answer it may have happened: the file will tell.
      if (isRefusal(error, 'unavailable')) return;
      uploadedFiles.change(reference, { file: undefined });
      throw error;
    }
  }

  /** `trusts`: where files do not say where they are shown, the answer that they are is believed. */
  async function isSeen(file: string, trusts: boolean): Promise<boolean> {
    const isThere = (info: FileInfo) => isSharedIn(info, target.channel) ?? trusts;
    if ((await untilFile(client, clock, file, isThere, { turn })) === undefined) return false;
    uploadedFiles.change(reference, { file, isShared: true });
    return true;
  }

  /** False where Slack does not delete it: it may yet be shared, and another one beside it would be the second. */
  async function isWithdrawn(file: string): Promise<boolean> {
    try {
      await removeFile(client, clock, file);
    } catch (error) {
      if (!isRefusal(error, 'invalid', 'forbidden')) throw error;
      return false;
    }
    uploadedFiles.change(reference, { file: undefined, isShared: undefined });
    return true;
  }
}

/** Deletes a picture and the messages that show it in this channel. */
export async function takeBack(
  { clock }: Pick<SlackPorts, 'clock'>,
  client: ApiClient,
  file: string,
  channel: string,
): Promise<void> {
  let info: FileInfo | undefined;
  try {
    info = await fileInfo(client, clock, file);
  } catch (error) {
    // It is gone already.
    if (isRefusal(error, 'invalid') || (isRefusal(error, 'gone') && isRevoked(error))) return;
    throw error;
  }
  for (const share of sharesIn(info, channel)) {
    await client.chat.delete(share).catch((error) => {
      if (!isRefusal(error, 'gone')) throw error;
    });
  }
  await removeFile(client, clock, file);
}
