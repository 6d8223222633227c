/**
 * The local web chat over HTTP: the page, the channel, commands and buttons. Platform only: what a command means is the
 * session's. The interface is described in docs/reference/http-interface.md.
 */
import cookie from '@fastify/cookie';
import multipart from '@fastify/multipart';
import staticFiles from '@fastify/static';
import fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import { AtelierError, type ErrorCode } from '../../../domain/errors.js';
import type { NetworkName } from '../../../domain/request.js';
import { wordsFor } from '../../../words/catalogues.js';
import { acceptedLocales } from '../../../words/languages.js';
import { said } from '../../../words/said.js';
import type { Words } from '../../../words/words.js';
import { refusal, sentence } from '../../messages/wording.js';
import type { Session } from '../../session.js';
import type { WireError, WireHello, WireReply } from '../wire.js';
import { ask } from './asker.js';
import type { Channel } from './channel.js';
import { compress } from './compression.js';
import { Streams } from './event-stream.js';
import { type UploadLimits, Uploads } from './form-upload.js';
import { jobRoutes } from './job-routes.js';
import { guard } from './origin-guard.js';
import { clientOf, personOf } from './people.js';
import { archiveRoute } from './picture-archive.js';
import { type PictureRouteOptions, pictureRoutes } from './web-pictures.js';

export interface WebOptions extends PictureRouteOptions {
  session: Session;
  channel: Channel;
  /** Directory of the built page. */
  page: string;
  /** The feature networks that are here. */
  networks: () => Promise<readonly NetworkName[]>;
  /** Host names that lead here besides localhost and plain addresses. */
  names: readonly string[];
  uploads: UploadLimits;
  /** The page is opened: pictures will be asked for. */
  onVisit?: () => void;
  /** Called for defects; people only see that something broke. */
  onError: (error: unknown) => void;
}

/** Longest time for a request to arrive, ms: 60 MB at 4 Mbit/s. */
const REQUEST_TIMEOUT_MS = 120_000;

/** The server, not yet listening. */
export async function createWebServer(options: WebOptions): Promise<FastifyInstance> {
  const app = fastify({ requestTimeout: REQUEST_TIMEOUT_MS, forceCloseConnections: true, logger: false });
  guard(app, options.names);
  compress(app);
  app.setErrorHandler<FastifyError | AtelierError>((error, request, reply) =>
    answerError(error, request, reply, options.onError),
  );
  app.setNotFoundHandler((request, reply) =>
    answerError(new AtelierError('not_found', said('refusals.nothingHere')), request, reply),
  );
  await app.register(cookie);
  // A file that is cut off at the limit is refused by form-upload.ts, by its name.
  await app.register(multipart, { throwFileSizeLimit: false });
  await app.register(staticFiles, {
    root: options.page,
    cacheControl: false,
    setHeaders: (response) => response.setHeader('cache-control', 'no-cache'),
  });

  app.get('/healthz', async () => ({ status: 'ok' }));
  pictureRoutes(app, options);
  archiveRoute(app, options);
  channelRoutes(app, options);
  return app;
}

function channelRoutes(app: FastifyInstance, options: WebOptions): void {
  const { session, channel, presets, networks } = options;
  const streams = new Streams(channel);
  const uploads = new Uploads(options.uploads);
  jobRoutes(app, { session, channel, uploads });
  const styles = presets.map((preset) => ({ ...preset, thumbnail: `/api/styles/${preset.id}/thumbnail` }));
  app.addHook('preClose', async () => streams.close());

  app.get('/api/hello', async (request, reply): Promise<WireHello> => {
    reply.header('cache-control', 'no-store');
    options.onVisit?.();
    return { you: personOf(request, reply), styles, networks: ['auto', ...(await networks())] };
  });

  app.get('/api/messages', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
    return channel.since(undefined).news.messages;
  });

  app.get('/api/events', (request, reply) => {
    streams.start(request, reply, personOf(request, reply));
  });

  app.post('/api/messages', (request, reply) =>
    uploads.read(request, clientOf(request), async ({ text, attachments }): Promise<WireReply> => {
      const { context, message } = ask(request, reply, channel);
      const answer = await session.say(context, text, attachments);
      if (answer.kind === 'note') return { note: { ...answer.view, pictures: [] } };
      reply.code(201);
      return { message: message() };
    }),
  );
}

const STATUS: Partial<Record<ErrorCode, number>> = {
  not_found: 404,
  forbidden: 403,
  upload_too_slow: 408,
  picture_too_large: 413,
  picture_type_unsupported: 415,
  shutting_down: 503,
};

function answerError(
  error: FastifyError | AtelierError,
  request: FastifyRequest,
  reply: FastifyReply,
  onError?: (error: unknown) => void,
): void {
  const { status, code, words } = describe(
    error,
    wordsFor(acceptedLocales(request.headers['accept-language'])),
  );
  if (status === 500) onError?.(error);
  const body: WireError = { error: { code, message: words } };
  // The rest of the request is not waited for.
  if (status === 408) reply.header('connection', 'close');
  reply.code(status).header('cache-control', 'no-store').send(body);
}

function describe(
  error: FastifyError | AtelierError,
  words: Words,
): { status: number; code: ErrorCode; words: string } {
  if (error instanceof AtelierError) {
    const byFault = { user: 400, limit: 429, cancelled: 409, internal: 500 };
    const status = STATUS[error.code] ?? byFault[error.fault];
    return { status, code: error.code, words: refusal(words, error) };
  }
  const status = error.statusCode ?? 500;
  if (status < 500) return { status, code: 'invalid_input', words: sentence(error.message) };
  const ours = [words.t('refusals.brokenTitle'), words.t('refusals.tryAgain')];
  return { status: 500, code: 'internal', words: ours.map(sentence).join(' ') };
}
