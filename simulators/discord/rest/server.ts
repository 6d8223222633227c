/** The HTTP side of the API: finds the route, meets faults and rate limits, answers in Discord's way, writes everything down. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { FakeRequest, FaultAnswer } from '../api.js';
import { DiscordError, notAllowed, notFound, unauthorised, wordsFor } from '../errors.js';
import type { Gateway } from '../gateway/gateway.js';
import type { World } from '../world/world.js';
import { type Received, readBody } from './body.js';
import { Faults } from './faults.js';
import { RateLimits, type Verdict } from './rate-limits.js';
import { Requests } from './requests.js';
import { match, matchPath, type Route } from './route.js';
import { ROUTES } from './routes.js';

const PREFIX = '/api/v10';

interface Outcome {
  status: number;
  headers: Record<string, string>;
  body?: unknown;
}

/** Serves whatever is not the API: the page of `npm run fake:discord`. */
export type Otherwise = (request: IncomingMessage, response: ServerResponse) => void;

export class RestServer {
  readonly server: Server;
  readonly faults: Faults;
  readonly requests: Requests;
  readonly #limits: RateLimits;
  otherwise: Otherwise = (_request, response) => {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found');
  };

  constructor(
    private readonly world: World,
    private readonly gateway: Gateway,
    private readonly options: { rateLimits: boolean; shards: number },
  ) {
    this.faults = new Faults(world.watch);
    this.requests = new Requests(world.watch);
    this.#limits = new RateLimits(world.clock, options.rateLimits);
    this.server = createServer((request, response) => {
      response.on('error', () => response.destroy());
      if (!request.url?.startsWith('/api/')) return this.otherwise(request, response);
      void this.#serve(request, response);
    });
  }

  close(): void {
    this.faults.clear();
    this.server.close();
    this.server.closeAllConnections();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    // discord.js writes %40original.
    const path = decodeURIComponent(url.pathname).slice(PREFIX.length);
    const method = request.method ?? 'GET';
    const record = recordOf(method, path, url, request.headers.authorization === `Bot ${this.world.token}`);
    const fault = this.faults.for(method, path);
    if (fault?.answer.kind === 'drop' && !fault.answer.after) return void request.socket.destroy();
    let outcome: Outcome;
    try {
      const received = await readBody(request);
      record.body = received.body;
      record.files = received.uploads.map(({ index, ...file }) => ({ field: `files[${index}]`, ...file }));
      if (fault?.answer.kind === 'hold') await fault.held();
      if (fault?.answer.kind === 'slow') await passed(fault.answer.ms);
      outcome = made(fault?.answer) ?? this.#answer(method, url, path, received, record);
    } catch (error) {
      // A client that hung up while sending wants no answer.
      if (request.destroyed && !request.complete) return;
      outcome = refused(error);
    }
    this.#note(record, outcome);
    if (fault?.answer.kind === 'drop') return void request.socket.destroy();
    send(response, outcome);
  }

  #answer(method: string, url: URL, path: string, received: Received, record: FakeRequest): Outcome {
    if (!url.pathname.startsWith(`${PREFIX}/`)) return refused(notFound());
    const found = ROUTES.map((route) => ({ route, params: match(route, method, path) })).find(
      ({ params }) => params !== undefined,
    );
    if (found === undefined)
      return refused(ROUTES.some((route) => matchPath(route.path, path)) ? notAllowed() : notFound());
    const { route, params } = found as { route: Route; params: Record<string, string> };
    record.route = `${route.method} ${route.path}`;
    const verdict = this.#limits.take(route, params);
    if (verdict.retryAfter !== undefined) return limited(verdict, verdict.retryAfter);
    if (route.auth && !record.authorised) return { ...refused(unauthorised()), headers: verdict.headers };
    try {
      const answer = route.handle({
        world: this.world,
        params,
        query: url.searchParams,
        body: received.body,
        uploads: received.uploads,
        gatewayUrl: this.gateway.url,
        shards: this.options.shards,
      });
      return { status: answer.body === undefined ? 204 : 200, headers: verdict.headers, body: answer.body };
    } catch (error) {
      const outcome = refused(error);
      return { ...outcome, headers: { ...verdict.headers, ...outcome.headers } };
    }
  }

  #note(record: FakeRequest, outcome: Outcome): void {
    const body = outcome.body as { code?: number } | undefined;
    record.status = outcome.status;
    record.code = outcome.status >= 400 ? body?.code : undefined;
    record.answer = outcome.body;
    record.at = this.world.clock.now();
    record.realAt = performance.now();
    this.requests.add(record);
  }
}

const recordOf = (method: string, path: string, url: URL, authorised: boolean): FakeRequest => ({
  method,
  path,
  route: '',
  query: Object.fromEntries(url.searchParams),
  authorised,
  body: undefined,
  files: [],
  status: 0,
  code: undefined,
  answer: undefined,
  at: 0,
  realAt: 0,
});

/** What a scripted fault answers instead, if it answers at all. */
function made(answer: FaultAnswer | undefined): Outcome | undefined {
  if (answer?.kind === 'error') {
    const code = answer.code ?? 0;
    return refused(new DiscordError(answer.status, code, answer.message ?? wordsFor(code, answer.status)));
  }
  if (answer?.kind === 'edge')
    return {
      status: answer.status,
      headers: { 'content-type': 'text/html' },
      body: `<html><body>${answer.status}</body></html>`,
    };
  if (answer?.kind === 'rate-limit') {
    const scope = answer.global ? 'global' : (answer.scope ?? 'user');
    const headers: Record<string, string> = {
      'x-ratelimit-scope': scope,
      ...(answer.global ? { 'x-ratelimit-global': 'true' } : {}),
    };
    return limited({ headers, global: answer.global ?? false }, answer.retryAfterMs / 1000);
  }
  return undefined;
}

/** 429 as under "Exceeding A Rate Limit"; Retry-After may have decimals here, so that a storm in a test need not last whole seconds. */
function limited(verdict: Verdict, retryAfter: number): Outcome {
  return {
    status: 429,
    headers: { ...verdict.headers, 'retry-after': retryAfter.toFixed(3) },
    body: {
      message: 'You are being rate limited.',
      retry_after: retryAfter,
      global: verdict.global ?? false,
    },
  };
}

function refused(error: unknown): Outcome {
  if (!(error instanceof DiscordError)) {
    // A mistake of the fake itself: tests are to see it, not a bot that copes with it.
    console.error(error);
    return { status: 500, headers: {}, body: { message: `the fake failed: ${String(error)}`, code: 0 } };
  }
  const { status, code, message, errors, retryAfter } = error;
  const late = retryAfter === undefined ? {} : { retry_after: retryAfter, global: false };
  return {
    status,
    headers:
      retryAfter === undefined ? {} : { 'retry-after': retryAfter.toFixed(3), 'x-ratelimit-scope': 'shared' },
    body: { message, code, ...(errors === undefined ? {} : { errors }), ...late },
  };
}

/** A 204 carries neither body nor content type: with one, discord.js would try to parse nothing. */
function send(response: ServerResponse, { status, headers, body }: Outcome): void {
  if (body === undefined) return void response.writeHead(status, headers).end();
  const html = headers['content-type'] === 'text/html';
  response
    .writeHead(status, { 'content-type': 'application/json', ...headers })
    .end(html ? String(body) : JSON.stringify(body));
}

const passed = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
