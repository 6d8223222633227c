/** What people have put into a dialog, and what can be said of it at once. Pure. */
import { type NumberField, parseField } from '../../../domain/field.js';
import { megabytes } from '../../../words/measures.js';
import { said } from '../../../words/said.js';
import { INTAKE } from '../../media/intake-limits.js';
import type { GivenFile } from '../files/download-pictures.js';
import type { Problems } from './dialog-problems.js';

/** What a dialog holds when it is sent, by block id and action id (reference/views, view.state). */
export type Values = Record<string, Record<string, Entry> | undefined>;

interface Entry {
  value?: string | null;
  selected_option?: { value: string } | null;
  selected_options?: { value: string }[];
  selected_conversation?: string | null;
  selected_conversations?: string[];
  files?: GivenFile[];
}

/** The one entry of a block. */
function entry(values: Values, id: string): Entry {
  return Object.values(values[id] ?? {})[0] ?? {};
}

export function textIn(values: Values, id: string): string {
  return (entry(values, id).value ?? '').trim();
}

export function choiceIn(values: Values, id: string): string | undefined {
  return entry(values, id).selected_option?.value;
}

export function isTicked(values: Values, id: string): boolean {
  return (entry(values, id).selected_options ?? []).length > 0;
}

export function fileIn(values: Values, id: string): GivenFile | undefined {
  return entry(values, id).files?.[0];
}

export function channelIn(values: Values, id: string): string | undefined {
  return entry(values, id).selected_conversation ?? undefined;
}

export function channelsIn(values: Values, id: string): string[] {
  return entry(values, id).selected_conversations ?? [];
}

/** The number in a field; undefined where it was left empty. A wrong one becomes a problem. */
export function numberIn(
  values: Values,
  id: string,
  field: NumberField,
  problems: Problems,
): number | undefined {
  const raw = textIn(values, id);
  if (raw === '') return undefined;
  const parsed = parseField(field, id, raw);
  if (parsed.ok) return parsed.value;
  problems[id] = parsed.said;
  return undefined;
}

/** What can be said of a file before it is fetched: a dialog is answered within three seconds. */
export function checkFile(file: GivenFile | undefined, id: string, problems: Problems): void {
  if (file === undefined) return;
  const { size = 0, mimetype = '' } = file;
  if (size > INTAKE.bytes) problems[id] = said('slack.problem.large', { limit: megabytes(INTAKE.bytes) });
  else if (mimetype !== '' && !mimetype.startsWith('image/')) problems[id] = said('slack.problem.noPicture');
}
