/** What Prometheus reads: counted here, reported from where it happens. Names and units: docs/reference/metrics.md. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { OnRefused } from '../bots/last-refusals.js';
import type { EditWatch } from '../bots/messages/edit-watch.js';
import type { EngineResult } from '../domain/event.js';
import type { CreateEngine } from '../engine/pool/process-pool.js';
import type { JobEnd, JobWatch } from './job-watch.js';

export interface Metrics {
  jobs: JobWatch;
  edits: EditWatch;
  engine: EngineWatch;
  /** A picture that screening refuses. */
  refused: OnRefused;
  /** All of it as text, of `contentType`. */
  text(): Promise<string>;
  contentType: string;
}

/** Pictures take from seconds (draft, 256 px) to hours (paper, 2048 px), docs/measurements/performance.md; lines are as long. */
const SECONDS = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600, 14_400];

/** From vgg19 at 2048 px on two cores to the compact network at 64 px. */
const STEPS_PER_SECOND = [0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100];

const MB = 2 ** 20; // as the engine counts

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return {
    jobs: jobMetrics(registry),
    edits: editMetrics(registry),
    engine: engineMetrics(registry),
    refused: refusalMetrics(registry),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

function jobMetrics(registry: Registry): JobWatch {
  const registers = [registry];
  const jobs = new Gauge({
    name: 'atelier_jobs',
    help: 'Jobs of this bot that have not ended, by state',
    labelNames: ['state'],
    registers,
  });
  for (const state of ['waiting', 'running']) jobs.set({ state }, 0);
  const ended = new Counter({
    name: 'atelier_jobs_ended_total',
    help: 'Jobs that have ended; reused: a stored picture was the answer',
    labelNames: ['outcome'],
    registers,
  });
  for (const outcome of ['done', 'reused', 'failed', 'cancelled']) ended.inc({ outcome }, 0);
  const wait = new Histogram({
    name: 'atelier_job_wait_seconds',
    help: 'From acceptance to the start of the last run',
    buckets: SECONDS,
    registers,
  });
  const network = { labelNames: ['network'], registers };
  const run = new Histogram({
    name: 'atelier_job_run_seconds',
    help: 'From the start of the last run to its end',
    buckets: SECONDS,
    ...network,
  });
  const speed = new Histogram({
    name: 'atelier_steps_per_second',
    help: 'Speed of runs that were completed, start and end included',
    buckets: STEPS_PER_SECOND,
    ...network,
  });
  return {
    moved(from, to) {
      if (from) jobs.dec({ state: from });
      if (to) jobs.inc({ state: to });
    },
    ended({ job, outcome, waited, ran, stepsPerSecond, painted }: JobEnd) {
      const network = painted?.network ?? job.request.settings.network;
      ended.inc({ outcome });
      if (waited !== undefined) wait.observe(waited);
      if (ran !== undefined) run.observe({ network }, ran);
      if (stepsPerSecond !== undefined) speed.observe({ network }, stepsPerSecond);
    },
  };
}

function editMetrics(registry: Registry): EditWatch {
  const counter = (name: string, help: string) => new Counter({ name, help, registers: [registry] });
  const sent = counter('atelier_previews_sent_total', 'Previews that a chat has shown');
  const dropped = counter('atelier_previews_dropped_total', 'Previews that a newer view overtook');
  const refused = counter('atelier_edits_refused_total', 'Edits that a chat did not take');
  return { sent: () => sent.inc(), dropped: () => dropped.inc(), refused: () => refused.inc() };
}

function refusalMetrics(registry: Registry): OnRefused {
  const pictures = new Counter({
    name: 'atelier_pictures_refused_total',
    help: 'Pictures that screening has refused; part: sent by people, or painted of what they sent',
    labelNames: ['part', 'class'],
    registers: [registry],
  });
  return ({ part, class: found }) => pictures.inc({ part, class: found });
}

function engineMetrics(registry: Registry): EngineWatch {
  const registers = [registry];
  const restarts = new Counter({
    name: 'atelier_engine_restarts_total',
    help: 'Engine processes that ended in the middle of a run, and were replaced',
    registers,
  });
  const memory = new Gauge({
    name: 'atelier_engine_peak_memory_bytes',
    help: 'Largest resident size that an engine process has had',
    registers,
  });
  let peak = 0;
  return {
    lost: () => restarts.inc(),
    finished({ peakMemoryMb }) {
      peak = Math.max(peak, peakMemoryMb * MB);
      memory.set(peak);
    },
  };
}

export interface EngineWatch {
  /** A process was lost in the middle of a task. */
  lost(): void;
  finished(result: EngineResult): void;
}

export function watchEngines(createEngine: CreateEngine, watch: EngineWatch): CreateEngine {
  return (options) => {
    const engine = createEngine({ ...options, onLost: () => watch.lost() });
    return {
      async stylize(task, run) {
        const result = await engine.stylize(task, run);
        watch.finished(result);
        return result;
      },
      warmUp: () => engine.warmUp?.(),
      close: () => engine.close(),
    };
  };
}
