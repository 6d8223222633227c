/** One job on an engine: its pictures come from the blob store, the finished one goes there. Shared by every queue. */
import { AtelierError, toAtelierError } from '../domain/errors.js';
import type { CancelledEvent, DoneEvent, EngineEvent, FailedEvent } from '../domain/event.js';
import type { BlobKey, StyleRequest } from '../domain/request.js';
import type { Engine, EngineTask } from '../engine/engine.js';
import type { BlobStore } from './storage/blobs.js';

export interface JobTools {
  engine: Pick<Engine, 'stylize'>;
  blobs: BlobStore;
}

export type LastEvent = DoneEvent | FailedEvent | CancelledEvent;

export interface JobRun {
  signal: AbortSignal;
  onEvent: (event: EngineEvent) => void;
  /** The checkpoint of an earlier run, to go on from. */
  checkpoint?: BlobKey | undefined;
}

/**
 * So many processes in a row may die under a job; then it is taken to be the reason. Three, so that two power cuts or
 * restarts by force do not cost anybody their picture.
 */
export const MAX_DEATHS = 3;

/** What a job ends with that took so many processes with it. */
export const POISONOUS: FailedEvent = {
  type: 'failed',
  error: {
    code: 'engine_crashed',
    message: `Atelier stopped ${MAX_DEATHS} times while it painted this, so it does not try again; ask for a smaller size`,
  },
};

/**
 * Runs a request to its end and returns its last event; never rejects. After `signal` has fired that is `cancelled`, and
 * nothing more is reported; it is returned only once the engine has stopped.
 */
export async function runJob(
  request: StyleRequest,
  { engine, blobs }: JobTools,
  { signal, onEvent, checkpoint }: JobRun,
): Promise<LastEvent> {
  try {
    const task = await loadTask(request, blobs);
    const state = checkpoint && (await loadCheckpoint(blobs, checkpoint));
    if (signal.aborted) return { type: 'cancelled' };
    const { picture, seconds, steps, losses } = await engine.stylize(
      { ...task, ...(state && { checkpoint: state }) },
      {
        signal,
        onEvent: (event) => {
          if (!signal.aborted) onEvent(event);
        },
      },
    );
    if (signal.aborted) return { type: 'cancelled' };
    const { mime, width, height } = picture;
    const key = await blobs.put(picture.bytes);
    return signal.aborted
      ? { type: 'cancelled' }
      : { type: 'done', picture: key, mime, width, height, seconds, steps, losses };
  } catch (error) {
    const { code, message } = toAtelierError(error);
    if (signal.aborted || code === 'cancelled') return { type: 'cancelled' };
    return { type: 'failed', error: { code, message } };
  }
}

async function loadTask(request: StyleRequest, blobs: BlobStore): Promise<EngineTask> {
  const [content, initial, ...pictures] = await Promise.all([
    load(blobs, request.content, 'the photo'),
    request.initial === undefined ? undefined : load(blobs, request.initial, 'the picture to start from'),
    ...request.styles.map((style) => load(blobs, style.picture, `the style ${style.label}`)),
  ]);
  return {
    content,
    styles: request.styles.map(({ weight }, index) => ({ picture: pictures[index]!, weight })),
    ...(initial && { initial }),
    settings: request.settings,
  };
}

/** A checkpoint that cannot be read costs time, not the job. */
function loadCheckpoint(blobs: BlobStore, key: BlobKey): Promise<Uint8Array | undefined> {
  return blobs.get(key).catch(() => undefined);
}

async function load(blobs: BlobStore, key: BlobKey, what: string): Promise<Uint8Array> {
  try {
    return await blobs.get(key);
  } catch (error) {
    if (toAtelierError(error).code !== 'not_found') throw error;
    throw new AtelierError('not_found', `${what} is not stored any more; send it again`, { cause: error });
  }
}
