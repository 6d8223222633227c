/**
 * A queue that is watched: every job that goes in, or comes back after a restart, is followed to its end. The same for all
 * implementations of the port; what they do is not changed.
 */
import type { OnRefused } from '../bots/last-refusals.js';
import type { JobEvent } from '../domain/event.js';
import { endOf, type Job } from '../domain/job.js';
import { systemClock } from '../lib/clock.js';
import type { JobQueue } from '../queue/queue.js';
import type { Logger } from './logger.js';

export type OpenState = 'waiting' | 'running';

export interface JobEnd {
  job: Job;
  /** reused: a stored picture of the same request was the answer. */
  outcome: 'done' | 'failed' | 'cancelled' | 'reused';
  /** From acceptance to the start of the last run, s; absent when it was never started. */
  waited?: number;
  /** From the start of the last run to its end, s. */
  ran?: number;
  /** Of the run that has completed it. */
  stepsPerSecond?: number;
  /** What it was painted with last; absent when it was never started. */
  painted?: { network: string; runtime: string };
}

export interface JobWatch {
  /** A job has changed from one state to the other; absent: it has come, or it has ended. */
  moved(from: OpenState | undefined, to: OpenState | undefined, id: string): void;
  ended(end: JobEnd): void;
}

export function watchJobs(
  queue: JobQueue,
  watches: readonly JobWatch[],
  onError: (error: unknown) => void,
): JobQueue {
  const follow = (job: Job, since = job.createdAt) => followToEnd(queue, job, since, watches, onError);
  queue.onRetried((job) => follow(job, systemClock.now()));
  return {
    async submit(newJob, options) {
      const job = await queue.submit(newJob, options);
      if (job.state === 'done') for (const watch of watches) watch.ended({ job, outcome: 'reused' });
      else follow(job);
      return job;
    },
    async recover() {
      const jobs = await queue.recover();
      for (const job of jobs) if (!endOf(job)) follow(job);
      return jobs;
    },
    assertRoom: (requester, member) => queue.assertRoom(requester, member),
    retry: (id) => queue.retry(id),
    onRetried: (listener) => queue.onRetried(listener),
    overview: (user) => queue.overview(user),
    get: (id) => queue.get(id),
    list: (most) => queue.list(most),
    byUser: (user, most) => queue.byUser(user, most),
    position: (id) => queue.position(id),
    cancel: (id) => queue.cancel(id),
    subscribe: (id, listener) => queue.subscribe(id, listener),
    delivered: (id) => queue.delivered(id),
    close: () => queue.close(),
  };
}

function followToEnd(
  queue: JobQueue,
  job: Job,
  since: number,
  watches: readonly JobWatch[],
  onError: (error: unknown) => void,
): void {
  let state: OpenState | undefined;
  let firstStep: number | undefined;
  let painted: JobEnd['painted'];
  const move = (to: OpenState | undefined) => {
    if (to === state) return;
    for (const watch of watches) watch.moved(state, to, job.id);
    state = to;
  };
  const onEnd = async (event: JobEvent) => {
    const known = await queue.get(job.id).catch(onError);
    const end = { ...endWith(known ?? job, event, since, firstStep), ...(painted && { painted }) };
    for (const watch of watches) watch.ended(end);
  };
  let unsubscribe: (() => void) | undefined;
  move('waiting');
  unsubscribe = queue.subscribe(job.id, (event) => {
    if (event.type === 'queued') return move('waiting');
    if (event.type === 'started') {
      firstStep = undefined; // from the start, or from a checkpoint
      painted = { network: event.network, runtime: event.runtime };
    }
    if (event.type === 'step') firstStep ??= event.step;
    if (event.type === 'started' || event.type === 'step') return move('running');
    if (event.type === 'preview') return;
    move(undefined);
    unsubscribe?.();
    onEnd(event).catch(onError);
  });
  if (state === undefined) unsubscribe();
}

function endWith(job: Job, event: JobEvent, since: number, firstStep = 1): JobEnd {
  const { startedAt, finishedAt, attempts } = job;
  const seconds = (from: number, to: number) => Math.max(0, to - from) / 1000;
  const end: JobEnd = { job, outcome: event.type as 'done' | 'failed' | 'cancelled' };
  if (startedAt !== undefined) {
    end.waited = seconds(since, startedAt);
    end.ran = seconds(startedAt, finishedAt ?? systemClock.now());
  }
  if (event.type === 'failed') end.job = { ...job, error: event.error };
  if (event.type === 'done') {
    end.job = { ...job, result: event };
    // A run that went on from a checkpoint has not made all of the steps.
    const steps = attempts > 1 ? event.steps - firstStep + 1 : event.steps;
    if (event.seconds > 0) end.stepsPerSecond = steps / event.seconds;
  }
  return end;
}

/** One line of the log for each job that has ended, with its times; at level debug also when it comes and starts. */
export function logJobs(log: Logger): JobWatch {
  return {
    moved(from, to, job) {
      if (to !== undefined) log.debug({ job, from }, `job ${to}`);
    },
    ended({ job, outcome, waited, ran, painted }) {
      const { id, user, attempts, result, error } = job;
      const { network, quality, size } = job.request.settings;
      const work = { steps: result?.steps, network, quality, size, ...painted };
      // `seconds` is the engine's own time; what `ran` has beyond it went into pictures and the disk.
      const times = { waited, ran, seconds: outcome === 'reused' ? 0 : result?.seconds };
      const fields = { job: id, outcome, user, ...times, ...work, attempts, ...(error && { error }) };
      if (outcome === 'failed') log.warn(fields, 'job failed');
      else log.info(fields, `job ${outcome}`);
    },
  };
}

/** One line for each picture that screening refuses: who, where and what was found; of the picture nothing. */
export function logRefusals(log: Logger): OnRefused {
  return ({ at: _, ...refusal }) => log.info(refusal, 'screening refused a picture');
}
