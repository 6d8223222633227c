/** Reading a request of the Web API: arguments from a form, JSON, multipart or the query; the token from header or argument. */
import type { IncomingMessage } from 'node:http';
import type { Json } from '../api.js';
import { isObject, parsed, str } from '../json.js';
import type { Args } from './method.js';

/** Arguments that are JSON texts in a form. */
const STRUCTURED = new Set(['blocks', 'view', 'files', 'attachments', 'metadata', 'unfurls', 'file_ids']);

export interface ApiRequest {
  args: Args;
  token: string | undefined;
  basic: { user: string; password: string } | undefined;
}

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

export async function readApiRequest(request: IncomingMessage, query: URLSearchParams): Promise<ApiRequest> {
  const body = await readBody(request);
  const type = request.headers['content-type'] ?? '';
  const given = { ...fromPairs(query), ...(await fromBody(body, type)) };
  const { token: argument, ...args } = given;
  const authorization = request.headers.authorization ?? '';
  const [, bearer] = /^Bearer (\S+)$/i.exec(authorization) ?? [];
  const [, basic] = /^Basic (\S+)$/i.exec(authorization) ?? [];
  const [user = '', password = ''] = Buffer.from(basic ?? '', 'base64')
    .toString()
    .split(':');
  return {
    args,
    token: bearer ?? (argument === undefined ? undefined : str(argument)),
    basic: basic ? { user, password } : undefined,
  };
}

async function fromBody(body: Buffer, type: string): Promise<Args> {
  if (body.length === 0) return {};
  if (type.includes('application/json')) {
    const value = parsed(body.toString());
    return isObject(value) ? value : {};
  }
  if (type.includes('multipart/form-data')) {
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
    return fromPairs(
      [...form].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
    );
  }
  return fromPairs(new URLSearchParams(body.toString()));
}

function fromPairs(pairs: Iterable<readonly string[]>): Args {
  const args: Record<string, Json> = {};
  for (const [name = '', value = ''] of pairs) args[name] = STRUCTURED.has(name) ? parsed(value) : value;
  return args;
}
