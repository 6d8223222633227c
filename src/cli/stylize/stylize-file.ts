/**
 * One picture on the command line: everything that a user can get wrong is checked first, then the engine runs in this
 * process - there is no event loop here that it could hold up.
 */
import { readFile } from 'node:fs/promises';
import { loadPresets, presetPicture } from '../../app/presets.js';
import { type Config, loadConfig } from '../../config/config.js';
import { AtelierError } from '../../domain/errors.js';
import type { EngineEvent, EngineResult } from '../../domain/event.js';
import { defaultsOf } from '../../domain/field.js';
import { findPreset, type Preset } from '../../domain/preset.js';
import { SETTINGS } from '../../domain/request.js';
import type { EngineTask } from '../../engine/engine.js';
import { selectRuntimes } from '../../engine/runtimes/selection/select.js';
import type { RuntimeCandidate } from '../../engine/runtimes/variants.js';
import { inputsOf, type StylizeFileRequest } from './arguments.js';
import { checkLossFile, LossRows } from './loss-file.js';
import { checkOutput, writeOutput } from './output-file.js';

/** What --json prints. */
export type Report = Omit<EngineResult, 'picture'> & { out: string; width: number; height: number };

export async function stylizeFile(
  request: StylizeFileRequest,
  signal: AbortSignal,
  onEvent: (event: EngineEvent) => void,
): Promise<Report> {
  const { out, losses } = request;
  const format = await checkOutput(out, inputsOf(request));
  if (losses !== undefined) await checkLossFile(losses, request);
  const rows = new LossRows();
  const result = await paint(request, format, signal, (event) => {
    rows.take(event);
    onEvent(event);
  });
  await writeOutput(out, result.picture.bytes);
  if (losses !== undefined) await writeOutput(losses, rows.csv());
  return reportOf(out, result);
}

/** Reads the pictures and paints, and writes nothing. Rejects with `cancelled` once the signal is aborted. */
export async function paint(
  request: StylizeFileRequest,
  format: 'png' | 'jpeg',
  signal: AbortSignal,
  onEvent: (event: EngineEvent) => void,
): Promise<EngineResult> {
  const config = loadConfig();
  const task = { ...(await readTask(request)), format };
  // Loaded last: help and refusals need not wait for native code.
  const { createStylizer } = await import('../../engine/pipeline/stylizer.js');
  const runtimes = await runtimesFor(config, signal);
  const { modelsDir, engineThreads: threads, memoryLimit, wideNetwork } = config;
  const engine = createStylizer({ modelsDir, threads, memoryLimit, wideNetwork, runtimes });
  try {
    const result = await engine.stylize(task, { signal, onEvent });
    if (signal.aborted) throw new AtelierError('cancelled', 'the painting was cancelled');
    return result;
  } finally {
    await engine.close();
  }
}

/** The runtimes to compute with; a line on stderr where they are not those of the settings. */
async function runtimesFor(config: Config, signal: AbortSignal): Promise<RuntimeCandidate[]> {
  const { runtime: setting, modelsDir, engineThreads: threads } = config;
  const { fallbackOrder, line } = await selectRuntimes({ setting, modelsDir, threads, signal });
  if (setting !== 'auto' && fallbackOrder[0]!.runtime !== setting) console.error(line);
  return fallbackOrder;
}

async function readTask({ photo, styles, initial, given }: StylizeFileRequest): Promise<EngineTask> {
  const presets = await loadPresets();
  const sources = await Promise.all(styles.map(({ name }) => readStyle(name, presets)));
  const preset = sources.find((source) => source.preset !== undefined)?.preset;
  return {
    content: await readPicture(photo),
    styles: sources.map(({ picture }, index) => ({ picture, weight: styles[index].weight })),
    ...(initial !== undefined && { initial: await readPicture(initial) }),
    settings: { ...defaultsOf(SETTINGS), ...preset?.settings, ...given },
  };
}

/** A file where there is one of that name, else a preset. */
async function readStyle(name: string, presets: Preset[]): Promise<{ picture: Uint8Array; preset?: Preset }> {
  const bytes = await readFile(name).catch(() => undefined);
  if (bytes) return { picture: await takeIn(bytes, name) };
  // What looks like a path was meant as one; the error should speak of the file.
  if (/[\\/.]/.test(name)) return { picture: await readPicture(name) };
  const preset = findPreset(presets, name);
  return { picture: await presetPicture(preset), preset };
}

async function readPicture(path: string): Promise<Uint8Array> {
  const bytes = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
    const reason =
      cause.code === 'ENOENT' ? `there is no file ${path}` : `${path} cannot be read (${cause.code})`;
    throw new AtelierError('invalid_input', `${reason}; name a picture`, { cause });
  });
  return takeIn(bytes, path);
}

/** As the bots do it: decoded whole before anything else is begun, and the same pixels are painted. */
async function takeIn(bytes: Uint8Array, path: string): Promise<Uint8Array> {
  const { pictureTools } = await import('../../app/pictures/local-pictures.js');
  try {
    return (await pictureTools.takeIn(bytes)).bytes;
  } catch (error) {
    if (!(error instanceof AtelierError)) throw error;
    throw new AtelierError(error.code, `${path}: ${error.message}`, { cause: error });
  }
}

function reportOf(out: string, { picture, ...result }: EngineResult): Report {
  const { width, height } = picture;
  const { seconds, firstPreviewSeconds, steps, losses, network, runtime, seed, peakMemoryMb } = result;
  return {
    out,
    width,
    height,
    seconds,
    firstPreviewSeconds,
    steps,
    losses,
    network,
    runtime,
    seed,
    peakMemoryMb,
  };
}
