/** What somebody has filled into a dialog. */
import { ComponentType, type ModalSubmitInteraction } from 'discord.js';
import type { Attached } from '../dependencies.js';
import { attachedOf } from '../files/download-pictures.js';

type Fields = ModalSubmitInteraction['fields'];

/** The words of a text field or the value chosen in a menu; '' for none. */
export function words({ fields }: Fields, id: string): string {
  const field = fields.get(id);
  if (field?.type === ComponentType.TextInput) return field.value.trim();
  return field?.type === ComponentType.StringSelect ? (field.values[0] ?? '') : '';
}

export function isChecked({ fields }: Fields, id: string): boolean {
  const field = fields.get(id);
  return field?.type === ComponentType.Checkbox && field.value;
}

/** The one file that was uploaded into a field, if one was. */
export function file(fields: Fields, id: string, slot?: Attached['slot']): Attached[] {
  if (!fields.fields.has(id)) return [];
  return [...(fields.getUploadedFiles(id)?.values() ?? [])].slice(0, 1).map((one) => attachedOf(one, slot));
}
