/**
 * The finished picture as a file of its own below its message. Slack may answer that it shares a file and never do it, or do it
 * late: the file is looked at until it is seen there; one that is not is taken away for good before the next is sent, so that no
 * picture ever comes twice. Each stage is kept, for a restart in between.
 */
import { failureOf, isLockedOut } from './failure.js';
import {
  complete,
  FEW_LOOKS_MS,
  type FileInfo,
  fileInfo,
  removeFile,
  sharesIn,
  type Target,
  type Upload,
  untilFile,
  upload,
} from './files.js';
import type { Parts } from './parts.js';
import type { Place } from './place.js';
import type { Web } from './web.js';

/** Uploads of one picture, at the most. */
const TRIES = 2;

/** Shows the picture there, once, and returns its file. `place`: under which it is remembered. */
export async function deliver(
  { time, traces }: Pick<Parts, 'time' | 'traces'>,
  web: Web,
  place: Place,
  target: Target,
  picture: () => Promise<Upload>,
): Promise<string> {
  const known = traces.get(place)?.file;
  if (known !== undefined) {
    // From before a restart: it is there, or on its way, or nobody ever made a file of the bytes.
    if (traces.get(place)?.isShared) return known;
    const isFile = (await untilFile(web, time, known, () => true, FEW_LOOKS_MS)) !== undefined;
    if (isFile && (await isSeen(known))) return known;
    if (isFile) await withdraw(known);
  }
  for (let tries = 1; ; tries += 1) {
    const sent = await picture();
    const file = await upload(web, time, sent);
    traces.change(place, { file });
    await share(file, sent.name);
    if (await isSeen(file)) return file;
    // At last it is left to the message itself to show it.
    if (tries === TRIES) return file;
    await withdraw(file);
  }

  async function share(file: string, title: string): Promise<void> {
    try {
      await complete(web, time, file, title, target);
    } catch (error) {
      // Without an answer it may have happened: the file will tell.
      if (failureOf(error).kind === 'unknown') return;
      traces.change(place, { file: undefined });
      throw error;
    }
  }

  async function isSeen(file: string): Promise<boolean> {
    const found = await untilFile(web, time, file, (info) => sharesIn(info, target.channel).length > 0);
    if (found === undefined) return false;
    traces.change(place, { file, isShared: true });
    return true;
  }

  async function withdraw(file: string): Promise<void> {
    await removeFile(web, time, file);
    traces.change(place, { file: undefined, isShared: undefined });
  }
}

/** Takes a picture and the messages that show it in this channel away. */
export async function takeBack(
  { time }: Pick<Parts, 'time'>,
  web: Web,
  file: string,
  channel: string,
): Promise<void> {
  let info: FileInfo | undefined;
  try {
    info = await fileInfo(web, time, file);
  } catch (error) {
    const failure = failureOf(error);
    // It is gone already.
    if (failure.kind === 'refused' || isLockedOut(failure)) return;
    throw error;
  }
  for (const share of sharesIn(info, channel)) {
    await web.chat.delete(share).catch((error) => {
      if (failureOf(error).kind !== 'gone') throw error;
    });
  }
  await removeFile(web, time, file);
}
