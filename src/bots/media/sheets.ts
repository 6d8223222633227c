/** Contact sheets that people choose from: the presets on their photo, nine at a time, or one style at several strengths. */
import type { Preset } from '../../domain/preset.js';
import type { BlobKey, SheetCell, StyleRequest, StyleSource } from '../../domain/request.js';
import { MOST_CELLS } from '../../domain/sheet.js';

/** Where presets come from, and where their pictures go. */
export interface PresetPorts {
  presets: readonly Preset[];
  presetPicture(preset: Preset): Promise<Uint8Array>;
  blobs: { put(bytes: Uint8Array): Promise<BlobKey> };
}

/** A preset as the one style of a picture, its own picture stored. */
export async function styleOf(
  { presetPicture, blobs }: Omit<PresetPorts, 'presets'>,
  preset: Preset,
): Promise<StyleSource> {
  const picture = await blobs.put(await presetPicture(preset));
  return { picture, weight: 1, label: preset.title, preset: preset.id };
}

/** %: evenly over the range, without its ends, at which little changes. */
export const STRENGTHS = [10, 30, 50, 70, 90] as const;

/** A page of presets on the photo of a request; of a sheet of presets the next page, and after the last one the first. */
export async function sheetOfStyles(
  { presets, ...ports }: PresetPorts,
  request: StyleRequest,
): Promise<StyleRequest> {
  const shown = isStyleSheet(request) ? request.sheet?.at(-1)?.styles[0]?.preset : undefined;
  const next = presets.findIndex(({ id }) => id === shown) + 1;
  const from = next < presets.length ? next : 0;
  const sheet = await Promise.all(
    presets.slice(from, from + MOST_CELLS).map(async (preset): Promise<SheetCell> => {
      return { title: preset.title, styles: [await styleOf(ports, preset)], settings: preset.settings };
    }),
  );
  return { ...request, styles: [], sheet };
}

/** The styles of a request at five strengths. */
export function sheetOfStrengths({ sheet: _, ...request }: StyleRequest): StyleRequest {
  const cells = STRENGTHS.map((strength): SheetCell => {
    return { title: `${strength} %`, styles: request.styles, settings: { strength } };
  });
  return { ...request, sheet: cells };
}

/** Whether the cells differ by their styles: `styles` of the request is empty then. */
export function isStyleSheet({ sheet, styles }: Pick<StyleRequest, 'sheet' | 'styles'>): boolean {
  return sheet !== undefined && styles.length === 0;
}
