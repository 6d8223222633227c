/** The front door: /api/METHOD, response_urls, OAuth's page. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { JsonObject } from '../api.js';
import type { Core } from '../core.js';
import { isObject, parsed } from '../json.js';
import { Refusal } from '../refusal.js';
import { authorizePage } from './authorize.js';
import { answerCall } from './call.js';
import { readApiRequest, readBody } from './request.js';

/** Another owner of paths: the page to try the bot by hand. True when it has answered. */
export type Extra = (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<boolean>;

export async function serveApi(
  core: Core,
  request: IncomingMessage,
  response: ServerResponse,
  extra: Extra | undefined,
): Promise<void> {
  const url = new URL(request.url ?? '/', core.url);
  const [, method] = /^\/api\/([\w.]+)$/.exec(url.pathname) ?? [];
  if (await extra?.(request, response, url)) return;
  if (core.faults.isDown) request.socket.destroy();
  else if (method !== undefined) await call(core, method, request, response, url);
  else if (core.responseUrls.has(url.pathname)) await respond(core, url.pathname, request, response);
  else if (url.pathname === '/oauth/v2/authorize') authorizePage(core, url, response);
  else json(response, 404, { ok: false, error: 'not_found' });
}

async function call(
  core: Core,
  method: string,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const apiCall = await readApiRequest(request, url.searchParams);
  const { status, headers, body, cut } = await answerCall(core, method, apiCall);
  if (cut) request.socket.destroy();
  else json(response, status, body, headers);
}

async function respond(
  core: Core,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = parsed((await readBody(request)).toString());
  try {
    if (!isObject(body)) throw new Refusal('invalid_payload');
    await core.responseUrls.answer(path, body);
    json(response, 200, { ok: true });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    json(response, 404, { ok: false, error: error.code });
  }
}

export function json(
  response: ServerResponse,
  status: number,
  body: JsonObject,
  headers: Record<string, string> = {},
): void {
  const text = JSON.stringify(body);
  response
    .writeHead(status, {
      'content-type': 'application/json; charset=utf-8',
      'x-slack-req-id': 'fake',
      ...headers,
    })
    .end(text);
}
