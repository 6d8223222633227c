/** `atelier sheet`: a contact sheet with the name of each style beneath it. */
import { loadPresets, presetPicture } from '../../app/presets.js';
import { STRENGTHS } from '../../bots/media/sheets.js';
import { defaultsOf } from '../../domain/field.js';
import { SETTINGS } from '../../domain/request.js';
import type { EngineTask } from '../../engine/engine.js';
import type { CliContext } from '../run-command.js';
import { destinationOf, reportDelivered, targetOf } from '../stylize/destination.js';
import { openEngine, paint, readSources } from '../stylize/painter.js';
import { findPhoto, readPhoto } from '../stylize/photo-files.js';
import { showProgress } from '../stylize/progress-bar.js';
import type { SheetArguments } from './arguments.js';

type Cells = NonNullable<EngineTask['sheet']>;

export async function makeSheet(args: SheetArguments, context: CliContext): Promise<void> {
  const found = await findPhoto(args.photo);
  const { sheet, label } = args.style === undefined ? await allPresets() : await allStrengths(args.style);
  const inputs = [args.photo, ...(args.style === undefined ? [] : [args.style])];
  const destination = await destinationOf(args.out, found, inputs, context);
  const { bytes: content } = await readPhoto(args.photo, context);
  const { format, deliver } = await targetOf(destination, { path: args.photo, content }, label, context);
  const settings = { ...defaultsOf(SETTINGS), ...args.settings };
  const progress = showProgress(context.stderr);
  const engine = await openEngine(context);
  try {
    const task = { content, styles: [], sheet, settings, format };
    const { picture, seconds } = await paint(engine, task, context.signal, progress.onEvent);
    const out = await deliver(picture.bytes);
    progress.stop();
    reportDelivered(out, `${sheet.length} pictures in ${seconds.toFixed(1)} s`, context);
  } finally {
    progress.stop();
    await engine.close();
  }
}

/** Beneath each its title, and the name to type. */
export async function allPresets(): Promise<{ sheet: Cells; label: string }> {
  const sheet = (await loadPresets()).map(async (preset) => ({
    styles: [{ picture: await presetPicture(preset), weight: 1 }],
    settings: preset.settings,
    caption: { title: preset.title, note: preset.id },
  }));
  return { sheet: await Promise.all(sheet), label: 'sheet' };
}

async function allStrengths(style: string): Promise<{ sheet: Cells; label: string }> {
  const { sources, label } = await readSources({ styles: [{ name: style, weight: 1 }], given: {} });
  const { styles, settings } = sources;
  const sheet = STRENGTHS.map((strength) => ({
    styles,
    settings: { styleScale: settings.styleScale, strength },
    caption: { title: `${strength} %` },
  }));
  return { sheet, label: `${label}-strengths` };
}
