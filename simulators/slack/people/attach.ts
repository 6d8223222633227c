/** Files that people bring: into messages and into file_inputs, where Slack's own picker refuses some. */
import type { InputValue, JsonObject, LocalFile } from '../api.js';
import { arr, str } from '../json.js';
import type { FileState } from '../world/file.js';
import { MessageState } from '../world/message.js';
import type { PersonState } from '../world/person.js';
import type { ViewState } from '../world/view.js';

/** "There is a 10MB file size limit." (file_input) */
const MOST_INPUT_BYTES = 10_000_000;

/** "Defaults to 10 if not specified." */
const MOST_INPUT_FILES = 10;

export function uploadBy(person: PersonState, file: LocalFile): FileState {
  return person.core.files.add(file, {
    workspace: person.workspace,
    user: person.id,
    processing: file.processing ?? 'immediate',
  });
}

/** Ids of what was put into this file_input; nothing for other elements. */
export function filesFor(
  person: PersonState,
  element: JsonObject,
  value: InputValue,
  place: MessageState | ViewState,
): string[] {
  if (element.type !== 'file_input' || value === null) return [];
  const files = (Array.isArray(value) ? value : [value]) as LocalFile[];
  const most = element.max_files === undefined ? MOST_INPUT_FILES : Number(element.max_files);
  if (files.length > most) throw new Error(`Slack's picker takes ${most} file(s) here, not ${files.length}`);
  const types = arr(element.filetypes).map(str);
  for (const { name, bytes } of files) {
    const extension = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
    if (types.length > 0 && !types.includes(extension)) {
      throw new Error(`Slack's picker refuses ${name} here: ${types.join(', ')} only`);
    }
    if (bytes.length > MOST_INPUT_BYTES) throw new Error(`Slack's picker refuses ${name}: it is over 10 MB`);
  }
  return files.map((file) => {
    const state = uploadBy(person, file);
    if (!(place instanceof MessageState)) state.give(place.bot);
    return state.id;
  });
}
