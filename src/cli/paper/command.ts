/**
 * `npm run paper -- PHOTO STYLE`: the three runs that tell the paper's story - the photo's content alone, the style alone, both - as
 * one picture, with their losses beneath.
 */
import type { EngineResult, LossCurve } from '../../domain/event.js';
import { lineChart } from '../../lib/line-chart.js';
import { listenForSignals } from '../run-command.js';
import { inputsOf, type StylizeFileRequest } from '../stylize/arguments.js';
import { fail } from '../stylize/command.js';
import { checkOutput, writeOutput } from '../stylize/output-file.js';
import { showProgress } from '../stylize/progress-bar.js';
import { paint } from '../stylize/stylize-file.js';
import { type PaperCommand, parsePaperArguments, RUNS, USAGE } from './arguments.js';

const HELP = `Usage: ${USAGE}

Paints PHOTO in quality paper three times - content only, style only, both - and makes one picture of the three, with the losses of
each beneath. STYLE is a preset or a picture. FILE ends in .png or .jpg (default out/paper.png). Options are those of stylize.`;

export async function runPaper(argv: readonly string[]): Promise<number> {
  try {
    const command = parsePaperArguments(argv);
    if (command.name === 'paper') return await makeSheet(command);
    console.log(HELP);
    return 0;
  } catch (error) {
    return fail(error, 'paper');
  }
}

async function makeSheet({ out, requests }: Extract<PaperCommand, { name: 'paper' }>): Promise<number> {
  const interruption = listenForSignals();
  try {
    const format = await checkOutput(out, requests.flatMap(inputsOf));
    const results: EngineResult[] = [];
    for (const [i, request] of requests.entries()) {
      console.error(`${RUNS[i]!.title} (${i + 1} of ${requests.length})`);
      results.push(await paintOne(request, interruption.signal));
    }
    const { drawPanels } = await import('../../engine/images/panels.js');
    const panels = results.map(({ picture, curve }, i) => ({
      title: RUNS[i]!.title,
      picture,
      below: (width: number, height: number) => chartOf(curve!, width, height),
    }));
    await writeOutput(out, await drawPanels(panels, format));
    const [{ picture, network, runtime, steps }] = results as [EngineResult];
    console.log(
      `${out}: three pictures of ${picture.width} x ${picture.height} px, ${steps} steps each (${network}, ${runtime})`,
    );
    return 0;
  } catch (error) {
    const code = fail(error, 'paper');
    return interruption.exitCode ?? code;
  } finally {
    interruption.ignore();
  }
}

async function paintOne(request: StylizeFileRequest, signal: AbortSignal): Promise<EngineResult> {
  const progress = showProgress(process.stderr);
  try {
    return await paint(request, 'png', signal, progress.onEvent);
  } finally {
    progress.stop();
  }
}

function chartOf({ steps, total, style, content }: LossCurve, width: number, height: number): string {
  const lines = Object.entries({ total, style, content }).map(([name, values]) => ({ name, values }));
  return lineChart(steps, lines, { width, height, font: Math.round(Math.max(11, width / 34)) });
}
