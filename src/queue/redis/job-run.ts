/**
 * One run of a job on this worker. It ends in one of four ways: by itself, cancelled by who asked for it, interrupted because
 * the worker stops, or replaced: the worker was not heard of for too long (it was cut off from the server), and another
 * has taken the job over. What a replaced run still says is not listened to.
 */
import type { EngineEvent } from '../../domain/event.js';
import type { BlobKey } from '../../domain/request.js';
import { type JobTools, type LastEvent, runJob } from '../job-execution.js';
import { CheckpointStore } from '../storage/checkpoint-store.js';
import { encodeEvent } from './event-codec.js';
import { EventOutbox, type RunNews } from './event-outbox.js';
import type { RedisJobRepository, RunKey, StoredJob } from './job-repository.js';

export interface RunTools extends JobTools {
  store: RedisJobRepository;
  /** Milliseconds since the epoch. */
  now: () => number;
  onError: (error: unknown) => void;
}

export type StopReason = 'cancelled' | 'interrupted' | 'replaced';

export class Run {
  readonly key: RunKey;
  readonly #stored: StoredJob;
  readonly #tools: RunTools;
  readonly #outbox: EventOutbox;
  readonly #stop = new AbortController();
  #reason: StopReason | undefined;
  #engine: Promise<LastEvent> | undefined;

  constructor(key: RunKey, stored: StoredJob, tools: RunTools) {
    this.key = key;
    this.#stored = stored;
    this.#tools = tools;
    this.#outbox = new EventOutbox((event) => this.#tell(event));
  }

  /** Stops the run between two steps; the first reason counts. */
  stop(reason: StopReason): void {
    this.#reason ??= reason;
    this.#stop.abort();
  }

  /** Resolves once the engine has stopped and the server knows. Rejects with what keeps the server from knowing. */
  async toEnd(): Promise<void> {
    const { request } = this.#stored.job;
    const { blobs, store, onError } = this.#tools;
    const onStored = async (checkpoint: BlobKey) => this.#drop(await store.checkpoint(this.key, checkpoint));
    const checkpoints = new CheckpointStore({ blobs, onError, onStored });
    const onEvent = (event: EngineEvent) =>
      event.type === 'checkpoint' ? checkpoints.offer(event.state) : this.#outbox.push(event);
    const { signal } = this.#stop;
    this.#engine = runJob(request, this.#tools, { signal, onEvent, checkpoint: this.#stored.checkpoint });
    const last = await this.#engine;
    await Promise.all([checkpoints.settled(), this.#outbox.settled()]);
    await this.#settle(last);
  }

  /** Resolves once the engine has stopped. */
  async engineStopped(): Promise<void> {
    await this.#engine;
  }

  async #settle(last: LastEvent): Promise<void> {
    const { store } = this.#tools;
    const { job } = this.#stored;
    if (this.#reason === 'replaced') return store.absolve(job.id);
    // What was finished all the same is not thrown away.
    const isInterrupted = this.#reason === 'interrupted' && last.type === 'cancelled';
    await this.#drop(await (isInterrupted ? store.giveBack(this.key, job) : store.end(this.key, job, last)));
  }

  async #tell(event: RunNews): Promise<void> {
    const { store, now, onError } = this.#tools;
    const end = event.type === 'step' ? Math.round(now() + event.secondsLeft * 1000) : undefined;
    try {
      const answer = await store.tell(this.key, encodeEvent(event), end);
      if (answer === 'cancel') this.stop('cancelled');
      if (answer === 'lost') this.stop('replaced');
    } catch (error) {
      onError(error);
    }
  }

  /** Checkpoints are large, and needed once. */
  async #drop(checkpoint: BlobKey | undefined): Promise<void> {
    const { blobs, onError } = this.#tools;
    if (checkpoint !== undefined) await blobs.delete(checkpoint).catch(onError);
  }
}
