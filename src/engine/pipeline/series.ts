/** Several runs that follow each other, told as one: their steps counted together, their progress shared evenly. */
import type { EngineEvent, EngineResult, LossCurve, StartedEvent, StepEvent } from '../../domain/event.js';
import type { Size } from '../images/pixels.js';

export interface Series {
  /** Steps of each run. */
  steps: readonly number[];
  /** Runs that an earlier process has finished. */
  begunWith: number;
  /** Of what all runs together make. Default: as each run says. */
  size?: Size;
}

/** Told of a run's start and steps, it says what they are in the whole series; a start is told once, and with a note again. */
export function seriesEvents({ steps, begunWith, size }: Series) {
  const began = performance.now();
  const total = sum(steps);
  return {
    total,
    stepsBefore: (run: number) => sum(steps.slice(0, run)),
    of(event: StartedEvent | StepEvent, run: number): EngineEvent | undefined {
      if (event.type === 'started')
        return run === begunWith || event.note !== undefined
          ? { ...event, ...size, steps: total }
          : undefined;
      const progress = (run + event.progress) / steps.length;
      const here = progress - begunWith / steps.length;
      const elapsed = (performance.now() - began) / 1000;
      const secondsLeft = here > 0 ? (elapsed * (1 - progress)) / here : 0;
      return { ...event, step: sum(steps.slice(0, run)) + event.step, steps: total, progress, secondsLeft };
    },
  };
}

/** What there is to tell of a series whose runs an earlier process has all finished. */
export const NOTHING_PAINTED = {
  network: '',
  runtime: '',
  seed: 0,
  losses: { content: 0, style: 0, tv: 0, total: 0 },
} satisfies Partial<EngineResult>;

/** The curve of two runs, the second after so many steps. */
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
