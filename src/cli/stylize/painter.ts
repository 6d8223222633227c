/**
 * Paintings on the command line: pictures from files, and the engine in this process - there is no event loop here that it could
 * hold up.
 */
import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { loadPresets, presetPicture } from '../../app/presets.js';
import { understood } from '../../bots/commands/plain-words.js';
import type { KeptPicture } from '../../bots/media/picture-tools.js';
import { type Config, loadConfig } from '../../config/config.js';
import { AtelierError } from '../../domain/errors.js';
import type { EngineEvent, EngineResult } from '../../domain/event.js';
import { defaultsOf } from '../../domain/field.js';
import { findPreset, type Preset } from '../../domain/preset.js';
import { SETTINGS, type Settings } from '../../domain/request.js';
import type { Engine, EngineTask } from '../../engine/engine.js';
import { selectRuntimes } from '../../engine/runtimes/selection/select.js';
import type { RuntimeCandidate } from '../../engine/runtimes/variants.js';
import type { CliContext } from '../run-command.js';
import type { Painting } from './arguments.js';

/** All of a task but its photo. */
export type Sources = Omit<EngineTask, 'content'>;

/** Reads the pictures that all photos share, what the style is called in the name of a file, and the options with those of sentences. */
export async function readSources({
  styles,
  initial,
  mask,
  given,
}: Painting): Promise<{ sources: Sources; label: string; given: Painting['given'] }> {
  const presets = await loadPresets();
  const found = await Promise.all(styles.map(({ name }) => readStyle(name, presets)));
  const preset = found.find((style) => style.preset !== undefined)?.preset;
  const asked: Painting['given'] = Object.assign({}, ...found.map(({ said }) => said), given);
  const sources = {
    styles: found.map(({ picture, preset }, index) => {
      return { picture, weight: styles[index]!.weight, ...(preset && { preset: preset.id }) };
    }),
    ...(initial !== undefined && { initial: await readPicture(initial) }),
    ...(mask !== undefined && { mask: await readPicture(mask) }),
    settings: { ...defaultsOf(SETTINGS), ...preset?.settings, ...asked },
  };
  return { sources, label: found.map((style) => style.label).join('-') || 'content', given: asked };
}

/** The engine of this process, for as many pictures as there are. Its native code is loaded now: help and refusals need not wait. */
export async function openEngine(context: Pick<CliContext, 'signal' | 'warn'>): Promise<Engine> {
  const config = loadConfig();
  const { createStylizer } = await import('../../engine/pipeline/stylizer.js');
  const runtimes = await runtimesFor(config, context);
  const { modelsDir, engineThreads: threads, memoryLimit, wideNetwork } = config;
  // Nobody looks at previews, and nothing resumes: at 8192 px each would cost seconds.
  const rare = { previewInterval: Number.POSITIVE_INFINITY, checkpointInterval: Number.POSITIVE_INFINITY };
  return createStylizer({ modelsDir, threads, memoryLimit, wideNetwork, runtimes, ...rare });
}

/** Rejects with `cancelled` once the signal is aborted. */
export async function paint(
  engine: Engine,
  task: EngineTask,
  signal: AbortSignal,
  onEvent: (event: EngineEvent) => void,
): Promise<EngineResult> {
  const result = await engine.stylize(task, { signal, onEvent });
  if (signal.aborted) throw new AtelierError('cancelled', 'the painting was cancelled');
  return result;
}

/** The runtimes to compute with; a line on stderr where they are not those of the settings. */
async function runtimesFor(
  config: Config,
  { signal, warn }: Pick<CliContext, 'signal' | 'warn'>,
): Promise<RuntimeCandidate[]> {
  const { runtime: setting, modelsDir, engineThreads: threads } = config;
  const { fallbackOrder, line } = await selectRuntimes({ setting, modelsDir, threads, signal });
  if (setting !== 'auto' && fallbackOrder[0]!.runtime !== setting) warn(line);
  return fallbackOrder;
}

interface FoundStyle {
  picture: Uint8Array;
  label: string;
  preset?: Preset;
  /** What a sentence asks for beside its style. */
  said?: Partial<Settings>;
}

/** A file where there is one of that name, else a preset: by its name, or in a sentence as in chats. */
async function readStyle(name: string, presets: Preset[]): Promise<FoundStyle> {
  const label = basename(name, extname(name));
  const bytes = await readFile(name).catch(() => undefined);
  if (bytes) return { picture: (await takeIn(bytes, name)).bytes, label };
  // What looks like a path was meant as one; the error should speak of the file.
  if (/[\\/.]/.test(name)) return { picture: await readPicture(name), label };
  // One word that fits several presets is none of them: here somebody may choose.
  const isSentence = /\s/.test(name.trim());
  const words = isSentence ? understood({ name: 'stylize', preset: name, options: {} }, presets) : undefined;
  const preset = findPreset(presets, words?.preset || name);
  const { blend: _, ...said } = words?.options ?? {};
  return { picture: await presetPicture(preset), label: preset.id, preset, said };
}

/** Decoded whole before anything else is begun, as the bots do it. Throws invalid_input or picture_*. */
async function readPicture(path: string): Promise<Uint8Array> {
  return (await takeIn(await readBytes(path), path)).bytes;
}

/** Throws invalid_input. */
export function readBytes(path: string): Promise<Uint8Array> {
  return readFile(path).catch((cause: NodeJS.ErrnoException) => {
    const reason =
      cause.code === 'ENOENT' ? `there is no file ${path}` : `${path} cannot be read (${cause.code})`;
    throw new AtelierError('invalid_input', `${reason}; name a picture`, { cause });
  });
}

/**
 * The bytes of a picture as what is painted from, with at most `mostFrames` frames, for a painting of `size` px. `name`: for messages.
 * Throws picture_*.
 */
export async function takeIn(
  bytes: Uint8Array,
  name: string,
  mostFrames = 1,
  size?: number,
): Promise<KeptPicture> {
  const { pictureTools } = await import('../../app/pictures/local-pictures.js');
  try {
    return await pictureTools.takeIn(bytes, mostFrames, size);
  } catch (error) {
    if (!(error instanceof AtelierError)) throw error;
    throw new AtelierError(error.code, `${name}: ${error.message}`, { cause: error });
  }
}
