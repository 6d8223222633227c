/**
 * The CDN: an origin of its own that serves attachments at signed addresses, and avatars at plain ones (developers/reference#image-formatting and
 * #signed-attachment-cdn-urls). What is past, forged or gone answers 404 "This content is no longer available.", as cdn.discordapp.com does.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CdnBehaviour, FakeCdn } from '../api.js';
import type { StoredFile } from '../world/files.js';
import type { World } from '../world/world.js';
import { defaultAvatar } from './default-avatar.js';

const GONE = 'This content is no longer available.';
/** Pieces of an endless body. */
const PIECE = Buffer.alloc(64 * 1024, 0x20);

export class Cdn implements FakeCdn {
  readonly downloads: { path: string; status: number; at: number }[] = [];
  readonly #server: Server;
  readonly #world: World;
  host = '';

  constructor(world: World) {
    this.#world = world;
    this.#server = createServer((request, response) => this.#serve(request, response));
  }

  get url(): string {
    return `http://${this.host}`;
  }

  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', resolve);
    });
    this.host = `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    this.#world.files.origin = this.url;
  }

  behave(url: string, behaviour: CdnBehaviour | undefined): void {
    const file = this.#world.files.at(decodeURIComponent(new URL(url).pathname));
    if (file === undefined) throw new Error(`the CDN has no file at ${url}`);
    file.behaviour = behaviour;
  }

  forgetEphemeral(): void {
    // "Ephemeral attachments on messages are guaranteed to be available as long as the message itself exists."
    const standing = new Set(this.#world.standing().flatMap(({ files }) => files));
    for (const file of this.#world.files.all()) if (file.ephemeral && !standing.has(file)) file.gone = true;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', this.url);
    const path = decodeURIComponent(url.pathname);
    response.on('error', () => response.destroy());
    response.once('close', () => {
      this.downloads.push({
        path: url.pathname,
        status: response.headersSent ? response.statusCode : 0,
        at: this.#world.clock.now(),
      });
      this.#world.watch.changed();
    });
    const file = this.#world.files.at(path);
    if (file !== undefined) {
      if (file.gone || !this.#world.files.valid(path, url.searchParams)) {
        refuse(response);
        return;
      }
      serveFile(file, response);
      return;
    }
    const avatar = this.#avatar(path);
    if (avatar === undefined) {
      refuse(response);
      return;
    }
    response
      .writeHead(200, {
        'content-type': 'image/png',
        'content-length': avatar.byteLength,
        'access-control-allow-origin': '*',
      })
      .end(avatar);
  }

  /** `avatars/USER/HASH.png` and `embed/avatars/INDEX.png`; other extensions give the same bytes here. */
  #avatar(path: string): Uint8Array | undefined {
    const [, userId, hash] = /^\/avatars\/(\d+)\/(\w+)\.(?:png|jpe?g|webp|gif)$/u.exec(path) ?? [];
    const person = this.#world.people.get(userId ?? '');
    if (person?.avatar !== undefined && person.avatarHash === hash) return person.avatar;
    const [, index] = /^\/embed\/avatars\/(\d)\.png$/u.exec(path) ?? [];
    return index === undefined ? undefined : defaultAvatar(Number(index));
  }
}

const refuse = (response: ServerResponse): void => {
  response.writeHead(404, { 'content-type': 'text/plain;charset=UTF-8' }).end(GONE);
};

function serveFile(file: StoredFile, response: ServerResponse): void {
  const how = file.behaviour;
  const type = how !== undefined && 'contentType' in how ? how.contentType : file.contentType;
  const headers = { 'content-type': type ?? 'application/octet-stream', 'access-control-allow-origin': '*' };
  const sized = { ...headers, 'content-length': file.data.byteLength };
  if (how === undefined || 'contentType' in how) response.writeHead(200, sized).end(file.data);
  else if ('redirect' in how) response.writeHead(302, { location: how.redirect }).end();
  else if ('status' in how) response.writeHead(how.status, { 'content-type': 'text/plain' }).end('error');
  else if ('stall' in how)
    response.writeHead(200, sized).write(file.data.subarray(0, file.data.byteLength >> 1));
  else if ('endless' in how) {
    response.writeHead(200, headers).write(file.data);
    pour(response);
  }
  // `hang`: never an answer.
}

/** Writes as fast as it is read, until the reader has had enough. */
function pour(response: ServerResponse): void {
  if (response.destroyed) return;
  response.write(PIECE, (error) => {
    if (!error) setImmediate(() => pour(response));
  });
}
