/**
 * Pictures into Slack: upload in three steps, and what Slack makes of it afterwards, which takes it some time
 * (docs.slack.dev/messaging/working-with-files). A file is polled until it is what it should be.
 */
import type { Clock } from '../../../lib/clock.js';
import { isNetworkError, isRefusal, PlatformError } from '../../platform-error.js';
import type { ApiClient } from '../connection/api-methods.js';
import { hasPlatformCode, whenAllowed } from '../connection/sdk-errors.js';

/** Pauses before each poll of a file, ms: Slack takes a second or two, and files.info is limited like all methods. */
const NEW_FILE_MS = [1000, 2000, 4000, 8000];

/** The same for a file that may be ready already. */
export const OLD_FILE_MS = [0, ...NEW_FILE_MS];

/** A file that was completed some time ago is found at once, if it ever was. */
export const COMPLETED_FILE_MS = [0, 1000];

/** How long the bytes may take, ms. */
const UPLOAD_MS = 60_000;

/** Longest description of a file, characters. */
const MAX_ALT = 1000;

export interface Upload {
  /** A plain file name. */
  name: string;
  /** What it shows, for those who do not see it; '' leaves it out. */
  alt: string;
  bytes: Uint8Array;
}

/** Where a file is shown to people: as a message of its own. */
export interface Target {
  channel: string;
  thread?: string;
  /** Said with the picture; the mentions in it notify. */
  comment?: string;
}

interface SharedAt {
  channel: string;
  ts: string;
}

/** The file as Slack describes it, as far as it matters. */
export interface FileInfo {
  id: string;
  name?: string;
  /** Empty until Slack has processed the file. */
  mimetype?: string;
  size?: number;
  mode?: string;
  file_access?: string;
  url_private?: string;
  url_private_download?: string;
  shares?: { public?: Record<string, { ts?: string }[]>; private?: Record<string, { ts?: string }[]> };
  /** Ids of the conversations that it is shared in, by their kind. */
  channels?: string[];
  groups?: string[];
  ims?: string[];
}

/** The bytes are with Slack, and nobody sees them yet. Returns the file's id. */
export async function upload(client: ApiClient, clock: Clock, { name, alt, bytes }: Upload): Promise<string> {
  // Slack's name of the description is alt_txt, and not alt_text as the SDK's types have it (reference/methods).
  const what = {
    filename: name,
    length: bytes.byteLength,
    ...(alt !== '' && { alt_txt: alt.slice(0, MAX_ALT) }),
  };
  const { upload_url, file_id } = await whenAllowed(clock, () => client.files.getUploadURLExternal(what));
  if (upload_url === undefined || file_id === undefined)
    throw new PlatformError('unavailable', 'Slack gives no address to upload a picture to');
  await send(upload_url, bytes);
  return file_id;
}

async function send(url: string, bytes: Uint8Array): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    body: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    headers: { 'content-type': 'application/octet-stream' },
    redirect: 'error',
    signal: AbortSignal.timeout(UPLOAD_MS),
  }).catch((cause) => {
    throw isNetworkError(cause) ? new PlatformError('unavailable', 'an upload broke off', { cause }) : cause;
  });
  await response.body?.cancel();
  if (!response.ok) {
    const code = response.status === 413 ? 'too-large' : 'unavailable';
    throw new PlatformError(code, `Slack does not take a picture (status ${response.status})`);
  }
}

/** Makes a file of the bytes; with a target, Slack shows it there. */
export async function complete(
  client: ApiClient,
  clock: Clock,
  file: string,
  title: string,
  target?: Target,
): Promise<void> {
  const where = target && {
    channel_id: target.channel,
    ...(target.thread && { thread_ts: target.thread }),
    ...(target.comment && { initial_comment: target.comment }),
  };
  await whenAllowed(clock, () =>
    client.files.completeUploadExternal({ files: [{ id: file, title }], ...where } as Parameters<
      ApiClient['files']['completeUploadExternal']
    >[0]),
  );
}

/** Throws what the client throws: file_not_found where it is not (or not yet) a file. */
export async function fileInfo(client: ApiClient, clock: Clock, file: string): Promise<FileInfo> {
  const { file: found } = await whenAllowed(clock, () => client.files.info({ file }));
  return found as FileInfo;
}

export interface Polls {
  /** Before each poll, ms. */
  pauses?: readonly number[];
  /** Resolves when Slack may be asked again. */
  turn?(): Promise<void>;
}

/** The file as soon as it passes `isIt`, or undefined when that takes too long. */
export async function untilFile(
  client: ApiClient,
  clock: Clock,
  file: string,
  isIt: (info: FileInfo) => boolean,
  { pauses = NEW_FILE_MS, turn }: Polls = {},
): Promise<FileInfo | undefined> {
  for (const pause of pauses) {
    if (pause > 0) await clock.sleep(pause);
    await turn?.();
    try {
      const info = await fileInfo(client, clock, file);
      if (isIt(info)) return info;
    } catch (error) {
      // What was just completed may not be found for a moment.
      if (!isRefusal(error, 'unavailable') && !hasPlatformCode(error, 'file_not_found')) throw error;
    }
  }
  return undefined;
}

/** Before that, a block that names it is refused (invalid_blocks). */
export function isReady({ mimetype }: FileInfo): boolean {
  return mimetype !== undefined && mimetype !== '';
}

/** The messages that show it in this channel. */
export function sharesIn({ shares }: FileInfo, channel: string): SharedAt[] {
  const all = [...(shares?.public?.[channel] ?? []), ...(shares?.private?.[channel] ?? [])];
  return all.flatMap(({ ts }) => (ts === undefined ? [] : [{ channel, ts }]));
}

/** Whether it is shown in this channel; undefined where nothing is said of where it is shown. */
export function isSharedIn(info: FileInfo, channel: string): boolean | undefined {
  const { shares, channels, groups, ims } = info;
  const lists = [channels, groups, ims].filter((list) => list !== undefined);
  if (shares === undefined && lists.length === 0) return undefined;
  return sharesIn(info, channel).length > 0 || lists.some((list) => list.includes(channel));
}

/** Deletes a file; one that is gone already is no error. */
export async function removeFile(client: ApiClient, clock: Clock, file: string): Promise<void> {
  try {
    await whenAllowed(clock, () => client.files.delete({ file }));
  } catch (error) {
    if (!hasPlatformCode(error, 'file_not_found', 'file_deleted')) throw error;
  }
}
