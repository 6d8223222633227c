/**
 * The server for the outside, on a port of its own: routes of platforms that know friend from foe by themselves (a signature, an
 * address that cannot be guessed). Whatever a proxy leads here and whatever Host it names, nothing of the chat, the operator's
 * routes or the metrics is behind it. Everything that is not one of those routes gets a status and no words.
 */
import fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import { SECURITY_HEADERS } from '../bots/web/server/origin-guard.js';

/** Longest time for a request to arrive, ms: 4 MB at 4 Mbit/s. */
const REQUEST_TIMEOUT_MS = 10_000;

export interface PublicServer {
  server: FastifyInstance;
  /** Resolves with whether a platform has put a route on it; to be called once all of them are created. */
  hasRoutes(): Promise<boolean>;
}

/** The server, not yet listening. `onError` is called for defects. */
export function createPublicServer(onError: (error: unknown) => void): PublicServer {
  const server = fastify({ requestTimeout: REQUEST_TIMEOUT_MS, forceCloseConnections: true, logger: false });
  let routes = 0;
  server.addHook('onRoute', () => {
    routes++;
  });
  server.addHook('onRequest', async (_request, reply) => {
    reply.headers(SECURITY_HEADERS);
  });
  server.setNotFoundHandler((_request, reply) => reply.code(404).send());
  server.setErrorHandler<FastifyError>((error, _request, reply) => {
    const { statusCode = 500 } = error;
    if (statusCode >= 500) onError(error);
    reply.code(statusCode).send();
  });
  return {
    server,
    async hasRoutes() {
      await server.ready();
      return routes > 0;
    },
  };
}
