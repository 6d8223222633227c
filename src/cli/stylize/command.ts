/** The command from its words to its exit code: 0, 2 for what a user got wrong, 128 + the signal's number, 1 for the rest. */

import { loadPresets } from '../../app/presets.js';
import { toAtelierError } from '../../domain/errors.js';
import type { Preset } from '../../domain/preset.js';
import { thrownToError } from '../../engine/pool/crash.js';
import { listenForSignals } from '../run-command.js';
import { helpText, parseArguments, type StylizeFileRequest } from './arguments.js';
import { showProgress } from './progress-bar.js';
import { type Report, stylizeFile } from './stylize-file.js';

export async function runCli(argv: readonly string[]): Promise<number> {
  try {
    const command = parseArguments(argv);
    switch (command.name) {
      case 'help':
        console.log(helpText());
        return 0;
      case 'list-presets':
        console.log((await loadPresets()).map(presetLine).join('\n'));
        return 0;
      case 'stylize':
        return await stylizeWithProgress(command.request);
    }
  } catch (error) {
    return fail(error);
  }
}

async function stylizeWithProgress(request: StylizeFileRequest): Promise<number> {
  const interruption = listenForSignals();
  const progress = showProgress(process.stderr);
  try {
    const report = await stylizeFile(request, interruption.signal, progress.onEvent);
    progress.stop();
    console.log(request.json ? JSON.stringify(report) : inWords(report));
    return 0;
  } catch (error) {
    progress.stop();
    const code = fail(error);
    return interruption.exitCode ?? code;
  } finally {
    interruption.ignore();
  }
}

/** The exit code of a failure, with one line on stderr. */
export function fail(thrown: unknown, program = 'stylize'): number {
  const error = toAtelierError(thrownToError(thrown));
  console.error(`${program}: ${error.message.replaceAll(/\s*\n\s*/g, ' ')}`);
  if (error.code === 'internal') console.error(error.cause);
  return error.fault === 'user' || error.fault === 'limit' ? 2 : 1;
}

function inWords({ out, width, height, seconds, steps }: Report): string {
  return `${out}: ${width} x ${height} px, ${steps} steps in ${seconds.toFixed(1)} s`;
}

function presetLine({ id, title, artist, year }: Preset): string {
  return `${id}: ${title}, ${artist}, ${year}`;
}
