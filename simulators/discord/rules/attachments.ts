/**
 * Which files a message has after a create or an edit (developers/reference#uploading-files and #editing-message-attachments,
 * developers/resources/message#edit-message).
 */
import { refusal } from '../errors.js';
import { type StoredFile, safeName } from '../world/files.js';
import type { Body, Form } from './form.js';

export interface Upload {
  /** The n of `files[n]`. */
  index: string;
  name: string;
  contentType: string;
  data: Uint8Array;
}

/** Files that stay, files that are new, and the names that `attachment://` may use. */
export interface Plan {
  kept: { file: StoredFile; description?: string | undefined; spoiler?: boolean | undefined }[];
  added: { upload: Upload; name: string; description?: string | undefined; spoiler?: boolean | undefined }[];
  names: Set<string>;
}

/** "The maximum request size when sending a message is 25 MiB" (Create Message, Limitations); more where a single file may be larger. */
const REQUEST_BYTES = 25 * 1024 * 1024;
const MOST_ATTACHMENTS = 10;

/** Throws 40005 (413) if a file is over the limit of its place, or all together over the limit of a request. */
export function checkSizes(uploads: readonly Upload[], limitBytes: number): void {
  const total = uploads.reduce((sum, { data }) => sum + data.byteLength, 0);
  const tooLarge = uploads.some(({ data }) => data.byteLength > limitBytes);
  if (tooLarge || total > Math.max(REQUEST_BYTES, limitBytes)) throw refusal(40005);
}

/**
 * - Without an `attachments` list, a create takes every file; an edit without files keeps what there is, and an edit with files keeps only
 *   those (v10: discord-api-docs#5170).
 * - With a list, exactly what it names is there afterwards: new files by the n of `files[n]`, old ones by their id.
 * - `attachment://name` finds new files, and old ones only if the list says id *and* filename; an id alone ends in
 *   UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND (seen against the real API; Discord does not document it).
 */
export function planAttachments(
  body: Body,
  uploads: readonly Upload[],
  before: readonly StoredFile[] | undefined,
  form: Form,
): Plan {
  const plan: Plan = { kept: [], added: [], names: new Set() };
  const list = body.attachments ?? undefined;
  if (list === undefined) {
    if (uploads.length === 0) plan.kept = (before ?? []).map((file) => ({ file }));
    for (const upload of uploads) add(plan, upload, {});
  } else if (form.list(list, { max: MOST_ATTACHMENTS })) {
    list.forEach((entry, index) => {
      planEntry(plan, entry, uploads, before ?? [], form.at(index));
    });
    if (before === undefined) for (const upload of unlisted(plan, uploads)) add(plan, upload, {});
  }
  if (plan.kept.length + plan.added.length > MOST_ATTACHMENTS) throw refusal(30015);
  return plan;
}

function planEntry(
  plan: Plan,
  entry: unknown,
  uploads: readonly Upload[],
  before: readonly StoredFile[],
  form: Form,
): void {
  if (!form.object(entry)) return;
  form.at('description').text(entry.description, { max: 1024, optional: true });
  const id = String(entry.id);
  const upload = uploads.find(({ index }) => index === id);
  if (upload !== undefined) {
    add(plan, upload, entry);
    return;
  }
  const file = before.find((old) => old.id === id);
  if (file === undefined) {
    form.at('id').refuse('ATTACHMENT_NOT_FOUND', `There is no files[${id}] and no attachment ${id}`);
    return;
  }
  plan.kept.push({
    file,
    description: entry.description as string | undefined,
    spoiler: entry.is_spoiler as boolean | undefined,
  });
  if (entry.filename === file.name) plan.names.add(file.name);
}

function add(plan: Plan, upload: Upload, entry: Body): void {
  const name = safeName(String(entry.filename ?? upload.name));
  plan.added.push({
    upload,
    name,
    description: entry.description as string | undefined,
    spoiler: entry.is_spoiler as boolean | undefined,
  });
  plan.names.add(name);
}

const unlisted = (plan: Plan, uploads: readonly Upload[]): Upload[] =>
  uploads.filter((upload) => !plan.added.some((added) => added.upload === upload));
