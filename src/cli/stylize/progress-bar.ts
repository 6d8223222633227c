/** A run on the terminal: a bar where there is one to draw on, plain lines otherwise. stderr only: stdout is for the result. */
import { Presets, SingleBar } from 'cli-progress';
import type { EngineEvent, StartedEvent, StepEvent } from '../../domain/event.js';
import { english } from '../../words/english.js';
import type { Output } from '../usage.js';

export interface Progress {
  onEvent(event: EngineEvent): void;
  /** Leaves the terminal as it was; before anything else is written to it. */
  stop(): void;
}

/** `label`: which of several runs it is. */
export function showProgress(stream: Output, label?: string): Progress {
  return stream.isTTY ? showBar(stream, label) : showLines(stream, label?.trimEnd());
}

/** Columns that the words beside the bar take, about. */
const WORDS = 52;
const WIDEST_BAR = 40;

function showBar(stream: Output, label = 'painting'): Progress {
  const room = (stream.columns ?? 80) - WORDS - label.length;
  const bar = new SingleBar(
    {
      stream: stream as NodeJS.WriteStream,
      format: `${label} {bar} {percentage}% | {left} left | step {step} of {steps} | loss {loss}`,
      barsize: Math.min(WIDEST_BAR, Math.max(5, room)),
      // Signals are the command's to handle: it stops the bar when the engine has stopped.
      gracefulExit: false,
    },
    Presets.shades_classic,
  );
  return {
    onEvent(event) {
      if (event.type === 'started') {
        bar.stop(); // the run continues on another runtime
        if (event.note) stream.write(`${english(event.note)}\n`);
        bar.start(100, 0, { left: '?', step: 0, steps: event.steps, loss: '?' });
      }
      if (event.type === 'step') bar.update(Math.floor(event.progress * 100), inWords(event));
    },
    stop: () => bar.stop(),
  };
}

/** A line for every tenth of the work. */
function showLines(stream: Output, label?: string): Progress {
  const start = label === undefined ? '' : `${label}: `;
  let tenths = 0;
  return {
    onEvent(event) {
      if (event.type === 'started') stream.write(`${start}${opening(event)}\n`);
      if (event.type !== 'step' || Math.floor(event.progress * 10) <= tenths) return;
      tenths = Math.floor(event.progress * 10);
      const { left, step, steps, loss } = inWords(event);
      stream.write(`${start}${tenths * 10}%: step ${step} of ${steps}, loss ${loss}, ${left} left\n`);
    },
    stop: () => {},
  };
}

function opening({ width, height, steps, frames, network, runtime, note }: StartedEvent): string {
  if (note !== undefined) return english(note);
  const what = frames ? `${frames} frames of ${width} x ${height} px` : `${width} x ${height} px`;
  return `painting ${what} in ${steps} steps (${network}, ${runtime})`;
}

function inWords({ step, steps, secondsLeft, losses }: StepEvent) {
  return { step, steps, left: `${Math.ceil(secondsLeft)} s`, loss: losses.total.toPrecision(4) };
}
