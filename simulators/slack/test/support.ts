/** For the tests of the fake: it is spoken to with plain fetch and plain WebSockets, as any client would. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach } from 'vitest';
import { WebSocket } from 'ws';
import { quadrantPicture } from '../../../test/support/pictures.js';
import type { FakeSlack, FakeSlackOptions, Json, JsonObject, LocalFile } from '../api.js';
import { startFakeSlack } from '../index.js';

const opened: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

/** Ends after the test. */
export function endsWithTest(close: () => Promise<unknown>): void {
  opened.push(close);
}

/** One that ends with the test. */
export async function slackFor(options: FakeSlackOptions = {}): Promise<FakeSlack> {
  const slack = await startFakeSlack(options);
  endsWithTest(() => slack.close());
  return slack;
}

/** Calls a method as a form, as the SDKs do, with the first workspace's bot token unless told otherwise. */
export async function call(
  slack: FakeSlack,
  method: string,
  args: JsonObject = {},
  token: string | null = slack.workspace.bot!.botToken,
): Promise<JsonObject & { status: number; headers: Headers }> {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(args)) {
    if (value !== undefined) form.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  }
  const response = await fetch(`${slack.apiUrl}${method}`, {
    method: 'POST',
    headers: token === null ? {} : { authorization: `Bearer ${token}` },
    body: form,
  });
  const body = (await response.json()) as JsonObject;
  return { ...body, status: response.status, headers: response.headers } as never;
}

/** The messages of `response_metadata`, without "[ERROR] ". */
export function complaints(answer: JsonObject): string[] {
  const { messages = [] } = (answer.response_metadata ?? {}) as { messages?: string[] };
  return messages.map((message) => message.replace('[ERROR] ', ''));
}

/** A Socket Mode client that does nothing by itself. */
export interface RawClient {
  socket: WebSocket;
  /** Everything it was sent. */
  received: JsonObject[];
  /** The n-th message that fits. */
  next(type: string, n?: number): Promise<JsonObject>;
  ack(envelope: JsonObject, payload?: Json): void;
  closed: Promise<unknown>;
}

export async function connect(slack: FakeSlack): Promise<RawClient> {
  const { url } = await call(slack, 'apps.connections.open', {}, slack.app.appToken);
  const socket = new WebSocket(String(url));
  const received: JsonObject[] = [];
  const waiting = new Set<() => void>();
  socket.on('message', (data) => {
    received.push(JSON.parse(String(data)) as JsonObject);
    for (const look of [...waiting]) look();
  });
  const client: RawClient = {
    socket,
    received,
    next: (type, n = 1) =>
      new Promise((resolve) => {
        const look = () => {
          const found = received.filter((message) => message.type === type)[n - 1];
          if (!found) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
    ack: (envelope, payload) =>
      socket.send(JSON.stringify({ envelope_id: envelope.envelope_id, ...(payload ? { payload } : {}) })),
    closed: once(socket, 'close'),
  };
  endsWithTest(async () => socket.terminate());
  await client.next('hello');
  return client;
}

/** Acknowledges everything at once, with this body for commands and interactions. */
export async function obligingClient(slack: FakeSlack, payload?: Json): Promise<RawClient> {
  const client = await connect(slack);
  client.socket.on('message', (data) => {
    const message = JSON.parse(String(data)) as JsonObject;
    if (message.envelope_id) client.ack(message, message.type === 'events_api' ? undefined : payload);
  });
  return client;
}

/** A small HTTP server of the test's own: the app's request URL, a picture host, a place to be sent to. */
export interface Site {
  url: string;
  requests: { path: string; headers: IncomingMessage['headers']; body: string }[];
}

export async function site(
  answer: (response: ServerResponse, path: string, body: string) => void,
): Promise<Site> {
  const requests: Site['requests'] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      requests.push({ path: request.url ?? '', headers: request.headers, body });
      answer(response, request.url ?? '', body);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  endsWithTest(async () => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

export async function photo(
  format: 'png' | 'jpeg' | 'gif' | 'webp' = 'png',
  name?: string,
): Promise<LocalFile> {
  const bytes = await quadrantPicture(32, 24).toFormat(format).toBuffer();
  return { name: name ?? `photo.${format === 'jpeg' ? 'jpg' : format}`, bytes };
}

/** Uploads in the three steps; resolves with the file's id. */
export async function upload(slack: FakeSlack, file: LocalFile, share: JsonObject = {}): Promise<string> {
  const { upload_url, file_id } = await call(slack, 'files.getUploadURLExternal', {
    filename: file.name,
    length: file.bytes.length,
    ...(file.alt !== undefined && { alt_txt: file.alt }),
  });
  await fetch(String(upload_url), { method: 'POST', body: Buffer.from(file.bytes) });
  const done = await call(slack, 'files.completeUploadExternal', { files: [{ id: file_id }], ...share });
  if (done.ok !== true) throw new Error(`upload refused: ${done.error}`);
  return String(file_id);
}

export const plain = (text: string): JsonObject => ({ type: 'plain_text', text });
export const markdown = (text: string): JsonObject => ({ type: 'mrkdwn', text });
export const section = (text: string): JsonObject => ({ type: 'section', text: markdown(text) });
export const button = (action: string, text = action): JsonObject => ({
  type: 'button',
  action_id: action,
  text: plain(text),
});
export const actions = (...elements: JsonObject[]): JsonObject => ({ type: 'actions', elements });
export const option = (value: string, text = value): JsonObject => ({ value, text: plain(text) });

export function input(id: string, element: JsonObject, more: JsonObject = {}): JsonObject {
  return { type: 'input', block_id: id, label: plain(id), element: { action_id: id, ...element }, ...more };
}

export function modal(blocks: JsonObject[], more: JsonObject = {}): JsonObject {
  return {
    type: 'modal',
    callback_id: 'modal',
    title: plain('A modal'),
    submit: plain('Go'),
    blocks,
    ...more,
  };
}
