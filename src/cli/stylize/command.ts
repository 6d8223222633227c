/** `atelier stylize`: one photo after the other, on past those that cannot be painted. */
import { basename } from 'node:path';
import { loadConfig } from '../../config/config.js';
import { type AtelierError, errorToValue, toAtelierError } from '../../domain/errors.js';
import type { EngineResult } from '../../domain/event.js';
import { MOST_MOVING_SIDE } from '../../domain/motion.js';
import type { Settings } from '../../domain/request.js';
import type { Engine } from '../../engine/engine.js';
import { english } from '../../words/english.js';
import { duration } from '../../words/measures.js';
import { type CliContext, Exit } from '../run-command.js';
import { coloured, wrong } from '../usage.js';
import { inputsOf, type StylizeArguments } from './arguments.js';
import { type Destination, destinationOf, reportDelivered, targetOf } from './destination.js';
import { checkLossFile, LossRows } from './loss-file.js';
import { ALL, DEEP, STILL, writeOutput } from './output-file.js';
import { openEngine, paint, readSources, type Sources } from './painter.js';
import { type FoundPhotos, findPhotos, readPhoto } from './photo-files.js';
import { showProgress } from './progress-bar.js';
import { checkTimelapse, writeTimelapse } from './timelapse-file.js';

/** What --json prints about a picture. */
type Report = Omit<EngineResult, 'picture' | 'curve' | 'timelapse'> & {
  photo: string;
  out: string;
  width: number;
  height: number;
};

/** What is the same for all photos. */
interface Run {
  args: StylizeArguments;
  sources: Sources;
  /** The style in the name of a file. */
  label: string;
  destination: Destination;
  /** Opened by the first photo that can be read. */
  engine(): Promise<Engine>;
  context: CliContext;
}

export async function stylize(typed: StylizeArguments, context: CliContext): Promise<void> {
  const found = await findPhotos(typed.photos);
  const { sources, label, given } = await readSources(typed);
  const args = { ...typed, given };
  const destination = await checkFiles(args, found, context);
  let engine: Promise<Engine> | undefined;
  const run: Run = {
    args,
    sources,
    label,
    destination,
    engine() {
      engine ??= openEngine(context);
      return engine;
    },
    context,
  };
  try {
    await (found.photos.length === 1 ? stylizeOne(run, found.photos[0]!) : stylizeMany(run, found.photos));
  } finally {
    await (await engine)?.close();
  }
}

/** All that can be wrong about files before the first photo is read. */
async function checkFiles(
  args: StylizeArguments,
  found: FoundPhotos,
  context: CliContext,
): Promise<Destination> {
  const { out, losses, timelapse, json } = args;
  const inputs = [...found.photos, ...inputsOf(args)];
  if (losses !== undefined && found.photos.length > 1)
    throw wrong('--losses is for one painting; name one photo');
  const destination = await destinationOf(out, found, inputs, context, ALL);
  if (args.print?.bits === 16 && destination.kind === 'file' && !DEEP.includes(destination.format))
    throw wrong('--bits 16 is for PNG and TIFF; name a file that ends in .png or .tif, or leave it out');
  if (timelapse !== undefined) await checkTimelapse(timelapse, out, found.photos, inputs);
  if (losses !== undefined) await checkLossFile(losses, out, inputs);
  if (json && destination.kind === 'stdout')
    throw wrong('--json is printed where the picture goes; name a file with --out');
  return destination;
}

async function stylizeOne(run: Run, photo: string): Promise<void> {
  say(run, await paintPhoto(run, photo));
}

/** Fails after the last one when any has failed. What fails for all of them, such as a missing network, ends it at once. */
async function stylizeMany(run: Run, photos: readonly string[]): Promise<void> {
  const { stdout, stderr, warn } = run.context;
  const began = performance.now();
  const failures: AtelierError[] = [];
  const labels = labelsOf(photos);
  for (const photo of photos) {
    try {
      say(run, await paintPhoto(run, photo, labels.get(photo)));
    } catch (thrown) {
      const error = toAtelierError(thrown);
      if (!isAboutPhoto(error)) throw thrown;
      failures.push(error);
      if (run.args.json) stdout.write(`${JSON.stringify({ photo, error: errorToValue(error) })}\n`);
      // What the engine says does not know of names.
      warn(error.message.includes(photo) ? error.message : `${photo}: ${error.message}`);
    }
  }
  const painted = photos.length - failures.length;
  const failed = failures.length > 0 ? coloured(stderr, 'red', `, ${failures.length} could not be,`) : '';
  const seconds = english(duration((performance.now() - began) / 1000));
  stderr.write(`${painted} of ${photos.length} photos painted${failed} in ${seconds}\n`);
  if (failures.length > 0) throw new Exit(failures.every(({ fault }) => fault === 'user') ? 2 : 1);
}

function isAboutPhoto({ code }: AtelierError): boolean {
  return code.startsWith('picture_') || ['invalid_input', 'out_of_memory', 'engine_crashed'].includes(code);
}

/** `label`: before its progress, where there are several. */
async function paintPhoto(run: Run, photo: string, label?: string): Promise<Report> {
  const { sources, destination, args, context } = run;
  const { print } = args;
  const { motionFrames, motionSize } = loadConfig();
  const isStill = destination.kind === 'file' && STILL.includes(destination.format);
  const wanted = isStill || print || sources.settings.motion === 'still' ? 1 : motionFrames;
  const { bytes: content, frames = 1 } = await readPhoto(photo, context, wanted, sources.settings.size);
  const moves = frames > 1;
  if (!moves && destination.kind === 'file' && destination.format === 'gif')
    throw wrong(`${photo} does not move, and .gif is for moving pictures; let --out end in .png or .jpg`);
  const { format, deliver } = await targetOf(
    destination,
    { path: photo, content, moves, isExact: print?.bits === 16 },
    run.label,
    context,
  );
  const painting = moves ? { ...sources, moving: true, settings: movingSettings(run, motionSize) } : sources;
  const rows = new LossRows();
  const progress = showProgress(context.stderr, label);
  try {
    const engine = await run.engine();
    if (moves && args.timelapse !== undefined)
      throw wrong('--timelapse shows how one picture is painted, and this one moves; add --motion still');
    const timelapse = args.timelapse !== undefined;
    const task = { ...painting, content, format, timelapse, ...(print && { print }) };
    const result = await paint(engine, task, context.signal, (event) => {
      rows.take(event);
      progress.onEvent(event);
    });
    const out = await deliver(result.picture.bytes);
    if (args.timelapse !== undefined) await writeTimelapse(args.timelapse, result.timelapse!.bytes);
    if (args.losses !== undefined) await writeOutput(args.losses, rows.csv());
    return reportOf(photo, out, result);
  } finally {
    progress.stop();
  }
}

/** Small unless a size was asked for. Throws invalid_input for one that would take hours. */
function movingSettings({ sources, args }: Run, usual: number): Settings {
  const size = args.given.size ?? usual;
  if (size > MOST_MOVING_SIDE)
    throw wrong(`--size is at most ${MOST_MOVING_SIDE} for a moving picture; or add --motion still`);
  return { ...sources.settings, size };
}

function say({ args, context }: Run, report: Report): void {
  const { out, width, height, seconds, steps } = report;
  const line = `${width} x ${height} px, ${steps} steps in ${seconds.toFixed(1)} s`;
  if (args.json) context.stdout.write(`${JSON.stringify(report)}\n`);
  else reportDelivered(out, line, context);
}

/** Names of photos in one width, so that their bars stand below each other. */
function labelsOf(photos: readonly string[]): Map<string, string> {
  const names = photos.map((photo) => basename(photo));
  const width = Math.min(LONGEST_LABEL, Math.max(...names.map(({ length }) => length)));
  const fitted = names.map((name) =>
    name.length > width ? `${name.slice(0, width - 1)}…` : name.padEnd(width),
  );
  return new Map(photos.map((photo, index) => [photo, fitted[index]!]));
}

const LONGEST_LABEL = 24;

function reportOf(
  photo: string,
  out: string,
  { picture, curve: _, timelapse: __, ...result }: EngineResult,
): Report {
  const { seconds, firstPreviewSeconds, steps, losses, network, runtime, seed, peakMemoryMb } = result;
  const { width, height } = picture;
  return {
    photo,
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
