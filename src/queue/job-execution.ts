/** One job on an engine: its pictures come from the blob store, the finished one goes there. Shared by every queue. */
import pRetry from 'p-retry';
import { AtelierError, type ErrorValue, errorToValue, toAtelierError } from '../domain/errors.js';
import type { CancelledEvent, DoneEvent, EngineEvent, FailedEvent } from '../domain/event.js';
import { framesOf } from '../domain/motion.js';
import type { BlobKey, StyleRequest } from '../domain/request.js';
import { cellSettings } from '../domain/sheet.js';
import type { Engine, EngineTask } from '../engine/engine.js';
import { type Said, said } from '../words/said.js';
import type { BlobStore } from './storage/blobs.js';

export interface JobTools {
  engine: Pick<Engine, 'stylize'>;
  blobs: BlobStore;
}

export type LastEvent = DoneEvent | FailedEvent | CancelledEvent;

export interface JobRun {
  signal: AbortSignal;
  onEvent: (event: EngineEvent) => void;
  /** Called once when the store cannot be written. */
  onError: (error: unknown) => void;
  /** The checkpoint of an earlier run, to resume from. */
  checkpoint?: BlobKey | undefined;
}

/**
 * The rule of every queue: this number of processes in a row may die after they had begun a job's work, without a checkpoint in between;
 * then the job is taken to be the reason. Three, so that two power cuts or deployments by force cost nobody their picture.
 */
export const MAX_DEATHS = 3;

/** What a job ends with after MAX_DEATHS. */
export const POISONOUS: ErrorValue = errorToValue(
  new AtelierError('engine_crashed', said('refusals.stoppedSeveralTimes', { count: MAX_DEATHS })),
);

/** What a job ends with that the queue does not know any more although it was accepted. */
export const LOST: ErrorValue = errorToValue(new AtelierError('not_found', said('refusals.lost')));

/** Between two tries to keep a finished picture while the disk is full, ms: doubled from the first to the longest. */
const STORE_RETRY = { minTimeout: 500, maxTimeout: 15_000, factor: 2 };

/** The reason of a stop with a checkpoint: the job resumes in another process. */
export const INTERRUPTED = new AtelierError('shutting_down', 'the job resumes after a restart');

/**
 * Runs a request to its end and returns its last event; never rejects. After `signal` has fired that is `cancelled`, and
 * nothing more is reported; it is returned only once the engine has stopped.
 */
export async function runJob(
  request: StyleRequest,
  { engine, blobs }: JobTools,
  { signal, onEvent, onError, checkpoint }: JobRun,
): Promise<LastEvent> {
  try {
    const task = await loadTask(request, blobs);
    const state = checkpoint && (await loadCheckpoint(blobs, checkpoint));
    if (signal.aborted) return { type: 'cancelled' };
    const { picture, timelapse, seconds, steps, losses, curve } = await engine.stylize(
      { ...task, ...(state && { checkpoint: state }) },
      {
        signal,
        onEvent: (event) => {
          // The checkpoint of an interruption comes after its signal.
          if (!signal.aborted || event.type === 'checkpoint') onEvent(event);
        },
      },
    );
    if (signal.aborted) return { type: 'cancelled' };
    const { mime, width, height } = picture;
    const key = await untilStored(() => blobs.put(picture.bytes), { signal, onError });
    // The picture does not wait for it, should the store be full.
    const loop = timelapse && (await blobs.put(timelapse.bytes).catch((error) => void onError(error)));
    return signal.aborted
      ? { type: 'cancelled' }
      : {
          type: 'done',
          picture: key,
          ...(loop !== undefined && { timelapse: loop }),
          mime,
          width,
          height,
          seconds,
          steps,
          losses,
          ...(curve && { curve }),
        };
  } catch (error) {
    const failure = errorToValue(error);
    if (signal.aborted || failure.code === 'cancelled') return { type: 'cancelled' };
    return { type: 'failed', error: failure };
  }
}

/**
 * Waits until a full or failing store takes something that was accepted; what is waited for is never given up but by the signal.
 * Rejects with the signal's reason, and with everything but storage_failed.
 */
export function untilStored<T>(
  store: () => T | Promise<T>,
  { signal, onError }: { signal?: AbortSignal; onError: (error: unknown) => void },
): Promise<T> {
  return pRetry(async () => store(), {
    ...STORE_RETRY,
    retries: Number.POSITIVE_INFINITY,
    shouldRetry: ({ error }) => toAtelierError(error).code === 'storage_failed',
    onFailedAttempt: ({ error, attemptNumber }) => {
      if (attemptNumber === 1) onError(error);
    },
    unref: true,
    ...(signal && { signal }),
  });
}

async function loadTask(request: StyleRequest, blobs: BlobStore): Promise<EngineTask> {
  const { sheet, screening } = request;
  const loadStyles = (styles: StyleRequest['styles']) =>
    Promise.all(
      styles.map(async ({ picture, weight, label, preset }) => {
        const bytes = await load(blobs, picture, said('refusals.what.style', { name: label }));
        return { picture: bytes, weight, ...(preset !== undefined && { preset }) };
      }),
    );
  const [content, initial, mask, styles, cells] = await Promise.all([
    load(blobs, request.content, said('refusals.what.photo')),
    request.initial === undefined ? undefined : load(blobs, request.initial, said('refusals.what.initial')),
    request.mask === undefined ? undefined : load(blobs, request.mask, said('refusals.what.mask')),
    loadStyles(request.styles),
    sheet && Promise.all(sheet.map(async (cell) => ({ ...cell, styles: await loadStyles(cell.styles) }))),
  ]);
  return {
    content,
    styles,
    ...(initial && { initial }),
    ...(screening && { screening }),
    ...(mask && { mask }),
    settings: cells ? cellSettings(request) : request.settings,
    ...(framesOf(request) > 1 ? { moving: true } : !cells && { timelapse: true }),
    ...(cells && { sheet: cells.map(({ styles, settings }) => ({ styles, settings })) }),
  };
}

/** A checkpoint that cannot be read costs time, not the job. */
function loadCheckpoint(blobs: BlobStore, key: BlobKey): Promise<Uint8Array | undefined> {
  return blobs.get(key).catch(() => undefined);
}

async function load(blobs: BlobStore, key: BlobKey, what: Said): Promise<Uint8Array> {
  try {
    return await blobs.get(key);
  } catch (error) {
    if (toAtelierError(error).code !== 'not_found') throw error;
    throw new AtelierError('not_found', said('refusals.notStored', { what }), { cause: error });
  }
}
