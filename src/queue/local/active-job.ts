/**
 * One job of the embedded queue from its acceptance to its end. Each change of its state goes into the journal first and
 * then to its listeners. A journal that cannot be written stops no job that was accepted: it is reported, and the worst that
 * follows is that a crash lets the job be painted once more.
 */
import type { EngineEvent, StepEvent } from '../../domain/event.js';
import type { Job } from '../../domain/job.js';
import type { BlobKey } from '../../domain/request.js';
import { JobEvents } from '../job-events.js';
import { type JobTools, type LastEvent, runJob } from '../job-execution.js';
import { CheckpointStore } from '../storage/checkpoint-store.js';
import type { JobRepository } from './job-repository.js';

export interface ActiveJobTools extends JobTools {
  repository: JobRepository;
  /** Milliseconds since the epoch. */
  now: () => number;
  onError: (error: unknown) => void;
}

export class ActiveJob {
  readonly job: Job;
  readonly events: JobEvents;
  readonly #tools: ActiveJobTools;
  readonly #stop = new AbortController();
  #isCancelled = false;
  #checkpoint: BlobKey | undefined;

  /** `checkpoint`: where its last run can be resumed from. */
  constructor(job: Job, tools: ActiveJobTools, checkpoint?: BlobKey) {
    this.job = job;
    this.events = new JobEvents(tools.onError);
    this.#tools = tools;
    this.#checkpoint = checkpoint;
  }

  /** Stops the run for good. In the journal it has ended from now on: the next process would not know of the wish. */
  cancel(): void {
    this.#isCancelled = true;
    this.#record((repository) =>
      repository.end({ ...this.job, state: 'cancelled', finishedAt: this.#tools.now() }, 0),
    );
    this.#stop.abort();
  }

  /** Stops the run; it is resumed by the next process. */
  interrupt(): void {
    this.#stop.abort();
  }

  begin(): void {
    const { job } = this;
    job.state = 'running';
    job.startedAt = this.#tools.now();
    job.attempts++;
    this.#record((repository) => repository.update(job));
  }

  /** Runs the job on an engine; returns what it ended with, or undefined when it was interrupted. Never rejects. */
  async run(onStep: (event: StepEvent) => void): Promise<LastEvent | undefined> {
    const { blobs, onError } = this.#tools;
    const checkpoints = new CheckpointStore({ blobs, onError, onStored: (key) => this.#resumeFrom(key) });
    const onEvent = (event: EngineEvent) => {
      if (event.type === 'checkpoint') return checkpoints.offer(event.state);
      if (event.type === 'step') onStep(event);
      this.events.send(event);
    };
    const { signal } = this.#stop;
    const last = await runJob(this.job.request, this.#tools, {
      signal,
      onEvent,
      checkpoint: this.#checkpoint,
    });
    await checkpoints.settled();
    if (!signal.aborted || this.#isCancelled) return last;
    this.job.state = 'waiting';
    this.#record((repository) => repository.update(this.job));
    return undefined;
  }

  /** The last thing that happens to it; `seconds` of engine time. Returns whether the journal has it. */
  end(last: LastEvent, seconds = 0): boolean {
    const { job } = this;
    job.state = last.type;
    job.finishedAt = this.#tools.now();
    if (last.type === 'done') job.result = last;
    if (last.type === 'failed') job.error = last.error;
    const isRecorded = this.#record((repository) => repository.end(job, seconds));
    if (isRecorded && this.#checkpoint) void this.#drop(this.#checkpoint);
    this.events.end(last);
    return isRecorded;
  }

  async #resumeFrom(key: BlobKey): Promise<void> {
    const previous = this.#checkpoint;
    if (key === previous || this.#isCancelled) return;
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

  #record(write: (repository: JobRepository) => void): boolean {
    try {
      write(this.#tools.repository);
      return true;
    } catch (error) {
      this.#tools.onError(error);
      return false;
    }
  }
}
