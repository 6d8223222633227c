/**
 * The file host, an origin of its own: url_private wants the app's token with files:read; without it Slack answers 200 with
 * its login page, which is HTML (docs.slack.dev/reference/objects/file-object, "Authentication").
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { DownloadMode } from '../api.js';
import type { Core } from '../core.js';
import { readBody } from '../web-api/request.js';
import type { FileState } from '../world/file.js';

const LOGIN_PAGE =
  '<!DOCTYPE html><html><head><title>Sign in | Slack</title></head><body>Sign in</body></html>';

export async function serveFiles(
  core: Core,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', core.fileUrl);
  const [, ticket] = /^\/upload\/v1\/(\w+)$/.exec(pathname) ?? [];
  const [, id] = /^\/files-(?:pri|tmb)\/T\w+-(F\w+?)(?:-0)?\//.exec(pathname) ?? [];
  response.once('close', () =>
    core.files.log({
      at: core.clock.now(),
      method: request.method ?? '',
      path: pathname,
      authorization: request.headers.authorization,
      status: response.statusCode,
      file: id,
    }),
  );
  if (core.faults.isDown) request.socket.destroy();
  else if (ticket !== undefined) await upload(core, ticket, request, response);
  else if (id !== undefined && request.method === 'GET') await download(core, id, request, response);
  else answer(response, 404, 'text/html', 'Not found');
}

/** The bytes as they are, or as the one part of a form; docs.slack.dev/messaging/working-with-files */
async function upload(
  core: Core,
  token: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await fileBody(await readBody(request), request.headers['content-type'] ?? '');
  const ticket = [...core.files.tickets.values()].find((one) => one.token === token);
  if (!ticket) return answer(response, 404, 'text/plain', 'upload_url_not_found');
  // What a wrong length is answered with is not documented.
  if (body.length !== ticket.length) return answer(response, 400, 'text/plain', 'length_mismatch');
  ticket.bytes = body;
  core.changes.notify();
  answer(response, 200, 'text/plain', `OK - ${body.length}`);
}

async function fileBody(body: Buffer, type: string): Promise<Buffer> {
  if (!type.includes('multipart/form-data')) return body;
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  const part = [...form.values()].find((value) => typeof value !== 'string');
  return part && typeof part !== 'string' ? Buffer.from(await part.arrayBuffer()) : Buffer.alloc(0);
}

async function download(
  core: Core,
  id: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const file = core.files.get(id);
  const [, token = ''] = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '') ?? [];
  const bot = core.tokens.get(token);
  const welcome = bot?.state === 'active' && !bot.inactive && bot.has('files:read') && file?.visibleTo(bot);
  if (!file || !welcome) return answer(response, 200, 'text/html; charset=utf-8', LOGIN_PAGE);
  if (file.deleted) return answer(response, 404, 'text/html', 'Not found');
  await send(core, file, core.files.takeDownload(), response);
}

async function send(
  core: Core,
  file: FileState,
  mode: DownloadMode,
  response: ServerResponse,
): Promise<void> {
  const type = file.mimetype || 'application/octet-stream';
  if (mode === 'html') return answer(response, 200, 'text/html; charset=utf-8', LOGIN_PAGE);
  if (mode === 'normal') return answer(response, 200, type, file.bytes);
  if (mode === 'stall') {
    response.writeHead(200, { 'content-type': type, 'content-length': file.bytes.length });
    response.write(file.bytes.subarray(0, Math.floor(file.bytes.length / 2)));
    await new Promise<void>((go) => core.files.stall(go));
    response.end(file.bytes.subarray(Math.floor(file.bytes.length / 2)));
    return;
  }
  if ('redirect' in mode) {
    response.writeHead(302, { location: mode.redirect }).end();
    return;
  }
  if ('contentType' in mode) return answer(response, 200, mode.contentType, file.bytes);
  if ('status' in mode) return answer(response, mode.status, 'text/plain', 'error');
  await endless(response, type, mode.bytes);
}

/** So many bytes, chunked: no content-length tells beforehand. */
async function endless(response: ServerResponse, type: string, bytes: number): Promise<void> {
  response.writeHead(200, { 'content-type': type });
  // Who has seen enough hangs up in the middle.
  await pipeline(Readable.from(noise(bytes)), response).catch(() => {});
}

function* noise(bytes: number): Generator<Buffer> {
  const chunk = Buffer.alloc(64 * 1024, 0xff);
  for (let left = bytes; left > 0; left -= chunk.length)
    yield chunk.subarray(0, Math.min(left, chunk.length));
}

function answer(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) }).end(body);
}
