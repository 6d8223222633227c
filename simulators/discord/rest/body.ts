/** Reads a request's body: JSON, or multipart with payload_json and files[n] (developers/reference#uploading-files, #content-type). */
import type { IncomingMessage } from 'node:http';
import { DiscordError, refusal } from '../errors.js';
import type { Upload } from '../rules/attachments.js';
import type { Body } from '../rules/form.js';

export interface Received {
  body: unknown;
  uploads: Upload[];
}

/** More than this is cut off before it is read to its end, as the edge does. */
const LARGEST_REQUEST = 512 * 1024 * 1024;

export async function readBody(request: IncomingMessage): Promise<Received> {
  const raw = await gather(request);
  if (raw.length === 0) return { body: undefined, uploads: [] };
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('application/json')) return { body: parse(raw.toString('utf8')), uploads: [] };
  if (type.startsWith('multipart/form-data')) return readMultipart(raw, type);
  // "Failing to do so will result in a 50035 Invalid form body error."
  throw new DiscordError(400, 50035, 'Invalid Form Body', {
    _errors: [
      {
        code: 'CONTENT_TYPE_INVALID',
        message: 'Expected "Content-Type" header to be one of {"application/json", "multipart/form-data"}.',
      },
    ],
  });
}

async function gather(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > LARGEST_REQUEST) throw refusal(40005);
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw refusal(50109);
  }
}

async function readMultipart(raw: Buffer, type: string): Promise<Received> {
  const form = await new Response(new Uint8Array(raw), { headers: { 'content-type': type } })
    .formData()
    .catch(() => {
      throw refusal(50109);
    });
  const fields: Body = {};
  const uploads: Upload[] = [];
  let body: unknown;
  for (const [key, value] of form) {
    const [, index] = /^files?\[(\d+)\]$/u.exec(key) ?? [];
    if (typeof value !== 'string') {
      if (index === undefined) continue;
      uploads.push({
        index,
        name: value.name,
        contentType: value.type,
        data: new Uint8Array(await value.arrayBuffer()),
      });
    } else if (key === 'payload_json') body = parse(value);
    else fields[key] = value;
  }
  return { body: body ?? fields, uploads };
}
