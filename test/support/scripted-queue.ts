/** A queue that does what the test says: the session is the thing under test. */
import type { SessionQueue } from '../../src/bots/session.js';
import type { AtelierError } from '../../src/domain/errors.js';
import type { JobEvent } from '../../src/domain/event.js';
import { hasEnded, type Job, type NewJob } from '../../src/domain/job.js';
import type { JobListener, QueueOverview, QueuePosition, SubmitOptions } from '../../src/queue/queue.js';

export class ScriptedQueue implements SessionQueue {
  readonly jobs: Job[] = [];
  readonly cancelled: string[] = [];
  /** Ids of the jobs whose end was delivered. */
  readonly shown: string[] = [];
  /** Thrown at the next submit. */
  refusal: AtelierError | undefined;
  #ids = 0;
  readonly #listeners = new Map<string, Set<JobListener>>();
  readonly #last = new Map<string, JobEvent>();

  async submit(newJob: NewJob, { post }: SubmitOptions = {}): Promise<Job> {
    if (this.refusal) throw this.refusal;
    const job: Job = {
      ...newJob,
      id: `job-${++this.#ids}`,
      state: 'waiting',
      createdAt: 0,
      attempts: 0,
    };
    if (post) job.delivery = await post({ ...job });
    this.jobs.push(job);
    this.#last.set(job.id, { type: 'queued', position: this.jobs.length });
    return { ...job };
  }

  async assertRoom(): Promise<void> {
    if (this.refusal) throw this.refusal;
  }

  async get(id: string): Promise<Job | undefined> {
    return this.jobs.find((job) => job.id === id);
  }

  async byUser(user: string, most: number): Promise<Job[]> {
    return this.jobs
      .filter((job) => job.user === user)
      .reverse()
      .slice(0, most);
  }

  async overview(user: string): Promise<QueueOverview> {
    const of = (state: Job['state']) => this.jobs.filter((job) => job.state === state);
    const open = this.jobs.filter((job) => !hasEnded(job));
    const own = open.filter((job) => job.user === user).reverse();
    return {
      waiting: of('waiting').length,
      running: of('running').length,
      own: own.map((job) => ({ job, position: this.#positionOf(job) })),
    };
  }

  onRetried(): void {}

  async recover(): Promise<Job[]> {
    return this.jobs.filter(({ id }) => !this.shown.includes(id));
  }

  async delivered(id: string): Promise<void> {
    this.shown.push(id);
  }

  #positionOf(job: Job): QueuePosition {
    return { position: job.state === 'running' ? 0 : this.jobs.indexOf(job) + 1, seconds: 40 };
  }

  async cancel(id: string): Promise<boolean> {
    this.cancelled.push(id);
    this.emit(id, { type: 'cancelled' });
    return true;
  }

  subscribe(id: string, listener: JobListener): () => void {
    const listeners = this.#listeners.get(id) ?? new Set();
    this.#listeners.set(id, listeners.add(listener));
    const last = this.#last.get(id);
    if (last) listener(last);
    return () => listeners.delete(listener);
  }

  listeners(id: string): number {
    return this.#listeners.get(id)?.size ?? 0;
  }

  emit(id: string, event: JobEvent): void {
    const job = this.jobs.find((job) => job.id === id)!;
    if (event.type === 'started') job.state = 'running';
    if (event.type === 'done' || event.type === 'failed' || event.type === 'cancelled')
      job.state = event.type;
    if (event.type === 'done') job.result = event;
    this.#last.set(id, event);
    for (const listener of [...(this.#listeners.get(id) ?? [])]) listener(event);
  }
}
