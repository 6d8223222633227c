/**
 * One run of a job on this worker. It ends in one of four ways: by itself; cancelled by its requester; interrupted, because the
 * worker stops; or replaced: the worker was silent for too long (cut off from the server), and another one has the job now.
 * What a replaced run still publishes is ignored.
 */
import type { EngineEvent } from '../../domain/event.js';
import type { BlobKey } from '../../domain/request.js';
import type { Clock } from '../../lib/clock.js';
import { INTERRUPTED, type JobTools, type LastEvent, runJob } from '../job-execution.js';
import { CheckpointStore } from '../storage/checkpoint-store.js';
import { encodeEvent } from './event-codec.js';
import { EventOutbox, type RunEvent } from './event-outbox.js';
import type { RedisJobRepository, RunKey, StoredJob } from './job-repository.js';

export interface RunTools extends JobTools {
  repository: RedisJobRepository;
  clock: Clock;
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
  /** The engine has begun the work: should this process die now, the job may be the reason. */
  #hasBegun = false;
  #engine: Promise<LastEvent> | undefined;

  constructor(key: RunKey, stored: StoredJob, tools: RunTools) {
    this.key = key;
    this.#stored = stored;
    this.#tools = tools;
    this.#outbox = new EventOutbox((event) => this.#publish(event));
  }

  /** Stops the run between two steps; the first reason counts. */
  stop(reason: StopReason): void {
    this.#reason ??= reason;
    this.#stop.abort(reason === 'interrupted' ? INTERRUPTED : undefined);
  }

  /** Resolves once the engine has stopped and the server knows. Rejects with what keeps the server from knowing. */
  async toEnd(): Promise<void> {
    const { request } = this.#stored.job;
    const { blobs, repository, onError } = this.#tools;
    const onStored = async (checkpoint: BlobKey) =>
      this.#drop(await repository.checkpoint(this.key, checkpoint));
    const checkpoints = new CheckpointStore({ blobs, onError, onStored });
    const onEvent = (event: EngineEvent) =>
      event.type === 'checkpoint' ? checkpoints.offer(event.state) : this.#outbox.push(event);
    const { signal } = this.#stop;
    this.#engine = runJob(request, this.#tools, {
      signal,
      onEvent,
      onError,
      checkpoint: this.#stored.checkpoint,
    });
    const last = await this.#engine;
    await Promise.all([checkpoints.settled(), this.#outbox.settled()]);
    await this.#settle(last);
  }

  /** Resolves once the engine has stopped. */
  async engineStopped(): Promise<void> {
    await this.#engine;
  }

  async #settle(last: LastEvent): Promise<void> {
    const { repository } = this.#tools;
    const { job } = this.#stored;
    if (this.#reason === 'replaced') return this.#hasBegun ? repository.absolve(job) : undefined;
    // What finished in spite of it is kept.
    const isInterrupted = this.#reason === 'interrupted' && last.type === 'cancelled';
    await this.#drop(
      await (isInterrupted ? repository.giveBack(this.key, job) : repository.end(this.key, job, last)),
    );
  }

  async #publish(event: RunEvent): Promise<void> {
    const { repository, clock, onError } = this.#tools;
    this.#hasBegun ||= event.type === 'started';
    const end = event.type === 'step' ? Math.round(clock.now() + event.secondsLeft * 1000) : undefined;
    try {
      const hasBegun = event.type === 'started';
      const answer = await repository.publish(this.key, encodeEvent(event), { end, hasBegun });
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
