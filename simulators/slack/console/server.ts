/** The page to try a bot by hand: its files, the state of the world as it changes, and what people do. */
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname } from 'node:path';
import type { Core } from '../core.js';
import { obj, parsed, str } from '../json.js';
import { readBody } from '../web-api/request.js';
import { type Extra, json } from '../web-api/server.js';
import type { ChannelState } from '../world/channel.js';
import type { PersonState } from '../world/person.js';
import { perform } from './page-actions.js';
import { stateFor } from './state.js';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Many changes at once are told once, ms of real time. */
const GATHER_MS = 40;

export function consolePage(core: Core): Extra {
  return async (request, response, url) => {
    const { pathname } = url;
    const [, id] = /^\/console\/file\/(\w+)$/.exec(pathname) ?? [];
    const [, name] = /^\/page\/([\w-]+\.\w+)$/.exec(pathname) ?? [];
    if (pathname === '/') await staticFile(response, 'index.html');
    else if (name) await staticFile(response, name);
    else if (pathname === '/console/changes') changes(core, request, response);
    else if (pathname === '/console/state') state(core, response, url);
    else if (pathname === '/console/act') await act(core, request, response);
    else if (pathname === '/console/picture') picture(core, response, url.searchParams.get('url') ?? '');
    else if (id) storedFile(core, response, id);
    else return false;
    return true;
  };
}

async function staticFile(response: ServerResponse, name: string): Promise<void> {
  try {
    const body = await readFile(new URL(`../page/${name}`, import.meta.url));
    bytes(response, TYPES[extname(name)] ?? 'application/octet-stream', body);
  } catch {
    json(response, 404, { ok: false, error: 'not_found' });
  }
}

/** Server-sent events: one line for every change. */
function changes(core: Core, request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write('data: hello\n\n');
  let timer: NodeJS.Timeout | undefined;
  const stop = core.changes.listen(() => {
    timer ??= setTimeout(() => {
      timer = undefined;
      response.write('data: changed\n\n');
    }, GATHER_MS);
  });
  request.once('close', () => {
    clearTimeout(timer);
    stop();
  });
}

function state(core: Core, response: ServerResponse, url: URL): void {
  const { person, channel } = place(core, url.searchParams.get('as'), url.searchParams.get('channel'));
  json(response, 200, stateFor(core, person, channel));
}

async function act(core: Core, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = obj(parsed((await readBody(request)).toString()));
  try {
    const complaint = await perform({ core, body, ...place(core, str(body.as), str(body.channel)) });
    json(response, 200, { ok: true, complaint });
  } catch (error) {
    json(response, 200, { ok: false, complaint: error instanceof Error ? error.message : String(error) });
  }
}

/** Who looks and where, or the first person in the first channel. */
function place(
  core: Core,
  as: string | null,
  where: string | null,
): { person: PersonState; channel: ChannelState } {
  const person = core.users.get(as ?? '') ?? [...core.users.values()][0];
  if (!person) throw new Error('there is nobody here: add a person first');
  const named = core.channels.get(where ?? '');
  const channel = named?.members.has(person.id)
    ? named
    : person.workspace.channels.find(({ members }) => members.has(person.id));
  return { person, channel: channel ?? person.dmChannel };
}

function storedFile(core: Core, response: ServerResponse, id: string): void {
  const file = core.files.get(id);
  if (file) bytes(response, file.mimetype || 'application/octet-stream', file.bytes);
  else json(response, 404, { ok: false, error: 'file_not_found' });
}

function picture(core: Core, response: ServerResponse, url: string): void {
  const found = core.proxied.get(url);
  if (found) bytes(response, found.type, found.bytes);
  else json(response, 404, { ok: false, error: 'not_found' });
}

function bytes(response: ServerResponse, type: string, body: Buffer): void {
  response.writeHead(200, { 'content-type': type, 'cache-control': 'no-cache' }).end(body);
}
