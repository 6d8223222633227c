/**
 * `atelier paper`: the three runs that show what the paper is about - the photo's content alone, the style alone, both - as
 * one picture, with their losses beneath.
 */
import type { EngineResult, LossCurve } from '../../domain/event.js';
import type { Engine, EngineTask } from '../../engine/engine.js';
import { lineChart } from '../../lib/line-chart.js';
import type { CliContext } from '../run-command.js';
import { inputsOf } from '../stylize/arguments.js';
import { destinationOf, reportDelivered, targetOf } from '../stylize/destination.js';
import { openEngine, paint, readSources } from '../stylize/painter.js';
import { findPhoto, readPhoto } from '../stylize/photo-files.js';
import { showProgress } from '../stylize/progress-bar.js';
import { type PaperArguments, RUNS } from './arguments.js';

export async function paintPaper(
  { photo, out, paintings }: PaperArguments,
  context: CliContext,
): Promise<void> {
  const found = await findPhoto(photo);
  const inputs = [photo, ...paintings.flatMap(inputsOf)];
  const destination = await destinationOf(out, found, inputs, context);
  const sources = await Promise.all(paintings.map(readSources));
  const { bytes: content } = await readPhoto(photo, context);
  const { format, deliver } = await targetOf(destination, { path: photo, content }, 'paper', context);
  const engine = await openEngine(context);
  try {
    const results: EngineResult[] = [];
    for (const [i, { sources: source }] of sources.entries()) {
      context.stderr.write(`${RUNS[i]!.title} (${i + 1} of ${RUNS.length})\n`);
      results.push(await paintOne(engine, { ...source, content, format: 'png' }, context));
    }
    const path = await deliver(await drawn(results, format === 'jpeg' ? 'jpeg' : 'png'));
    const [{ picture, network, runtime, steps }] = results as [EngineResult];
    const line = `three pictures of ${picture.width} x ${picture.height} px, ${steps} steps each (${network}, ${runtime})`;
    reportDelivered(path, line, context);
  } finally {
    await engine.close();
  }
}

async function paintOne(
  engine: Engine,
  task: EngineTask,
  { signal, stderr }: CliContext,
): Promise<EngineResult> {
  const progress = showProgress(stderr);
  try {
    return await paint(engine, task, signal, progress.onEvent);
  } finally {
    progress.stop();
  }
}

async function drawn(results: readonly EngineResult[], format: 'png' | 'jpeg'): Promise<Uint8Array> {
  const { drawPanels } = await import('../../engine/images/panels.js');
  const { evidenceOf } = await import('../../engine/images/evidence.js');
  const panels = results.map(({ picture, curve }, i) => ({
    title: RUNS[i]!.title,
    picture,
    below: (width: number, height: number) => chartOf(curve!, width, height),
  }));
  return drawPanels(panels, format, evidenceOf({ network: results[0]?.network }));
}

function chartOf({ steps, total, style, content }: LossCurve, width: number, height: number): string {
  const lines = Object.entries({ total, style, content }).map(([name, values]) => ({ name, values }));
  return lineChart(steps, lines, { width, height, font: Math.round(Math.max(11, width / 34)) });
}
