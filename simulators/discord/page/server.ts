/** Serves the page of `npm run fake:discord`: its files, its view of things, its acts, and a stream that says when to look again. */
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RunningDiscord } from '../index.js';
import type { Person } from '../people/person.js';
import { readBody } from '../rest/body.js';
import { isObject } from '../rules/form.js';
import { act } from './page-actions.js';
import { viewFor } from './view.js';

/** The page's own files lie beside this one. */
const OWN_FILE = /^\/([\w-]+\.(?:css|js))$/u;

const TYPES: Record<string, string> = { html: 'text/html', css: 'text/css', js: 'text/javascript' };

/** Bursts of changes are told of once. */
const SETTLE_MS = 60;

export function servePage(discord: RunningDiscord): void {
  discord.serveOtherwise((request, response) => {
    serve(discord, request, response).catch((error: unknown) => {
      console.error(error);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
}

async function serve(
  discord: RunningDiscord,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const file = url.pathname === '/' ? 'index.html' : OWN_FILE.exec(url.pathname)?.[1];
  if (file !== undefined) return sendFile(file, response);
  if (url.pathname === '/ui/changes') return stream(discord, response);
  const person = discord.world.people.get(url.searchParams.get('me') ?? '') ?? firstOf(discord);
  if (url.pathname === '/ui/view') {
    const channel = discord.world.channels.get(url.searchParams.get('channel') ?? '');
    const seen = channel?.may(person.id, 'ViewChannel') ? channel : undefined;
    return sendJson(viewFor(discord, person, seen), response);
  }
  if (url.pathname === '/ui/act' && request.method === 'POST') {
    const { body, uploads } = await readBody(request);
    return sendJson(await act({ discord, person, body: isObject(body) ? body : {}, uploads }), response);
  }
  response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found');
}

const firstOf = ({ world }: RunningDiscord): Person =>
  [...world.people.values()].find(({ isBot }) => !isBot)!;

async function sendFile(name: string, response: ServerResponse): Promise<void> {
  const data = await readFile(new URL(name, import.meta.url)).catch(() => undefined);
  if (data === undefined) {
    response.writeHead(404).end();
    return;
  }
  const type = TYPES[name.split('.').at(-1)!]!;
  response
    .writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store' })
    .end(data);
}

function sendJson(value: unknown, response: ServerResponse): void {
  response
    .writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(JSON.stringify(value));
}

/** Server-sent events: an empty one whenever something has changed. */
function stream(discord: RunningDiscord, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write('data: changed\n\n');
  let timer: NodeJS.Timeout | undefined;
  const stop = discord.world.watch.listen(() => {
    timer ??= setTimeout(() => {
      timer = undefined;
      response.write('data: changed\n\n');
    }, SETTLE_MS);
  });
  response.on('close', () => {
    clearTimeout(timer);
    stop();
  });
}
