/**
 * What keeps other web sites out of a server on somebody's own machine: it answers only to names that are its own (DNS
 * rebinding), takes commands only from its own pages (CSRF), and its pages run nothing but their own script.
 */
import { isIP } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AtelierError } from '../../../domain/errors.js';
import { said } from '../../../words/said.js';

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  // blob: for pictures that are chosen and not yet sent.
  "img-src 'self' blob:",
  // https: for a picture whose address somebody pastes: the browser fetches it, where its site allows that.
  "connect-src 'self' https:",
  "manifest-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Sent with every answer. There are no CORS headers: no other origin may read anything. */
export const SECURITY_HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const;

/** `names`: host names that lead here besides localhost and plain addresses. */
export function guard(app: FastifyInstance, names: readonly string[]): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(SECURITY_HEADERS);
    checkHost(request, names);
    if (request.method !== 'GET' && request.method !== 'HEAD') checkOrigin(request);
  });
}

/** A rebound name is always a name: addresses cannot be rebound. */
function checkHost(request: FastifyRequest, names: readonly string[]): void {
  const name = hostName(request.headers.host);
  const own = name === 'localhost' || name.endsWith('.localhost') || isIP(name) !== 0 || names.includes(name);
  if (!own) throw new AtelierError('forbidden', said('refusals.wrongName', { name: name || '(none)' }));
}

/** Browsers send Origin with every POST; programs that send none carry no cookie of a browser either. */
function checkOrigin({ headers }: FastifyRequest): void {
  const { origin, host } = headers;
  const site = headers['sec-fetch-site'];
  const foreign = origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`;
  if (foreign || site === 'cross-site' || site === 'same-site') {
    throw new AtelierError('forbidden', said('refusals.foreignPage'));
  }
}

/** "[::1]:8080" -> "::1", "localhost:8080" -> "localhost". */
function hostName(host = ''): string {
  const [, bracketed, plain] = /^(?:\[([^\]]+)\]|([^:]+))(?::\d+)?$/.exec(host.toLowerCase()) ?? [];
  return bracketed ?? plain ?? '';
}
