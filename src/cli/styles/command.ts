/** `atelier styles`: the presets as a table, or as JSON for programs. */
import { loadPresets } from '../../app/presets.js';
import { findPreset, type Preset, searchPresets } from '../../domain/preset.js';
import type { CliContext } from '../run-command.js';
import { textTable } from '../text-table.js';
import type { StylesArguments } from './arguments.js';

export async function listStyles(
  { search, json }: StylesArguments,
  { stdout }: Pick<CliContext, 'stdout'>,
): Promise<void> {
  const all = await loadPresets();
  const presets = searchPresets(all, search, all.length);
  if (presets.length === 0) findPreset(all, search); // throws, and names the nearest
  stdout.write(
    `${json ? JSON.stringify(presets.map(publicPart), null, 2) : tableOf(presets, stdout.columns)}\n`,
  );
}

function tableOf(presets: readonly Preset[], width?: number): string {
  const rows = presets.map(({ id, title, artist, year }) => [id, `${title}, ${artist}, ${year}`]);
  return textTable([['STYLE', 'WHAT IT IS'], ...rows], width);
}

/** Without the name of the file, which is only ours. */
function publicPart({ picture: _, ...preset }: Preset) {
  return preset;
}
