/**
 * One job of the embedded queue from its acceptance to its end. Each change of its state is stored first and sent to its
 * listeners afterwards. While the disk takes nothing, an accepted job waits: it neither starts nor ends before that is stored.
 */
import type { EngineEvent, StepEvent } from '../../domain/event.js';
import { hasEnded, type Job } from '../../domain/job.js';
import type { BlobKey } from '../../domain/request.js';
import type { Clock } from '../../lib/clock.js';
import { JobEvents } from '../job-events.js';
import { INTERRUPTED, type JobTools, type LastEvent, runJob, untilStored } from '../job-execution.js';
import { CheckpointStore } from '../storage/checkpoint-store.js';
import type { JobRepository } from './job-repository.js';

export interface ActiveJobTools extends JobTools {
  repository: JobRepository;
  clock: Clock;
  onError: (error: unknown) => void;
}

export class ActiveJob {
  readonly job: Job;
  readonly events: JobEvents;
  readonly #tools: ActiveJobTools;
  readonly #stop = new AbortController();
  #checkpoint: BlobKey | undefined;

  /** `checkpoint`: where its last run can be resumed from. */
  constructor(job: Job, tools: ActiveJobTools, checkpoint?: BlobKey) {
    this.job = job;
    this.events = new JobEvents(tools.onError);
    this.#tools = tools;
    this.#checkpoint = checkpoint;
  }

  /** Stops the run for good. It has ended from now on for everybody but its engine. Resolves once that is stored. */
  async cancel(): Promise<void> {
    this.#stop.abort();
    Object.assign(this.job, this.#endedWith({ type: 'cancelled' }));
    this.events.end({ type: 'cancelled' });
    await this.#storeEnd(this.job, 0);
  }

  /** Stops the run, with a last checkpoint; the next process resumes it. */
  interrupt(): void {
    this.#stop.abort(INTERRUPTED);
  }

  /** Runs the job on an engine; returns what it ended with, or undefined when it was stopped. Never rejects. */
  async run(onStep: (event: StepEvent) => void): Promise<LastEvent | undefined> {
    const { job } = this;
    const { blobs, onError } = this.#tools;
    const { signal } = this.#stop;
    if (!(await this.#begin())) return undefined;
    const checkpoints = new CheckpointStore({ blobs, onError, onStored: (key) => this.#resumeFrom(key) });
    const onEvent = (event: EngineEvent) => {
      if (event.type === 'checkpoint') return checkpoints.offer(event.state);
      if (event.type === 'started') this.#markBegun();
      if (event.type === 'step') onStep(event);
      this.events.send(event);
    };
    const last = await runJob(job.request, this.#tools, {
      signal,
      onEvent,
      onError,
      checkpoint: this.#checkpoint,
    });
    await checkpoints.settled();
    if (!signal.aborted) return last;
    if (!hasEnded(job)) this.#goBack();
    return undefined;
  }

  /** The last thing that happens to it; `seconds` of engine time. It is stored before it is announced. */
  async end(last: LastEvent, seconds = 0): Promise<void> {
    const ended = this.#endedWith(last);
    const isStored = await this.#storeEnd(ended, seconds, this.#stop.signal);
    if (hasEnded(this.job)) return; // cancelled meanwhile
    if (!isStored) return this.#goBack();
    Object.assign(this.job, ended);
    this.events.end(last);
  }

  /** False when it was stopped before. */
  async #begin(): Promise<boolean> {
    const { job } = this;
    const { repository, clock, onError } = this.#tools;
    const running: Job = { ...job, state: 'running', startedAt: clock.now(), attempts: job.attempts + 1 };
    const { signal } = this.#stop;
    try {
      await untilStored(() => repository.update(running), { signal, onError });
    } catch (error) {
      if (!signal.aborted) onError(error);
      return false;
    }
    if (!hasEnded(job)) Object.assign(job, running);
    return true;
  }

  /** From now on the death of this process counts against the job. */
  #markBegun(): void {
    if (this.job.hasBegun) return;
    this.job.hasBegun = true;
    this.#tryToStore((repository) => repository.update(this.job));
  }

  #goBack(): void {
    this.job.state = 'waiting';
    delete this.job.hasBegun;
    this.#tryToStore((repository) => repository.update(this.job));
  }

  #endedWith(last: LastEvent): Job {
    return {
      ...this.job,
      state: last.type,
      finishedAt: this.#tools.clock.now(),
      ...(last.type === 'done' && { result: last }),
      ...(last.type === 'failed' && { error: last.error }),
    };
  }

  async #storeEnd(ended: Job, seconds: number, signal?: AbortSignal): Promise<boolean> {
    const { repository, onError } = this.#tools;
    try {
      await untilStored(() => repository.end(ended, seconds), { onError, ...(signal && { signal }) });
    } catch (error) {
      if (!signal?.aborted) onError(error);
      return false;
    }
    if (this.#checkpoint) await this.#drop(this.#checkpoint);
    return true;
  }

  async #resumeFrom(key: BlobKey): Promise<void> {
    const previous = this.#checkpoint;
    if (key === previous || hasEnded(this.job)) return;
    this.#checkpoint = key;
    delete this.job.deaths;
    this.#tools.repository.checkpoint(this.job, key);
    if (previous !== undefined) await this.#drop(previous);
  }

  /** The same request, painted for two people at once, has the same checkpoints. */
  async #drop(checkpoint: BlobKey): Promise<void> {
    const { blobs, repository, onError } = this.#tools;
    try {
      if (!repository.holds(checkpoint)) await blobs.delete(checkpoint);
    } catch (error) {
      onError(error);
    }
  }

  /** What is lost with it only costs time after a crash. */
  #tryToStore(write: (repository: JobRepository) => void): void {
    try {
      write(this.#tools.repository);
    } catch (error) {
      this.#tools.onError(error);
    }
  }
}
