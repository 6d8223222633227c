/** What Slack adds to blocks as it takes them: ids where none were given, and the defaults of text objects. */
import { randomBytes } from 'node:crypto';
import type { Json, JsonObject } from '../api.js';
import { isObject, wire } from '../json.js';
import { interactive } from './find.js';

/** Five characters, such as "XTkTR"; new at every update of a message or view. */
function newId(): string {
  return randomBytes(8).toString('base64url').replace(/[-_]/g, 'x').slice(0, 5);
}

export function normalise(blocks: readonly JsonObject[]): JsonObject[] {
  const copy = wire([...blocks]).map((block) => ({ ...block, block_id: block.block_id ?? newId() }));
  for (const { element } of interactive(copy)) element.action_id ??= newId();
  return copy.map((block) => texts(block) as JsonObject);
}

/** plain_text gets `emoji: true`, mrkdwn `verbatim: false`, as they come back from Slack. */
function texts(value: Json): Json {
  if (Array.isArray(value)) return value.map(texts);
  if (!isObject(value)) return value;
  const copy = Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, texts(entry)]));
  if (copy.type === 'plain_text') return { ...copy, emoji: copy.emoji ?? true };
  if (copy.type === 'mrkdwn') return { ...copy, verbatim: copy.verbatim ?? false };
  return copy;
}
