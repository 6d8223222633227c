/** Several runs in a row, reported as one: their steps are counted together, and each advances the progress by its share of the work. */
import type { EngineResult, LossCurve, Picture, StartedEvent, StepEvent } from '../../domain/event.js';
import type { Size } from '../images/pixels.js';

export interface Series {
  /** Steps of each run. */
  steps: readonly number[];
  /** Work of each run, in any unit. Default: the same for all. */
  work?: readonly number[];
  /** Runs that an earlier process has finished. */
  begunWith: number;
  /** When the whole began, as performance.now() gives it, ms. Default: now. */
  began?: number;
  /** Of what all runs together make. Default: as each run says. */
  size?: Size;
}

/** Turns the events of a run into those of the whole series. Its start is reported once, and again only with a note. */
export function seriesEvents({
  steps,
  work = steps.map(() => 1),
  begunWith,
  began = performance.now(),
  size,
}: Series) {
  const elapsed = () => (performance.now() - began) / 1000;
  let firstPreviewSeconds: number | undefined;
  const total = sum(steps);
  const shareBefore = (run: number) => sum(work.slice(0, run)) / sum(work);
  return {
    stepsBefore: (run: number) => sum(steps.slice(0, run)),
    of(event: StartedEvent | StepEvent, run: number): StartedEvent | StepEvent | undefined {
      if (event.type === 'started')
        return run === begunWith || event.note !== undefined
          ? { ...event, ...size, steps: total }
          : undefined;
      const progress = shareBefore(run) + (event.progress * work[run]!) / sum(work);
      const here = progress - shareBefore(begunWith);
      const secondsLeft = here > 0 ? (elapsed() * (1 - progress)) / here : 0;
      return { ...event, step: sum(steps.slice(0, run)) + event.step, steps: total, progress, secondsLeft };
    },
    /** To be called for each preview of the whole: its result names the time of the first. */
    previewed() {
      firstPreviewSeconds ??= elapsed();
    },
    /** The result of all runs. `last`: that of the last one; undefined where an earlier process has finished them all. */
    result(picture: Picture, last: EngineResult | undefined): EngineResult {
      const { network, runtime, losses, seed } = last ?? NOTHING_PAINTED;
      const seconds = elapsed();
      return {
        picture,
        steps: total,
        losses,
        network,
        runtime,
        seed,
        seconds,
        firstPreviewSeconds: firstPreviewSeconds ?? seconds,
        peakMemoryMb: process.resourceUsage().maxRSS / 1024,
      };
    },
  };
}

/** In the result of a series of which this process has painted nothing. */
const NOTHING_PAINTED = {
  network: '',
  runtime: '',
  seed: 0,
  losses: { content: 0, style: 0, tv: 0, total: 0 },
} satisfies Partial<EngineResult>;

/** The curve of two runs; `stepsBefore`: steps of the first. */
export function joinCurves(
  first: LossCurve | undefined,
  second: LossCurve | undefined,
  stepsBefore: number,
): LossCurve | undefined {
  if (!first || !second) return undefined;
  return {
    steps: [...first.steps, ...second.steps.map((step) => stepsBefore + step)],
    total: [...first.total, ...second.total],
    style: [...first.style, ...second.style],
    content: [...first.content, ...second.content],
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
