/**
 * Fetches a picture that somebody attached, from their platform's file hosts and from nowhere else: an address in a message
 * is input like any other (OWASP, Server-Side Request Forgery Prevention). What comes is bytes; what they are is judged later.
 */
import { AtelierError } from '../../domain/errors.js';
import { duration } from '../../words/measures.js';
import { said } from '../../words/said.js';
import { cleanName, tooLarge } from './attachments.js';
import { INTAKE } from './intake-limits.js';

/** A whole download may take so long, ms. */
const TIMEOUT_MS = 20_000;
/** Redirects that are followed, each to an allowed host again. */
const MAX_REDIRECTS = 3;

export interface Download {
  /** The file's name, for words. */
  name: string;
  /** Hosts that files may come from, see `allows`. */
  hosts: readonly string[];
  /** Sent to the origin of the address only, never along with a redirect to another one. */
  headers?: Record<string, string>;
  /** Default INTAKE.bytes. */
  mostBytes?: number;
  timeout?: number;
}

export interface Downloaded {
  bytes: Uint8Array;
  /** As the host says it, in small letters; never relied on for what the bytes are. */
  type: string;
}

/** Throws invalid_input (a host that is not allowed, a file that is gone), picture_too_large, or internal (the host is down). */
export async function download(url: string, options: Download): Promise<Downloaded> {
  const { name, timeout = TIMEOUT_MS } = options;
  const signal = AbortSignal.timeout(timeout);
  try {
    const response = await get(url, options, signal);
    if (!response.ok) throw unreachable(name, response.status);
    return { bytes: await read(response, options), type: typeOf(response) };
  } catch (error) {
    if (error instanceof AtelierError) throw error;
    const named = { name: cleanName(name) };
    const words = signal.aborted
      ? said('refusals.fetchSlow', { ...named, time: duration(timeout / 1000) })
      : said('refusals.fetchBroken', named);
    throw new AtelierError('invalid_input', words, { cause: error });
  }
}

/** Names of this machine: nothing on the way reads along, so that a test server needs no https and may have any port. */
const HERE = ['localhost', '127.0.0.1', '[::1]'];

/** Whether a host, with or without a port, is this machine by its name. */
export function isHere(host: string): boolean {
  return HERE.includes(host.replace(/:\d+$/, ''));
}

/**
 * Whether files may come from there. An entry is a host name (`cdn.example.com`, or `*.example.com` for all below it), which
 * means https; a name with its port (`cdn.test:4000`), over http as well; or a whole origin (`http://127.0.0.1:4000`).
 */
export function allows(hosts: readonly string[], url: URL): boolean {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return false;
  return hosts.some((entry) => {
    if (entry.includes('://')) return URL.canParse(entry) && url.origin === new URL(entry).origin;
    if (/:\d+$/.test(entry)) {
      const own = `${url.protocol}//${entry}`;
      return URL.canParse(own) && url.origin === new URL(own).origin;
    }
    if (HERE.includes(entry)) return url.hostname === entry;
    if (url.protocol !== 'https:' || url.port !== '') return false;
    return entry.startsWith('*.') ? url.hostname.endsWith(entry.slice(1)) : url.hostname === entry;
  });
}

/** `DISCORD_CDN_HOSTS` and its like: entries with commas between them. */
export function hostList(text: string): string[] {
  return text
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .filter((entry) => entry !== '');
}

async function get(address: string, { name, hosts, headers }: Download, signal: AbortSignal) {
  let url = parse(address, name);
  for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
    if (!allows(hosts, url)) {
      throw new AtelierError(
        'invalid_input',
        said('refusals.foreignHost', { name: cleanName(name), host: url.host }),
      );
    }
    const isAtHome = url.origin === new URL(address).origin;
    const response = await fetch(url, {
      redirect: 'manual',
      signal,
      ...(isAtHome && headers && { headers }),
    });
    const location = response.headers.get('location');
    if (response.status < 300 || response.status > 399 || location === null) return response;
    await response.body?.cancel();
    url = parse(new URL(location, url).href, name);
  }
  throw unreachable(name, 310);
}

/** Stops as soon as it is too much, whatever was announced. */
async function read(response: Response, { name, mostBytes = INTAKE.bytes }: Download): Promise<Uint8Array> {
  if (Number(response.headers.get('content-length') ?? 0) > mostBytes) {
    await response.body?.cancel();
    throw tooLarge(name);
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.byteLength;
    if (length > mostBytes) throw tooLarge(name);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parse(address: string, name: string): URL {
  if (URL.canParse(address)) return new URL(address);
  throw new AtelierError('invalid_input', said('refusals.badAddress', { name: cleanName(name) }));
}

function typeOf({ headers }: Response): string {
  return (headers.get('content-type') ?? '').split(';')[0]!.trim().toLowerCase();
}

function unreachable(name: string, status: number): AtelierError {
  const isOver = status >= 400 && status < 500;
  return isOver
    ? new AtelierError('invalid_input', said('refusals.fileGone', { name: cleanName(name) }))
    : new AtelierError('invalid_input', said('refusals.fileUnreachable', { name: cleanName(name) }));
}
