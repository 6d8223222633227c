/** A web server with one file, whose answers a test chooses one by one; it notes the requests. */
import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Answer = (
  request: IncomingMessage,
  response: ServerResponse,
  file: Buffer,
  reached: (bytes: number) => Promise<void>,
) => void;

export interface FileServer {
  url: string;
  /** The Range header of each request; undefined for one without. */
  ranges: (string | undefined)[];
  /** The client says that it has stored so many bytes. */
  stored(bytes: number): void;
  close(): Promise<void>;
}

/** Answers in turn; the last answer is given to every request after it. */
export async function serveFile(file: Buffer, ...answers: Answer[]): Promise<FileServer> {
  const ranges: (string | undefined)[] = [];
  const client = new EventEmitter();
  let latest = 0;
  const reached = async (bytes: number) => {
    while (latest < bytes) await once(client, 'stored');
  };
  const server = createServer((request, response) => {
    const answer = answers[Math.min(ranges.length, answers.length - 1)];
    ranges.push(request.headers.range);
    answer(request, response, file, reached);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/weights.h5`,
    ranges,
    stored(bytes) {
      latest = bytes;
      client.emit('stored');
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** What the answer holds, by the request's Range. */
function rangeOf({ headers }: IncomingMessage): number {
  return Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);
}

function begin(request: IncomingMessage, response: ServerResponse, file: Buffer): Buffer {
  const from = rangeOf(request);
  const range = { 'content-range': `bytes ${from}-${file.length - 1}/${file.length}` };
  response.writeHead(from > 0 ? 206 : 200, {
    'content-length': file.length - from,
    ...(from > 0 && range),
  });
  return file.subarray(from);
}

/** As a good server does. */
export const whole: Answer = (request, response, file) => response.end(begin(request, response, file));

/** Always the whole file, whatever the Range says. */
export const withoutRange: Answer = (_, response, file) => response.end(file);

export const status =
  (code: number): Answer =>
  (_, response) =>
    response.writeHead(code).end('<html>no</html>');

/** Ends the connection once the client has stored so many bytes: what is still on its way may be lost. */
export const cutAt =
  (place: number): Answer =>
  async (request, response, file, reached) => {
    const rest = begin(request, response, file);
    response.write(rest.subarray(0, place - rangeOf(request)));
    await reached(place);
    response.destroy();
  };

/** Sends so many bytes, then nothing more. */
export const stallAt =
  (place: number): Answer =>
  (request, response, file) => {
    const rest = begin(request, response, file);
    response.write(rest.subarray(0, place - rangeOf(request)));
  };

/** Another content of the same length. */
export const otherContent: Answer = (request, response, file, reached) =>
  whole(request, response, Buffer.alloc(file.length), reached);

/** A shorter file, as a login page or a truncated mirror is. */
export const shorter: Answer = (request, response, file, reached) =>
  whole(request, response, file.subarray(0, 100), reached);

/** The file without saying how long it is. */
export const chunked: Answer = (_, response, file) => {
  response.write(file.subarray(0, 10));
  response.end(file.subarray(10));
};
